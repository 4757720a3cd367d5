"""Messages claimed under a lease, sent by who holds it, and marked by the same one only."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import Account, Case, OutboxMessage, OutboxStatus
from tracker.services import escalations
from tracker.services.escalations import EscalationKind
from tracker.services.outbox.pauses import is_paused

BATCH = 50
LEASE = timedelta(minutes=10)
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
TOLD_AFTER_ATTEMPTS = 3
LONGEST_ERROR = 400
TABLE = cast(sa.Table, OutboxMessage.__table__)  # type: ignore[attr-defined]  # SQLModel does not declare it

Returning = sa.sql.dml.ReturningUpdate[Any]


@dataclass(frozen=True, slots=True)
class Claimed:
    """Messages that are ours until `until`, for as long as they carry `token`."""

    token: str
    ids: tuple[UUID, ...]
    until: datetime


def claim(session: Session, now: datetime, limit: int = BATCH, lease: timedelta = LEASE) -> Claimed:
    """Lease up to `limit` messages whose time has come, those queued first, then those whose lease ran out.

    To be committed before anything is sent. While mail is paused, none.
    """
    token, until = str(uuid4()), now + lease
    if is_paused(session, now):
        return Claimed(token, (), until)
    values = {"token": token, "until": until, "now": now}
    ids = _lease(session, _QUEUED, {**values, "most": limit})
    if len(ids) < limit:
        ids += _lease(session, _RUN_OUT, {**values, "most": limit - len(ids)})
    return Claimed(token, tuple(ids), until)


def claimed_messages(session: Session, claimed: Claimed) -> list[OutboxMessage]:
    """The claimed messages, opened, the oldest first."""
    statement = select(OutboxMessage).where(OutboxMessage.lease_token == claimed.token)
    return list(session.exec(statement.order_by(col(OutboxMessage.created_at), col(OutboxMessage.id))))


def mark_sent(session: Session, token: str, sent: Iterable[tuple[UUID, str | None]], now: datetime) -> int:
    """Mark messages sent, each with its provider's id; those whose lease is another's now are left alone.

    Returns how many were still ours.
    """
    rows = [{"key": key, "token": token, "provider": provider, "now": now} for key, provider in sent]
    return session.connection().execute(_SENT, rows).rowcount if rows else 0


def mark_failed(
    session: Session, token: str, key: UUID, sentence: str, permanent: bool, now: datetime
) -> OutboxStatus | None:
    """Try again later, or give up at once and tell a person. `sentence` says why, without an address.

    Returns the new status, or None where the lease is another's now.
    """
    message = _still_ours(session, token, key)
    if message is None:
        return None
    message.lease_token = message.lease_until = None
    message.error = sentence[:LONGEST_ERROR]
    if permanent or message.attempts > len(DELAYS):
        message.status = OutboxStatus.GIVEN_UP
        _tell(session, message, EscalationKind.MAIL_FAILED, "was given up", now)
    else:
        message.status, message.next_try_at = OutboxStatus.QUEUED, now + delay(message.id, message.attempts)
        if message.attempts >= TOLD_AFTER_ATTEMPTS:
            _tell(session, message, EscalationKind.MAIL_DELAYED, "has not gone yet and is tried again", now)
    session.flush()
    return message.status


def release(session: Session, token: str, keys: Sequence[UUID], now: datetime) -> None:
    """Give back messages that were claimed and not tried; that does not count as an attempt."""
    session.execute(
        sa.update(TABLE)
        .where(TABLE.c.id.in_(keys), TABLE.c.lease_token == token)
        .values(
            status=OutboxStatus.QUEUED,
            lease_token=None,
            lease_until=None,
            attempts=TABLE.c.attempts - 1,
            next_try_at=now,
        )
    )


def delay(key: UUID, attempts: int) -> timedelta:
    """How long to wait after so many attempts: by the table, a tenth more or less, the same for each try."""
    wait = DELAYS[min(attempts, len(DELAYS)) - 1]
    dice = hashlib.sha256(f"{key}/{attempts}".encode()).digest()[0] / 255
    return wait * (0.9 + 0.2 * dice)


def _still_ours(session: Session, token: str, key: UUID) -> OutboxMessage | None:
    statement = select(OutboxMessage).where(
        OutboxMessage.id == key,
        OutboxMessage.lease_token == token,
        OutboxMessage.status == OutboxStatus.LEASED,
    )
    return session.exec(statement.with_for_update()).first()


def _tell(session: Session, message: OutboxMessage, kind: EscalationKind, fate: str, now: datetime) -> None:
    """Open an escalation with whoever answers for the case, or for the organization."""
    case = session.get(Case, message.case_id) if message.case_id else None
    person = _who_answers(session, message, case)
    if person:
        whose = "to the patient" if message.patient_id else "to you"
        about = f" about case {case.number}" if case else ""
        words = f"A mail {whose}{about} {fate}: {message.error}"
        escalations.open_escalation(session, person, kind, words, now, case=case)


def _who_answers(session: Session, message: OutboxMessage, case: Case | None) -> Account | None:
    if case:
        return escalations.named_person(session, case)
    organization_id = message.organization_id
    return escalations.administrator(session, organization_id) if organization_id else None


def _candidates(where: sa.ColumnElement[bool]) -> sa.CTE:
    statement = sa.select(TABLE.c.id).where(where).order_by(TABLE.c.next_try_at)
    statement = statement.limit(sa.bindparam("most", type_=sa.Integer()))
    return statement.with_for_update(skip_locked=True).cte("candidates")


def _leasing(where: sa.ColumnElement[bool]) -> Returning:
    """One conditional update. PostgreSQL skips what another worker is claiming; SQLite has one writer."""
    leased = {
        "status": OutboxStatus.LEASED,
        "lease_token": sa.bindparam("token", type_=TABLE.c.lease_token.type),
        "lease_until": sa.bindparam("until", type_=TABLE.c.lease_until.type),
        "attempts": TABLE.c.attempts + 1,
    }
    return (
        sa.update(TABLE)
        .where(TABLE.c.id.in_(sa.select(_candidates(where).c.id)))
        .values(leased)
        .returning(TABLE.c.id)
    )


_NOW = sa.bindparam("now", type_=TABLE.c.next_try_at.type)
_QUEUED = _leasing((TABLE.c.status == OutboxStatus.QUEUED) & (TABLE.c.next_try_at <= _NOW))
_RUN_OUT = _leasing((TABLE.c.status == OutboxStatus.LEASED) & (TABLE.c.lease_until <= _NOW))
_SENT = (
    sa.update(TABLE)
    .where(
        TABLE.c.id == sa.bindparam("key"),
        TABLE.c.lease_token == sa.bindparam("token"),
        TABLE.c.status == OutboxStatus.LEASED,
    )
    .values(
        status=OutboxStatus.SENT,
        sent_at=sa.bindparam("now"),
        provider_id=sa.bindparam("provider"),
        lease_token=None,
        lease_until=None,
        error=None,
    )
)


def _lease(session: Session, statement: Returning, values: dict[str, object]) -> list[UUID]:
    return list(session.connection().execute(statement, values).scalars())
