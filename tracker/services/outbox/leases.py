"""Messages claimed under a lease, sent by who holds it, and marked by the same one only."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.models import OutboxBody, OutboxMessage, OutboxStatus
from tracker.services.escalations import EscalationKind
from tracker.services.outbox.pauses import PAUSED_AT_MOMENT, moment
from tracker.services.outbox.telling import tell

BATCH = 50
LEASE = timedelta(minutes=10)
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
TOLD_AFTER_ATTEMPTS = 3
LONGEST_ERROR = 400
TABLE = cast(sa.Table, OutboxMessage.__table__)  # type: ignore[attr-defined]  # SQLModel does not declare it

Opened = tuple[OutboxMessage, OutboxBody]
Returning = sa.sql.dml.ReturningUpdate[Any]


@dataclass(frozen=True, slots=True)
class Claimed:
    """Messages that are ours for as long as they carry `token`."""

    token: str
    ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """What was decided about a message that did not go, and whose it was."""

    id: UUID
    status: OutboxStatus
    sentence: str
    attempts: int
    kind: str
    case_id: UUID | None
    organization_id: UUID | None
    patient_id: UUID | None
    account_id: UUID | None

    @property
    def is_given_up(self) -> bool:
        """Whether it is not tried again."""
        return self.status is OutboxStatus.GIVEN_UP


def claim(session: Session, now: datetime, limit: int = BATCH, lease: timedelta = LEASE) -> Claimed:
    """Lease up to `limit` messages whose time has come, those queued first, then those whose lease ran out.

    To be committed before anything is sent. While mail is paused, none.
    """
    token = str(uuid4())
    values = {"token": token, "until": now + lease, "now": now, "moment": moment(now)}
    ids = _lease(session, _QUEUED, {**values, "most": limit})
    if len(ids) < limit:
        ids += _lease(session, _RUN_OUT, {**values, "most": limit - len(ids)})
    return Claimed(token, tuple(ids))


def claimed_messages(session: Session, claimed: Claimed) -> dict[UUID, Opened]:
    """The claimed messages, opened, without those whose lease is another's now or that were cancelled.

    Raises `tracker.models.encrypted.SealError` where one of them cannot be opened.
    """
    found = session.execute(_OPENED, {"token": claimed.token})
    return {message.id: (message, body) for message, body in found}


def claimed_message(session: Session, claimed: Claimed, key: UUID) -> Opened | None:
    """One of them, or None. Raises `tracker.models.encrypted.SealError` where it cannot be opened."""
    found = session.execute(_ONE_OPENED, {"token": claimed.token, "key": key}).first()
    return None if found is None else (found[0], found[1])


def mark_sent(
    session: Session, claimed: Claimed, sent: Sequence[tuple[UUID, str | None]], now: datetime
) -> int:
    """Mark messages sent, each with its provider's id; those whose lease is another's now are left alone.

    Returns how many were still ours. All of a batch at once, without providers' ids, are found by their token.
    """
    values = {"token": claimed.token, "now": now}
    connection = session.connection()
    if len(sent) == len(claimed.ids) and not any(provider for _, provider in sent):
        return connection.execute(_ALL_SENT, {**values, "provider": None}).rowcount
    rows = [{**values, "key": key, "provider": provider} for key, provider in sent]
    return connection.execute(_SENT, rows).rowcount if rows else 0


def mark_failed(
    session: Session, token: str, key: UUID, sentence: str, permanent: bool, now: datetime
) -> Failure | None:
    """Try again later, or give up at once and tell a person. `sentence` says why, without an address.

    The message itself is not opened, so that one that cannot be opened can be marked too. Returns what was
    decided, or None where the lease is another's now.
    """
    held = session.execute(_HELD, {"key": key, "token": token}).first()
    if held is None:
        return None
    is_given_up = gives_up(held.attempts, permanent)
    status = OutboxStatus.GIVEN_UP if is_given_up else OutboxStatus.QUEUED
    wait = timedelta(0) if is_given_up else delay(key, held.attempts)
    session.execute(_failing(key, status, now + wait, sentence))
    failure = Failure(id=key, status=status, sentence=sentence, **held._mapping)
    if is_given_up or held.attempts >= TOLD_AFTER_ATTEMPTS:
        _tell(session, failure, now)
    return failure


def gives_up(attempts: int, permanent: bool) -> bool:
    """Whether a message that failed at this attempt, counted from 1, is not tried again."""
    return permanent or attempts > len(DELAYS)


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


def _failing(key: UUID, status: OutboxStatus, next_try_at: datetime, sentence: str) -> sa.Update:
    return (
        sa.update(TABLE)
        .where(TABLE.c.id == key)
        .values(
            status=status,
            next_try_at=next_try_at,
            error=sentence[:LONGEST_ERROR],
            lease_token=None,
            lease_until=None,
        )
    )


def _tell(session: Session, failure: Failure, now: datetime) -> None:
    kind = EscalationKind.MAIL_FAILED if failure.is_given_up else EscalationKind.MAIL_DELAYED
    fate = "was given up" if failure.is_given_up else "has not gone yet and is tried again"
    tell(session, failure, kind, f"{fate}: {failure.sentence}", now)


def _candidates(where: sa.ColumnElement[bool]) -> sa.CTE:
    statement = sa.select(TABLE.c.id).where(where, ~PAUSED_AT_MOMENT).order_by(TABLE.c.next_try_at)
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
_UNSENT = TABLE.c.sent_at.is_(None)  # said in so many words, so that the index of unsent messages is used
_IS_LEASED = (TABLE.c.status == OutboxStatus.LEASED) & _UNSENT
_QUEUED = _leasing((TABLE.c.status == OutboxStatus.QUEUED) & _UNSENT & (TABLE.c.next_try_at <= _NOW))
_RUN_OUT = _leasing(_IS_LEASED & (TABLE.c.lease_until <= _NOW))
_HAS_TOKEN = (TABLE.c.lease_token == sa.bindparam("token")) & _IS_LEASED
_IS_OURS = (TABLE.c.id == sa.bindparam("key")) & _HAS_TOKEN
_OPENED = sa.select(OutboxMessage, OutboxBody).where(_HAS_TOKEN, col(OutboxBody.id) == TABLE.c.id)
_ONE_OPENED = _OPENED.where(_IS_OURS)
_WHOSE = ("attempts", "kind", "case_id", "organization_id", "patient_id", "account_id")
_HELD = sa.select(*(TABLE.c[name] for name in _WHOSE)).where(_IS_OURS).with_for_update()
_GONE: dict[str, Any] = {
    "status": OutboxStatus.SENT,
    "sent_at": sa.bindparam("now"),
    "provider_id": sa.bindparam("provider"),
    "lease_token": None,
    "lease_until": None,
    "error": None,
}
_SENT = sa.update(TABLE).where(_IS_OURS).values(_GONE)
_ALL_SENT = sa.update(TABLE).where(_HAS_TOKEN).values(_GONE)


def _lease(session: Session, statement: Returning, values: dict[str, object]) -> list[UUID]:
    return list(session.connection().execute(statement, values).scalars().all())
