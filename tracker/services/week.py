"""The seven days ahead at a glance: how much is to be filed, mailed or answered on each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.models import Account, Case, DeadlineRow
from tracker.rules.dates import is_holiday
from tracker.rules.front import AT_ONCE
from tracker.rules.moments import MAIL_DAYS
from tracker.rules.terms import Actor, Status

DAYS = 7


@dataclass(frozen=True)
class DayAhead:
    """One day: filings and mailings of the claimants' side, answers owed to it, and how many have an hour."""

    day: date
    to_file: int
    to_mail: int
    owed: int
    in_hours: int
    is_holiday: bool


def week(session: Session, account: Account, advocate: UUID | None, now: datetime) -> tuple[DayAhead, ...]:
    """Today and six more days in the account's zone; `advocate` narrows it to one person's open cases."""
    zone = ZoneInfo(account.timezone)
    first = now.astimezone(zone).date()
    found = _found(session, account, advocate, first, zone)
    return tuple(_day(first + timedelta(days=n), first, found) for n in range(DAYS))


@dataclass(frozen=True)
class _Dates:
    """How many open deadlines share these dates; a moment is told as its day in the account's zone."""

    actor: Actor
    day: date | None
    is_hour: bool
    mail_by_on: date | None
    is_at_once: bool
    count: int

    def is_on(self, day: date, today: date) -> bool:
        """Whether it falls on this day; what is to be done at once is today's until it has passed."""
        return day == (today if self.is_at_once and self.day and self.day >= today else self.day)


_DATES = (
    col(DeadlineRow.shown_on),
    col(DeadlineRow.shown_at),
    col(DeadlineRow.mail_by_on),
    col(DeadlineRow.actor),
)
"""By what they are counted together: as the index has them, so that each stretch of it is read once, in its order."""
_COUNTED = (sa.func.count(), sa.func.sum(sa.case((col(DeadlineRow.limb) == AT_ONCE, 1), else_=0)))


def _near(whose: sa.ColumnElement[bool]) -> sa.CompoundSelect[Any]:
    """Open deadlines that fall into the week or beside it, wherever a zone puts them; and those that have an hour.

    Each is one stretch of the index. A closed case has no deadline that is open.
    """
    open_ones = sa.select(*_DATES, *_COUNTED).where(whose, col(DeadlineRow.status) == Status.OPEN)
    on, at = col(DeadlineRow.shown_on), col(DeadlineRow.shown_at)
    is_day = on.between(sa.bindparam("first"), sa.bindparam("last"))
    is_hour = sa.and_(on.is_(None), at.between(sa.bindparam("start"), sa.bindparam("end")))
    return sa.union_all(*(open_ones.where(near).group_by(*_DATES) for near in (is_day, is_hour)))


_OURS: sa.BindParameter[UUID] = sa.bindparam("organization")
_EVERYBODYS = _near(col(DeadlineRow.organization_id) == _OURS)
_ONES_OWN = _near(
    col(DeadlineRow.case_id).in_(
        sa.select(col(Case.id)).where(
            col(Case.organization_id) == _OURS, col(Case.advocate_id) == sa.bindparam("advocate")
        )
    )
)
"""One advocate's by their cases, so that few are looked at."""


def _found(
    session: Session, account: Account, advocate: UUID | None, first: date, zone: ZoneInfo
) -> list[_Dates]:
    """The deadlines near these days, counted where they are."""
    values: dict[str, Any] = {"organization": account.organization_id, **_span(first)}
    statement = _EVERYBODYS
    if advocate is not None:
        statement, values["advocate"] = _ONES_OWN, advocate
    found = []
    for on, at, mail_by_on, actor, count, at_once in session.connection().execute(statement, values):
        day = at.astimezone(zone).date() if at else on
        kinds = ((True, at_once), (False, count - at_once))
        found += [
            _Dates(actor, day, at is not None, mail_by_on, is_now, many) for is_now, many in kinds if many
        ]
    return found


def _span(first: date) -> dict[str, date | datetime]:
    """The days and the moments between which a date is near. What is to be mailed by a day of the week is to be
    there MAIL_DAYS later.
    """
    early, late = first - timedelta(days=1), first + timedelta(days=DAYS)
    start, end = (datetime.combine(day, time(), UTC) for day in (early, late + timedelta(days=1)))
    return {"first": early, "last": late + timedelta(days=MAIL_DAYS), "start": start, "end": end}


def _day(day: date, today: date, found: Iterable[_Dates]) -> DayAhead:
    here = [each for each in found if each.is_on(day, today)]
    days = [each for each in here if not each.is_hour]
    return DayAhead(
        day=day,
        to_file=sum(each.count for each in days if each.actor is Actor.CLAIMANT),
        to_mail=sum(each.count for each in found if each.mail_by_on == day),
        owed=sum(each.count for each in days if each.actor is not Actor.CLAIMANT),
        in_hours=sum(each.count for each in here if each.is_hour),
        is_holiday=is_holiday(day, observed=True),
    )
