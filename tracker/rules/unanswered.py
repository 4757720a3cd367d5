"""Who is told when nobody answers for a date: an organization's ladder, and the floor that nobody can switch off.

A rung begins so many business days before the last day and tells more people than the one before it. The patient is on
no rung: their own reminders are the two of `reminder_policy`, and nobody's silence is put to them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tracker.rules.dates import add_business_days, is_business_day
from tracker.rules.facts import When
from tracker.rules.reading import Problem
from tracker.rules.schedule import CAN_BE_ACTED_ON, ONE_DAY, Dates, end_of, moment_of

LEAST_DAYS, MOST_DAYS = 2, 10
"""Below lies the floor."""


class Told(StrEnum):
    """Who a rung tells; the value is stored. Whoever covers for an advocate who is away is told with them."""

    ADVOCATE = "advocate"
    SUPERVISOR = "supervisor"
    ADMINISTRATORS = "administrators"
    EVERYBODY = "everybody"


class Step(StrEnum):
    """A rung by its name; the value is stored."""

    ADVOCATE = "advocate"
    SUPERVISOR = "supervisor"
    ADMINISTRATORS = "administrators"
    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Rung:
    """From the morning `days` business days before the last day, these people are told."""

    step: Step
    days: int
    tells: frozenset[Told]


Ladder = tuple[Rung, ...]
"""The rungs below the floor, the earliest first; a rung that is switched off is not there."""

DEFAULT: Ladder = (
    Rung(Step.ADVOCATE, 4, frozenset((Told.ADVOCATE,))),
    Rung(Step.SUPERVISOR, 3, frozenset((Told.ADVOCATE, Told.SUPERVISOR))),
    Rung(Step.ADMINISTRATORS, 2, frozenset((Told.ADMINISTRATORS,))),
)
FLOOR = Rung(Step.EVERYBODY, 1, frozenset((Told.EVERYBODY, Told.ADMINISTRATORS)))
"""One business day before, whoever may see the case is told, and an administrator that it needs somebody."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A rung and the moment at which it begins, aware UTC."""

    rung: Rung
    at: datetime


def begun(dates: Dates, ladder: Ladder, now: datetime) -> Sequence[Begun]:
    """The rungs of a claimant's open deadline that have begun by `now` (aware), the last one to begin last.

    None where there is nothing to act on, and none once its last day is over: then its outcome is asked for. What we
    chase ourselves climbs from its own day on, and does not end by itself.
    """
    if not dates.is_claimants or dates.status not in CAN_BE_ACTED_ON or dates.shown is None:
        return ()
    if not dates.is_target and now >= end_of(dates.outer or dates.shown, ZoneInfo(dates.timezone)):
        return ()
    every = (Begun(rung, begins_at(dates, dates.shown, rung, ladder)) for rung in (*ladder, FLOOR))
    return sorted((each for each in every if each.at <= now), key=lambda each: each.at)


def begins_at(dates: Dates, shown: When, rung: Rung, ladder: Ladder = DEFAULT) -> datetime:
    """When a rung begins: the morning of that business day before the last day, at home; of a moment, so many times 24
    hours before it. What we chase ourselves has the same rungs in business days after its day, the first on the next.

    A day on which offices may be closed counts as none to act on.
    """
    home = ZoneInfo(dates.timezone)
    if dates.is_target:
        first = ladder[0].days if ladder else FLOOR.days
        day = add_business_days(_day_of(shown, home), first + 1 - rung.days, observed=True)
        return moment_of(day, home)
    if isinstance(shown, datetime):
        return shown.astimezone(UTC) - rung.days * ONE_DAY
    return moment_of(_business_days_before(shown, rung.days), home)


def ladder_problems(ladder: Ladder) -> list[Problem]:
    """What is wrong with a ladder, at `advocate_days` or `advocate_tells` and so on: a number out of bounds, nobody to
    tell, or a step that would begin before the one above it.
    """
    problems, before = list[Problem](), MOST_DAYS
    for rung in ladder:
        if not LEAST_DAYS <= rung.days <= MOST_DAYS:
            problems.append(
                Problem(f"{rung.step}_days", f"{LEAST_DAYS} to {MOST_DAYS} business days can be kept here.")
            )
        elif rung.days > before:
            problems.append(Problem(f"{rung.step}_days", "This step would begin before the one above it."))
        elif not rung.tells:
            problems.append(
                Problem(f"{rung.step}_tells", "Say whom this step tells, or leave its days empty.")
            )
        before = min(before, rung.days)
    return problems


def _business_days_before(day: date, count: int) -> date:
    for _ in range(count):
        day -= ONE_DAY
        while not is_business_day(day, observed=True):
            day -= ONE_DAY
    return day


def _day_of(when: When, zone: ZoneInfo) -> date:
    return when.astimezone(zone).date() if isinstance(when, datetime) else when


def farthest(ladder: Ladder) -> timedelta:
    """No rung lies farther than this from its date, in calendar days, holidays with room to spare."""
    most = max(rung.days for rung in (*ladder, FLOOR))
    return timedelta(days=2 * most + 8)
