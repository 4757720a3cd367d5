"""Signing in and out, and passwords, by Flask-Security in our own pages; pages are closed unless marked."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, request, session, url_for
from flask_login import user_logged_in, user_logged_out
from flask_security import Security, login_user
from flask_wtf import CSRFProtect
from werkzeug.exceptions import ServiceUnavailable, Unauthorized
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from tracker.config import Config
from tracker.models import Account
from tracker.services.accounts import has_accounts, note_sign_in
from tracker.web import auth_settings
from tracker.web.account_mail import AccountMail
from tracker.web.accounts import Accounts, SignedIn, is_signed_in
from tracker.web.auth_forms import NewPasswordForm, SignInForm
from tracker.web.sessions import ServerSession, ServerSessions
from tracker.web.transaction import begin_writing, db_session, now, reads_first

View = TypeVar("View", bound=Callable[..., Any])

_PUBLIC = frozenset(
    {
        "static",
        "bootstrap.static",
        "security.login",
        "security.logout",
        "security.forgot_password",
        "security.reset_password",
    }
)
_SAFE_METHODS = frozenset({"GET", "HEAD"})


def public(view: View) -> View:
    """Mark a page that needs no sign-in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def install(app: Flask, config: Config) -> None:
    """Sessions on the server, CSRF on every form, Flask-Security, and a closed door before every page."""
    app.session_interface = ServerSessions(app.extensions["session_factory"], app.extensions["clock"])
    app.config.update(auth_settings.settings(config))
    if config.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's own way to wrap it
            app.wsgi_app, x_for=config.proxies, x_proto=0, x_host=0, x_port=0, x_prefix=0
        )
    app.before_request(_require_a_database)
    CSRFProtect(app)
    app.before_request(_require_sign_in)
    security = Security(
        app,
        Accounts(),
        login_form=SignInForm,
        forgot_password_form=NewPasswordForm,
        mail_util_cls=AccountMail,
    )
    security.want_json(lambda _: False)
    security.login_context_processor(lambda: {"has_accounts": has_accounts(db_session())})
    _refuse_tokens(app)
    user_logged_in.connect(_signed_in, app)
    user_logged_out.connect(_signed_out, app)
    for endpoint in [each for each in app.view_functions if each.startswith("security.")]:
        app.view_functions[endpoint] = _reading_first(app.view_functions[endpoint])


def sign_in(user: SignedIn) -> None:
    """Begin the session of somebody whose one-time link was right."""
    login_user(user, authn_via=["link"])


def _refuse_tokens(app: Flask) -> None:
    """Flask-Security also takes tokens from addresses, which end in logs; sessions are the only way in."""
    app.login_manager.request_loader(None)  # type: ignore[attr-defined]


def _require_a_database() -> None:
    """Where the session could not even be looked up, nobody is told that they are signed out."""
    if not _server_session().is_kept:
        raise ServiceUnavailable


def _require_sign_in() -> Response | None:
    """Nothing without a sign-in unless the page says so; a page that does not exist is nobody's secret."""
    if (
        request.endpoint is None
        or request.endpoint in _PUBLIC
        or _is_public(request.endpoint)
        or is_signed_in()
    ):
        return None
    if request.method in _SAFE_METHODS:
        return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
    raise Unauthorized


def _is_public(endpoint: str) -> bool:
    return getattr(current_app.view_functions.get(endpoint), "is_public", False)


def _reading_first(view: Callable[..., Any]) -> Callable[..., Any]:
    """The same view marked; wrapped, since Flask-Security shares its views among applications."""

    def answer(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    return reads_first(answer)


def _signed_in(sender: Flask, user: SignedIn, **more: Any) -> None:
    writing = begin_writing()
    note_sign_in(writing, writing.get_one(Account, user.account_id), now())
    session.pop("csrf_token", None)
    _server_session().renew(user.account_id)


def _signed_out(sender: Flask, user: Any, **more: Any) -> None:
    _server_session().renew(None)


def _server_session() -> ServerSession:
    current = session._get_current_object()  # type: ignore[attr-defined]  # a proxy of werkzeug's
    assert isinstance(current, ServerSession)  # noqa: S101 - no other kind is ever opened
    return current
