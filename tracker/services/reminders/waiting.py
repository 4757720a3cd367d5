"""Reminders that wait in the outbox, looked at again when they are about to go: a mail may wait for hours."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, select

from tracker.models import Account, Case, DeadlineRow, OutboxBody, OutboxMessage, Patient, Reminder
from tracker.rules.schedule import purpose_of
from tracker.services import escalations, outbox
from tracker.services.mail_texts import Rendered, render
from tracker.services.reminders.checking import DueItem, purpose_now, why_settled
from tracker.services.reminders.rows import REMINDERS, why_not_to_patient
from tracker.services.reminders.wording import to_advocate, to_patient

FRESH_FOR = timedelta(minutes=10)


def look_again(
    session: Session, message: OutboxMessage, body: OutboxBody, base_url: str, now: datetime
) -> bool:
    """Whether a claimed message, which says `body`, may still go.

    A reminder that has waited is cancelled where its dates are all settled or the patient stopped mail;
    otherwise it is written anew, so that it counts the days from now. The Message-ID stays.
    """
    if message.kind not in REMINDERS or message.case_id is None or message.created_at > now - FRESH_FOR:
        return True
    case = session.get_one(Case, message.case_id)
    patient = session.get_one(Patient, case.patient_id)
    items = _open_items(session, case, message, now)
    because = why_not_to_patient(patient) if message.patient_id else None
    if because or not items:
        outbox.cancel(session, message, because or "what it reminds of was done", now)
        return False
    words = _words(session, case, patient, message, items, base_url, now)
    message.subject, body.text, body.html = words.subject, words.text, words.html
    return True


def _open_items(session: Session, case: Case, message: OutboxMessage, now: datetime) -> list[DueItem]:
    statement = select(Reminder, DeadlineRow).join(DeadlineRow).where(Reminder.outbox_id == message.id)
    return [
        DueItem(reminder, row, purpose_now(case, row, purpose_of(reminder.step), now))
        for reminder, row in session.exec(statement)
        if not why_settled(case, row)
    ]


def _words(
    session: Session,
    case: Case,
    patient: Patient,
    message: OutboxMessage,
    items: Sequence[DueItem],
    base_url: str,
    now: datetime,
) -> Rendered:
    if message.patient_id:
        advocate = escalations.named_person(session, case)
        return render(to_patient(session, case, patient, advocate, items, base_url), patient.language)
    person = session.get_one(Account, message.account_id)
    return render(to_advocate(session, case, person, items, base_url, now))
