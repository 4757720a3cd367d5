"""In a few words, how the patient is written to, or why not."""

from datetime import datetime

from tracker.models import Patient
from tracker.services.reminders import why_not_to_guardian

BY_MAIL = ("reminders by email", "reminders by email to the guardian")
"""The words that say that mail goes."""


def contact_words(patient: Patient, now: datetime) -> str:
    """`reminders by email`, `address not verified yet` and the like."""
    states = (
        (patient.died_on is not None, "died"),
        (patient.stopped_at is not None, "all mail stopped"),
        (patient.email_is_guardians and patient.is_private_from_guardian, "private: no mail to the guardian"),
        (why_not_to_guardian(patient, now) is not None, "the guardian’s time is over: no mail"),
        (not patient.email, "no email address"),
        (not patient.wants_reminders, "no reminders asked for"),
        (patient.email_verified_at is None, "address not verified yet"),
    )
    return next((words for holds, words in states if holds), BY_MAIL[patient.email_is_guardians])
