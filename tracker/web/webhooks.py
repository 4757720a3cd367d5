"""What a mail provider tells of mails that it took. Its signature stands for a sign-in; it learns nothing here."""

from flask import Blueprint, abort, current_app, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from tracker.adapters.mail.webhook import (
    LARGEST,
    SIGNATURE,
    TIMESTAMP,
    NotEventsError,
    NotSignedError,
    verified_events,
)
from tracker.config import Config
from tracker.services import unreached
from tracker.web.auth import public
from tracker.web.transaction import begin_writing, db_session, now, reads_first

pages = Blueprint("webhooks", __name__, url_prefix="/webhooks")


@pages.before_request
def _bound() -> None:
    """A thousand events are some hundred kilobytes; what is larger is refused before it is read."""
    request.max_content_length = LARGEST


@pages.record_once
def _without_secret(state: BlueprintSetupState) -> None:
    """No page of ours sends this: what shows where it comes from is the signature."""
    state.app.extensions["csrf"].exempt(sendgrid)


@pages.post("/sendgrid")
@public
@reads_first
def sendgrid() -> ResponseReturnValue:
    """204 once what was told is kept; 404 where no key is set, 403 where it is not signed, 400 for no events."""
    config: Config = current_app.extensions["config"]
    if not config.webhook_key:
        abort(404)
    signed = request.headers.get(SIGNATURE), request.headers.get(TIMESTAMP)
    try:
        heard = verified_events(request.get_data(), *signed, config.webhook_key, now())
    except NotSignedError:
        abort(403)
    except NotEventsError:
        abort(400)
    following = unreached.prepare(db_session(), heard, config.base_url, now())
    unreached.take_in(begin_writing(), heard, following, config.base_url, now())
    return "", 204
