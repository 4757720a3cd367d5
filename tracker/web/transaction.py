"""One transaction for a request: begun when first needed, and ended here alone.

What an answer below 400 leaves behind is committed; an error leaves nothing, so that nothing is half saved.
Letters that its events ask for are drafted after that, in transactions of their own.
A request that may change something takes SQLite's write lock when it begins; a handler that must first do
slow work (hash a password, render a letter) is marked `reads_first` and calls `begin_writing` after it.
"""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request
from sqlmodel import Session

from tracker.adapters.letters.drafting import draft_due
from tracker.config import Config
from tracker.db import SessionFactory, begin_write, make_engine, session_factory
from tracker.services.letters import attaching

View = TypeVar("View", bound=Callable[..., Any])

Clock = Callable[[], datetime]
Work = Callable[[], object]

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_FIRST_ERROR = 400
log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """This machine's clock, aware."""
    return datetime.now(UTC)


def connect(app: Flask, config: Config, clock: Clock) -> None:
    """Give the application its one engine and its clock, and every request the end of its transaction."""
    app.extensions["clock"] = clock
    app.extensions["background"] = _in_a_thread
    engine = make_engine(config.database_url)
    app.extensions["engine"] = engine
    app.extensions["session_factory"] = session_factory(engine)
    app.after_request(_end)
    app.teardown_appcontext(_close)


def factory() -> SessionFactory:
    """Makes sessions of the application's database, for what is not part of the request's transaction."""
    made: SessionFactory = current_app.extensions["session_factory"]
    return made


def db_session() -> Session:
    """The request's session; its transaction begins with the first call."""
    if "db_session" not in g:
        g.db_session = factory()()
        if _writes_from_the_start():
            begin_writing()
    opened: Session = g.db_session
    return opened


def begin_writing() -> Session:
    """The request's session, from now on in a transaction that writes; what was read before may be stale."""
    if "db_session" not in g:
        g.db_session = factory()()
    session: Session = g.db_session
    if not g.get("is_writing", False):
        session.rollback()
        begin_write(session)
        g.is_writing = True
    return session


def reads_first(view: View) -> View:
    """Mark a handler whose requests only read until it calls `begin_writing`."""
    view.reads_first = True  # type: ignore[attr-defined]
    return view


def now() -> datetime:
    """The moment of this request, aware, the same for all that it does."""
    if "now" not in g:
        g.now = current_app.extensions["clock"]()
    moment: datetime = g.now
    return moment


def clock() -> Clock:
    """The application's clock, for work that goes on after the request."""
    made: Clock = current_app.extensions["clock"]
    return made


def afterwards(work: Work) -> None:
    """Begin `work` in the background once this request's transaction is committed; an error begins nothing."""
    g.setdefault("afterwards", []).append(work)


def _writes_from_the_start() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method not in _SAFE_METHODS and not getattr(view, "reads_first", False)


def _end(response: Response) -> Response:
    session: Session | None = g.get("db_session")
    if session is not None:
        if response.status_code < _FIRST_ERROR:
            session.commit()
            _draft_letters(session)
            _begin_what_waits()
        else:
            session.rollback()
        g.is_writing = False
    return response


def _begin_what_waits() -> None:
    background: Callable[[Work], None] = current_app.extensions["background"]
    for work in g.pop("afterwards", ()):
        background(work)


def _in_a_thread(work: Work) -> None:
    threading.Thread(target=work, daemon=True).start()


def _draft_letters(session: Session) -> None:
    """Draft what this request's events ask for. Whatever fails here stays due, and the worker takes it up."""
    for case_id in attaching.asked_here(session):
        try:
            draft_due(factory(), case_id, now())
        except Exception:
            log.exception("Letters could not be drafted after a request. case_id=%s", case_id)


def _close(error: BaseException | None) -> None:
    session: Session | None = g.pop("db_session", None)
    if session is not None:
        session.close()
