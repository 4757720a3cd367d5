"""A clock that ran ahead and was put right: cases that were worked out for a time to come are looked at again."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from tracker.db import SessionFactory, read_session, write_session
from tracker.models import Case, Heartbeat
from tracker.services import health


def look_again_if_turned_back(sessions: SessionFactory, now: datetime) -> None:
    """Have this pass work out every open case anew, where the last full one was made well after `now` (aware)."""
    with read_session(sessions) as session:
        last_at = session.scalar(select(Heartbeat.at).where(Heartbeat.name == health.TICK))
    if last_at is None or last_at < now + health.STALE_AFTER:
        return
    with write_session(sessions) as session:
        session.execute(sa.update(Case).where(col(Case.closed_at).is_(None)).values(next_change_at=now))
