"""The addresses that stand in mails. A case's needs a login; a patient's opens a page with a button."""

from uuid import UUID

from tracker.models import Patient
from tracker.models.keyring import signature

STOP, REACH = "stop all mail", "reach me another way"


def case_url(base_url: str, case_id: UUID) -> str:
    """The page of a case."""
    return f"{base_url}/cases/{case_id}"


def settings_url(base_url: str) -> str:
    """Where a member of staff changes how they are reached."""
    return f"{base_url}/settings"


def stop_token(patient: Patient) -> str:
    """The secret of the link that stops all mail to this patient; the same each time, and never too old."""
    return f"{patient.id.hex}-{signature(STOP, patient.id.hex)}"


def people_url(base_url: str, case_id: UUID) -> str:
    """Where it stands how the patient of a case is reached."""
    return f"{case_url(base_url, case_id)}/people"


def reach_token(patient: Patient) -> str:
    """The same of the link by which this patient asks to be reached in another way; it stops nothing."""
    return f"{patient.id.hex}-{signature(REACH, patient.id.hex)}"


def reach_url(base_url: str, patient: Patient) -> str:
    """Where a patient, without an account, says how they want to be reached."""
    return f"{base_url}/reach/{reach_token(patient)}"


def stop_url(base_url: str, patient: Patient) -> str:
    """Where a patient, without an account, stops our mail."""
    return f"{base_url}/stop/{stop_token(patient)}"
