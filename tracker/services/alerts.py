"""Mails to staff when a patient's mail does not arrive: somebody has to tell them of their date."""

from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.models import Case, DeadlineRow, Reminder
from tracker.services import escalations, outbox
from tracker.services.mail_contexts import Acts, AdvocateAlert, AlertKind
from tracker.services.mail_links import case_url
from tracker.services.mail_texts import render
from tracker.services.neutral_titles import neutral_title
from tracker.services.outbox import Draft, Failure
from tracker.services.reminders.wording import in_zone

KIND = "alert"


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
    draft = Draft(
        unique_key=f"{KIND}:{failure.id}",
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


def _deadlines(failure: Failure) -> sa.Select[DeadlineRow]:
    """What the mail reminded of, the nearest first."""
    statement = sa.select(DeadlineRow).join(Reminder, col(Reminder.deadline_id) == col(DeadlineRow.id))
    statement = statement.where(col(Reminder.outbox_id) == failure.id)
    return statement.order_by(col(DeadlineRow.shown_on), col(DeadlineRow.shown_at))
