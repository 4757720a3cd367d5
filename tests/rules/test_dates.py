"""Counting days, months, business days and hours."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.dates import (
    add_business_days,
    add_hours,
    add_months,
    federal_holidays,
    in_lieu_days,
    is_business_day,
    last_moment,
    read_closures,
    roll_forward,
)
from tracker.rules.errors import LawTableError

DAYS = st.dates(date(2015, 1, 1), date(2045, 12, 31))
NEW_YORK = ZoneInfo("America/New_York")
FIRST, LAST = datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2040-01-01")


@pytest.mark.parametrize("year", range(1990, 2060))
def test_our_federal_holidays_are_those_of_the_holidays_package(year: int) -> None:
    theirs = {d for d in holidays.country_holidays("US", years=year, observed=False) if d.year == year}

    assert federal_holidays(year) == theirs


@pytest.mark.parametrize("year", range(2022, 2060))
def test_our_days_in_lieu_are_the_packages_observed_days(year: int) -> None:
    observed = holidays.country_holidays("US", years=range(year - 1, year + 2), observed=True)
    theirs = {d for d in observed if d.year == year} - federal_holidays(year)

    assert in_lieu_days(year) == theirs


@pytest.mark.parametrize(
    "day,months,expected",
    [
        (date(2026, 10, 30), 4, date(2027, 3, 1)),
        (date(2026, 10, 31), 4, date(2027, 3, 1)),
        (date(2027, 10, 29), 4, date(2028, 2, 29)),
        (date(2027, 10, 30), 4, date(2028, 3, 1)),
        (date(2025, 2, 28), 4, date(2025, 6, 28)),
        (date(2026, 5, 31), 4, date(2026, 10, 1)),
        (date(2026, 12, 15), 4, date(2027, 4, 15)),
    ],
)
def test_four_months_follow_the_regulation_to_the_letter(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(DAYS, st.booleans())
def test_a_rolled_date_is_a_business_day(day: date, observed: bool) -> None:
    rolled = roll_forward(day, observed)

    assert is_business_day(rolled, observed)
    assert day <= rolled <= day + timedelta(days=6)


@given(DAYS)
def test_counting_days_in_lieu_never_gives_an_earlier_date(day: date) -> None:
    assert roll_forward(day, observed=True) >= roll_forward(day, observed=False)
    assert add_business_days(day, 10, observed=True) >= add_business_days(day, 10, observed=False)


@given(st.datetimes(FIRST, LAST), st.integers(1, 120))
def test_hours_are_elapsed_hours(naive: datetime, hours: int) -> None:
    start = naive.replace(tzinfo=UTC).astimezone(NEW_YORK)

    ended = add_hours(start, hours)

    assert ended.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=hours)


def test_a_closure_by_executive_order_counts_only_for_what_is_arguable() -> None:
    assert is_business_day(date(2025, 12, 26), observed=False)
    assert not is_business_day(date(2025, 12, 26), observed=True)


def test_the_later_reading_of_an_hour_that_comes_twice_is_the_second() -> None:
    twice = datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK)

    assert last_moment(twice, NEW_YORK) - twice.astimezone(UTC) == timedelta(hours=1)


def test_a_moment_with_its_offset_has_one_reading() -> None:
    once = datetime.fromisoformat("2026-11-01T01:30-04:00")

    assert last_moment(once, NEW_YORK).astimezone(UTC) == once.astimezone(UTC)


@pytest.mark.parametrize("text", ["[[closure", "", "[[closure]]\non = 5", "[[closure]]\non = 2025-12-24"])
def test_a_broken_table_of_closures_is_refused_by_name(text: str) -> None:
    with pytest.raises(LawTableError, match=r"law/closures\.toml"):
        read_closures(text)
