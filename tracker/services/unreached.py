"""A mail to a patient that did not reach them, or that they did not want: beside the task, its advocate is mailed. Who
has said that our mail is unwanted gets no more of it until they confirm their address anew.

The mails are written before the transaction that keeps what was heard, and enqueued in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from tracker.models import DeliveryEvent, OutboxMessage, Patient
from tracker.services import alerts, outbox, people
from tracker.services.outbox import Draft, Heard
from tracker.services.outbox.reports import WORDS
from tracker.services.singly import singly

UNREACHED = (DeliveryEvent.BOUNCED, DeliveryEvent.DROPPED)
UNWANTED = (DeliveryEvent.COMPLAINED, DeliveryEvent.UNSUBSCRIBED)
BECAUSE = "A mail to the patient {}."


@dataclass(frozen=True, slots=True)
class Following:
    """What follows: mails to advocates, and the patients whose mail stops, each with why and the mails about it."""

    drafts: tuple[Draft, ...]
    stopping: Mapping[UUID, tuple[str, tuple[Draft, ...]]]


def prepare(session: Session, heard: Sequence[Heard], base_url: str, now: datetime) -> Following:
    """Write the mails of what was heard of mails to patients; changes nothing. One that cannot be written stops no
    other, and the task on the screen has to do.
    """
    mails = _to_patients(session, [each for each in heard if each.event in (*UNREACHED, *UNWANTED)])

    def lost(each: Heard) -> Draft:
        return alerts.of_failure(session, mails[each.outbox_id], each.reason or WORDS[each.event], base_url)

    unreached = [each for each in heard if each.event in UNREACHED and each.outbox_id in mails]
    stopping = {
        patient.id: (BECAUSE.format(WORDS[each.event]), _of_stop(session, patient, base_url, now))
        for each in heard
        if each.event in UNWANTED and each.outbox_id in mails
        for patient in [session.get_one(Patient, mails[each.outbox_id].patient_id)]
        if _is_news(patient, each)
    }
    return Following(tuple(singly(unreached, lost, "The news of a lost mail")), stopping)


def take_in(
    session: Session, heard: Sequence[Heard], following: Following, base_url: str, now: datetime
) -> int:
    """Keep what was heard, with its tasks and what follows; returns how many reports were new."""
    new = outbox.take_in(session, heard, now)
    for draft in following.drafts:
        outbox.enqueue(session, draft, base_url, now)
    for patient_id, (because, drafts) in following.stopping.items():
        patient = session.get_one(Patient, patient_id)
        people.stop_reminders(session, None, patient, because, now)
        alerts.tell_of_stop(session, patient, drafts, base_url, now)
    return new


def _to_patients(session: Session, heard: Sequence[Heard]) -> dict[UUID, OutboxMessage]:
    keys = {each.outbox_id for each in heard}
    theirs = (col(OutboxMessage.patient_id).is_not(None), col(OutboxMessage.case_id).is_not(None))
    statement = select(OutboxMessage).where(col(OutboxMessage.id).in_(keys), *theirs)
    return {message.id: message for message in session.exec(statement)}


def _of_stop(session: Session, patient: Patient, base_url: str, now: datetime) -> tuple[Draft, ...]:
    written = singly(
        [patient], lambda each: alerts.of_stop(session, each, base_url, now), "The news of a stop"
    )
    return tuple(draft for drafts in written for draft in drafts)


def _is_news(patient: Patient, heard: Heard) -> bool:
    """Whether their mail goes on, and they have not confirmed it since."""
    confirmed_at = patient.email_verified_at
    return patient.stopped_at is None and (confirmed_at is None or confirmed_at < heard.at)
