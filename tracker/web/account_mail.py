"""Mails about accounts, put into the outbox like every other; no link in them trusts the Host header."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, url_for
from flask_security import MailUtil

from tracker.config import Config
from tracker.models import Account, Organization
from tracker.services import outbox
from tracker.services.accounts import INVITATION_LASTS
from tracker.services.mail_contexts import (
    AccountInvitation,
    MailContext,
    PasswordChanged,
    PasswordReset,
    Trial,
)
from tracker.services.mail_texts import render
from tracker.services.tokens import token_hash
from tracker.web.auth_settings import RESET_LASTS
from tracker.web.transaction import begin_writing, db_session, now


class AccountMail(MailUtil):
    """Takes what Flask-Security would send and enqueues a mail of ours instead."""

    def send_mail(
        self, template: str, subject: str, recipient: Any, sender: Any, body: Any, html: Any, **context: Any
    ) -> None:
        """The only two occasions are a link to a new password, and the news of a changed one."""
        account = db_session().get_one(Account, context["user"].account_id)
        token = context.get("reset_token")
        if token:
            link = address_of("security.reset_password", token=token)
            send(account, f"password-reset:{token_hash(token)}", _reset(account, link))
        else:
            send(account, f"password-changed:{account.fs_uniquifier}", _changed(account))


def send(account: Account, unique_key: str, context: MailContext) -> None:
    """Put a mail to an account into the outbox, in the request's transaction."""
    post(account.email, unique_key, context, account)


def try_mail(account: Account) -> None:
    """Mail an account a test, at most one a minute: what is asked for twice at once is one mail."""
    context = Trial(now().astimezone(ZoneInfo(account.timezone)), address_of("outbox.show"))
    send(account, f"trial:{account.id}:{now():%Y-%m-%dT%H:%M}", context)


def invite(by: Account, email: str, organization: Organization, token: str) -> None:
    """Mail somebody the link that makes their account."""
    link = address_of("invitations.show", token=token)
    until = (now() + INVITATION_LASTS).astimezone(ZoneInfo(by.timezone))
    context = AccountInvitation(organization.name, by.name, link, until)
    post(email, f"invitation:{email}:{now().isoformat()}", context, by)


def post(address: str, unique_key: str, context: MailContext, account: Account) -> None:
    """Render and enqueue; `account` is whose organization the mail belongs to."""
    mail = render(context)
    draft = outbox.Draft(
        unique_key=unique_key,
        kind=context.template,
        to_address=address,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        organization_id=account.organization_id,
        account_id=account.id,
    )
    outbox.enqueue(begin_writing(), draft, base_url(), now())


def base_url() -> str:
    """The address that people reach the program at, without a slash at its end."""
    config: Config = current_app.extensions["config"]
    return config.base_url


def address_of(endpoint: str, **values: Any) -> str:
    """The whole address of a page."""
    return base_url() + url_for(endpoint, **values)


def _reset(account: Account, link: str) -> PasswordReset:
    return PasswordReset(link, (now() + RESET_LASTS).astimezone(ZoneInfo(account.timezone)))


def _changed(account: Account) -> PasswordChanged:
    at = now().astimezone(ZoneInfo(account.timezone))
    return PasswordChanged(at, address_of("security.forgot_password"))
