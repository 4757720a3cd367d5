"""Mails that a clock which ran ahead has put off to a time that no right clock would name."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.models import OutboxMessage, OutboxStatus
from tracker.services.outbox.leases import DELAYS
from tracker.services.outbox.pauses import last_pause, resume

LONGEST_LEASE = timedelta(hours=1)
LONGEST_WAIT = 2 * DELAYS[-1]
LONGEST_PAUSE = timedelta(hours=2)


def bring_back(session: Session, now: datetime) -> None:
    """Let what is claimed, put off or paused for longer than anything ever is be tried at `now` (aware)."""
    unsent = col(OutboxMessage.sent_at).is_(None)
    for status, name, longest in (
        (OutboxStatus.LEASED, "lease_until", LONGEST_LEASE),
        (OutboxStatus.QUEUED, "next_try_at", LONGEST_WAIT),
    ):
        moment = col(getattr(OutboxMessage, name))
        put_off = sa.update(OutboxMessage).where(unsent, col(OutboxMessage.status) == status)
        session.execute(put_off.where(moment > now + longest).values({name: now}))
    pause = last_pause(session)
    if pause and pause.until > now + LONGEST_PAUSE:
        resume(session)
