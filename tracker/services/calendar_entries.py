"""A calendar as plain values: what services hand over to be written as iCalendar."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


class EntryState(StrEnum):
    """What a calendar shows: a date ahead, one that was met ("Done: ..."), one that no longer counts."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One deadline, neutral in `title` and `description`: other people's computers keep them.

    `uid` and `sequence` come from the row, `stamp_at` (aware) is its last change. A legal day stands in `on`;
    a moment in `at` (aware) with `zone`, the IANA name in which its hour is told. What is each day's work stands on
    every day from `since` to `on`. `url` needs a login, and is empty for a reader who has none.
    Raises ValueError where it has both a day and a moment, or neither, a moment without a zone, or days that run
    backwards.
    """

    uid: str
    sequence: int
    stamp_at: datetime
    title: str
    url: str
    state: EntryState = EntryState.OPEN
    on: date | None = None
    at: datetime | None = None
    zone: str = ""
    description: str = ""
    since: date | None = None

    def __post_init__(self) -> None:
        if (self.on is None) == (self.at is None):
            raise ValueError("a calendar entry has a day or a moment, and not both")
        if self.at is not None and (self.at.tzinfo is None or not self.zone):
            raise ValueError("a moment in a calendar is aware and has the zone in which it is told")
        if self.since is not None and (self.on is None or self.since > self.on):
            raise ValueError("the days of a calendar entry run from its first to its last")
        if self.stamp_at.tzinfo is None:
            raise ValueError("the stamp of a calendar entry is aware")

    @property
    def day(self) -> date:
        """The day on which it stands: a moment's in its own zone."""
        return self.on or self.local_at.date()

    @property
    def local_at(self) -> datetime:
        """The moment in its zone; ValueError where it is a day."""
        if self.at is None:
            raise ValueError("this entry is a day")
        return self.at.astimezone(ZoneInfo(self.zone))


@dataclass(frozen=True, slots=True)
class FeedInfo:
    """A feed as a whole: its `name` in the reader's list of calendars, `url` the page behind it.

    `uid` is of the entry that says that dates are missing, should there be more than a calendar takes.
    """

    name: str
    url: str
    uid: str
