"""One change of a case at a time: PostgreSQL locks the row; on SQLite a writing transaction is enough."""

from sqlmodel import Session

from tracker.models import Case


def lock(session: Session, case: Case) -> None:
    """Wait until nobody else changes this case, and read it anew."""
    session.flush()
    session.refresh(case, with_for_update=True)
