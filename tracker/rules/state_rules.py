"""The rules of a state's process as one state's row fills them in: windows, citation, source, and how surely read."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from tracker.rules.facts import Coverage
from tracker.rules.law_rows import Limb, Period, Rule
from tracker.rules.rulebook import rules
from tracker.rules.state_law import why_not_bound
from tracker.rules.state_rows import PRIVATE, Clock, ClockName, Confidence, ExternalReview, State
from tracker.rules.states import state_of
from tracker.rules.terms import Funding, Sponsor, Unit
from tracker.rules.words import long_day

FAMILY = "state"
PROCESS, FILE, EXPEDITED, EARLY = (
    "state.ext.process",
    "state.ext.file",
    "state.ext.expedited",
    "state.ext.early",
)
STEP_THERAPY = "state.step_therapy"
CLOCKS = {
    FILE: {"file": ClockName.FILE, "second_level": ClockName.SECOND_LEVEL},
    EXPEDITED: {"only": ClockName.EXPEDITED},
    EARLY: {"only": ClockName.EARLY},
}
CONFIDENCE = {Confidence.VERIFIED: "medium", Confidence.SECONDARY: "low", Confidence.UNVERIFIED: "low"}
NOT_MOVED = "No source says that a last day on a weekend moves, so none is moved here."
LETTER_DECIDES = "This is an early reminder, not the deadline: the letter in hand decides."


class NoSuchClockError(LookupError):
    """The state's row has no such clock; the message is a sentence."""


@cache
def state_rule(rule_id: str, code: str) -> Rule:
    """The rule as the row of this state fills it in. Raises NoSuchClockError where the row has no such window."""
    state = state_of(code)
    if state is None:
        raise NoSuchClockError(f"Nothing is on record of the law of {code}: the letter in hand decides.")
    rule = rules()[rule_id]
    limbs = tuple(each for limb in rule.limbs if (each := _filled(rule_id, limb, state)))
    if not limbs:
        raise NoSuchClockError(_missing(rule_id, state))
    review = state.external_review
    return replace(
        rule,
        limbs=limbs,
        citation=review.citation,
        source=review.source if review.has_statute else rules()[PROCESS].source,
        checked=review.checked.isoformat(),
        verification=review.confidence.value,
        confidence=CONFIDENCE[review.confidence],
    )


@cache
def blank_rule(code: str) -> Rule:
    """The early reminder where nothing fresh is on record of the state: nothing of its row is in it."""
    rule = rules()[EARLY]
    return replace(rule, verification=Confidence.UNVERIFIED.value)


def clock_of(rule_id: str, limb: str, state: State) -> Clock | None:
    """The clock of the state's row that a limb of a rule is counted by."""
    return state.clock(CLOCKS[rule_id][limb])


def rule_for(rule_id: str, facts: Mapping[str, Any]) -> tuple[Rule, State]:
    """The rule and the state that these facts name. Raises NoSuchClockError with a sentence."""
    state = state_of(facts.get("state"))
    if state is None:
        raise NoSuchClockError(
            f"{rule_id} needs the fact “state”: one of the states or DC, by its two letters, like NY."
        )
    coverage = Coverage(Sponsor(facts.get("sponsor", "unknown")), Funding(facts.get("funding", "unknown")))
    if coverage.sponsor not in (*PRIVATE, Sponsor.UNKNOWN):
        raise NoSuchClockError(
            "A state's external review is for private insurance, not for a public program."
        )
    if why_not := why_not_bound(coverage):
        raise NoSuchClockError(why_not)
    return state_rule(rule_id, state.code), state


def _filled(rule_id: str, limb: Limb, state: State) -> Limb | None:
    clock = clock_of(rule_id, limb.name, state)
    if clock is not None:
        return replace(limb, periods=tuple(_periods(clock)))
    is_sure = state.clock(ClockName.FILE) is not None
    return limb if rule_id == EARLY and not is_sure else None


def _periods(clock: Clock) -> Iterator[Period]:
    """The window; where months end without such a day, which no source tells of, also by the month's last day."""
    yield Period(clock.amount, clock.unit, MappingProxyType({}))
    if clock.unit is Unit.CALENDAR_MONTHS:
        yield Period(clock.amount, Unit.MONTHS, MappingProxyType({}))


def _missing(rule_id: str, state: State) -> str:
    if rule_id == EARLY:
        return f"{state.name}'s window is on record and its sources agree: ask for {FILE}."
    if rule_id == EXPEDITED:
        return f"{state.name}'s row has no time of its own for asking for the expedited review."
    return f"{state.name}'s window is not sure enough to count: ask for {EARLY}; the letter in hand decides."


def told(rule_id: str, limb: str, state: State) -> list[str]:
    """The lines of a trail that say where a state's window is from, and how much it can be relied on."""
    clock, review = clock_of(rule_id, limb, state), state.external_review
    if rule_id == EARLY:
        return [_earliest(clock, state), *review.conflicts, _sources(review), LETTER_DECIDES]
    assert clock is not None
    words = (
        f"{state.name}, in the words of the source: “{clock.said}” ({review.citation}; {review.confidence})."
    )
    return [words, *review.conflicts, _sources(review), NOT_MOVED]


def _earliest(clock: Clock | None, state: State) -> str:
    if clock is None:
        return (
            f"No source gives {state.name}'s window for sure, so 60 days are used, as for every such state."
        )
    return f"{state.name}: the earliest that was found is {clock.said}."


def _sources(review: ExternalReview) -> str:
    sites = dict.fromkeys(urlsplit(source).netloc.removeprefix("www.") or source for source in review.sources)
    return f"Sources: {', '.join(sites)} ({review.source_asof}); last read on {long_day(review.checked)}."


def told_when_expired(state: State) -> list[str]:
    """The lines of a trail where nothing fresh is on record: 60 days, and whom to ask."""
    return [
        f"{expired(state)} 60 days are used, as for every state of which nothing is known.",
        whom_to_ask(state),
        LETTER_DECIDES,
    ]


def not_sure(state: State) -> list[str]:
    """The lines of the federal floor's trail where the state's own window cannot be counted."""
    return [f"{state.name}'s own window is not sure.", *state.external_review.conflicts, whom_to_ask(state)]


def expired(state: State) -> str:
    """That the row is too old to be used."""
    read_on = long_day(state.external_review.checked)
    return (
        f"What is on record of {state.name}'s process was last read on {read_on}, so nothing of it is used."
    )


def whom_to_ask(state: State) -> str:
    """The insurance department with its telephone."""
    return f"The letter in hand decides; {state.department.name}, {state.department.to_call}, can be asked."
