"""Who stands on which rung when nobody answers for a date of a case, and which of them read what the date is."""

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, select

from tracker.models import Account, AccountRole, Case
from tracker.rules.unanswered import Told
from tracker.services import escalations
from tracker.services.supervision import supervisor_here


def told(session: Session, case: Case, tells: Collection[Told]) -> list[Account]:
    """The people of a rung, each once, whoever answers for the case first; with whoever covers for its advocate."""
    person = escalations.named_person(session, case)
    is_covered = person.id != case.advocate_id
    found = [
        *([person] if is_covered or Told.ADVOCATE in tells or Told.EVERYBODY in tells else []),
        *(_supervisors(session, case, person) if Told.SUPERVISOR in tells else []),
        *(_administrators(session, case) if Told.ADMINISTRATORS in tells else []),
        *(_everybody(session, case) if Told.EVERYBODY in tells else []),
    ]
    return list({each.id: each for each in found if each.active}.values())


def reads_all(session: Session, case: Case, reader: Account) -> bool:
    """Whether a mail may tell `reader` which date it is: an administrator only reads that a case needs somebody."""
    person = escalations.named_person(session, case)
    if reader.role is not AccountRole.ADMINISTRATOR or reader.id == person.id:
        return True
    return reader.id == supervisor_here(session, case)


def _supervisors(session: Session, case: Case, person: Account) -> Sequence[Account]:
    """The supervisor of the case's advocate, or who covers for them; where there is none, or it is `person` who has not
    answered, the administrators.
    """
    here = supervisor_here(session, case)
    if here is None or here == person.id:
        return _administrators(session, case)
    return [session.get_one(Account, here)]


def _administrators(session: Session, case: Case) -> list[Account]:
    every = [each for each in _everybody(session, case) if each.role is AccountRole.ADMINISTRATOR]
    nearest = escalations.administrator(session, case.organization_id)
    return every or ([nearest] if nearest else [])


def _everybody(session: Session, case: Case) -> list[Account]:
    """Every active account of the organization: they all see its cases."""
    everybody = select(Account).where(Account.organization_id == case.organization_id, col(Account.active))
    return list(session.exec(everybody.order_by(col(Account.created_at), col(Account.id))))
