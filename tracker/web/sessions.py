"""Signed-in browsers as rows on the server: the cookie holds a secret, the row its hash.

A new secret is made at sign-in and at sign-out, so that a copied cookie is dead after either. A session ends
after two hours without a request and twelve hours at the most. Nothing medical may be put into one.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Flask, Request, Response
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col
from werkzeug.datastructures import CallbackDict

from tracker.db import SessionFactory, read_session, write_session
from tracker.models import WebSession
from tracker.services.tokens import new_token, token_hash
from tracker.web.transaction import Clock

IDLE = timedelta(hours=2)
ABSOLUTE = timedelta(hours=12)
_TOUCH_AFTER = timedelta(minutes=1)
_NEVER_ASKED = ("/static/", "/bootstrap/", "/feeds/", "/healthz")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Stored:
    """What the database knows of a session: moments are aware."""

    id: UUID
    created_at: datetime
    seen_at: datetime


class ServerSession(CallbackDict[str, Any], SessionMixin):
    """What one browser's requests share. `account_id` says whose it is; `renew` gives it a new secret."""

    def __init__(
        self,
        values: Mapping[str, Any],
        stored: Stored | None,
        account_id: UUID | None,
        *,
        is_kept: bool = True,
    ) -> None:
        super().__init__(values, _note_change)
        self.stored = stored
        self.account_id = account_id
        self.is_kept = is_kept
        self.is_renewed = False
        self.modified = False

    def renew(self, account_id: UUID | None) -> None:
        """From now on this is the account's session (None: nobody's), under a new secret."""
        self.account_id = account_id
        self.is_renewed = True
        self.modified = True


class ServerSessions(SessionInterface):
    """Flask's sessions, kept in the table."""

    serializer = TaggedJSONSerializer()

    def __init__(self, factory: SessionFactory, clock: Clock) -> None:
        self.factory, self.clock = factory, clock

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        """The cookie's session; an empty one where there is none, it is over, or the database is away."""
        secret = request.cookies.get(self.get_cookie_name(app))
        if not secret or request.path.startswith(_NEVER_ASKED):
            return ServerSession({}, None, None)
        try:
            return self._read(secret)
        except SQLAlchemyError:
            log.exception("The session could not be read")
            return ServerSession({}, None, None, is_kept=False)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write what changed, in a short transaction of its own, after the request's has ended."""
        assert isinstance(session, ServerSession)  # noqa: S101 - no other kind is ever opened
        if not session.is_kept:
            return
        if session.stored is None or session.is_renewed:
            if session.modified and session:
                self._set_cookie(app, response, self._replace(session))
        elif session.modified or self.clock() - session.stored.seen_at > _TOUCH_AFTER:
            self._update(session, session.stored)

    def _read(self, secret: str) -> ServerSession:
        wanted = sa.select(
            col(WebSession.id),
            col(WebSession.created_at),
            col(WebSession.seen_at),
            col(WebSession.data),
            col(WebSession.account_id),
        ).where(col(WebSession.token_hash) == token_hash(secret), col(WebSession.expires_at) > self.clock())
        with read_session(self.factory) as session:
            found = session.execute(wanted).first()
        if found is None:
            return ServerSession({}, None, None)
        id, created_at, seen_at, data, account_id = found
        return ServerSession(self.serializer.loads(data), Stored(id, created_at, seen_at), account_id)

    def _replace(self, session: ServerSession) -> str:
        """A fresh row under a fresh secret, which is returned; the old row goes, and so do all that are over."""
        secret, now = new_token(), self.clock()
        with write_session(self.factory) as writing:
            over = col(WebSession.expires_at) <= now
            if session.stored:
                over = over | (col(WebSession.id) == session.stored.id)
            writing.execute(sa.delete(WebSession).where(over))
            writing.add(
                WebSession(
                    id=uuid4(),
                    token_hash=token_hash(secret),
                    account_id=session.account_id,
                    data=self.serializer.dumps(dict(session)),
                    created_at=now,
                    seen_at=now,
                    expires_at=now + IDLE,
                )
            )
        return secret

    def _update(self, session: ServerSession, stored: Stored) -> None:
        """An update only: a session that was ended meanwhile stays ended."""
        now = self.clock()
        with write_session(self.factory) as writing:
            writing.execute(
                sa.update(WebSession)
                .where(col(WebSession.id) == stored.id)
                .values(
                    data=self.serializer.dumps(dict(session)),
                    seen_at=now,
                    expires_at=min(now + IDLE, stored.created_at + ABSOLUTE),
                )
            )

    def _set_cookie(self, app: Flask, response: Response, secret: str) -> None:
        response.set_cookie(
            self.get_cookie_name(app),
            secret,
            path="/",
            secure=self.get_cookie_secure(app),
            httponly=True,
            samesite="Lax",
        )
        response.vary.add("Cookie")


def end_all(session: Session, account_id: UUID) -> None:
    """End every session of an account, in the caller's transaction."""
    session.execute(sa.delete(WebSession).where(col(WebSession.account_id) == account_id))


def _note_change(session: CallbackDict[str, Any]) -> None:
    assert isinstance(session, ServerSession)  # noqa: S101 - the only class that asks for this call
    session.modified = True
