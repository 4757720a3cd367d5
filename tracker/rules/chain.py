"""The chain that follows a denial: what the next dates would be if each step were taken on its day.

Nothing here has happened. Each step supposes the one before it: the appeal reaches the plan on its target
date, the plan answers on its last day and upholds, external review is asked for. The dates are the engine's
own, counted from those suppositions, and labelled as estimates.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import partial
from zoneinfo import ZoneInfo

from tracker.rules.engine import compute
from tracker.rules.events import SCHEMA
from tracker.rules.facts import CaseFacts, Event, Value, When
from tracker.rules.ladder import Level, ladders
from tracker.rules.outcome import Deadline
from tracker.rules.regimes import regime_of
from tracker.rules.rulebook import rules
from tracker.rules.terms import EventKind, Urgency
from tracker.rules.timeline import RECEIPTS
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


_Suppose = Callable[[CaseFacts, list[Deadline], datetime], _Supposed | None]


def chain(case: CaseFacts, as_of: datetime) -> tuple[Link, ...]:
    """The dates that would follow those which the case has already, in the order of the steps.

    `as_of` is aware. Empty where nothing follows by law, as under a program that runs on its letters.
    """
    return tuple(_links(case, as_of))


def _links(case: CaseFacts, as_of: datetime) -> Iterator[Link]:
    for suppose in _steps_of(case):
        step = suppose(case, [each for each in compute(case, as_of).deadlines if each.is_live], as_of)
        if step is None:
            continue
        case = replace(case, events=(*case.events, step.event))
        as_of = max(as_of, _moment(step.happens, ZoneInfo(case.timezone)))
        for deadline in compute(case, as_of).deadlines:
            if deadline.event_key == step.event.key and deadline.is_live and deadline.is_legal:
                yield Link(step.sentence, replace(deadline, basis=deadline.basis or ESTIMATE))


def _steps_of(case: CaseFacts) -> Sequence[_Suppose]:
    """The steps of a private plan, or each level of a program's ladder: asked for, then decided."""
    if not regime_of(case.coverage).is_program:
        return _STEPS
    levels = ladders().get(case.coverage.sponsor, ())
    return [step for level in levels for step in (partial(_asked, level), partial(_decided, level))]


def _asked(level: Level, case: CaseFacts, live: list[Deadline], as_of: datetime) -> _Supposed | None:
    kind = level.asked[0]
    ahead = [each for each in live if kind in _ends(each) and each.shown is not None]
    if not ahead or any(event.kind in level.asked for event in case.events):
        return None
    first = min(ahead, key=lambda each: (each.is_legal, each.limb))
    if not first.is_claimants:
        assert first.due is not None
        fields: dict[str, Value] = {"received_by_office": first.due, "answers": first.event_key}
        return _step(case, kind, fields, first.due, f"If the plan sends the case to {level.who} on {{}}")
    sentence = f"If the request reaches {level.who} on {{}}"
    return _filed(case, first, as_of, kind, sentence, _receipt(kind))


def _decided(level: Level, case: CaseFacts, live: list[Deadline], as_of: datetime) -> _Supposed | None:
    asked = next((event for event in reversed(case.events) if event.kind in level.asked), None)
    if asked is None or not level.decided or any(event.kind in level.decided for event in case.events):
        return None
    owed = [
        each for each in live if each.event_key == asked.key and each.due and level.decided[0] in _ends(each)
    ]
    if not owed:
        return None
    due = owed[0].due
    assert due is not None
    fields: dict[str, Value] = {"notice_on": due, "outcome": "upheld", "answers": asked.key}
    return _step(
        case, level.decided[0], fields, due, f"If {level.who} decides against you on {{}}, the last day"
    )


def _ends(deadline: Deadline) -> tuple[EventKind, ...]:
    rule = rules()[deadline.rule]
    limb = rule.limb(deadline.limb) or rule.limbs[0]
    return limb.ends


def _receipt(kind: EventKind) -> str:
    """The field that says when a filing arrived."""
    return next(name for name in RECEIPTS if SCHEMA[kind].field(name))


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


_STEPS: tuple[_Suppose, ...] = (
    _appeal,
    _answer,
    _second,
    _answer,
    _external,
)


def _filed(
    case: CaseFacts,
    filing: Deadline | None,
    as_of: datetime,
    kind: EventKind,
    sentence: str,
    receipt: str = "received_by_plan",
) -> _Supposed | None:
    if filing is None or filing.shown is None:
        return None
    on = _not_before(filing.shown, as_of, case)
    fields: dict[str, Value] = {
        receipt: on,
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
