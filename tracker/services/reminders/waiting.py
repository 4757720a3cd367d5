"""Reminders that wait in the outbox, looked at again when they are about to go: a mail may wait for hours.

`look_again` reads and writes the mail anew; `settle` keeps that, in a transaction of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlmodel import Session, select

from tracker.models import Account, Case, DeadlineRow, OutboxBody, OutboxMessage, Recipient, Reminder
from tracker.rules.schedule import purpose_of
from tracker.services import escalations, outbox
from tracker.services.mail_texts import Rendered, render
from tracker.services.reminders.checking import DueItem, Group, purpose_now, why_settled
from tracker.services.reminders.forms import DueForm, forms_told
from tracker.services.reminders.reading import Seen, read_group, seen
from tracker.services.reminders.rows import REMINDERS, why_not_to_patient
from tracker.services.reminders.wording import to_advocate, to_patient

FRESH_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found of a mail that has waited: why it may not go, or its words as of now; and from what."""

    seen: Seen
    because: str | None = None
    words: Rendered | None = None


class Settled(Enum):
    """What became of a mail that was looked at again."""

    GOES = "goes"
    CANCELLED = "cancelled"
    MOVED = "moved"


def look_again(session: Session, message: OutboxMessage, base_url: str, now: datetime) -> Looked | None:
    """A claimed message before it goes; None where it may go as it is. Nothing is written.

    A reminder that has waited may not go where its dates are all settled or the patient stopped mail; otherwise it is
    written anew, so that it counts the days from now.
    """
    if message.kind not in REMINDERS or message.case_id is None or message.created_at > now - FRESH_FOR:
        return None
    group, person = _rows(session, message)
    items = _open_items(session, group, message, now)
    forms = forms_told(group, message.id, now)
    because = why_not_to_patient(group.patient, now) if message.patient_id else None
    if because or not (items or forms):
        return Looked(seen(group, person), because or "what it reminds of was done")
    words = _words(session, group, person, message, items, forms, base_url, now)
    return Looked(seen(group, person), words=words)


def settle(
    session: Session, message: OutboxMessage, body: OutboxBody, looked: Looked, now: datetime
) -> Settled:
    """Keep what was found: the message is cancelled, or says the new words under its old Message-ID.

    Where something it depends on has moved since, nothing is changed: it has to be looked at once more.
    """
    if seen(*_rows(session, message)) != looked.seen:
        return Settled.MOVED
    if looked.words is None:
        outbox.cancel(session, message, looked.because or "", now)
        return Settled.CANCELLED
    message.subject, body.text, body.html = looked.words.subject, looked.words.text, looked.words.html
    return Settled.GOES


def _rows(session: Session, message: OutboxMessage) -> tuple[Group, Account]:
    """The case of a reminder, and whose name stands in the mail: the staff it goes to, or who acts for the patient."""
    case = session.get_one(Case, message.case_id)
    recipient = Recipient.PATIENT if message.patient_id else Recipient.ADVOCATE
    person = (
        escalations.named_person(session, case)
        if message.patient_id
        else session.get_one(Account, message.account_id)
    )
    return read_group(session, case.id, recipient), person


def _open_items(session: Session, group: Group, message: OutboxMessage, now: datetime) -> list[DueItem]:
    statement = select(Reminder, DeadlineRow).join(DeadlineRow).where(Reminder.outbox_id == message.id)
    return [
        DueItem(reminder, row, purpose_now(group.case, row, purpose_of(reminder.step), now))
        for reminder, row in session.exec(statement)
        if not why_settled(group.case, row)
    ]


def _words(
    session: Session,
    group: Group,
    person: Account,
    message: OutboxMessage,
    items: Sequence[DueItem],
    forms: Sequence[DueForm],
    base_url: str,
    now: datetime,
) -> Rendered:
    case, patient = group.case, group.patient
    if message.patient_id:
        return render(to_patient(session, case, patient, person, items, base_url), patient.language)
    return render(to_advocate(session, case, person, items, base_url, now, forms))
