"""When something cannot be done: a page in plain words, and what was typed still on it."""

import logging
from pathlib import PurePosixPath

from flask import Flask, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge, ServiceUnavailable

from tracker.config import Config
from tracker.services.access import NotAllowed, NotFound
from tracker.web.accounts import is_signed_in

log = logging.getLogger(__name__)

_SECRETS = ("password", "token", "secret")
_SHORT_ANSWERS = 3
_FILES = ("documents.open_file",)
"""What answers with no page."""


def install(app: Flask, config: Config) -> None:
    """An own page for every error a person can meet."""
    app.register_error_handler(NotFound, lambda _: _page(404, "missing"))
    app.register_error_handler(NotAllowed, lambda _: _page(403, "not_allowed"))
    app.register_error_handler(CSRFError, lambda _: _page(400, "form_too_old"))
    app.register_error_handler(401, lambda _: _page(401, "signed_out"))
    app.register_error_handler(403, lambda _: _page(403, "not_allowed"))
    app.register_error_handler(404, lambda _: _page(404, "missing"))
    app.register_error_handler(405, lambda _: _page_above())
    app.register_error_handler(RequestEntityTooLarge, lambda _: _too_large(config.upload_limit))
    app.register_error_handler(HTTPException, _other)
    app.register_error_handler(ServiceUnavailable, lambda _: _away())
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(InternalServerError, _trouble)


def typed_before() -> list[tuple[str, str]]:
    """What the refused form held, by name, so that it can be copied; no passwords, nothing merely ticked."""
    try:
        sent = list(request.form.items())
    except HTTPException:
        return []
    return [
        (name.replace("_", " "), text)
        for name, text in sent
        if len(text) > _SHORT_ANSWERS and not any(word in name for word in _SECRETS)
    ]


def _page(status: int, name: str, **more: object) -> ResponseReturnValue:
    layout = "base.html" if is_signed_in() else "alone.html"
    return render_template(f"errors/{name}.html", layout=layout, typed=typed_before(), **more), status


def _page_above() -> ResponseReturnValue:
    """An address that only takes a form, opened again from a browser’s history, leads to the page that holds it."""
    if request.method == "GET" and is_signed_in():
        for parent in PurePosixPath(request.path).parents:
            if _is_page(str(parent)):
                return redirect(str(parent))
    return _page(405, "missing")


def _is_page(path: str) -> bool:
    try:
        endpoint, _ = current_app.url_map.bind_to_environ(request.environ).match(path, method="GET")
    except HTTPException:
        return False
    return endpoint not in _FILES


def _too_large(limit: int) -> ResponseReturnValue:
    return _page(413, "too_large", limit=f"{limit / 1_000_000:g} MB")


def _other(error: HTTPException) -> ResponseReturnValue:
    return _page(error.code or 500, "refused") if error.code else error


def _database_away(error: OperationalError) -> ResponseReturnValue:
    log.error("The database does not answer: %s", error.orig)
    return _away()


def _away() -> ResponseReturnValue:
    return render_template("errors/away.html"), 503, {"Retry-After": "30"}


def _trouble(error: InternalServerError) -> ResponseReturnValue:
    original = error.original_exception
    if isinstance(original, OperationalError):
        return _database_away(original)
    return render_template("errors/trouble.html"), 500
