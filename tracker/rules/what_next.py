"""Which events can have happened under a coverage, and which come next after those that are known.

Nothing is listed here: an event comes next where it ends something that a known event starts.
"""

from collections.abc import Iterable, Iterator

from tracker.rules.event_fields import EventShape, FieldType
from tracker.rules.events import SCHEMA
from tracker.rules.facts import Coverage
from tracker.rules.law_rows import Limb
from tracker.rules.regimes import EVERYWHERE, regime_of
from tracker.rules.rulebook import rules
from tracker.rules.terms import EventKind

SAYS_NOTHING = ("Log", "Ending")
"""Groups of events that start no clock and answer none: notes, and what closes a case."""


def kinds_possible(coverage: Coverage) -> tuple[EventShape, ...]:
    """The kinds of events that can happen under this coverage, in the order of the table."""
    regime = regime_of(coverage)
    return tuple(shape for shape in SCHEMA.values() if regime.allows(shape) and _says_something(shape))


def kinds_next(coverage: Coverage, happened: Iterable[EventKind]) -> tuple[EventShape, ...]:
    """The kinds that would answer what these events started and have not happened, in the order of the table."""
    before = set(happened)
    families = _families(coverage)
    limbs = _limbs(families - EVERYWHERE or families)
    answers = {kind for limb in limbs if before & set(limb.starts) for kind in limb.ends}
    return tuple(shape for shape in kinds_possible(coverage) if shape.kind in answers - before)


def fields_that_count(shape: EventShape, coverage: Coverage) -> tuple[str, ...]:
    """The fields from which something is counted, or that say when it was; the others only make it more exact."""
    limbs = _limbs(_families(coverage))
    counted = {name for limb in limbs if shape.kind in limb.starts for name in _read_by(limb)}
    counted |= {*shape.happened, *(field.name for field in shape.fields if field.required)}
    return tuple(field.name for field in shape.fields if field.name in counted)


def _families(coverage: Coverage) -> frozenset[str]:
    return regime_of(coverage).families


def _limbs(families: frozenset[str]) -> Iterator[Limb]:
    return (limb for rule in rules().values() if rule.family in families for limb in rule.limbs)


def _read_by(limb: Limb) -> Iterator[str]:
    yield from (*limb.notice, *limb.received, *limb.start, *limb.estimate)
    if limb.stated:
        yield limb.stated


def _says_something(shape: EventShape) -> bool:
    return shape.group not in SAYS_NOTHING and not any(f.type is FieldType.RULE for f in shape.fields)
