"""The dates of a denial before anything is saved: the next one in front, the chain that follows behind it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from tracker.rules.chain import chain
from tracker.rules.facts import CaseFacts
from tracker.rules.medicare_parts import other_part
from tracker.rules.outcome import Computed
from tracker.rules.stage import next_step
from tracker.web.coverage_shown import not_known
from tracker.web.front import in_front
from tracker.web.shown import Right, Shown, of_computed, right


@dataclass(frozen=True)
class Preview:
    """`next` is the nearest date that a person can act on or wait for, if there is one; `beside` are the other
    dates that stand already; `chain` is what would follow, each with what it supposes. `not_known` is what is open
    about the coverage; `other_part` says that another part of Medicare may decide.
    """

    next: Shown | None
    beside: tuple[Shown, ...]
    chain: tuple[tuple[str, Shown], ...]
    rights: tuple[Right, ...]
    not_known: str
    other_part: str


def preview_of(case: CaseFacts, computed: Computed, now: datetime) -> Preview:
    """The computed dates in the order of their days, and the chain that would follow them."""
    zone = ZoneInfo(case.timezone)
    shown = sorted((of_computed(each, now, zone) for each in computed.deadlines), key=lambda each: each.sort)
    first = in_front(next_step(case, computed, now), shown)
    return Preview(
        next=first,
        beside=tuple(each for each in shown if each is not first),
        chain=tuple((link.supposing, of_computed(link.deadline, now, zone)) for link in chain(case, now)),
        rights=tuple(right(opening) for opening in computed.openings),
        not_known=not_known(case.coverage),
        other_part=other_part(case.coverage.sponsor, case.service),
    )
