"""Deadlines that belong to no case as calendar entries: neutral like every other, and stored nowhere."""

from collections.abc import Iterable
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from tracker.rules.dates import is_past
from tracker.rules.facts import When
from tracker.rules.front import AT_ONCE, first_day_at_once
from tracker.rules.outcome import Deadline
from tracker.rules.words import long_day
from tracker.services.calendar_entries import CalendarEntry
from tracker.services.neutral_titles import neutral_title_of

DESCRIPTION = "Counted on {} from the dates that were typed in. Check it before you rely on it."


def entries_of(
    deadlines: Iterable[Deadline], timezone: str, url: str, now: datetime
) -> tuple[CalendarEntry, ...]:
    """An entry for each deadline that is alive and has a date, in the order of their days.

    A target of ours that has passed is left out; a legal date that has passed stays, since it may still be argued.
    The same date of the same rule has the same UID, so that a second download of it adds nothing to a calendar.
    `now` is aware; hours are told in `timezone`; `url` is a page that anybody may open.
    """
    dated = (
        (each, each.shown)
        for each in deadlines
        if each.is_live and each.shown is not None and not _is_spent(each, each.shown, timezone, now)
    )
    found = (_entry(each, shown, timezone, url, now) for each, shown in dated)
    return tuple(sorted(found, key=lambda entry: (entry.day, entry.uid)))


def _is_spent(deadline: Deadline, shown: When, timezone: str, now: datetime) -> bool:
    return not deadline.is_legal and is_past(shown, now, ZoneInfo(timezone))


def _entry(deadline: Deadline, shown: When, timezone: str, url: str, now: datetime) -> CalendarEntry:
    at = shown if isinstance(shown, datetime) else None
    today = now.astimezone(ZoneInfo(timezone)).date()
    return CalendarEntry(
        uid=str(uuid5(NAMESPACE_URL, f"{url}#{deadline.rule}/{deadline.limb}/{shown}")),
        sequence=0,
        stamp_at=now.replace(microsecond=0),
        title=_title(deadline),
        url=url,
        on=None if at else shown,
        at=at,
        zone=timezone if at else "",
        description=DESCRIPTION.format(long_day(today)),
        since=first_day_at_once(shown, today) if deadline.limb == AT_ONCE and at is None else None,
    )


def _title(deadline: Deadline) -> str:
    title = neutral_title_of(deadline.rule, deadline.actor)
    if deadline.limb == AT_ONCE:
        return f"{title}: at once"
    return f"{title} due" if deadline.is_legal else f"{title}: a good day for it"
