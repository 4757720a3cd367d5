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
from tracker.services.board_filters import BoardFilters, Options, has_colleagues, narrowed, options
from tracker.services.standing import Standing, as_day, as_moment, standing
from tracker.services.timeline import facts_of

__all__ = [
    "Board",
    "BoardFilters",
    "BoardGroup",
    "BoardRow",
    "Options",
    "board",
    "has_colleagues",
    "options",
]

ROWS = 25
"""Cases shown of a group at a time."""
TOGETHER = 2 * ROWS
"""Cases shown of all groups, where none is chosen: what one advocate carries. Each group is one press away."""
FEW = 3
"""Cases shown of each group, however many stand in the groups before it."""


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
    """The caseload as narrowed: groups that hold a case, in order; counts of all groups."""

    groups: tuple[BoardGroup, ...]
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """How many open cases there are."""
        return sum(self.counts.values())


def board(
    session: Session, account: Account, filters: BoardFilters, now: datetime, together: int = TOGETHER
) -> Board:
    """The organization's open cases at `now` (aware): a page of the group that `filters` name, or of every
    group its first cases. Where the groups hold more than `together` in all, those a person acts on first
    stand in full and the later ones show a few.
    """
    where = [col(Case.organization_id) == account.organization_id, *narrowed(account, filters)]
    moved = _moved(session, where, now)
    counts = _counts(session, where, moved)
    codes = [code for code, _ in GROUPS if counts[code] and filters.group in ("", code)]
    number = filters.page if filters.group else 1
    sizes = [ROWS] if filters.group else _fitting([counts[code] for code in codes], together)
    stored = _stored(where, moved)
    pages = [
        _page(session, stored, moved, code, counts[code], number, size)
        for code, size in zip(codes, sizes, strict=False)
    ]
    rows = _rows(session, [case_id for page in pages for case_id in page.case_ids], moved)
    return Board(
        groups=tuple(_group(page, counts[page.group], rows) for page in pages),
        counts=counts,
    )


def _fitting(counts: Sequence[int], together: int) -> list[int]:
    """How many cases each group shows: a few of each, and what room is left goes to the first groups."""
    sizes = [min(count, FEW) for count in counts]
    room = together - sum(sizes)
    for place, count in enumerate(counts):
        more = max(0, min(min(count, ROWS) - sizes[place], room))
        sizes[place] += more
        room -= more
    return sizes


@dataclass(frozen=True)
class _Page:
    group: str
    case_ids: tuple[UUID, ...]
    number: int
    last: int


Where = Sequence[sa.ColumnElement[bool]]
Moved = dict[UUID, Standing]
Stored = sa.Select[datetime, UUID]


def _moved(session: Session, where: Where, now: datetime) -> Moved:
    """Where the cases stand that time has changed since they were stored."""
    statement = select(Case).where(*where, col(Case.next_change_at) <= now)
    found = {}
    for case in session.exec(statement):
        facts = facts_of(session, case)
        found[case.id] = standing(facts, compute(facts, now), now)
    return found


def _counts(session: Session, where: Where, moved: Moved) -> dict[str, int]:
    statement = sa.select(col(Case.group), sa.func.count()).where(
        *where, *_unmoved(moved), col(Case.group).in_([code for code, _ in GROUPS])
    )
    rows = session.connection().execute(statement.group_by(col(Case.group)))
    counted = Counter(dict(rows.all()))
    counted.update(each.group for each in moved.values())
    return {code: counted[code] for code, _ in GROUPS}


def _stored(where: Where, moved: Moved) -> Stored:
    """The cases stored in the group that is given as `code`, in order; built once, since each group asks for it."""
    nearest = (col(Case.sort_at), col(Case.id))
    in_group = col(Case.group) == sa.bindparam("code")
    some = sa.select(*nearest).where(*where, *_unmoved(moved), in_group).order_by(*nearest)
    return some.offset(sa.bindparam("first", type_=sa.Integer())).limit(
        sa.bindparam("most", type_=sa.Integer())
    )


def _page(
    session: Session, stored: Stored, moved: Moved, code: str, count: int, number: int, size: int
) -> _Page:
    """The first `size` cases of one page of a group, in order: those stored in it, and those that moved there."""
    last = max(1, -(-count // ROWS))
    number = min(max(1, number), last)
    first = (number - 1) * ROWS
    here = [(each.sort_at, case_id) for case_id, each in moved.items() if each.group == code]
    some = {"code": code, "first": 0 if here else first, "most": first + size if here else size}
    found = [(sort_at, case_id) for sort_at, case_id in session.connection().execute(stored, some)]
    if here:
        found = sorted([*found, *here])[first : first + size]
    return _Page(code, tuple(case_id for _, case_id in found), number, last)


def _group(page: _Page, count: int, rows: dict[UUID, BoardRow]) -> BoardGroup:
    shown = tuple(rows[case_id] for case_id in page.case_ids)
    return BoardGroup(page.group, dict(GROUPS)[page.group], count, shown, page.number, page.last)


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


_STATEMENT = (
    sa.select(*_COLUMNS)
    .join(Patient, col(Patient.id) == col(Case.patient_id))
    .outerjoin(DeadlineRow, col(DeadlineRow.id) == col(Case.next_deadline_id))
    .where(col(Case.id).in_(sa.bindparam("case_ids", expanding=True)))
)


def _rows(session: Session, case_ids: Sequence[UUID], moved: Moved) -> dict[UUID, BoardRow]:
    found = {}
    for values in session.connection().execute(_STATEMENT, {"case_ids": case_ids}):
        row = _row(tuple(values))
        found[row.case_id] = _as_moved(row, moved[row.case_id]) if row.case_id in moved else row
    return found


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
