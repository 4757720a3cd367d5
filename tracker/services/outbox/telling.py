"""A mail that did not do its work becomes a task for whoever answers for its case."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlmodel import Session

from tracker.models import Account, Case
from tracker.services import escalations
from tracker.services.escalations import EscalationKind


class Whose(Protocol):
    """Whom a mail was for, and what it was about."""

    @property
    def organization_id(self) -> UUID | None: ...

    @property
    def case_id(self) -> UUID | None: ...

    @property
    def patient_id(self) -> UUID | None: ...

    @property
    def account_id(self) -> UUID | None: ...


def tell(session: Session, whose: Whose, kind: EscalationKind, fate: str, now: datetime) -> None:
    """Put it on the screen of whoever answers for the case or the organization; of an administrator too, where
    it is that person whom no mail reaches. `fate` ends the sentence “A mail to the patient about case … ”.
    """
    case = session.get(Case, whose.case_id) if whose.case_id else None
    about = f" about case {case.number}" if case else ""
    for person in _who_must_know(session, whose, case):
        to = "to the patient" if whose.patient_id else _to(whose, person)
        escalations.open_escalation(session, person, kind, f"A mail {to}{about} {fate}", now, case=case)


def _to(whose: Whose, person: Account) -> str:
    return "to you" if whose.account_id == person.id else "to a colleague"


def _who_must_know(session: Session, whose: Whose, case: Case | None) -> list[Account]:
    if whose.organization_id is None:
        return []
    administrator = escalations.administrator(session, whose.organization_id)
    person = escalations.named_person(session, case) if case else administrator
    if person and administrator and person.id == whose.account_id != administrator.id:
        return [person, administrator]
    return [person] if person else []
