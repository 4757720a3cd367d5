"""One change of a row at a time: PostgreSQL locks it; on SQLite a writing transaction is enough."""

from sqlmodel import Session, SQLModel


def lock(session: Session, row: SQLModel) -> None:
    """Wait until nobody else changes this row, a case's or another, and read it anew."""
    session.flush()
    session.refresh(row, with_for_update=True)
