"""The plan for contact with a patient: whether, where, at what hours, under whose name, with or without files.

For a child it says who the guardian is, until which day, and what is kept private from them.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from tracker.models import Account, Case, Detail, OutboxMessage, OutboxStatus, Patient
from tracker.rules.reading import Problem
from tracker.services import audit, outbox, reminders
from tracker.services.addresses import address_problem, normal_address
from tracker.services.days import day_problems, kept_day
from tracker.services.errors import RefusedError, refuse_if
from tracker.services.indexing import reindex
from tracker.services.texts import OFFERED, kept, text_problems
from tracker.services.zones import zone_problems

YES, PATIENT, GUARDIAN = "yes", "patient", "guardian"
_CHILDHOOD = 30
_UNTIL_WHEN = "Enter the guardian’s last day: after it nothing may go to this address."


class PeopleError(RefusedError):
    """Nothing about a person was changed."""


@dataclass(frozen=True)
class ContactInput:
    """How the patient may be reached, as typed. Hours are 0 to 24 in their zone; `detail` is a Detail;
    `takes_attachments` is "yes" where a file for the calendar may come with a mail.

    `read_by` says who reads the address, `guardian_until` is the last day of a guardian's authority, and
    `is_private_from_guardian` is "yes" where nothing of the case may reach the guardian.
    """

    email: str = ""
    phone: str = ""
    address: str = ""
    timezone: str = ""
    sender_name: str = ""
    mail_from_hour: str = "9"
    mail_until_hour: str = "20"
    detail: str = Detail.NEUTRAL.value
    takes_attachments: str = ""
    read_by: str = PATIENT
    guardian: str = ""
    guardian_until: str = ""
    is_private_from_guardian: str = ""


def patient_of(session: Session, case: Case) -> Patient:
    """The claimant."""
    return session.get_one(Patient, case.patient_id)


def contact_problems(typed: ContactInput, now: datetime) -> list[Problem]:
    """What is wrong with a contact as typed."""
    texts = {name: getattr(typed, name) for name in ("phone", "address", "sender_name", "guardian")}
    found = [*text_problems(texts, {"sender_name": 80}), *zone_problems("timezone", typed.timezone)]
    sentence = address_problem(typed.email) if typed.email.strip() else None
    if sentence:
        found.append(Problem("email", sentence))
    for name in ("mail_from_hour", "mail_until_hour"):
        if getattr(typed, name) not in map(str, range(25)):
            found.append(Problem(name, "Choose an hour from 0 to 24."))
    if typed.detail not in set(Detail):
        found.append(Problem("detail", OFFERED))
    return [*found, *_guardian_problems(typed, now)]


def _guardian_problems(typed: ContactInput, now: datetime) -> list[Problem]:
    found = list(day_problems({"guardian_until": typed.guardian_until}, now, years_ahead=_CHILDHOOD))
    if typed.read_by not in (PATIENT, GUARDIAN):
        found.append(Problem("read_by", OFFERED))
    if typed.read_by == GUARDIAN and not typed.guardian_until.strip():
        found.append(Problem("guardian_until", _UNTIL_WHEN))
    return found


def set_contact(
    session: Session, account: Account, case: Case, typed: ContactInput, now: datetime
) -> Patient:
    """Change how the patient may be reached; a new address must be verified anew. Raises PeopleError."""
    refuse_if(contact_problems(typed, now), PeopleError)
    patient = patient_of(session, case)
    columns: dict[str, Any] = {name: kept(text) for name, text in asdict(typed).items()}
    columns["email"] = normal_address(typed.email) or None
    columns |= {
        "mail_from_hour": int(typed.mail_from_hour),
        "mail_until_hour": int(typed.mail_until_hour),
        "detail": Detail(typed.detail),
        "takes_attachments": typed.takes_attachments == YES,
        "guardian_until": kept_day(typed.guardian_until),
        "email_is_guardians": columns.pop("read_by") == GUARDIAN,
        "is_private_from_guardian": typed.is_private_from_guardian == YES,
    }
    if patient.is_private_from_guardian is not columns["is_private_from_guardian"]:
        fate = "kept private" if columns["is_private_from_guardian"] else "no longer private"
        audit.record(session, account, case, f"case {fate} from the guardian", "", now)
    if patient.detail is not columns["detail"]:
        audit.record(session, account, case, "patient's detail chosen", typed.detail, now)
    change_patient(session, case, patient, columns, now)
    audit.record(session, account, case, "patient's contact edited", "", now)
    reminders.replan(session, case, now)
    return patient


def change_patient(
    session: Session, case: Case, patient: Patient, columns: Mapping[str, Any], now: datetime
) -> None:
    """Set these columns; a changed e-mail address loses its verification, and one that somebody else reads now its
    consent too. What may not go to the guardian any more is kept from going. Reindexes the case.
    """
    is_anothers = columns.get("email_is_guardians", patient.email_is_guardians) != patient.email_is_guardians
    if is_anothers or columns.get("email", patient.email) != patient.email:
        patient.email_verified_at = patient.verify_token_hash = patient.verify_expires_at = None
        cancel_mail(session, patient, "the patient's address was changed", now)
    if is_anothers:
        patient.wants_reminders, patient.consented_at = False, None
    for name, value in columns.items():
        if getattr(patient, name) != value:
            setattr(patient, name, value)
    if because := reminders.why_not_to_guardian(patient, now):
        cancel_mail(session, patient, because, now)
    reindex(session, case, patient)


def cancel_mail(session: Session, patient: Patient, because: str, now: datetime) -> None:
    """Keep all mail to a patient from going that waits, or that a worker holds and has not sent yet."""
    waiting = select(OutboxMessage).where(
        OutboxMessage.patient_id == patient.id,
        col(OutboxMessage.status).in_((OutboxStatus.QUEUED, OutboxStatus.LEASED)),
    )
    for message in session.exec(waiting):
        outbox.cancel(session, message, because, now)
