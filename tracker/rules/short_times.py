"""Letters that give less time than the law: what each states, beside the date of law that it falls short of."""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from tracker.rules.dates import end_of
from tracker.rules.facts import CaseFacts, Event, When
from tracker.rules.outcome import Computed, Deadline
from tracker.rules.rulebook import rules

SHORTER = ("letter.shorter", "letter.information.shorter")


@dataclass(frozen=True)
class ShortTime:
    """`letter` states `stated`, which is earlier than `law` allows it to be."""

    letter: Event
    stated: When
    law: Deadline


def short_times(case: CaseFacts, computed: Computed) -> tuple[ShortTime, ...]:
    """One for each date of law that a letter falls short of, in the order of the deadlines."""
    letters = {event.key: event for event in case.events}
    return tuple(
        ShortTime(letters[short.event_key], short.file_by, law)
        for short in computed.deadlines
        if short.rule in SHORTER and short.file_by is not None and short.event_key in letters
        for law in _of_law(short, computed, ZoneInfo(case.timezone))
    )


def _of_law(short: Deadline, computed: Computed, zone: ZoneInfo) -> Iterator[Deadline]:
    for other in computed.deadlines:
        if other.event_key != short.event_key or other.rule in SHORTER or not _is_stated(other):
            continue
        if other.file_by and short.file_by and end_of(other.file_by, zone) > end_of(short.file_by, zone):
            yield other


def _is_stated(deadline: Deadline) -> bool:
    """Whether it is a time that letters state, and the date is the law's."""
    rule = rules()[deadline.rule]
    limb = rule.limb(deadline.limb) or rule.limbs[0]
    return limb.stated is not None and deadline.basis != "letter" and deadline.limb != "deemed"
