"""Who supervises whom: told when an advocate does not answer for a date of a case."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from tracker.models import Account, Case
from tracker.rules.reading import Problem
from tracker.services import accounts, audit
from tracker.services.access import require_administrator
from tracker.services.accounts import AccountError
from tracker.services.errors import refuse_if

NOT_THERE = "Choose a colleague who has an account here."


def supervise(
    session: Session, by: Account, account: Account, supervisor_id: UUID | None, now: datetime
) -> Account | None:
    """An administrator says who is told when `account` does not answer for a date; None: the administrators.

    Raises AccountError, NotAllowed.
    """
    require_administrator(by)
    supervisor = next((each for each in can_supervise(session, account) if each.id == supervisor_id), None)
    unknown = supervisor_id is not None and supervisor is None
    refuse_if([Problem("supervisor", NOT_THERE)] if unknown else [], AccountError)
    if account.supervised_by_id != supervisor_id:
        account.supervised_by_id = supervisor_id
        session.add(account)
        audit.record(
            session, by, None, "supervisor chosen", f"{account.id} by {supervisor_id or 'nobody'}", now
        )
    return supervisor


def can_supervise(session: Session, account: Account) -> list[Account]:
    """The active colleagues of `account`, by name."""
    found = accounts.colleagues(session, account)
    return [each for each in found if each.id != account.id and each.active]


def supervisor_here(session: Session, case: Case) -> UUID | None:
    """The supervisor of the case's advocate, or who covers for them; None where nobody with an open account does."""
    advocate = session.get_one(Account, case.advocate_id)
    supervisor = session.get(Account, advocate.supervised_by_id) if advocate.supervised_by_id else None
    if supervisor is not None and supervisor.covered_by_id is not None:
        supervisor = session.get(Account, supervisor.covered_by_id)
    return supervisor.id if supervisor is not None and supervisor.active else None
