"""What leaves the program: mail waiting in the outbox, and secret calendar links; and how the worker is."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.models.columns import enum_column, key, reference, secret_text


class OutboxStatus(StrEnum):
    """Where a message stands. LEASED with an expired lease may be claimed again."""

    QUEUED = "queued"
    LEASED = "leased"
    SENT = "sent"
    GIVEN_UP = "given_up"
    CANCELLED = "cancelled"


class OutboxMessage(SQLModel, table=True):
    """A finished mail and its story. `unique_key` keeps it from being queued twice.

    What it says stands beside it, so that a claim and a mark, which write the whole row anew, write little.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        sa.Index(
            "ix_outbox_unsent",
            "status",
            "next_try_at",
            sqlite_where=sa.text("sent_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL"),
        ),
    )

    id: UUID = key()
    organization_id: UUID | None = reference("organization.id", nullable=True)
    case_id: UUID | None = reference("case.id", nullable=True)
    account_id: UUID | None = reference("account.id", nullable=True)
    patient_id: UUID | None = reference("patient.id", nullable=True)
    unique_key: str = Field(max_length=200, unique=True)
    kind: str = Field(max_length=40)
    to_address: str | None = secret_text("outbox_message", "to_address")
    from_name: str | None = secret_text("outbox_message", "from_name")
    reply_to: str | None = secret_text("outbox_message", "reply_to")
    subject: str | None = secret_text("outbox_message", "subject")
    message_id: str = Field(max_length=200)
    status: OutboxStatus = enum_column(OutboxStatus, "outbox_status")
    attempts: int = 0
    next_try_at: datetime
    lease_token: str | None = Field(default=None, max_length=36)
    lease_until: datetime | None = None
    error: str | None = Field(default=None, max_length=400)
    provider_id: str | None = Field(default=None, max_length=200)
    created_at: datetime
    sent_at: datetime | None = None


class OutboxBody(SQLModel, table=True):
    """What a message says, under the message's own id. Sealed as the message's, whose columns these once were."""

    __tablename__ = "outbox_body"

    id: UUID = Field(foreign_key="outbox_message.id", primary_key=True)
    text: str | None = secret_text("outbox_message", "text")
    html: str | None = secret_text("outbox_message", "html")


class DeliveryEvent(StrEnum):
    """What was heard of a mail after it was handed over. UNHEARD: nothing was, for a day."""

    DELIVERED = "delivered"
    DEFERRED = "deferred"
    BOUNCED = "bounced"
    DROPPED = "dropped"
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"
    UNHEARD = "unheard"


class DeliveryReport(SQLModel, table=True):
    """One thing heard of one mail. `event_id` is the provider's own, so that what comes twice counts once."""

    __tablename__ = "delivery_report"

    id: UUID = key()
    outbox_id: UUID = reference("outbox_message.id", cascade=True)
    event_id: str = Field(max_length=200, unique=True)
    event: DeliveryEvent = enum_column(DeliveryEvent, "delivery_event")
    reason: str | None = Field(default=None, max_length=400)
    at: datetime
    heard_at: datetime


class Feed(SQLModel, table=True):
    """A secret calendar link: of an advocate's cases, or of one case. Only the hash is stored."""

    id: UUID = key()
    organization_id: UUID = reference("organization.id")
    account_id: UUID = reference("account.id", cascade=True)
    case_id: UUID | None = reference("case.id", nullable=True)
    token_hash: str = Field(max_length=64, unique=True)
    detail: str = Field(default="neutral", max_length=16)
    created_at: datetime
    revoked_at: datetime | None = None
    read_at: datetime | None = None
    read_by: str | None = Field(default=None, max_length=120)


class Setting(SQLModel, table=True):
    """A value fixed once for the installation, such as the suffix of calendar UIDs."""

    name: str = Field(primary_key=True, max_length=60)
    value: str = Field(max_length=400)


class Heartbeat(SQLModel, table=True):
    """The last full pass of a worker: what /healthz looks at."""

    name: str = Field(primary_key=True, max_length=40)
    at: datetime
    errors: int = 0
    last_error: str | None = Field(default=None, max_length=400)
    last_error_at: datetime | None = None


class AuditEntry(SQLModel, table=True):
    """Who did or saw what, when. No health data inside."""

    __tablename__ = "audit_entry"
    __table_args__ = (sa.Index("ix_audit_case", "case_id", "at"),)

    id: UUID = key()
    organization_id: UUID | None = reference("organization.id", nullable=True)
    account_id: UUID | None = reference("account.id", nullable=True)
    case_id: UUID | None = Field(default=None)
    action: str = Field(max_length=60)
    detail: str = Field(default="", max_length=400)
    at: datetime
