"""The addresses that stand in mails. A case's needs a login; a patient's opens a page with a button."""

from uuid import UUID

from tracker.models import Patient
from tracker.models.keyring import signature

STOP = "stop all mail"


def case_url(base_url: str, case_id: UUID) -> str:
    """The page of a case."""
    return f"{base_url}/cases/{case_id}"


def stop_token(patient: Patient) -> str:
    """The secret of the link that stops all mail to this patient; the same each time, and never too old."""
    return f"{patient.id.hex}-{signature(STOP, patient.id.hex)}"


def stop_url(base_url: str, patient: Patient) -> str:
    """Where a patient, without an account, changes or stops our mail."""
    return f"{base_url}/stop/{stop_token(patient)}"
