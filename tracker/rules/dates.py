"""Counting: days, business days, months with their overflow rule, elapsed hours, federal holidays, rolling.

`observed=False` knows only Saturdays, Sundays and the days named in 5 USC 6103(a). `observed=True` also counts the days
observed in lieu (5 USC 6103(b)(1); Executive Order 11582) and closures by executive order: law does not say
whether these are "Federal holidays", so they may only lengthen what is arguable, never what is shown.
"""

import tomllib
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from tracker.rules.errors import LawTableError
from tracker.rules.facts import When
from tracker.rules.packaged import law_folder

SATURDAY, SUNDAY = 5, 6
MONDAY, THURSDAY = 0, 3


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    """The nth weekday of a month; n = -1 is the last."""
    if n < 0:
        last = add_months(date(year, month, 1), 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


@cache
def federal_holidays(year: int) -> frozenset[date]:
    """The days that 5 USC 6103(a) names, on their own dates; Juneteenth from 2021 (Pub. L. 117-17)."""
    days = {
        date(year, 1, 1),
        nth_weekday(year, 1, MONDAY, 3),
        nth_weekday(year, 2, MONDAY, 3),
        nth_weekday(year, 5, MONDAY, -1),
        date(year, 7, 4),
        nth_weekday(year, 9, MONDAY, 1),
        nth_weekday(year, 10, MONDAY, 2),
        date(year, 11, 11),
        nth_weekday(year, 11, THURSDAY, 4),
        date(year, 12, 25),
    }
    return frozenset(days | {date(year, 6, 19)} if year >= 2021 else days)


@cache
def in_lieu_days(year: int) -> frozenset[date]:
    """Fridays for Saturday holidays, Mondays for Sunday holidays, where they fall in `year`."""
    shift = {SATURDAY: -1, SUNDAY: 1}
    named = federal_holidays(year) | federal_holidays(year + 1)
    moved = {d + timedelta(days=shift[d.weekday()]) for d in named if d.weekday() in shift}
    return frozenset(d for d in moved if d.year == year)


@cache
def closures() -> frozenset[date]:
    """Days on which an executive order closed federal offices. Raises LawTableError."""
    return read_closures(law_folder().joinpath("closures.toml").read_text("utf-8"))


def read_closures(text: str) -> frozenset[date]:
    """The days of a table of closures. Raises LawTableError for a row without a day or a source."""
    try:
        rows = tomllib.loads(text)["closure"]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise LawTableError(
            f"law/closures.toml: the file cannot be read as a table of closures: {error}"
        ) from error
    for number, row in enumerate(rows, start=1):
        if type(row.get("on")) is not date or not row.get("source"):
            raise LawTableError(f"law/closures.toml: row {number}: it needs a day (on) and its source")
    return frozenset(row["on"] for row in rows)


def is_holiday(day: date, observed: bool) -> bool:
    """Whether `day` is a federal holiday, strictly or with the days observed in lieu."""
    if day in federal_holidays(day.year):
        return True
    return observed and (day in in_lieu_days(day.year) or day in closures())


def is_business_day(day: date, observed: bool) -> bool:
    """Neither Saturday, Sunday nor a federal holiday."""
    return day.weekday() < SATURDAY and not is_holiday(day, observed)


def roll_forward(day: date, observed: bool) -> date:
    """The next day that is not a Saturday, a Sunday or a federal holiday, 45 CFR 147.136(d)(2)(i)."""
    while not is_business_day(day, observed):
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=4096)
def add_business_days(day: date, amount: int, observed: bool) -> date:
    """The nth business day after `day`, which itself is day 0."""
    for _ in range(amount):
        day = roll_forward(day + timedelta(days=1), observed)
    return day


def add_months(day: date, amount: int) -> date:
    """The corresponding date `amount` months later; where there is none, the first day of the month after.

    So 45 CFR 147.136(d)(2)(i) says: 30 October and four months is 1 March.
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 + amount, 12)
    try:
        return date(year, month0 + 1, day.day)
    except ValueError:
        return add_months(date(year, month0 + 1, 1), 1)


def add_clamped_months(day: date, amount: int) -> date:
    """The corresponding date `amount` months later; where there is none, the last day of that month.

    5 CFR 890.105 does not say what happens then: this is the earlier reading.
    """
    later = add_months(day, amount)
    return later if later.day == day.day else later - timedelta(days=1)


def noon(day: date, zone: ZoneInfo) -> datetime:
    """Noon of `day` on the clocks of `zone`."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=zone)


def add_hours(moment: datetime, amount: int) -> datetime:
    """`amount` elapsed hours later, counted in UTC and told in the moment's own zone."""
    return (moment.astimezone(UTC) + timedelta(hours=amount)).astimezone(moment.tzinfo)


def day_of(when: When, zone: ZoneInfo) -> date:
    """The legal day of a day or of a moment in `zone`."""
    return when.astimezone(zone).date() if isinstance(when, datetime) else when


def first_moment(when: When, zone: ZoneInfo) -> datetime:
    """The moment itself, or the day's first one."""
    if isinstance(when, datetime):
        return when.astimezone(zone)
    return datetime(when.year, when.month, when.day, tzinfo=zone)


@lru_cache(maxsize=4096)
def midnight_after(day: date, zone: ZoneInfo) -> datetime:
    """The midnight that ends `day` in `zone`, in UTC."""
    return first_moment(day + timedelta(days=1), zone).astimezone(UTC)


def last_moment(when: When, zone: ZoneInfo) -> datetime:
    """The moment in its later reading where a clock set back makes two of it, or the day's ending midnight."""
    if isinstance(when, datetime):
        later = when.replace(fold=1) if isinstance(when.tzinfo, ZoneInfo) else when
        return later.astimezone(zone)
    return first_moment(when + timedelta(days=1), zone)


def end_of(when: When, zone: ZoneInfo) -> datetime:
    """The last instant of a limit, in UTC: a day ends at its midnight, a moment is its own end.

    In UTC because two moments of one zone compare by their wall clock, which is set back once a year.
    """
    return when.astimezone(UTC) if isinstance(when, datetime) else midnight_after(when, zone)


def is_past(when: When, now: datetime, zone: ZoneInfo) -> bool:
    """Whether the limit lies behind `now`: a day is past from its midnight, a moment once it is gone."""
    return now.astimezone(UTC) >= past_from(when, zone)


def past_from(when: When, zone: ZoneInfo) -> datetime:
    """The first instant, in UTC, at which the limit is past: a day's midnight, the instant after a moment."""
    last = end_of(when, zone)
    return last + timedelta.resolution if isinstance(when, datetime) else last
