"""The seven days ahead at a glance: how much is to be filed, mailed or answered on each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.models import Account, Case, DeadlineRow
from tracker.rules.dates import is_holiday
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
    found = _found(session, account, advocate, first)
    return tuple(_day(first + timedelta(days=n), found, zone) for n in range(DAYS))


Found = tuple[Actor, date | None, datetime | None, date | None]


def _found(session: Session, account: Account, advocate: UUID | None, first: date) -> list[Found]:
    """Open deadlines that fall anywhere near these days, wherever a zone puts them."""
    early, late = first - timedelta(days=1), first + timedelta(days=DAYS)
    statement = (
        sa.select(
            col(DeadlineRow.actor),
            col(DeadlineRow.shown_on),
            col(DeadlineRow.shown_at),
            col(DeadlineRow.mail_by_on),
        )
        .join(Case, col(Case.id) == col(DeadlineRow.case_id))
        .where(
            col(DeadlineRow.organization_id) == account.organization_id,
            col(DeadlineRow.status) == Status.OPEN,
            col(Case.closed_at).is_(None),
            sa.or_(
                col(DeadlineRow.shown_on).between(early, late),
                col(DeadlineRow.mail_by_on).between(early, late),
                col(DeadlineRow.shown_at).is_not(None),
            ),
        )
    )
    if advocate:
        statement = statement.where(col(Case.advocate_id) == advocate)
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(statement)]


def _day(day: date, found: Iterable[Found], zone: ZoneInfo) -> DayAhead:
    here = [each for each in found if _falls(each[1], each[2], zone) == day]
    mine = [each for each in here if each[0] is Actor.CLAIMANT]
    return DayAhead(
        day=day,
        to_file=sum(each[2] is None for each in mine),
        to_mail=sum(each[3] == day for each in found),
        owed=sum(each[2] is None for each in here) - sum(each[2] is None for each in mine),
        in_hours=sum(each[2] is not None for each in here),
        is_holiday=is_holiday(day, observed=True),
    )


def _falls(shown_on: date | None, shown_at: datetime | None, zone: ZoneInfo) -> date | None:
    return shown_at.astimezone(zone).date() if shown_at else shown_on
