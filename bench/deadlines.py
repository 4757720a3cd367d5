"""All deadlines of a case by the engine, against reading the same case from its file."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench.measuring import medians
from bench.scale import Scale
from bench.table import Aim, Row, Shown
from tracker.rules.casefile import read_case
from tracker.rules.engine import compute

_CASES = {2: "two_events.json", 12: "twelve_events.json"}
_RATE = 1_000


def measure(scale: Scale) -> Iterator[Row]:
    """A case just denied and appealed, and one that went to the end of external review."""
    for events, name in _CASES.items():
        yield _measured(events, Path(__file__).with_name("cases").joinpath(name).read_text("utf-8"), scale)


def _measured(events: int, text: str, scale: Scale) -> Row:
    now = datetime.now(UTC)
    case, as_of = read_case(json.loads(text), now)
    assert as_of is not None, "the file says at which moment"
    moment, found = as_of, len(compute(case, as_of).deadlines)
    taken, reading = medians(
        scale.runs,
        lambda: compute(case, moment),
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
