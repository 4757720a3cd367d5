"""The days that a text names, so that a letter can be held against the record: “October 6, 2025”, “10/6/2025”,
“2025-10-06”, “6 October 2025”, “October 6 to December 19, 2025”. A month alone, “October 2025”, is a month.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<{0}>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_YEAR = r"(?P<{0}>(?:19|20)\d\d)"
_NAMED = re.compile(
    rf"\b(?:{_MONTH.format('m')}\s+(?P<d>\d{{1,2}})(?!\d)(?:,?\s+{_YEAR.format('y')})?"
    rf"|(?P<d2>\d{{1,2}})\s+{_MONTH.format('m2')},?\s+{_YEAR.format('y2')}"
    rf"|{_MONTH.format('m3')}\s+(?:of\s+)?{_YEAR.format('y3')})\b"
)
_NUMBERS = re.compile(
    r"(?<![\d/-])(?:(?P<y>(?:19|20)\d\d)-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
    r"|(?P<m2>\d{1,2})/(?P<d2>\d{1,2})/(?P<y2>(?:19|20)?\d\d))(?![\d/-])"
)
_CENTURY = 100
_NEAR = 24
"""Letters between two days of one phrase, at most: “October 6 to December 19, 2025”."""


@dataclass(frozen=True, order=True)
class Named:
    """A day as a text names it; of a month alone `day` is 0, of a day without a year `year` is 0."""

    year: int
    month: int
    day: int = 0

    def is_in(self, record: Iterable["Named"]) -> bool:
        """Whether the record has it: the day itself, or for a month alone any day of that month. What has no year is
        held against every year."""
        return any(
            each.month == self.month
            and (not self.day or each.day == self.day)
            and (not self.year or not each.year or each.year == self.year)
            for each in record
        )


def named_in(text: str) -> frozenset[Named]:
    """The days and months that a text names. A day without a year has that of the one that follows it closely."""
    return frozenset((*_by_name(text), *_by_number(text)))


def _by_name(text: str) -> Iterable[Named]:
    year, begins = 0, len(text) + _NEAR + 1
    for found in reversed(list(_NAMED.finditer(text))):
        part = found.groupdict()
        stated = part["y"] or part["y2"] or part["y3"]
        is_near = begins - found.end() <= _NEAR and "." not in text[found.end() : begins]
        year, begins = int(stated) if stated else year if is_near else 0, found.start()
        yield Named(year, _month(part["m"] or part["m2"] or part["m3"]), int(part["d"] or part["d2"] or 0))


def _by_number(text: str) -> Iterable[Named]:
    for found in _NUMBERS.finditer(text):
        part = found.groupdict()
        year, month = int(part["y"] or part["y2"]), int(part["m"] or part["m2"])
        if 1 <= month <= len(_MONTHS):
            yield Named(year if year >= _CENTURY else year + 2000, month, int(part["d"] or part["d2"]))


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def named_of(day: date) -> Named:
    """A day of the record."""
    return Named(day.year, day.month, day.day)
