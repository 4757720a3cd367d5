"""Which dates of open cases would be others under other tables of law; changes nothing, and names no patient."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import Case, DeadlineRow
from tracker.rules.engine import compute
from tracker.rules.facts import CaseFacts, When
from tracker.rules.outcome import Deadline
from tracker.rules.terms import Status
from tracker.services.law_changes import RUNS
from tracker.services.timeline import facts_of

Identity = tuple[str, str, str]


@dataclass(frozen=True)
class Dates:
    """What is told of one deadline: the date in front, the outer limit, and the day by which a letter leaves."""

    shown: When | None
    outer: When | None
    mail_by: When | None
    status: Status


@dataclass(frozen=True)
class Difference:
    """A deadline of a case under two sets of tables; None where it does not follow under one of them."""

    case_number: str
    rule: str
    limb: str
    event_key: str
    before: Dates | None
    now: Dates | None


@dataclass(frozen=True)
class OpenCase:
    """A case as law reads it, and the moment as of which it is worked out."""

    id: UUID
    number: str
    facts: CaseFacts
    as_of: datetime


def open_cases(
    session: Session, now: datetime, only: Iterable[sa.ColumnElement[bool]] = ()
) -> list[OpenCase]:
    """All open cases by number, or those of which `only` is true, each as of the last moment at which nothing but
    other tables could have changed it: `now` (aware), or just before time itself was to change it.
    """
    statement = select(Case).where(col(Case.closed_at).is_(None), *only).order_by(Case.number)
    return [
        OpenCase(case.id, case.number, facts_of(session, case), _as_of(case, now))
        for case in session.exec(statement)
    ]


def _as_of(case: Case, now: datetime) -> datetime:
    change = case.next_change_at
    return change - timedelta.resolution if change is not None and change <= now else now


def since(session: Session, case: OpenCase) -> Iterator[Difference]:
    """What the case's rows say against what the tables that are here give."""
    yield from differences(case.number, stored(session, case.id), here(case))


def here(case: OpenCase) -> dict[Identity, Dates]:
    """What the tables that are here give."""
    return worked_out(compute(case.facts, case.as_of).deadlines)


def stored(session: Session, case_id: UUID) -> dict[Identity, Dates]:
    """What the case's rows say."""
    rows = session.exec(select(DeadlineRow).where(DeadlineRow.case_id == case_id))
    return {(row.rule, row.limb, row.event_key): _of_row(row) for row in rows}


def worked_out(deadlines: Iterable[Deadline]) -> dict[Identity, Dates]:
    """The same of what the engine says."""
    return {each.identity: Dates(each.shown, each.outer, each.mail_by, each.status) for each in deadlines}


def differences(
    number: str, before: Mapping[Identity, Dates], now: Mapping[Identity, Dates]
) -> Iterator[Difference]:
    """Each deadline that runs before or now and has other dates, in the order of the tables."""
    for identity in dict.fromkeys((*before, *now)):
        old, new = _there(before.get(identity)), _there(now.get(identity))
        if (_runs(old) or _runs(new)) and _told(old) != _told(new):
            yield Difference(number, *identity, old, new)


def _there(dates: Dates | None) -> Dates | None:
    """What another deadline has taken the place of is as good as not there."""
    return None if dates is None or dates.status is Status.SUPERSEDED else dates


def _told(dates: Dates | None) -> tuple[When | None, ...] | None:
    return (dates.shown, dates.outer, dates.mail_by) if dates else None


def _runs(dates: Dates | None) -> bool:
    return dates is not None and dates.status in RUNS


def _of_row(row: DeadlineRow) -> Dates:
    return Dates(row.shown_at or row.shown_on, row.outer_at or row.outer_on, row.mail_by_on, row.status)
