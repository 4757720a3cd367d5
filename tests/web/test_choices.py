"""What forms offer to choose from."""

from datetime import UTC, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from tracker.web.choices import TIMEZONES

YEARS = [datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=days) for days in range(0, 730, 7)]


def zones_of(*countries: str) -> list[str]:
    """The time zones of countries, by the table that comes with the IANA database."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return [row[2] for row in rows if row[0] in countries]


def clock(name: str) -> tuple[timedelta | None, ...]:
    return tuple(day.astimezone(ZoneInfo(name)).utcoffset() for day in YEARS)


@pytest.mark.parametrize("name", zones_of("US", "PR", "VI", "GU", "MP", "AS"))
def test_every_clock_of_the_states_and_territories_is_offered(name: str) -> None:
    assert clock(name) in {clock(value) for value, _ in TIMEZONES}
