"""The two forms that a stranger may send: sign-in and a new password; both count attempts."""

from ipaddress import ip_address
from typing import Any

from flask import request
from flask_security import ForgotPasswordForm, LoginForm, uia_email_mapper

from tracker.db import write_session
from tracker.services import throttle
from tracker.web.transaction import begin_writing, db_session, factory, now

_WAIT = "There were too many attempts. Wait a few minutes, or ask for a new password by mail."
_WAIT_FOR_LINKS = "There were too many attempts. Look for the mail that was sent, or wait a few minutes."


class SignInForm(LoginForm):
    """An address and a password. There is nothing to remember beyond the session on the server."""

    remember = None

    def validate(self, **kwargs: Any) -> bool:
        """Right only if the password is, and if there were not too many wrong ones before."""
        account, address = _account_meant(self.email.data), _network_address()
        if throttle.blocked_until(db_session(), account, address, now()):
            self.form_errors.append(_WAIT)
            return False
        is_right = bool(super().validate(**kwargs))
        if is_right:
            throttle.forget(begin_writing(), account)
        else:
            throttle.note_failure(begin_writing(), account, address, now())
        return is_right


class NewPasswordForm(ForgotPasswordForm):
    """An address that a link to a new password goes to; known and unknown ones are counted alike."""

    def validate(self, **kwargs: Any) -> bool:
        """Right if it is an account's, and if not too many links were asked for. The count stands by itself,
        since making a link takes long and must not hold the database.
        """
        account, address = f"link for {_account_meant(self.email.data)}", _network_address()
        with write_session(factory()) as session:
            is_blocked = throttle.blocked_until(session, account, address, now()) is not None
            throttle.note_failure(session, account, address, now())
        if is_blocked:
            self.form_errors.append(_WAIT_FOR_LINKS)
            return False
        return bool(super().validate(**kwargs))


def _account_meant(typed: str | None) -> str:
    """The address as accounts are looked up by it, so that another spelling is not another account."""
    return uia_email_mapper(typed or "") or typed or ""


def _network_address() -> str:
    """Whose attempt it is; empty where it comes from this machine, which may be a proxy and so anybody."""
    address = request.remote_addr or ""
    try:
        return "" if ip_address(address).is_loopback else address
    except ValueError:
        return ""
