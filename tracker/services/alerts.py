"""Mails to staff when a patient is not reached by mail, or not any more: somebody has to tell them.

They are written before the transaction that records the matter, and enqueued in it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import Case, DeadlineRow, OutboxMessage, Patient, Reminder
from tracker.services import escalations, outbox
from tracker.services.escalations import EscalationKind
from tracker.services.mail_contexts import Acts, AdvocateAlert, AlertKind, RemindersStopped, StopReason
from tracker.services.mail_links import case_url
from tracker.services.mail_texts import render
from tracker.services.neutral_titles import neutral_title
from tracker.services.outbox import Draft
from tracker.services.reminders.wording import in_zone
from tracker.services.staff_mail import to_staff

KIND = "alert"
STOPPED = "stopped"


def of_failure(session: Session, message: OutboxMessage, sentence: str, base_url: str) -> Draft:
    """The mail that tells the advocate of a case that `message`, which was to its patient, is given up."""
    case = session.get_one(Case, message.case_id)
    person = escalations.named_person(session, case)
    row = session.scalars(_deadlines(message)).first()
    mail = render(
        AdvocateAlert(
            kind=AlertKind.UNDELIVERABLE,
            case_number=case.number,
            case_url=case_url(base_url, case.id),
            recipient=Acts.CLAIMANT,
            reason=sentence,
            title=neutral_title(row) if row else "",
            when=in_zone(row.shown_at or row.shown_on, ZoneInfo(person.timezone)) if row else None,
        )
    )
    return to_staff(person, mail, KIND, f"{KIND}:{message.id}", case)


def of_stop(session: Session, patient: Patient, base_url: str, now: datetime) -> list[Draft]:
    """The mails that tell the advocate of each of the patient's open cases that the patient has stopped our mail:
    somebody has to call them. Pressed twice, they are the same mails.
    """
    drafts = []
    for case in open_cases(session, patient):
        person, row = escalations.named_person(session, case), _next_deadline(session, case)
        mail = render(
            RemindersStopped(
                case_number=case.number,
                case_url=case_url(base_url, case.id),
                because=StopReason.BY_PATIENT,
                title=neutral_title(row) if row else "",
                when=in_zone(row.shown_at or row.shown_on, ZoneInfo(person.timezone)) if row else None,
            )
        )
        drafts.append(to_staff(person, mail, KIND, f"{STOPPED}:{case.id}:{patient.stopped_at or now}", case))
    return drafts


def tell_of_stop(
    session: Session, patient: Patient, drafts: Iterable[Draft], base_url: str, now: datetime
) -> None:
    """Put those mails into the outbox, and the matter on the screen of whoever answers for each case."""
    for case in open_cases(session, patient):
        person = escalations.named_person(session, case)
        words = f"The patient of case {case.number} stopped our mail. Tell them of their dates yourself."
        escalations.open_escalation(session, person, EscalationKind.MAIL_STOPPED, words, now, case=case)
    for draft in drafts:
        outbox.enqueue(session, draft, base_url, now)


def open_cases(session: Session, patient: Patient) -> Sequence[Case]:
    """The cases of a patient that are not closed, by their number."""
    cases = select(Case).where(Case.patient_id == patient.id, col(Case.closed_at).is_(None))
    return session.exec(cases.order_by(col(Case.number))).all()


def _next_deadline(session: Session, case: Case) -> DeadlineRow | None:
    return session.get(DeadlineRow, case.next_deadline_id) if case.next_deadline_id else None


def _deadlines(message: OutboxMessage) -> sa.Select[DeadlineRow]:
    """What the mail reminded of, the nearest first."""
    statement = sa.select(DeadlineRow).join(Reminder, col(Reminder.deadline_id) == col(DeadlineRow.id))
    statement = statement.where(col(Reminder.outbox_id) == message.id)
    return statement.order_by(col(DeadlineRow.shown_on), col(DeadlineRow.shown_at))
