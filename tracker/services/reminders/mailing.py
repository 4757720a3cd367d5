"""A group of due reminders as one mail in the outbox, and what follows from having said it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from tracker.models import Account, Case, OutboxMessage, Recipient, ReminderState
from tracker.rules.schedule import WEEKLY, Purpose
from tracker.services import escalations, outbox
from tracker.services.escalations import EscalationKind
from tracker.services.mail_texts import render
from tracker.services.neutral_titles import neutral_title
from tracker.services.outbox import Draft
from tracker.services.reminders.checking import DueItem, Group
from tracker.services.reminders.planning import replan
from tracker.services.reminders.rows import ADVOCATE_REMINDER, PATIENT_REMINDER, is_practice, set_state
from tracker.services.reminders.wording import to_advocate, to_patient


@dataclass(frozen=True, slots=True)
class Post:
    """What is to go to one recipient about one case."""

    session: Session
    case_id: UUID
    recipient: Recipient
    base_url: str
    now: datetime


def mail_items(post: Post, group: Group, items: Sequence[DueItem]) -> int:
    """Enqueue one mail that names each item, and account for each; 1, or 0 where nobody can be written to."""
    return (
        _mail_patient(post, group, items)
        if post.recipient is Recipient.PATIENT
        else _mail_staff(post, group, items)
    )


def _mail_staff(post: Post, group: Group, items: Sequence[DueItem]) -> int:
    session, case, now = post.session, group.case, post.now
    person = escalations.named_person(session, case)
    if not person.active:
        return _nobody_to_remind(post, case, person, items)
    mail = render(to_advocate(session, case, person, items, post.base_url, now))
    draft = Draft(
        unique_key=f"{ADVOCATE_REMINDER}:{items[0].reminder.id}",
        kind=ADVOCATE_REMINDER,
        to_address=person.email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        organization_id=case.organization_id,
        case_id=case.id,
        account_id=person.id,
    )
    _account_for(items, outbox.enqueue(session, draft, post.base_url, now), now)
    _follow_up(session, case, person, items, now)
    return 1


def _mail_patient(post: Post, group: Group, items: Sequence[DueItem]) -> int:
    session, case, patient = post.session, group.case, group.patient
    advocate = escalations.named_person(session, case)
    mail = render(to_patient(session, case, patient, advocate, items, post.base_url), patient.language)
    draft = Draft(
        unique_key=f"{PATIENT_REMINDER}:{items[0].reminder.id}",
        kind=PATIENT_REMINDER,
        to_address=patient.email or "",
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        from_name=patient.sender_name,
        reply_to=advocate.email,
        organization_id=case.organization_id,
        case_id=case.id,
        patient_id=patient.id,
    )
    _account_for(items, outbox.enqueue(session, draft, post.base_url, post.now), post.now)
    return 1


def _account_for(items: Sequence[DueItem], message: OutboxMessage, now: datetime) -> None:
    for item in items:
        set_state(item.reminder, ReminderState.QUEUED, None, now)
        item.reminder.outbox_id = message.id


def _follow_up(
    session: Session, case: Case, person: Account, items: Sequence[DueItem], now: datetime
) -> None:
    """A last day that passed stays on a person's screen until its outcome is known; what is asked every week
    is planned for the weeks to come.
    """
    for item in items:
        if item.purpose is Purpose.OUTCOME_WANTED and not is_practice(item.deadline):
            words = (
                f"{neutral_title(item.deadline)}, case {case.number}: the last day has passed. "
                "Record what became of it: filed, not needed, or missed."
            )
            escalations.open_escalation(
                session,
                person,
                EscalationKind.DATE_PASSED,
                words,
                now,
                case=case,
                deadline_id=item.deadline.id,
            )
    if any(item.purpose in WEEKLY for item in items):
        replan(session, case, now)


def _nobody_to_remind(post: Post, case: Case, person: Account, items: Sequence[DueItem]) -> int:
    words = f"Nobody with an active account can be reminded of the dates of case {case.number}."
    escalations.open_escalation(
        post.session, person, EscalationKind.NOBODY_TO_REMIND, words, post.now, case=case
    )
    for item in items:
        because = "nobody of the organization has an active account"
        set_state(item.reminder, ReminderState.SKIPPED, because, post.now)
    return 0
