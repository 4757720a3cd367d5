"""What a case is found by: its number, its patient, its plan and what was denied."""

from sqlmodel import Session, select

from tracker.models import Case, Insurer, Patient
from tracker.services import search


def reindex(session: Session, case: Case, patient: Patient) -> None:
    """Bring the case's words and its insurer's hash in step with what is known."""
    case.insurer_hash = _known_insurer(session, case)
    search.index(
        session,
        case,
        (case.number, patient.name, patient.guardian, case.insurer, case.plan_name, case.service),
    )


def _known_insurer(session: Session, case: Case) -> str | None:
    name_hash = search.name_hash(case.organization_id, case.insurer)
    if name_hash is None:
        return None
    known = select(Insurer.id).where(
        Insurer.organization_id == case.organization_id, Insurer.name_hash == name_hash
    )
    if session.exec(known).first() is None:
        session.add(Insurer(organization_id=case.organization_id, name_hash=name_hash, name=case.insurer))
    return name_hash
