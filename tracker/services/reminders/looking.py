"""Reminders as read by a person, and the hourly sweep for dates that have none."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import (
    Account,
    Case,
    DeadlineRow,
    Escalation,
    Recipient,
    Reminder,
    ReminderState,
)
from tracker.rules.terms import Actor, Status
from tracker.services import escalations
from tracker.services.escalations import EscalationKind
from tracker.services.neutral_titles import neutral_title

MUST_BE_WATCHED = (Status.OPEN, Status.PAST_CAUTIOUS, Status.NEEDS_DATE)
READ = "somebody has read the reminder"
STUCK_AFTER = timedelta(hours=1)


def acknowledge(session: Session, account: Account, reminder: Reminder, now: datetime) -> None:
    """Say that `account` has read this reminder. It closes no date: only an outcome does. Where it is the last one that
    went, nobody is told any more that it was not answered.
    """
    if reminder.acknowledged_at is None:
        reminder.acknowledged_at, reminder.acknowledged_by_id = now, account.id
        session.add(reminder)
        if reminder.recipient is Recipient.ADVOCATE and _is_the_last(session, reminder):
            unanswered = select(Escalation).where(
                Escalation.deadline_id == reminder.deadline_id,
                Escalation.kind == EscalationKind.UNANSWERED.value,
            )
            for escalation in session.exec(unanswered):
                escalations.close(session, escalation, READ, now)


def _is_the_last(session: Session, reminder: Reminder) -> bool:
    later = select(Reminder.id).where(
        Reminder.deadline_id == reminder.deadline_id,
        Reminder.recipient == Recipient.ADVOCATE,
        Reminder.state == ReminderState.QUEUED,
        col(Reminder.due_at) > reminder.due_at,
    )
    return session.exec(later.limit(1)).first() is None


def uncovered(session: Session, now: datetime) -> Sequence[DeadlineRow]:
    """Claimants' open deadlines of open cases that nobody would be told of: no reminder to the advocate is
    planned (or it is stuck, due for an hour and not queued), and no escalation is open for somebody who can sign in.
    """
    is_planned = sa.exists().where(
        col(Reminder.deadline_id) == DeadlineRow.id,
        col(Reminder.recipient) == Recipient.ADVOCATE,
        col(Reminder.state) == ReminderState.PLANNED,
        col(Reminder.due_at) > now - STUCK_AFTER,
    )
    is_escalated = sa.exists().where(
        col(Escalation.deadline_id) == DeadlineRow.id,
        col(Escalation.closed_at).is_(None),
        col(Account.id) == col(Escalation.account_id),
        col(Account.active),
    )
    statement = (
        select(DeadlineRow)
        .join(Case, col(DeadlineRow.case_id) == Case.id)
        .where(col(Case.closed_at).is_(None), DeadlineRow.actor == Actor.CLAIMANT)
        .where(col(DeadlineRow.status).in_(MUST_BE_WATCHED), ~is_planned, ~is_escalated)
        .order_by(col(DeadlineRow.created_at), col(DeadlineRow.id))
    )
    return session.exec(statement).all()


def sweep(session: Session, now: datetime) -> int:
    """Open an escalation for each deadline that nobody would be told of; returns how many there were."""
    rows = uncovered(session, now)
    for row in rows:
        case = session.get_one(Case, row.case_id)
        words = f"{neutral_title(row)}, case {case.number}: no reminder is planned. Look after this date."
        escalations.open_escalation(
            session,
            escalations.named_person(session, case),
            EscalationKind.NO_REMINDER,
            words,
            now,
            case=case,
            deadline_id=row.id,
        )
    return len(rows)
