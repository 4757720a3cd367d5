"""What will be mailed next: the reminders that are planned, by case, as an administrator looks ahead to them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.models import Account, Case, Recipient, Reminder, ReminderState


@dataclass(frozen=True, slots=True)
class MailAhead:
    """Reminders of one case to one person that fall due together; whether they still go is asked when they do.

    `advocate` is the name of whose case it is; a colleague may cover for them.
    """

    due_at: datetime
    case_id: UUID
    number: str
    recipient: Recipient
    advocate: str
    dates: int


def ahead(
    session: Session, account: Account, since: datetime, until: datetime, most: int = 50
) -> tuple[MailAhead, ...]:
    """The mails of the account's organization that are to go from `since` until before `until` (aware), the next
    one first; at most so many.
    """
    what = (Reminder.due_at, Case.id, Case.number, Reminder.recipient, Account.name)
    columns = [col(each) for each in what]
    statement = (
        sa.select(*columns, sa.func.count())
        .join(Case, col(Case.id) == col(Reminder.case_id))
        .join(Account, col(Account.id) == col(Case.advocate_id))
        .where(
            col(Reminder.organization_id) == account.organization_id,
            col(Reminder.state) == ReminderState.PLANNED,
            col(Reminder.due_at) >= since,
            col(Reminder.due_at) < until,
            col(Case.closed_at).is_(None),
        )
        .group_by(*columns)
        .order_by(col(Reminder.due_at), col(Case.number))
        .limit(most)
    )
    return tuple(MailAhead(*row) for row in session.execute(statement))
