"""All deadlines of a case by the engine, against reading the same case from its file.

No call sees the case of the call before: a year of cases, each a day later than the one before, go round.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from pathlib import Path

from bench.measuring import medians
from bench.scale import Scale
from bench.table import Aim, Row, Shown
from tracker.rules.casefile import read_case
from tracker.rules.engine import compute
from tracker.rules.facts import CaseFacts, Event

_CASES = {2: "two_events.json", 10: "ten_events.json", 12: "twelve_events.json"}
_RATE = 1_000
_DAYS = 365


def measure(scale: Scale) -> Iterator[Row]:
    """A case just denied and appealed, one in external review, and one that went to its end."""
    for events, name in _CASES.items():
        yield _measured(events, Path(__file__).with_name("cases").joinpath(name).read_text("utf-8"), scale)


def _measured(events: int, text: str, scale: Scale) -> Row:
    now = datetime.now(UTC)
    case, as_of = read_case(json.loads(text), now)
    assert as_of is not None, "the file says at which moment"
    found = len(compute(case, as_of).deadlines)
    year = cycle([(_later(case, days), as_of + timedelta(days)) for days in range(_DAYS)])
    taken, reading = medians(
        scale.runs,
        lambda: compute(*next(year)),
        lambda: read_case(json.loads(text), now),
        each=scale.calls,
    )
    return Row(
        f"All deadlines of a case: {events} events, {found} deadlines",
        taken,
        "json.loads and read_case of its file",
        reading,
        Shown.RATE,
        Aim(f"{_RATE:,} a second", taken <= 1 / _RATE),
    )


def _later(case: CaseFacts, days: int) -> CaseFacts:
    return replace(case, events=tuple(_event_later(event, timedelta(days)) for event in case.events))


def _event_later(event: Event, by: timedelta) -> Event:
    fields = {name: value + by if isinstance(value, date) else value for name, value in event.fields.items()}
    return replace(event, fields=fields)
