"""Calendar feeds for calendar programs: no sign-in, the secret in the address is the key."""

from flask import Blueprint, Response, make_response, request
from flask.typing import ResponseReturnValue

from tracker.adapters.ical import RENDERER_VERSION, write_feed
from tracker.db import write_session
from tracker.models import Feed
from tracker.services import feeds
from tracker.services.access import NotFound
from tracker.web.account_mail import base_url
from tracker.web.auth import public
from tracker.web.transaction import db_session, factory, now

pages = Blueprint("feeds", __name__)

_NOTHING = "There is no calendar at this address. Its link may have been replaced.\n"


@pages.get("/feeds/<token>.ics")
@public
def feed(token: str) -> ResponseReturnValue:
    """The calendar, or 304 where the reader has it already; a link that never was and a revoked one look alike."""
    session = db_session()
    try:
        found = feeds.by_token(session, token)
    except NotFound:
        return _private(make_response(_NOTHING, 404, {"Content-Type": "text/plain; charset=utf-8"}))
    tag = feeds.etag(session, found, base_url(), RENDERER_VERSION, now())
    _note_reader(found)
    if request.if_none_match.contains(tag):
        response = make_response("", 304)
    else:
        info, entries = feeds.entries(session, found, base_url(), now())
        response = make_response(write_feed(info, entries, feeds.today(session, found, now())))
        response.content_type = "text/calendar; charset=utf-8"
    response.set_etag(tag)
    return _private(response)


def _private(response: Response) -> Response:
    """May be asked for again with its ETag, and is for nobody but its reader."""
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _note_reader(found: Feed) -> None:
    """Now and then, in a transaction of its own, so that reading a calendar does not wait for a writer."""
    reader = request.user_agent.string
    if feeds.is_worth_noting(found, reader, now()):
        with write_session(factory()) as session:
            feeds.note_reading(session, session.get_one(Feed, found.id), reader, now())
