"""Which earlier entries a new one may answer, and which of them it is taken to answer where nobody says."""

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from tracker.rules.events import SCHEMA
from tracker.rules.facts import Event
from tracker.rules.ordering import ANSWERED
from tracker.rules.terms import EventKind
from tracker.rules.timeline import Timeline

LOG = "Log"


def answerable(kind: EventKind, events: Sequence[Event], zone: ZoneInfo) -> tuple[Event, ...]:
    """The entries that one of this kind may answer, the newest first; a call may be about any but a log entry."""
    earlier = reversed(Timeline(events, zone).events)
    if kind in ANSWERED:
        return tuple(each for each in earlier if each.kind in ANSWERED[kind])
    return tuple(each for each in earlier if SCHEMA[each.kind].group != LOG)


def presumed(
    kind: EventKind, events: Sequence[Event], zone: ZoneInfo, key: str | None = None
) -> Event | None:
    """What such an entry is taken to answer where it names nothing: the latest that fits and came before it.

    `key` is the entry's own where it stands among `events` already. A call names what it is about, or nothing.
    """
    timeline = Timeline(events, zone)
    kinds = ANSWERED.get(kind, ())
    own = timeline.by_key.get(key) if key else None
    if own is None or not kinds:
        return next(reversed(timeline.of(*kinds)), None) if kinds else None
    unnamed = {name: value for name, value in own.fields.items() if name != "answers"}
    return timeline.answered(replace(own, fields=unnamed), kinds)
