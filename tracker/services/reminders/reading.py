"""What a mail of reminders is made of, as rows; and whether they are still what they were when it was written."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from tracker.models import (
    Account,
    Case,
    DeadlineRow,
    FormReminder,
    Patient,
    Recipient,
    Reminder,
    ReminderState,
    SignedForm,
)
from tracker.services.reminders.checking import Group

Seen = tuple[tuple[object, ...], ...]
"""The values of some rows, to be compared with what they are later."""


def is_due(
    now: datetime, of: type[Reminder] | type[FormReminder] = Reminder
) -> tuple[sa.ColumnElement[bool], ...]:
    """Which reminders' time has come, of dates or of signed papers."""
    return (col(of.state) == ReminderState.PLANNED, col(of.due_at) <= now)


def read_group(session: Session, case_id: UUID, recipient: Recipient) -> Group:
    """A case with all its deadlines and its reminders to one recipient; for the advocate, with its signed papers."""
    case = session.get_one(Case, case_id)
    reminders = select(Reminder).where(Reminder.case_id == case.id, Reminder.recipient == recipient)
    rows = session.exec(
        select(DeadlineRow).where(DeadlineRow.case_id == case.id).order_by(col(DeadlineRow.id))
    )
    patient = session.get_one(Patient, case.patient_id)
    return Group(
        case=case,
        recipient=recipient,
        patient=patient,
        reminders=session.exec(reminders.order_by(col(Reminder.id))).all(),
        deadlines={row.id: row for row in rows},
        **(_papers(session, case, patient) if recipient is Recipient.ADVOCATE else {}),
    )


def _papers(session: Session, case: Case, patient: Patient) -> dict[str, Any]:
    forms = select(SignedForm).where(SignedForm.case_id == case.id).order_by(col(SignedForm.id))
    found = {form.id: form for form in session.exec(forms)}
    reminders = select(FormReminder).where(FormReminder.case_id == case.id).order_by(col(FormReminder.id))
    may_be_any = found or patient.guardian_until
    return {"forms": found, "form_reminders": session.exec(reminders).all() if may_be_any else ()}


def seen(group: Group, person: Account) -> Seen:
    """Every value that a mail about `group` may depend on; `person` is who answers for the case."""
    rows = (group.case, group.patient, person, *group.deadlines.values(), *group.reminders)
    papers = (*group.forms.values(), *group.form_reminders)
    return tuple(_values(row) for row in (*rows, *papers))


def _values(row: SQLModel) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in type(row).model_fields)
