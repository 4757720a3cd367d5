"""What a deadline's, a patient's and a reminder's row mean to the schedule."""

from datetime import datetime
from zoneinfo import ZoneInfo

from tracker.models import Case, DeadlineRow, FormReminder, Patient, Reminder, ReminderState
from tracker.rules.dates import is_past
from tracker.rules.front import AT_ONCE
from tracker.rules.outcome import NOT_LEGAL
from tracker.rules.safe_hours import SafeHours
from tracker.rules.schedule import Dates
from tracker.rules.terms import Actor, Status

PRACTICE = "practice"
ADVOCATE_REMINDER = "reminder"
PATIENT_REMINDER = "patient_reminder"
REMINDERS = (ADVOCATE_REMINDER, PATIENT_REMINDER)
"""The kinds of outbox messages that carry reminders."""


def dates_of(row: DeadlineRow, case: Case) -> Dates:
    """A deadline's row as the schedule sees it."""
    return dates_in(row, case.timezone)


def dates_in(row: DeadlineRow, timezone: str) -> Dates:
    """The same, from its case's zone alone; one that was met after its last day, or whose outcome is on
    record, asks for nothing more.
    """
    return Dates(
        is_claimants=row.actor is Actor.CLAIMANT,
        status=Status.MET if row.met_by or row.missed_by else row.status,
        timezone=timezone,
        shown=row.shown_at or row.shown_on,
        outer=row.outer_at or row.outer_on,
        mail_by=row.mail_by_on,
        is_at_once=row.limb == AT_ONCE,
        is_target=row.basis == PRACTICE,
    )


def why_not_to_patient(patient: Patient, now: datetime) -> str | None:
    """Why nothing may be mailed to this patient at `now` (aware), or None where it may."""
    reasons = {
        "the patient has died": patient.died_on is not None,
        "mail to the patient was stopped": patient.stopped_at is not None,
        "the patient did not ask for reminders": not patient.wants_reminders,
        "the patient's consent is not on record": patient.consented_at is None,
        "the patient's address is not verified": not patient.email or patient.email_verified_at is None,
    }
    stopped = next((reason for reason, holds in reasons.items() if holds), None)
    return stopped or why_not_to_guardian(patient, now)


def why_not_to_guardian(patient: Patient, now: datetime) -> str | None:
    """Why nothing may be mailed to an address that a guardian reads; None where it may, or where none does."""
    if not patient.email_is_guardians:
        return None
    if patient.is_private_from_guardian:
        return "the case is kept private from the guardian"
    if patient.guardian_until is None:
        return "nobody knows until when the guardian may act"
    is_over = is_past(patient.guardian_until, now, ZoneInfo(patient.timezone))
    return "the guardian’s authority has ended" if is_over else None


def safe_hours(patient: Patient) -> SafeHours:
    """The hours in which mail to this patient is safe."""
    return SafeHours(patient.mail_from_hour, patient.mail_until_hour)


def is_practice(row: DeadlineRow) -> bool:
    """Whether the date is a target, a chase or an early reminder of ours, rather than law's or a letter's."""
    return row.basis in NOT_LEGAL


def set_state(
    reminder: Reminder | FormReminder, state: ReminderState, because: str | None, now: datetime
) -> None:
    """Say what became of a reminder and, in words that follow "because", why."""
    reminder.state, reminder.because, reminder.updated_at = state, because, now
