"""What a mail of reminders is made of, as rows; and whether they are still what they were when it was written."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from tracker.models import Account, Case, DeadlineRow, Patient, Recipient, Reminder, ReminderState
from tracker.services.reminders.checking import Group

Seen = tuple[tuple[object, ...], ...]
"""The values of some rows, to be compared with what they are later."""


def is_due(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """Which reminders' time has come."""
    return (col(Reminder.state) == ReminderState.PLANNED, col(Reminder.due_at) <= now)


def read_group(session: Session, case_id: UUID, recipient: Recipient) -> Group:
    """A case with all its deadlines and its reminders to one recipient."""
    case = session.get_one(Case, case_id)
    reminders = select(Reminder).where(Reminder.case_id == case.id, Reminder.recipient == recipient)
    rows = session.exec(
        select(DeadlineRow).where(DeadlineRow.case_id == case.id).order_by(col(DeadlineRow.id))
    )
    return Group(
        case=case,
        recipient=recipient,
        patient=session.get_one(Patient, case.patient_id),
        reminders=session.exec(reminders.order_by(col(Reminder.id))).all(),
        deadlines={row.id: row for row in rows},
    )


def seen(group: Group, person: Account) -> Seen:
    """Every value that a mail about `group` may depend on; `person` is who answers for the case."""
    rows = (group.case, group.patient, person, *group.deadlines.values(), *group.reminders)
    return tuple(_values(row) for row in rows)


def _values(row: SQLModel) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in type(row).model_fields)
