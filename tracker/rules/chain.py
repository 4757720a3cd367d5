"""The chain that follows a denial: what the next dates would be if each step were taken on its day.

Nothing here has happened. Each step supposes the one before it: the appeal reaches the plan on its target
date, the plan answers on its last day and upholds, external review is asked for. The dates are the engine's
own, counted from those suppositions, and labelled as estimates.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from tracker.rules.engine import compute
from tracker.rules.facts import CaseFacts, Event, Value, When
from tracker.rules.outcome import Deadline
from tracker.rules.terms import EventKind, Urgency
from tracker.rules.words import long_when

ESTIMATE = "estimate"


@dataclass(frozen=True)
class Link:
    """A date that would follow: the deadline, and what it supposes in a sentence."""

    supposing: str
    deadline: Deadline


@dataclass(frozen=True)
class _Supposed:
    sentence: str
    event: Event
    happens: When


def chain(case: CaseFacts, as_of: datetime) -> tuple[Link, ...]:
    """The dates that would follow those which the case has already, in the order of the steps.

    `as_of` is aware. Empty where nothing follows by law, as under a program that runs on its letters.
    """
    return tuple(_links(case, as_of))


def _links(case: CaseFacts, as_of: datetime) -> Iterator[Link]:
    for suppose in _STEPS:
        step = suppose(case, [each for each in compute(case, as_of).deadlines if each.is_live], as_of)
        if step is None:
            continue
        case = replace(case, events=(*case.events, step.event))
        as_of = max(as_of, _moment(step.happens, ZoneInfo(case.timezone)))
        for deadline in compute(case, as_of).deadlines:
            if deadline.event_key == step.event.key and deadline.is_live and deadline.is_legal:
                yield Link(step.sentence, replace(deadline, basis=deadline.basis or ESTIMATE))


def _appeal(case: CaseFacts, live: list[Deadline], as_of: datetime) -> _Supposed | None:
    filing = _first(live, "practice.target.internal_appeal", "erisa.appeal.file", "letter.appeal")
    return _filed(
        case, filing, as_of, EventKind.INTERNAL_APPEAL_FILED, "If the appeal reaches the plan on {}"
    )


def _answer(case: CaseFacts, live: list[Deadline], as_of: datetime) -> _Supposed | None:
    owed = _first(live, "erisa.appeal.decide")
    if owed is None or owed.due is None:
        return None
    fields: dict[str, Value] = {"notice_on": owed.due, "outcome": "upheld", "answers": owed.event_key}
    fields["final"] = "no" if _another_level(case) else "yes"
    return _step(
        case, EventKind.APPEAL_DECIDED, fields, owed.due, "If the plan upholds the denial on {}, its last day"
    )


def _second(case: CaseFacts, live: list[Deadline], as_of: datetime) -> _Supposed | None:
    filing = _first(live, "practice.target.second_level", "erisa.appeal.second_level")
    return _filed(
        case, filing, as_of, EventKind.SECOND_LEVEL_FILED, "If the second appeal reaches the plan on {}"
    )


def _external(case: CaseFacts, live: list[Deadline], as_of: datetime) -> _Supposed | None:
    filing = _first(live, "practice.target.external_review", "aca.ext.fed.file", "aca.ext.hhs")
    sentence = "If the request for external review is received on {}"
    return _filed(case, filing, as_of, EventKind.EXTERNAL_REVIEW_REQUESTED, sentence)


_STEPS: tuple[Callable[[CaseFacts, list[Deadline], datetime], _Supposed | None], ...] = (
    _appeal,
    _answer,
    _second,
    _answer,
    _external,
)


def _filed(
    case: CaseFacts, filing: Deadline | None, as_of: datetime, kind: EventKind, sentence: str
) -> _Supposed | None:
    if filing is None or filing.shown is None:
        return None
    on = _not_before(filing.shown, as_of, case)
    fields: dict[str, Value] = {
        "received_by_plan": on,
        "answers": filing.event_key,
        "filed_by": "member",
        "expedited": case.urgency is Urgency.EXPEDITED,
    }
    return _step(case, kind, fields, on, sentence)


def _step(
    case: CaseFacts, kind: EventKind, fields: dict[str, Value], happens: When, sentence: str
) -> _Supposed:
    key = f"supposed {len(case.events)}"
    told = sentence.format(long_when(happens, ZoneInfo(case.timezone)))
    return _Supposed(f"{told}.", Event(key, kind, fields), happens)


def _another_level(case: CaseFacts) -> bool:
    filed = [event for event in case.events if event.kind is EventKind.SECOND_LEVEL_FILED]
    return case.coverage.appeal_levels == 2 and not filed


def _not_before(shown: When, as_of: datetime, case: CaseFacts) -> When:
    """The target day, or now where it has passed; what is urgent is supposed to be filed at this moment."""
    zone = ZoneInfo(case.timezone)
    if case.urgency is Urgency.EXPEDITED:
        return as_of.astimezone(zone)
    today = as_of.astimezone(zone).date()
    day = shown.astimezone(zone).date() if isinstance(shown, datetime) else shown
    return max(day, today)


def _first(live: list[Deadline], *rules: str) -> Deadline | None:
    found = (each for rule in rules for each in live if each.rule.startswith(rule) and each.shown is not None)
    return next(found, None)


def _moment(when: When, zone: ZoneInfo) -> datetime:
    if isinstance(when, datetime):
        return when
    return datetime.combine(when, time(12), zone)
