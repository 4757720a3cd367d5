"""When a plan's lateness counts as the end of the internal process, 45 CFR 147.136(b)(2)(ii)(F)."""

from collections.abc import Iterable, Iterator

from tracker.rules.draft import Draft
from tracker.rules.facts import Event
from tracker.rules.terms import EventKind, Status
from tracker.rules.timeline import DENIALS, FILINGS, Timeline


def lateness(drafts: Iterable[Draft], timeline: Timeline) -> Iterator[Draft]:
    """The plan's clocks that ran out for certain: still unanswered, or answered late, and not excused since."""
    for draft in drafts:
        is_late = draft.status is Status.LATE or (draft.status is Status.MET and draft.came_late)
        if is_late and draft.rule.deems_exhausted and not _is_excused(draft.event, timeline):
            yield draft


def unanswered(drafts: Iterable[Draft], timeline: Timeline) -> Iterator[tuple[Draft, Event]]:
    """Appeals that the plan left unanswered for certain, each with the determination that it answers."""
    for draft in lateness(drafts, timeline):
        if draft.event.kind not in FILINGS or draft.status is not Status.LATE or draft.outer is None:
            continue
        denial = timeline.answered(draft.event, (*DENIALS, EventKind.APPEAL_DECIDED))
        if denial is not None:
            yield draft, denial


def _is_excused(event: Event, timeline: Timeline) -> bool:
    """A reviewer or court that rejects immediate review sends the claim back to the internal appeal."""
    return bool(timeline.after(event, EventKind.IMMEDIATE_REVIEW_REJECTED))
