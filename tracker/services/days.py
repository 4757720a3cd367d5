"""Days as people type them, before they are kept."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from tracker.rules.reading import Problem, ReadingError, read_day

_YEARS_BACK, _YEARS_AHEAD = 15, 10


def day_problems(
    days: Mapping[str, str], now: datetime, years_back: int = _YEARS_BACK, years_ahead: int = _YEARS_AHEAD
) -> Iterator[Problem]:
    """A sentence for each day by name that does not exist or lies in a year that is a slip; empty is none."""
    for field, text in days.items():
        try:
            day = kept_day(text)
        except ReadingError as error:
            yield Problem(field, str(error))
            continue
        if day and not now.year - years_back <= day.year <= now.year + years_ahead:
            yield Problem(field, f"The year {day.year} looks like a slip of the finger.")


def kept_day(text: str) -> date | None:
    """The day as it is stored, None where nothing was typed. Raises ReadingError for one that does not exist."""
    return read_day(text.strip()) if text.strip() else None
