"""Days, moments and counts as a person reads them, for trails and sentences."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from tracker.rules.facts import When

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@lru_cache(maxsize=4096)
def long_day(day: date) -> str:
    """A date in full: `Monday, March 1, 2027`."""
    return f"{WEEKDAYS[day.weekday()]}, {short_day(day)}"


def short_day(day: date) -> str:
    """A date without its weekday: `March 1, 2027`."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def clock(moment: datetime) -> str:
    """The hour with its zone: `4:10 pm CST`. The moment must already be in the zone to show."""
    hour = moment.hour % 12 or 12
    half = "am" if moment.hour < 12 else "pm"
    return f"{hour}:{moment.minute:02d} {half} {moment.tzname()}"


def long_when(when: When, zone: ZoneInfo) -> str:
    """A day in full, or a day in full with its hour in `zone`."""
    if isinstance(when, datetime):
        local = when.astimezone(zone)
        return f"{long_day(local.date())}, {clock(local)}"
    return long_day(when)


ENDS = {
    "noon": "noon of the next day",
    "year_end": "December 31 of the third year after",
    "immediate": "at once",
    "stated": "as stated",
}


def count(amount: int, unit: str) -> str:
    """`1 day`, `45 days`, `5 business days`, `4 calendar months`; an end that is no count by its name."""
    if unit in ENDS:
        return ENDS[unit]
    words = unit.replace("_", " ")
    return f"{amount} {words[:-1] if amount == 1 else words}"
