"""The one door to what belongs to somebody: another organization's is not there at all."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select
from sqlmodel import Session, SQLModel

from tracker.models import Account, AccountRole, Case

Row = TypeVar("Row", bound=SQLModel)
Statement = TypeVar("Statement", bound=Select[Any])


class NotFound(Exception):
    """There is no such thing for this account."""


class NotAllowed(Exception):
    """The account may see this place but not do this."""


def case_for(session: Session, account: Account, case_id: UUID) -> Case:
    """The case, if it is the account's organization's. Raises NotFound."""
    return row_for(session, account, Case, case_id)


def row_for(session: Session, account: Account, model: type[Row], row_id: UUID) -> Row:
    """A row of any table that has an organization, if it is the account's. Raises NotFound."""
    row = session.get(model, row_id)
    if row is None or getattr(row, "organization_id", None) != account.organization_id:
        raise NotFound(model.__name__)
    return row


def scope(statement: Statement, account: Account) -> Statement:
    """The statement, kept to the account's organization; it must select one table's rows or columns first."""
    entity = statement.column_descriptions[0]["entity"]
    return statement.where(entity.organization_id == account.organization_id)


def require_administrator(account: Account) -> None:
    """Raises NotAllowed for anybody else."""
    if account.role is not AccountRole.ADMINISTRATOR or not account.active:
        raise NotAllowed("administrator")
