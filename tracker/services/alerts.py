"""Mails to staff when a patient is not reached by mail, or not any more: somebody has to tell them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import Account, Case, DeadlineRow, Patient, Reminder
from tracker.services import escalations, outbox
from tracker.services.escalations import EscalationKind
from tracker.services.mail_contexts import Acts, AdvocateAlert, AlertKind, RemindersStopped, StopReason
from tracker.services.mail_links import case_url
from tracker.services.mail_texts import Rendered, render
from tracker.services.neutral_titles import neutral_title
from tracker.services.outbox import Draft, Failure
from tracker.services.reminders.wording import in_zone

KIND = "alert"
STOPPED = "stopped"


def tell_of_failure(session: Session, failure: Failure, base_url: str, now: datetime) -> None:
    """Mail the advocate of a case that a mail to its patient was given up; any other failure stays on screen."""
    if not (failure.is_given_up and failure.patient_id and failure.case_id):
        return
    case = session.get_one(Case, failure.case_id)
    person = escalations.named_person(session, case)
    row = session.scalars(_deadlines(failure)).first()
    mail = render(
        AdvocateAlert(
            kind=AlertKind.UNDELIVERABLE,
            case_number=case.number,
            case_url=case_url(base_url, case.id),
            recipient=Acts.CLAIMANT,
            reason=failure.sentence,
            title=neutral_title(row) if row else "",
            when=in_zone(row.shown_at or row.shown_on, ZoneInfo(person.timezone)) if row else None,
        )
    )
    _mail(session, person, case, f"{KIND}:{failure.id}", mail, base_url, now)


def tell_of_stop(session: Session, patient: Patient, base_url: str, now: datetime) -> None:
    """Tell the advocate of each of the patient's open cases, by mail and on screen, that the patient has stopped
    our mail: somebody has to call them. Pressed twice, it is told once.
    """
    cases = select(Case).where(Case.patient_id == patient.id, col(Case.closed_at).is_(None))
    for case in session.exec(cases):
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
        words = f"The patient of case {case.number} stopped our mail. Tell them of their dates yourself."
        escalations.open_escalation(session, person, EscalationKind.MAIL_STOPPED, words, now, case=case)
        _mail(session, person, case, f"{STOPPED}:{case.id}:{patient.stopped_at}", mail, base_url, now)


def _mail(
    session: Session,
    person: Account,
    case: Case,
    unique_key: str,
    mail: Rendered,
    base_url: str,
    now: datetime,
) -> None:
    draft = Draft(
        unique_key=unique_key,
        kind=KIND,
        to_address=person.email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        organization_id=case.organization_id,
        case_id=case.id,
        account_id=person.id,
    )
    outbox.enqueue(session, draft, base_url, now)


def _next_deadline(session: Session, case: Case) -> DeadlineRow | None:
    return session.get(DeadlineRow, case.next_deadline_id) if case.next_deadline_id else None


def _deadlines(failure: Failure) -> sa.Select[DeadlineRow]:
    """What the mail reminded of, the nearest first."""
    statement = sa.select(DeadlineRow).join(Reminder, col(Reminder.deadline_id) == col(DeadlineRow.id))
    statement = statement.where(col(Reminder.outbox_id) == failure.id)
    return statement.order_by(col(DeadlineRow.shown_on), col(DeadlineRow.shown_at))
