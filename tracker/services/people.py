"""The people of a case: how the patient may be reached, and whether they are written to at all.

A patient is written to only where they asked, at an address that they have verified, and never again after
they or a death have stopped it.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session, select

from tracker.models import Account, Case, Patient
from tracker.models.keyring import is_signature
from tracker.rules import reading
from tracker.rules.reading import Problem, ReadingError
from tracker.services import audit, escalations, reminders, throttle
from tracker.services.contact_plan import (
    ContactInput,
    PeopleError,
    cancel_mail,
    change_patient,
    contact_problems,
    patient_of,
    set_contact,
)
from tracker.services.errors import refuse_if
from tracker.services.escalations import EscalationKind
from tracker.services.mail_links import REACH, STOP
from tracker.services.papers import (
    add_form,
    edit_form,
    forms,
    is_authorized,
    parties,
    remove_form,
    remove_party,
    set_party,
)
from tracker.services.texts import kept, text_problem
from tracker.services.tokens import new_token, token_hash

__all__ = [
    "ContactInput",
    "PeopleError",
    "add_form",
    "by_reach_token",
    "by_stop_token",
    "change_patient",
    "contact_problems",
    "edit_form",
    "forms",
    "is_authorized",
    "parties",
    "patient_of",
    "record_death",
    "remove_form",
    "remove_party",
    "set_contact",
    "set_party",
    "start_reminders",
    "stop_reminders",
    "verify_address",
]

VERIFY_LASTS = timedelta(days=14)

_INCOMPLETE = (
    "This link is not complete, so the mails have not stopped. Copy all of it from the mail, or ask the person who "
    "helps you to stop them."
)
_SPENT = (
    "This link is too old or not complete, or the mails were stopped after it was sent. Nothing has changed. "
    "Ask the person who helps you for a new one."
)


def start_reminders(
    session: Session, account: Account, case: Case, now: datetime, token: str = ""
) -> str | None:
    """Put on record that the patient asked to be reminded by e-mail.

    Returns the secret of the link that verifies their address, to be mailed to it, which is `token` where one was made
    before; None where that is done. A stop holds until they press that link: only they take it back.
    Raises PeopleError where there is no address, too many such mails went to it, or the patient has died.
    """
    patient = patient_of(session, case)
    refuse_if(_obstacles(patient, now), PeopleError)
    is_verified = patient.email_verified_at is not None and patient.stopped_at is None
    too_many = None if is_verified else throttle.count_mail(session, patient.email or "", now)
    refuse_if([too_many] if too_many else [], PeopleError)
    patient.wants_reminders, patient.consented_at = True, now
    audit.record(session, account, case, "reminders to the patient started", "", now)
    reminders.replan(session, case, now)
    if is_verified:
        return None
    token = token or new_token()
    patient.verify_token_hash, patient.verify_expires_at = token_hash(token), now + VERIFY_LASTS
    return token


def verify_address(session: Session, token: str, now: datetime) -> Patient:
    """The patient pressed the button behind the link: the address is theirs, and what they had stopped goes on.

    Pressed again, it changes nothing and is no error: the link is kept until a stop or another address ends it.
    Raises PeopleError (`token`).
    """
    statement = select(Patient).where(Patient.verify_token_hash == token_hash(token))
    patient = session.exec(statement).first()
    if patient is not None and patient.verify_expires_at is None and patient.email_verified_at is not None:
        return patient
    if patient is None or patient.verify_expires_at is None or patient.verify_expires_at <= now:
        raise PeopleError([Problem("token", _SPENT)])
    patient.email_verified_at, patient.verify_expires_at = now, None
    patient.stopped_at = patient.stopped_because = None
    for case in _cases_of(session, patient):
        audit.record(session, None, case, "patient's address verified", "", now)
        reminders.replan(session, case, now)
    return patient


def by_stop_token(session: Session, token: str) -> Patient:
    """The patient whose mail a link stops. Raises PeopleError (`token`)."""
    return _by_token(session, token, STOP)


def by_reach_token(session: Session, token: str) -> Patient:
    """The patient who asks by a link to be reached in another way. Raises PeopleError (`token`)."""
    return _by_token(session, token, REACH)


def _by_token(session: Session, token: str, purpose: str) -> Patient:
    patient_id, _, given = token.partition("-")
    if not is_signature(given, purpose, patient_id):
        raise PeopleError([Problem("token", _INCOMPLETE)])
    return session.get_one(Patient, UUID(hex=patient_id))


def stop_reminders(
    session: Session, account: Account | None, patient: Patient, because: str, now: datetime
) -> None:
    """Stop all mail to a patient at once, in every case; `account` is None where they pressed it themselves.
    Their address has to be verified anew before any goes out again.

    Raises PeopleError where `because` cannot be kept. Again changes nothing.
    """
    sentence = text_problem(because)
    refuse_if([Problem("because", sentence)] if sentence else [], PeopleError)
    cancel_mail(session, patient, "mail to the patient was stopped", now)
    patient.email_verified_at = patient.verify_token_hash = patient.verify_expires_at = None
    if patient.stopped_at is None:
        patient.stopped_at, patient.stopped_because = now, kept(because)
    for case in _cases_of(session, patient):
        audit.record(session, account, case, "reminders to the patient stopped", "", now)
        reminders.replan(session, case, now)


def record_death(session: Session, account: Account, case: Case, died_on: str, now: datetime) -> Patient:
    """The patient has died: nothing is sent to them any more; their cases stay open. Raises PeopleError."""
    patient = patient_of(session, case)
    patient.died_on = _read_death(died_on, case.timezone, now)
    stop_reminders(session, account, patient, "The patient has died.", now)
    audit.record(session, account, case, "death recorded", "", now)
    _ask_who_goes_on(session, patient, now)
    return patient


def _ask_who_goes_on(session: Session, patient: Patient, now: datetime) -> None:
    """The dates go on, and what the patient signed may no longer let anybody act: somebody has to find out who may."""
    for case in (each for each in _cases_of(session, patient) if each.closed_at is None):
        words = (
            f"The patient of case {case.number} has died; its dates go on. Find out who may act now, such as the "
            "executor of the estate, and put their paper on record."
        )
        person = escalations.named_person(session, case)
        escalations.open_escalation(session, person, EscalationKind.PATIENT_DIED, words, now, case=case)


def _obstacles(patient: Patient, now: datetime) -> list[Problem]:
    if patient.died_on is not None:
        return [Problem("email", "The patient has died; no mail is sent to them.")]
    if not patient.email:
        return [Problem("email", "There is no e-mail address of the patient yet. Enter it first.")]
    if because := reminders.why_not_to_guardian(patient, now):
        return [
            Problem(
                "email", f"The guardian reads this address, and {because}. Enter the patient’s own first."
            )
        ]
    return []


def _read_death(died_on: str, timezone: str, now: datetime) -> date:
    try:
        day = reading.read_day(died_on.strip())
    except ReadingError as error:
        raise PeopleError([Problem("died_on", str(error))]) from error
    refuse_if(reading.out_of_time({"died_on": day}, timezone, now), PeopleError)
    return day


def _cases_of(session: Session, patient: Patient) -> list[Case]:
    return list(session.exec(select(Case).where(Case.patient_id == patient.id)))
