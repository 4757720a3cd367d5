"""Prepared mails of reminders put into the outbox, each reminder accounted for: a short transaction that writes."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col

from tracker.models import Account, Case, FormReminder, Reminder, ReminderState
from tracker.services import escalations, outbox
from tracker.services.escalations import EscalationKind
from tracker.services.reminders.checking import Group
from tracker.services.reminders.planning import replan
from tracker.services.reminders.preparing import Matter, Outcome, Prepared
from tracker.services.reminders.reading import is_due, read_group, seen
from tracker.services.reminders.rows import set_state

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Queued:
    """How many mails were put into the outbox, and how many reminders could not be made into one."""

    messages: int
    failures: int


def due_cases(session: Session, now: datetime) -> Sequence[UUID]:
    """The cases that have due reminders, the longest due first: only keys, so that one that cannot be opened
    stops no other.
    """
    due = sa.union_all(
        *(
            sa.select(col(of.case_id).label("case_id"), col(of.due_at).label("due_at")).where(
                *is_due(now, of)
            )
            for of in (Reminder, FormReminder)
        )
    ).subquery()
    found = sa.select(due.c.case_id).group_by(due.c.case_id)
    return session.scalars(found.order_by(sa.func.min(due.c.due_at), due.c.case_id)).all()


def keep(session: Session, prepared: Sequence[Prepared], base_url: str, now: datetime) -> Queued:
    """Put the mails into the outbox and mark their reminders; on PostgreSQL, of cases that nobody else holds.

    Where a date, a reminder or a person has moved since a mail was written, nothing of it is kept: its reminders stay
    due, and the next pass writes it anew. What goes wrong with one is undone alone.
    """
    case_ids = {each.case_id for each in prepared}
    free = sa.select(col(Case.id)).where(col(Case.id).in_(case_ids)).with_for_update(skip_locked=True)
    ours = set(session.scalars(free))
    messages, failures = 0, sum(each.outcome.failures for each in prepared)
    for each in prepared:
        if each.seen and each.case_id in ours:
            kept = _keep_alone(session, each, base_url, now)
            messages, failures = messages + kept.messages, failures + kept.failures
    return Queued(messages, failures)


def _keep_alone(session: Session, prepared: Prepared, base_url: str, now: datetime) -> Queued:
    """Where it fails as a whole, its reminders stay due, and are tried again next time."""
    try:
        with session.begin_nested():
            return _keep(session, prepared, base_url, now)
    except DBAPIError:
        raise
    except Exception:
        log.exception("Mails of reminders could not be kept. case_id=%s", prepared.case_id)
        return Queued(0, 1)


def _keep(session: Session, prepared: Prepared, base_url: str, now: datetime) -> Queued:
    group, outcome = read_group(session, prepared.case_id, prepared.recipient), prepared.outcome
    person = escalations.named_person(session, group.case)
    if seen(group, person) != prepared.seen:
        log.info("What a mail was to say has moved; it is written anew. case_id=%s", prepared.case_id)
        return Queued(0, 0)
    _account_for(session, group, outcome, base_url, now)
    for matter in outcome.matters:
        _show(session, group.case, person, matter, now)
    are_planned = not outcome.asks_weekly or _plan_the_weeks(session, group.case, person, now)
    return Queued(len(outcome.mails), int(not are_planned))


def _show(session: Session, case: Case, person: Account, matter: Matter, now: datetime) -> None:
    escalations.open_escalation(
        session, person, matter.kind, matter.sentence, now, case=case, deadline_id=matter.deadline_id
    )


def _plan_the_weeks(session: Session, case: Case, person: Account, now: datetime) -> bool:
    """Plan what is asked every week for the weeks to come; where that fails, the mail goes all the same."""
    try:
        with session.begin_nested():
            replan(session, case, now)
    except DBAPIError:
        raise
    except Exception:
        log.exception("The coming weeks' reminders could not be planned. case_id=%s", case.id)
        words = f"Case {case.number}: the reminders of the coming weeks could not be planned. Look after its dates."
        _show(session, case, person, Matter(EscalationKind.REMINDER_FAILED, words), now)
        return False
    return True


def _account_for(session: Session, group: Group, outcome: Outcome, base_url: str, now: datetime) -> None:
    """Every due reminder is in a mail, or says why it is not."""
    every: tuple[Reminder | FormReminder, ...] = (*group.reminders, *group.form_reminders)
    reminders = {reminder.id: reminder for reminder in every}
    for fate in outcome.fates:
        set_state(reminders[fate.reminder_id], fate.state, fate.because, now)
    for mail in outcome.mails:
        message = outbox.enqueue(session, mail.draft, base_url, now)
        for key in mail.reminder_ids:
            set_state(reminders[key], ReminderState.QUEUED, None, now)
            reminders[key].outbox_id = message.id
