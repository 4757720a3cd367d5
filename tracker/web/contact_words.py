"""In a few words, how the patient is written to, or why not."""

from tracker.models import Patient


def contact_words(patient: Patient) -> str:
    """`reminders by email`, `address not verified yet` and the like."""
    states = (
        (patient.died_on is not None, "died"),
        (patient.stopped_at is not None, "all mail stopped"),
        (not patient.email, "no email address"),
        (not patient.wants_reminders, "no reminders asked for"),
        (patient.email_verified_at is None, "address not verified yet"),
    )
    return next((words for holds, words in states if holds), "reminders by email")
