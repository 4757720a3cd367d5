"""The signed papers of a case, and the reminders before one runs out."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.models.columns import enum_column, key, reference, secret_text
from tracker.models.deadlines import ReminderState


class FormKind(StrEnum):
    """A paper that lets somebody act or lets records go."""

    REPRESENTATIVE = "representative"
    RECORDS_RELEASE = "records_release"


class SignedForm(SQLModel, table=True):
    """A representative's appointment or a release of records, with its dates.

    `form` is the code of a paper in law/representatives.toml; None where nobody said which one it is.
    """

    __tablename__ = "signed_form"
    id: UUID = key()
    organization_id: UUID = reference("organization.id")
    case_id: UUID = reference("case.id")
    kind: FormKind = enum_column(FormKind, "signed_form_kind")
    form: str | None = Field(default=None, max_length=40)
    person: str | None = secret_text("signed_form", "person")
    relation: str | None = secret_text("signed_form", "relation")
    signed_on: date | None = None
    expires_on: date | None = None


class FormReminder(SQLModel, table=True):
    """One reminder to the advocate that a signed paper runs out or has run out, due at a moment.

    Without `form_id`, what runs out is the authority of the patient's guardian.
    """

    __tablename__ = "form_reminder"
    __table_args__ = (
        sa.UniqueConstraint("form_id", "step", "due_at"),
        sa.Index("ix_form_reminder_due", "state", "due_at"),
    )

    id: UUID = key()
    organization_id: UUID = reference("organization.id")
    case_id: UUID = reference("case.id")
    form_id: UUID | None = reference("signed_form.id", nullable=True, cascade=True)
    step: str = Field(max_length=40)
    due_at: datetime
    state: ReminderState = enum_column(ReminderState, "form_reminder_state")
    because: str | None = Field(default=None, max_length=200)
    outbox_id: UUID | None = reference("outbox_message.id", nullable=True)
    created_at: datetime
    updated_at: datetime
