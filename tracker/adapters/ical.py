"""Calendar entries as iCalendar (RFC 5545, RFC 7986): the same entries give the same bytes.

Days stay days (VALUE=DATE), moments are UTC; no alarm, nobody is shown as busy. Only what is mailed has a METHOD.
Written for what calendars really do: Google takes about 1 MB, Outlook wants a UID and shifts zones it does not know.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate

from tracker.services.calendar_entries import CalendarEntry, EntryState, FeedInfo
from tracker.templating import in_words, printable

__all__ = [
    "RENDERER_VERSION",
    "CalendarEntry",
    "EntryState",
    "FeedInfo",
    "write_attachment",
    "write_entries",
    "write_entry",
    "write_feed",
]

RENDERER_VERSION = "2"
"""Belongs into a feed's ETag: another version may write other bytes for the same entries."""

MOST_EVENTS = 1_000
MOST_BYTES = 1_000_000
ROOM_FOR_HEAD = 2_000
ROOM_FOR_NOTICE = 2_000
PAST = timedelta(days=30)
ASK_AGAIN = timedelta(hours=4)
ASK_AGAIN_AFTER = "PT4H"
LENGTH_OF_A_MOMENT = timedelta(minutes=15)
END = b"END:VCALENDAR\r\n"


def write_feed(info: FeedInfo, entries: Iterable[CalendarEntry], today: date) -> bytes:
    """A feed: all open entries, done ones of the last 30 days and ahead, cancelled ones for 30 days.

    At most 1,000 events and 1 MB. Done and cancelled ones give way first, the furthest from `today` first;
    where open ones have to, the last entry says how many are missing.
    """
    ordered = sorted((entry for entry in entries if _is_shown(entry, today)), key=lambda e: _rank(e, today))
    kept = _fitting(ordered, MOST_EVENTS, MOST_BYTES - ROOM_FOR_HEAD)
    notices: list[CalendarEntry] = []
    if any(entry.state is EntryState.OPEN for entry in ordered[len(kept) :]):
        kept = _fitting(ordered, MOST_EVENTS - 1, MOST_BYTES - ROOM_FOR_HEAD - ROOM_FOR_NOTICE)
        notices = [_notice(info, ordered, ordered[len(kept) :])]
    events = [*sorted(kept, key=lambda entry: (entry.day, entry.uid)), *notices]
    return _calendar(info.name, map(_event, events))


def write_entry(entry: CalendarEntry) -> bytes:
    """A file with one entry, to be downloaded or attached to a mail."""
    return _calendar("", [_event(entry)])


def write_entries(entries: Iterable[CalendarEntry]) -> bytes:
    """A file with these entries, to be downloaded; unlike a feed's, nothing of them stays in memory."""
    return _calendar("", map(_written, entries))


def write_attachment(entries: Iterable[CalendarEntry]) -> bytes:
    """A file with these entries to go with a mail: it publishes, and asks nobody for an answer (RFC 5546, 3.2.1)."""
    return _calendar("", map(_written, entries), "PUBLISH")


def _is_shown(entry: CalendarEntry, today: date) -> bool:
    if entry.state is EntryState.OPEN:
        return True
    if entry.state is EntryState.CANCELLED:
        return entry.stamp_at.astimezone(UTC).date() >= today - PAST
    return entry.day >= today - PAST


def _rank(entry: CalendarEntry, today: date) -> tuple[bool, int, str]:
    """What gives way last stands first: open before the rest, then the earliest, or the nearest to today."""
    if entry.state is EntryState.OPEN:
        return (False, entry.day.toordinal(), entry.uid)
    return (True, abs(entry.day - today).days, entry.uid)


def _fitting(ordered: Sequence[CalendarEntry], events: int, size: int) -> Sequence[CalendarEntry]:
    sizes = list(accumulate(len(_event(entry)) for entry in ordered[:events]))
    return ordered[: bisect_right(sizes, size)]


def _notice(
    info: FeedInfo, every: Sequence[CalendarEntry], missing: Sequence[CalendarEntry]
) -> CalendarEntry:
    """The entry that says what is missing, on the day of the first one that is."""
    stamp_at = max(entry.stamp_at for entry in every)
    count = sum(entry.state is EntryState.OPEN for entry in missing)
    return CalendarEntry(
        uid=info.uid,
        sequence=stamp_at.toordinal(),
        stamp_at=stamp_at,
        title=f"Dates are missing here: {count:,}",
        url=info.url,
        on=missing[0].day,
        description="There are more dates than a calendar takes. From this day on, look at the caseload.",
    )


def _calendar(name: str, events: Iterable[bytes], method: str = "") -> bytes:
    return b"".join((_head(name, method), *events, END))


@lru_cache(maxsize=1_000)
def _head(name: str, method: str) -> bytes:
    """What stands before the events."""
    from icalendar import Calendar  # here and below not before the first reader asks: a start is to be quick

    calendar = Calendar()
    calendar.add("prodid", "-//Appeal tracker//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    if name:
        calendar.add("name", _line(name))
        calendar.add("x-wr-calname", _line(name))
        # RFC 7986, 5.7 wants the VALUE that the library leaves out.
        calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", ASK_AGAIN_AFTER)
    content: bytes = calendar.to_ical()
    return content.removesuffix(END)


@lru_cache(maxsize=20_000)
def _event(entry: CalendarEntry) -> bytes:
    """One entry's lines, kept: between two readings of a feed nearly all are the same."""
    return _written(entry)


def _written(entry: CalendarEntry) -> bytes:
    from icalendar import Event

    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.stamp_at.astimezone(UTC))
    event.add("last-modified", entry.stamp_at.astimezone(UTC))
    event.add("sequence", entry.sequence)
    start, end = _span(entry)
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", _line(f"Done: {entry.title}" if entry.state is EntryState.DONE else entry.title))
    event.add("description", _description(entry))
    if entry.url:
        event.add("url", entry.url)
    event.add("status", "CANCELLED" if entry.state is EntryState.CANCELLED else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    content: bytes = event.to_ical()
    return content


def _span(entry: CalendarEntry) -> tuple[date | datetime, date | datetime]:
    """First and exclusive last: Outlook ends a day early, or shows a point, where both are the same."""
    if entry.on is not None:
        return entry.since or entry.on, entry.on + timedelta(days=1)
    at = entry.local_at.astimezone(UTC)
    return at, at + LENGTH_OF_A_MOMENT


def _description(entry: CalendarEntry) -> str:
    hour = f"{in_words(entry.local_at)} ({entry.zone})" if entry.at else ""
    lines = (hour, *map(_line, entry.description.splitlines()), entry.url)
    return "\n".join(line for line in lines if line)


def _line(text: str) -> str:
    return " ".join(printable(text).split())
