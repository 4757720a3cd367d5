"""Which events cannot stand together: an effect before its cause, an answer to what is not there."""

from collections.abc import Sequence

from tracker.rules.events import SCHEMA
from tracker.rules.facts import Event
from tracker.rules.ordering import cause_problems, order_problems
from tracker.rules.reading import Problem


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
    return [*order_problems(events, timezone), *cause_problems(events, timezone)]


def _dated_by(event: Event) -> str:
    names = SCHEMA[event.kind].happened
    return next((name for name in names if event.get(name) is not None), names[0])
