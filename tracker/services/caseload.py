"""The caseload: all open cases of an organization by next date, in groups that a person acts on.

A case's group is stored, so that counting is a walk along an index. Cases that time alone has changed since
they were stored are looked at anew, here, without waiting for a worker.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import Account, Case, DeadlineRow, Patient
from tracker.models.encrypted import opened
from tracker.rules.engine import compute
from tracker.rules.stage import GROUPS
from tracker.rules.terms import Funding, Sponsor, Stage, Status
from tracker.services.board_filters import BoardFilters, Options, narrowed, options
from tracker.services.standing import Standing, as_day, as_moment, standing
from tracker.services.timeline import facts_of

__all__ = ["Board", "BoardFilters", "BoardGroup", "BoardRow", "Options", "board"]

ROWS = 25
"""Cases shown of a group at a time."""


@dataclass(frozen=True)
class BoardRow:
    """A case in the caseload: `next_at` is set where the next date has an hour; `shown` and `outer` are the
    dates of the next deadline, as in DeadlineRow. Names stand in the clear: for pages behind a login only.
    """

    case_id: UUID
    number: str
    patient: str
    guardian: str | None
    service: str | None
    insurer: str | None
    sponsor: Sponsor
    funding: Funding
    state: str | None
    stage: Stage
    timezone: str
    is_demo: bool
    advocate_id: UUID
    next_on: date | None
    next_at: datetime | None
    sort_at: datetime
    next_step: str
    next_owner: str
    next_action: str
    title: str | None
    status: Status | None
    shown_on: date | None
    shown_at: datetime | None
    outer_on: date | None
    outer_at: datetime | None
    mail_by_on: date | None


@dataclass(frozen=True)
class BoardGroup:
    """A group with its first cases, or with the page that was asked for."""

    code: str
    title: str
    count: int
    rows: tuple[BoardRow, ...]
    page: int
    pages: int


@dataclass(frozen=True)
class Board:
    """The caseload as narrowed: groups that hold a case, in order; counts of all groups; the choices."""

    groups: tuple[BoardGroup, ...]
    counts: dict[str, int]
    options: Options

    @property
    def total(self) -> int:
        """How many open cases there are."""
        return sum(self.counts.values())


def board(session: Session, account: Account, filters: BoardFilters, now: datetime) -> Board:
    """The organization's open cases at `now` (aware)."""
    where = [
        col(Case.organization_id) == account.organization_id,
        col(Case.group).in_([code for code, _ in GROUPS]),
        *narrowed(account, filters),
    ]
    moved = _moved(session, where, now)
    counts = _counts(session, where, moved)
    return Board(
        groups=tuple(
            _group(session, where, moved, code, title, counts[code], filters.page if filters.group else 1)
            for code, title in GROUPS
            if counts[code] and filters.group in ("", code)
        ),
        counts=counts,
        options=options(session, account),
    )


Where = Sequence[sa.ColumnElement[bool]]
Moved = dict[UUID, Standing]


def _moved(session: Session, where: Where, now: datetime) -> Moved:
    """Where the cases stand that time has changed since they were stored."""
    statement = select(Case).where(*where, col(Case.next_change_at) <= now)
    found = {}
    for case in session.exec(statement):
        facts = facts_of(session, case)
        found[case.id] = standing(facts, compute(facts, now), now)
    return found


def _counts(session: Session, where: Where, moved: Moved) -> dict[str, int]:
    statement = sa.select(col(Case.group), sa.func.count()).where(*where, *_unmoved(moved))
    rows = session.execute(statement.group_by(col(Case.group)))
    counted = Counter(dict(rows.all()))
    counted.update(each.group for each in moved.values())
    return {code: counted[code] for code, _ in GROUPS}


def _group(
    session: Session, where: Where, moved: Moved, code: str, title: str, count: int, page: int
) -> BoardGroup:
    pages = max(1, -(-count // ROWS))
    page = min(max(1, page), pages)
    here = {key for key, each in moved.items() if each.group == code}
    first = (page - 1) * ROWS
    limits = (0, page * ROWS) if here else (first, ROWS)
    found = _rows(session, [*where, *_unmoved(moved), col(Case.group) == code], *limits)
    if here:
        late = [_as_moved(row, moved[row.case_id]) for row in _rows(session, [col(Case.id).in_(here)])]
        found = sorted([*found, *late], key=lambda row: (row.sort_at, row.case_id.hex))[first : first + ROWS]
    return BoardGroup(code, title, count, tuple(found), page, pages)


def _unmoved(moved: Moved) -> list[sa.ColumnElement[bool]]:
    return [col(Case.id).not_in(list(moved))] if moved else []


_COLUMNS: tuple[Any, ...] = (
    Case.id,
    Case.patient_id,
    Case.number,
    Patient.name,
    Patient.guardian,
    Case.service,
    Case.insurer,
    Case.sponsor,
    Case.funding,
    Case.policy_state,
    Case.stage,
    Case.timezone,
    Case.is_demo,
    Case.advocate_id,
    Case.next_on,
    Case.next_at,
    Case.sort_at,
    Case.next_step,
    Case.next_owner,
    Case.next_action,
    DeadlineRow.title,
    DeadlineRow.status,
    DeadlineRow.shown_on,
    DeadlineRow.shown_at,
    DeadlineRow.outer_on,
    DeadlineRow.outer_at,
    DeadlineRow.mail_by_on,
)


def _rows(session: Session, where: Where, offset: int = 0, limit: int | None = None) -> list[BoardRow]:
    statement = (
        sa.select(*_COLUMNS)
        .join(Patient, col(Patient.id) == col(Case.patient_id))
        .outerjoin(DeadlineRow, col(DeadlineRow.id) == col(Case.next_deadline_id))
        .where(*where)
        .order_by(col(Case.sort_at), col(Case.id))
        .offset(offset)
        .limit(limit)
    )
    return [_row(tuple(values)) for values in session.execute(statement)]


def _row(values: tuple[Any, ...]) -> BoardRow:
    case_id, patient_id, number, name, guardian, service, insurer, *rest = values
    return BoardRow(
        case_id,
        number,
        opened(name, patient_id) or "",
        opened(guardian, patient_id),
        opened(service, case_id),
        opened(insurer, case_id),
        *rest,
    )


def _as_moved(row: BoardRow, found: Standing) -> BoardRow:
    deadline = found.deadline
    return replace(
        row,
        stage=found.stage,
        next_on=found.next_on,
        next_at=found.next_at,
        sort_at=found.sort_at,
        next_step=found.step.sentence,
        next_owner=found.step.owner,
        next_action=found.step.action,
        title=deadline.title if deadline else None,
        status=deadline.status if deadline else None,
        shown_on=as_day(deadline.shown) if deadline else None,
        shown_at=as_moment(deadline.shown) if deadline else None,
        outer_on=as_day(deadline.outer) if deadline else None,
        outer_at=as_moment(deadline.outer) if deadline else None,
        mail_by_on=deadline.mail_by if deadline else None,
    )
