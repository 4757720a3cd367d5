"""How the worker and the outbox are: what /healthz answers, and what an administrator sees."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import (
    DeliveryEvent,
    DeliveryReport,
    Escalation,
    Heartbeat,
    OutboxMessage,
    OutboxStatus,
    Reminder,
    ReminderState,
)
from tracker.services.outbox import Pause, hold, last_pause

STALE_AFTER = timedelta(minutes=5)
NEVER = datetime.fromtimestamp(0, UTC)
TICK = "tick"
SWEEP = "sweep"
LONGEST_ERROR = 400
LOST = (DeliveryEvent.BOUNCED, DeliveryEvent.DROPPED)
UNSENT = (OutboxStatus.QUEUED, OutboxStatus.LEASED)
_IS_UNSENT = col(OutboxMessage.sent_at).is_(None)


@dataclass(frozen=True, slots=True)
class Health:
    """`last_tick_at` is the end of the last full pass, `errors` what went wrong in the last one, full or not.

    `waiting` mails are not sent yet, the oldest since `oldest_waiting_at`; `given_up` ones never will be; `came_back`
    ones reached nobody, as was heard in the last week. `due` reminders are not mails yet.
    `violations` are dates without a reminder, found by the last sweep.
    """

    is_fresh: bool
    last_tick_at: datetime | None
    errors: int
    last_error: str | None
    last_error_at: datetime | None
    due: int
    waiting: int
    oldest_waiting_at: datetime | None
    given_up: int
    came_back: int
    violations: int
    last_sweep_at: datetime | None
    escalations: int
    pause: Pause | None
    hold: str | None


def status(session: Session, now: datetime) -> Health:
    """How things are at `now`. That it answers at all says that the database does."""
    tick, sweep = session.get(Heartbeat, TICK), session.get(Heartbeat, SWEEP)
    at = tick.at if tick else None
    waiting, oldest = session.execute(
        sa.select(sa.func.count(), sa.func.min(col(OutboxMessage.created_at))).where(
            col(OutboxMessage.status).in_(UNSENT), _IS_UNSENT
        )
    ).one()
    return Health(
        is_fresh=is_fresh(at, now),
        last_tick_at=at if at and at > NEVER else None,
        errors=tick.errors if tick else 0,
        last_error=tick.last_error if tick else None,
        last_error_at=tick.last_error_at if tick else None,
        due=_count(session, col(Reminder.state) == ReminderState.PLANNED, col(Reminder.due_at) <= now),
        waiting=waiting,
        oldest_waiting_at=oldest,
        given_up=_count(session, col(OutboxMessage.status) == OutboxStatus.GIVEN_UP, _IS_UNSENT),
        came_back=_count(
            session,
            col(DeliveryReport.event).in_(LOST),
            col(DeliveryReport.heard_at) > now - timedelta(days=7),
        ),
        violations=sweep.errors if sweep else 0,
        last_sweep_at=sweep.at if sweep else None,
        escalations=_count(session, col(Escalation.closed_at).is_(None)),
        pause=last_pause(session),
        hold=hold(session),
    )


def is_alive(session: Session, now: datetime) -> bool:
    """Whether the last full pass is younger than five minutes; one look, for /healthz."""
    at = session.scalar(select(Heartbeat.at).where(Heartbeat.name == TICK))
    return is_fresh(at, now)


def is_fresh(at: datetime | None, now: datetime) -> bool:
    """Whether a pass that ended at `at` is recent enough; one that lies as far ahead is a wrong clock's."""
    return at is not None and abs(now - at) < STALE_AFTER


def beat(session: Session, name: str, now: datetime, errors: int, last_error: str | None = None) -> None:
    """A full pass has ended at `now`, with so many errors."""
    row = _row(session, name) or Heartbeat(name=name, at=now)
    row.at = now
    _note(session, row, errors, last_error, now)


def note_errors(session: Session, name: str, now: datetime, errors: int, last_error: str) -> None:
    """A pass was not a full one: what went wrong is kept, the moment of the last full one stays."""
    row = _row(session, name) or Heartbeat(name=name, at=NEVER)
    _note(session, row, errors, last_error, now)


def _row(session: Session, name: str) -> Heartbeat | None:
    return session.get(Heartbeat, name, with_for_update=True)


def _note(session: Session, row: Heartbeat, errors: int, last_error: str | None, now: datetime) -> None:
    row.errors = errors
    if last_error:
        row.last_error, row.last_error_at = last_error[:LONGEST_ERROR], now
    session.add(row)


def _count(session: Session, *where: sa.ColumnElement[bool]) -> int:
    return session.scalar(sa.select(sa.func.count()).where(*where)) or 0
