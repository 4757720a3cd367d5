"""Due reminders become mails: one for each recipient, case and morning, naming each deadline."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from tracker.models import (
    Case,
    DeadlineRow,
    Patient,
    Recipient,
    Reminder,
    ReminderState,
)
from tracker.services import escalations
from tracker.services.escalations import EscalationKind
from tracker.services.neutral_titles import neutral_title
from tracker.services.reminders.checking import Group, still_right
from tracker.services.reminders.mailing import Post, mail_items
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
    case_id = col(Reminder.case_id)
    due = sa.select(case_id).where(*_is_due(now)).group_by(case_id)
    return session.scalars(due.order_by(sa.func.min(col(Reminder.due_at)), case_id)).all()


def queue_cases(session: Session, case_ids: Sequence[UUID], base_url: str, now: datetime) -> Queued:
    """Make mails of the due reminders of these cases; on PostgreSQL, of those that no other worker has.

    Each reminder is checked again; one that is no longer right is marked and says why. What goes wrong with
    one mail is undone alone: its reminders are tried one by one, and what still fails is shown to a person.
    """
    free = sa.select(col(Case.id)).where(col(Case.id).in_(case_ids)).with_for_update(skip_locked=True)
    ours = set(session.scalars(free))
    messages = failures = 0
    for case_id in filter(ours.__contains__, case_ids):
        for recipient in Recipient:
            queued = _queue_together(Post(session, case_id, recipient, base_url, now))
            messages, failures = messages + queued.messages, failures + queued.failures
    return Queued(messages, failures)


def _is_due(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (col(Reminder.state) == ReminderState.PLANNED, col(Reminder.due_at) <= now)


def _queue_together(post: Post) -> Queued:
    try:
        return Queued(_queue(post), 0)
    except DBAPIError:
        raise
    except Exception:
        log.exception("A mail of reminders failed; each is tried by itself. case_id=%s", post.case_id)
    due = sa.select(col(Reminder.deadline_id)).distinct()
    due = due.where(*_is_due(post.now), col(Reminder.case_id) == post.case_id)
    due = due.where(col(Reminder.recipient) == post.recipient)
    return _queue_singly(post, post.session.scalars(due).all())


def _queue_singly(post: Post, deadline_ids: Sequence[UUID]) -> Queued:
    messages = failures = 0
    for deadline_id in deadline_ids:
        try:
            messages += _queue(post, only=deadline_id)
        except DBAPIError:
            raise
        except Exception:
            failures += 1
            log.exception("A reminder failed. case_id=%s deadline_id=%s", post.case_id, deadline_id)
            _show_failure(post, deadline_id)
    return Queued(messages, failures)


def _queue(post: Post, only: UUID | None = None) -> int:
    """Enqueue one mail, of one deadline or of all; 1 if there was anything to say. Undone where it fails."""
    with post.session.begin_nested():
        group = _group(post, only)
        items = still_right(group, post.now)
        if not items:
            return 0
        return mail_items(post, group, items)


def _group(post: Post, only: UUID | None) -> Group:
    case = post.session.get_one(Case, post.case_id)
    reminders = select(Reminder).where(Reminder.case_id == case.id, Reminder.recipient == post.recipient)
    if only:
        reminders = reminders.where(Reminder.deadline_id == only)
    rows = post.session.exec(select(DeadlineRow).where(DeadlineRow.case_id == case.id))
    return Group(
        case=case,
        recipient=post.recipient,
        patient=post.session.get_one(Patient, case.patient_id),
        reminders=post.session.exec(reminders).all(),
        deadlines={row.id: row for row in rows},
    )


def _show_failure(post: Post, deadline_id: UUID) -> None:
    """Put the failure on a person's screen; where even that fails, the reminder is tried again next time."""
    try:
        with post.session.begin_nested():
            _mark_failure(post, deadline_id)
    except DBAPIError:
        raise
    except Exception:
        log.exception("A failed reminder could not be shown. case_id=%s", post.case_id)


def _mark_failure(post: Post, deadline_id: UUID) -> None:
    session, now = post.session, post.now
    case, row = session.get_one(Case, post.case_id), session.get_one(DeadlineRow, deadline_id)
    due = select(Reminder).where(
        *_is_due(now), Reminder.deadline_id == deadline_id, Reminder.recipient == post.recipient
    )
    for reminder in session.exec(due):
        set_state(reminder, ReminderState.SKIPPED, "its mail could not be written", now)
    whose = "the patient" if post.recipient is Recipient.PATIENT else "you"
    words = f"{neutral_title(row)}, case {case.number}: the mail that reminds {whose} could not be written."
    escalations.open_escalation(
        session,
        escalations.named_person(session, case),
        EscalationKind.REMINDER_FAILED,
        words,
        now,
        case=case,
        deadline_id=row.id,
    )
