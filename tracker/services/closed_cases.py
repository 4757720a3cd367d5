"""Closed cases, found by the same search as open ones: a patient calls again, a decision is not carried out."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.models import Account, Case, Patient
from tracker.models.encrypted import opened
from tracker.services.board_filters import BoardFilters, narrowed

MOST = 25


@dataclass(frozen=True)
class ClosedCase:
    """A closed case by its number, whose it is, and when it was closed (aware)."""

    case_id: UUID
    number: str
    patient: str
    closed_at: datetime


def closed_cases(session: Session, account: Account, filters: BoardFilters) -> list[ClosedCase]:
    """The organization's closed cases that fit a search, those closed last first, at most `MOST`; none where no word
    is searched for.
    """
    if not filters.q.strip():
        return []
    statement = (
        sa.select(col(Case.id), col(Case.number), col(Case.closed_at), col(Patient.id), col(Patient.name))
        .join(Patient, col(Patient.id) == col(Case.patient_id))
        .where(
            col(Case.organization_id) == account.organization_id,
            col(Case.closed_at).is_not(None),
            *narrowed(account, filters),
        )
        .order_by(col(Case.closed_at).desc())
        .limit(MOST)
    )
    return [
        ClosedCase(case_id, number, opened(name, patient_id) or "", closed_at)
        for case_id, number, closed_at, patient_id, name in session.connection().execute(statement)
        if closed_at is not None
    ]
