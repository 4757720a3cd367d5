"""Which events cannot stand together: an effect before its cause, an answer to what is not there."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from tracker.rules.casefile import order_problems
from tracker.rules.dates import day_of
from tracker.rules.events import SCHEMA
from tracker.rules.facts import Event
from tracker.rules.reading import Problem
from tracker.rules.terms import EventKind
from tracker.rules.timeline import happened as when_happened

_DENIALS = (
    EventKind.ADVERSE_DETERMINATION,
    EventKind.COURSE_REDUCTION_NOTIFIED,
    EventKind.RESCISSION_NOTIFIED,
)
_DETERMINATIONS = (*_DENIALS, EventKind.APPEAL_DECIDED)
_APPEALS = (EventKind.INTERNAL_APPEAL_FILED, EventKind.SECOND_LEVEL_FILED)
_EXTERNAL = (EventKind.EXTERNAL_REVIEW_REQUESTED,)

CAUSES = {
    EventKind.INTERNAL_APPEAL_FILED: _DETERMINATIONS,
    EventKind.SECOND_LEVEL_FILED: (EventKind.APPEAL_DECIDED,),
    EventKind.APPEAL_DECIDED: _APPEALS,
    EventKind.APPEAL_DISMISSED: _APPEALS,
    EventKind.NEW_EVIDENCE_RECEIVED: _DETERMINATIONS,
    EventKind.STEP_EXCEPTION_DECIDED: (EventKind.STEP_EXCEPTION_REQUESTED,),
    EventKind.DRUG_EXCEPTION_EXTERNAL_DECIDED: (EventKind.DRUG_EXCEPTION_EXTERNAL_REQUESTED,),
    EventKind.DEMINIMIS_EXPLANATION_RECEIVED: (EventKind.DEMINIMIS_EXPLANATION_REQUESTED,),
    EventKind.EXTERNAL_REVIEW_REQUESTED: _DETERMINATIONS,
    EventKind.EXTERNAL_REVIEW_INCOMPLETE: _EXTERNAL,
    EventKind.EXTERNAL_REVIEW_COMPLETED: (EventKind.EXTERNAL_REVIEW_INCOMPLETE,),
    EventKind.PRELIMINARY_REVIEW_COMPLETED: _EXTERNAL,
    EventKind.EXTERNAL_REVIEW_ACCEPTED: _EXTERNAL,
    EventKind.EXTERNAL_REVIEW_REFUSED: _EXTERNAL,
    EventKind.IRO_ASSIGNED: _EXTERNAL,
    EventKind.IRO_NOTICE_RECEIVED: _EXTERNAL,
    EventKind.INFORMATION_SENT_TO_IRO: _EXTERNAL,
    EventKind.IRO_FORWARDED_INFORMATION: (EventKind.INFORMATION_SENT_TO_IRO,),
    EventKind.EXTERNAL_REVIEW_DECIDED: _EXTERNAL,
}
"""What comes before what: where such a cause is on record at all, one of them must not be later."""


def ordering_problems(event: Event, others: Sequence[Event], timezone: str) -> list[Problem]:
    """What the event would contradict among the others; days are those of the case's zone."""
    events = (*others, event)
    already = set(_sentences(others, timezone))
    field = "answers" if event.get("answers") else _dated_by(event)
    return [Problem(field, each) for each in _sentences(events, timezone) if each not in already]


def removal_problems(rest: Sequence[Event], event_key: str) -> list[Problem]:
    """What keeps an event from being taken back: another one says that it answers it."""
    answering = next((event for event in rest if event.get("answers") == event_key), None)
    if answering is None:
        return []
    title = SCHEMA[answering.kind].title
    return [Problem("event", f"“{title}” answers this entry. Correct or remove that one first.")]


def _sentences(events: Sequence[Event], timezone: str) -> list[str]:
    return [*order_problems(events), *(s for event in events for s in _too_early(event, events, timezone))]


def _too_early(event: Event, events: Sequence[Event], timezone: str) -> list[str]:
    causes = [other for other in events if other.kind in CAUSES.get(event.kind, ())]
    if not causes or not all(_precedes(event, cause, ZoneInfo(timezone)) for cause in causes):
        return []
    own, cause = SCHEMA[event.kind].title, SCHEMA[causes[0].kind].title
    return [f"“{own}” cannot stand before “{cause}”: look at both dates."]


def _precedes(event: Event, cause: Event, zone: ZoneInfo) -> bool:
    happened, caused = when_happened(event), when_happened(cause)
    if happened is None or caused is None:
        return False
    if isinstance(happened, datetime) and isinstance(caused, datetime):
        return happened < caused
    return day_of(happened, zone) < day_of(caused, zone)


def _dated_by(event: Event) -> str:
    names = SCHEMA[event.kind].happened
    return next((name for name in names if event.get(name) is not None), names[0])
