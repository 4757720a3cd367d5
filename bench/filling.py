"""A caseload of thousands, quickly: the demonstration's open cases, copied row by row past the mapper.

Copied is what the measured pages and feeds read: patients, cases, events and deadlines. Reminders, search
words, checklists and papers stay with the originals.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import cycle, islice
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from tracker.models import Account, AccountRole, Case, DeadlineRow, EventVersion, Patient
from tracker.models.encrypted import BoundText, bound
from tracker.services import demo

Columns = dict[str, Any]
CASES_OF_ONE = 50
_CHUNK = 2_000


def fill(session: Session, cases: int, now: datetime) -> Account:
    """Make the demonstration and so many open cases in all, fifty to an advocate; returns the first of them."""
    rosa = demo.fill(session, now)
    advocates = [rosa, *_advocates(session, rosa, cases // CASES_OF_ONE)]
    originals = [_original(session, key) for key in session.scalars(_open_cases())]
    copies = islice(cycle(originals), cases - len(originals))
    written: dict[type[SQLModel], list[Columns]] = {Patient: [], Case: [], EventVersion: [], DeadlineRow: []}
    for number, original in enumerate(copies):
        advocate = advocates[number // CASES_OF_ONE]
        for table, rows in _copied(original, advocate.id, number).items():
            written[table].extend(rows)
    for table, rows in written.items():
        for chunk in _chunks(rows):
            session.connection().execute(sa.insert(table), chunk)
    return rosa


def _advocates(session: Session, rosa: Account, count: int) -> list[Account]:
    """Colleagues of hers, enough to carry all cases."""
    made = [
        Account(
            organization_id=rosa.organization_id,
            email=f"advocate.{number}@example.org",
            name=f"Advocate {number}",
            role=AccountRole.ADVOCATE,
            timezone=rosa.timezone,
            fs_uniquifier=uuid4().hex,
            created_at=rosa.created_at,
        )
        for number in range(count)
    ]
    session.add_all(made)
    session.flush()
    return made


Original = Mapping[type[SQLModel], list[Columns]]


def _open_cases() -> sa.Select[UUID]:
    return sa.select(col(Case.id)).where(col(Case.closed_at).is_(None)).order_by(col(Case.number))


def _original(session: Session, case_id: UUID) -> Original:
    case = _rows(session, Case, Case.id == case_id)
    return {
        Patient: _rows(session, Patient, Patient.id == case[0]["patient_id"]),
        Case: case,
        EventVersion: _rows(session, EventVersion, EventVersion.case_id == case_id),
        DeadlineRow: _rows(session, DeadlineRow, DeadlineRow.case_id == case_id),
    }


def _rows(session: Session, model: type[SQLModel], where: Any) -> list[Columns]:
    table: sa.Table = model.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    return [dict(row) for row in session.execute(sa.select(table).where(where)).mappings()]


def _copied(original: Original, advocate_id: UUID, number: int) -> Original:
    """The rows under ids of their own, pointing at each other; what is encrypted is bound to its new row."""
    fresh = {row["id"]: uuid4() for rows in original.values() for row in rows}
    changes = {
        "advocate_id": advocate_id,
        "number": f"M{number:06}",
        "is_demo": False,
        "document_id": None,
        "verify_token_hash": None,
    }
    return {table: [_moved(row, fresh, changes) for row in rows] for table, rows in original.items()}


def _moved(row: Columns, fresh: Mapping[UUID, UUID], changes: Columns) -> Columns:
    key = fresh[row["id"]]
    moved = {**row, **{name: value for name, value in changes.items() if name in row}}
    return {name: _value(value, fresh, key) for name, value in moved.items()}


def _value(value: Any, fresh: Mapping[UUID, UUID], key: UUID) -> Any:
    if isinstance(value, BoundText):
        return bound(value, key)
    return fresh.get(value, value) if isinstance(value, UUID) else value


def _chunks(rows: list[Columns]) -> Iterator[list[Columns]]:
    return (rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK))
