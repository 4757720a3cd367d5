"""Deadlines and reminders as rows, kept in step with what the engine says."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.models.columns import enum_column, json_column, key, reference
from tracker.rules.terms import Actor, EventKind, Status, Unit


class DeadlineRow(SQLModel, table=True):
    """One deadline of a case. A day stands in `_on`, a moment in `_at`; exactly one of a pair, or none.

    `shown` is `file_by` or `due`; `outer` is `latest_arguable` or `overdue_certain_after`.
    `revision` grows with each change of a date, a title or a status and is the calendar's SEQUENCE.
    """

    __tablename__ = "deadline"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "rule", "limb", "event_key"),
        sa.Index("ix_deadline_case_id", "case_id", "revision"),
        sa.Index(
            "ix_deadline_live",
            *("organization_id", "status", "shown_on", "shown_at", "mail_by_on", "actor", "case_id", "limb"),
        ),
    )

    id: UUID = key()
    organization_id: UUID = reference("organization.id")
    case_id: UUID = reference("case.id", index=False)
    rule: str = Field(max_length=60)
    limb: str = Field(max_length=40)
    event_key: str = Field(max_length=36)
    trigger: EventKind = enum_column(EventKind, "deadline_trigger")
    actor: Actor = enum_column(Actor, "deadline_actor")
    unit: Unit = enum_column(Unit, "deadline_unit")
    title: str = Field(max_length=200)
    shown_on: date | None = None
    shown_at: datetime | None = None
    outer_on: date | None = None
    outer_at: datetime | None = None
    mail_by_on: date | None = None
    status: Status = enum_column(Status, "deadline_status")
    basis: str | None = Field(default=None, max_length=60)
    citation: str = Field(max_length=300)
    source: str = Field(max_length=300)
    verification: str = Field(max_length=40)
    checked: str = Field(max_length=10)
    confidence: str = Field(default="high", max_length=10)
    trail: list[Any] = json_column()
    warnings: list[Any] = json_column()
    met_by: str | None = Field(default=None, max_length=36)
    missed_by: str | None = Field(default=None, max_length=36)
    revision: int = 0
    created_at: datetime
    updated_at: datetime


class ReminderState(StrEnum):
    """What became of a reminder."""

    PLANNED = "planned"
    QUEUED = "queued"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


class Recipient(StrEnum):
    """Whom a reminder is for."""

    ADVOCATE = "advocate"
    PATIENT = "patient"


class Reminder(SQLModel, table=True):
    """One reminder of one deadline to one person: due at a moment, sent once per revision of the dates."""

    __table_args__ = (
        sa.UniqueConstraint("deadline_id", "recipient", "step", "due_at"),
        sa.Index("ix_reminder_due", "state", "due_at"),
    )

    id: UUID = key()
    organization_id: UUID = reference("organization.id")
    case_id: UUID = reference("case.id")
    deadline_id: UUID = reference("deadline.id")
    recipient: Recipient = enum_column(Recipient, "reminder_recipient")
    step: str = Field(max_length=40)
    due_at: datetime
    state: ReminderState = enum_column(ReminderState, "reminder_state")
    because: str | None = Field(default=None, max_length=200)
    outbox_id: UUID | None = reference("outbox_message.id", nullable=True)
    acknowledged_at: datetime | None = None
    acknowledged_by_id: UUID | None = reference("account.id", nullable=True, index=False)
    created_at: datetime
    updated_at: datetime


class Escalation(SQLModel, table=True):
    """A named person must look: a mail failed, an address is dead, a deadline has no reminder left."""

    id: UUID = key()
    organization_id: UUID = reference("organization.id")
    case_id: UUID | None = reference("case.id", nullable=True)
    deadline_id: UUID | None = reference("deadline.id", nullable=True)
    account_id: UUID = reference("account.id")
    kind: str = Field(max_length=40)
    sentence: str = Field(max_length=400)
    opened_at: datetime
    closed_at: datetime | None = None
    closed_because: str | None = Field(default=None, max_length=200)
