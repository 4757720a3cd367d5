"""Mails put into the outbox, kept from going, tried again, and shown to an administrator."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import Account, OutboxBody, OutboxMessage, OutboxStatus
from tracker.services.access import row_for

LONGEST_ERROR = 400
_SAID = ("text", "html")


@dataclass(frozen=True, slots=True)
class Draft:
    """A finished mail, and whose it is. `unique_key` names the occasion: the same one is queued once."""

    unique_key: str
    kind: str
    to_address: str
    subject: str
    text: str
    html: str
    from_name: str | None = None
    reply_to: str | None = None
    organization_id: UUID | None = None
    case_id: UUID | None = None
    account_id: UUID | None = None
    patient_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some messages of an organization, the newest first, and how many there are in all."""

    messages: tuple[OutboxMessage, ...]
    total: int


def enqueue(session: Session, draft: Draft, base_url: str, now: datetime) -> OutboxMessage:
    """Put a mail into the outbox; where its occasion is there already, that message, unchanged.

    Its Message-ID is made here, once, with the host of `base_url`, so that every try carries the same.
    """
    known = session.exec(select(OutboxMessage).where(OutboxMessage.unique_key == draft.unique_key)).first()
    if known:
        return known
    key = uuid4()
    message = OutboxMessage(
        id=key,
        message_id=f"<{key}@{urlsplit(base_url).hostname or 'localhost'}>",
        status=OutboxStatus.QUEUED,
        next_try_at=now,
        created_at=now,
        **{name: getattr(draft, name) for name in Draft.__dataclass_fields__ if name not in _SAID},
    )
    session.add(message)
    session.flush()
    session.add(OutboxBody(id=key, text=draft.text, html=draft.html))
    session.flush()
    return message


def cancel(session: Session, message: OutboxMessage, because: str, now: datetime) -> None:
    """Keep a message that has not gone from going. What is being sent at this moment may still go."""
    if message.status in (OutboxStatus.QUEUED, OutboxStatus.LEASED):
        message.status, message.error = OutboxStatus.CANCELLED, because[:LONGEST_ERROR]
        message.lease_token = message.lease_until = None
        session.add(message)


def try_again(session: Session, message: OutboxMessage, now: datetime) -> None:
    """Queue a message anew that was given up, at a person's wish; its attempts count from the start."""
    if message.status is OutboxStatus.GIVEN_UP:
        message.status, message.attempts, message.next_try_at = OutboxStatus.QUEUED, 0, now
        session.add(message)


def page(
    session: Session,
    account: Account,
    status: OutboxStatus | None = None,
    number: int = 1,
    size: int = 50,
) -> Page:
    """The messages of the account's organization, newest first; pages count from 1."""
    statement = select(OutboxMessage).where(OutboxMessage.organization_id == account.organization_id)
    if status:
        statement = statement.where(OutboxMessage.status == status)
    total = session.exec(select(sa.func.count()).select_from(statement.subquery())).one()
    newest = statement.order_by(col(OutboxMessage.created_at).desc(), col(OutboxMessage.id))
    return Page(tuple(session.exec(newest.offset((number - 1) * size).limit(size))), total)


def message_for(session: Session, account: Account, key: UUID) -> OutboxMessage:
    """One message, if it is the account's organization's. Raises access.NotFound."""
    return row_for(session, account, OutboxMessage, key)


def body_of(session: Session, message: OutboxMessage) -> OutboxBody:
    """What a message says."""
    return session.get_one(OutboxBody, message.id)
