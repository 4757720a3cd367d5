"""The events of a case in order of time, and which of them answers which."""

from collections.abc import Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from tracker.rules.dates import first_moment
from tracker.rules.events import SCHEMA
from tracker.rules.facts import Event, When
from tracker.rules.terms import EventKind, FiledBy, Outcome

FILINGS = (EventKind.INTERNAL_APPEAL_FILED, EventKind.SECOND_LEVEL_FILED)
DETERMINATIONS = (
    EventKind.ADVERSE_DETERMINATION,
    EventKind.COURSE_REDUCTION_NOTIFIED,
    EventKind.RESCISSION_NOTIFIED,
    EventKind.APPEAL_DECIDED,
    EventKind.RESUBMISSION_NOTICE_RECEIVED,
)
RECEIPTS = ("received_by_plan", "received_by_iro", "received_by_administrator")
DENIED = (Outcome.UPHELD.value, Outcome.PARTLY.value)


def when_of(event: Event, names: Iterable[str]) -> When | None:
    """The first of the named fields that is a day or a moment."""
    for name in names:
        value = event.fields.get(name)
        if isinstance(value, date):
            return value
    return None


def happened(event: Event) -> When | None:
    """When the event happened, by the field that its kind goes by."""
    return when_of(event, SCHEMA[event.kind].happened)


def is_filing_that_counts(event: Event) -> bool:
    """A provider's own dispute spends none of the member's rights and meets none of the member's deadlines."""
    return event.get("filed_by") != FiledBy.PROVIDER_DISPUTE.value


class Timeline:
    """Events in order; where two share an instant, as they were given."""

    def __init__(self, events: Sequence[Event], zone: ZoneInfo) -> None:
        dated = [
            (first_moment(when, zone), i, e)
            for i, e in enumerate(events)
            if (when := happened(e)) is not None
        ]
        dated.sort(key=lambda row: row[:2])
        self.events = tuple(e for _, _, e in dated)
        self.position = {e.key: i for i, e in enumerate(self.events)}
        self.by_key = {e.key: e for e in self.events}
        self._by_kind: dict[EventKind, list[Event]] = {}
        for event in self.events:
            self._by_kind.setdefault(event.kind, []).append(event)

    def of(self, *kinds: EventKind) -> list[Event]:
        """All events of these kinds, in order."""
        if len(kinds) == 1:
            return self._by_kind.get(kinds[0], [])
        found = [e for kind in kinds for e in self._by_kind.get(kind, [])]
        return sorted(found, key=lambda e: self.position[e.key])

    def after(self, event: Event, *kinds: EventKind) -> list[Event]:
        """Events of these kinds that come later than `event`."""
        return [e for e in self.of(*kinds) if self.position[e.key] > self.position[event.key]]

    def before(self, event: Event, *kinds: EventKind) -> list[Event]:
        """Events of these kinds that come before `event`."""
        return [e for e in self.of(*kinds) if self.position[e.key] < self.position[event.key]]

    def answered(self, event: Event, kinds: Sequence[EventKind]) -> Event | None:
        """The event that `event` answers: the one it names, or the latest before it of these kinds."""
        named = event.get("answers")
        if named:
            found = self.by_key.get(str(named))
            return found if found is not None and found.kind in kinds else None
        return next(iter(reversed(self.before(event, *kinds))), None)

    def answers_to(
        self, event: Event, kinds: Sequence[EventKind], siblings: Sequence[EventKind]
    ) -> list[Event]:
        """Events of `kinds` that answer `event`; `siblings` are the kinds that could have been meant instead."""
        found = [e for e in self.of(*kinds) if is_filing_that_counts(e)]
        return [e for e in found if e is not event and self.answered(e, siblings) is event]
