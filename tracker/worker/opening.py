"""Claimed messages opened before they go: read, and where they have waited written anew, with nothing written to the
database; then what was found is kept.
"""

import logging
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from tracker.services import outbox, reminders
from tracker.services.outbox import Claimed, Opened

UNREADABLE = "It could not be opened: its encryption key is missing, or it was altered."
log = logging.getLogger(__name__)

Found = Opened | reminders.Looked | str
"""A message that goes as it is, what was found of one that has waited, or why one cannot be opened."""


def look(session: Session, claimed: Claimed, base_url: str, now: datetime) -> dict[UUID, Found]:
    """What there is of each claimed message that is still ours, in their order; nothing is written."""
    together = _opened_together(session, claimed)
    found = {key: _look(session, claimed, key, together, base_url, now) for key in claimed.ids}
    return {key: each for key, each in found.items() if each is not None}


def settled(session: Session, claimed: Claimed, key: UUID, found: Found, now: datetime) -> Opened | None:
    """What goes of a message. One that cannot be opened is given up; where what one is to say has moved since it was
    looked at, it is given back, to be claimed again.
    """
    if isinstance(found, tuple):
        return found
    if isinstance(found, str):
        outbox.mark_failed(session, claimed.token, key, found, True, now)
        return None
    opened = outbox.claimed_message(session, claimed, key)
    fate = reminders.settle(session, *opened, found, now) if opened else None
    if fate is reminders.Settled.MOVED:
        outbox.release(session, claimed.token, [key], now)
    return opened if fate is reminders.Settled.GOES else None


def _opened_together(session: Session, claimed: Claimed) -> dict[UUID, Opened] | None:
    """All of the batch by one question; None where one of them cannot be opened, so that each is asked for."""
    try:
        return outbox.claimed_messages(session, claimed)
    except DBAPIError:
        raise
    except Exception:
        log.warning("A batch is opened one by one, since not all of it can be.", exc_info=True)
        return None


def _look(
    session: Session,
    claimed: Claimed,
    key: UUID,
    together: dict[UUID, Opened] | None,
    base_url: str,
    now: datetime,
) -> Found | None:
    try:
        opened = outbox.claimed_message(session, claimed, key) if together is None else together.get(key)
        looked = reminders.look_again(session, opened[0], base_url, now) if opened else None
    except DBAPIError:
        raise
    except Exception:
        log.exception("A mail could not be opened or written anew. outbox_id=%s", key)
        return UNREADABLE
    return looked or opened
