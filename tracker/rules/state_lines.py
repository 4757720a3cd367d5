"""What each state's row says of a rule, a line a state: for who reads the law itself rather than a case."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tracker.rules.state_rows import ClockName, State
from tracker.rules.state_rules import EARLY, EXPEDITED, FILE, PROCESS, STEP_THERAPY
from tracker.rules.states import all_states, is_fresh
from tracker.rules.words import count


@dataclass(frozen=True)
class StateLine:
    """One state and what its row says. A row older than 180 days says only whom to ask, and has no citation."""

    code: str
    name: str
    words: str
    citation: str
    confidence: str


def state_lines(rule_id: str, day: date) -> tuple[StateLine, ...]:
    """The lines of every state whose row says something of this rule, as far as they are fresh on `day`."""
    told = TELLERS.get(rule_id)
    return tuple(line for state in all_states() for line in told(state, day)) if told else ()


def _windows(*names: ClockName) -> Callable[[State, date], Iterator[StateLine]]:
    def told(state: State, day: date) -> Iterator[StateLine]:
        review = state.external_review
        for clock in filter(None, map(state.clock, names)):
            words = f"{count(clock.amount, clock.unit.value)}: “{clock.said}”"
            yield _line(state, words, review.citation, review.confidence, review.checked, day)

    return told


def _process(state: State, day: date) -> Iterator[StateLine]:
    review = state.external_review
    words = f"Request to: {review.request_to or 'not seen'}. Time: {review.window}."
    yield _line(state, words, review.citation, review.confidence, review.checked, day)


def _steps(state: State, day: date) -> Iterator[StateLine]:
    for law in state.step_therapy:
        if law.is_law:
            yield _line(state, f"Reaches: {law.scope}.", law.citation, law.confidence, law.checked, day)


def _line(state: State, words: str, citation: str, confidence: str, checked: date, day: date) -> StateLine:
    if is_fresh(checked, day):
        return StateLine(state.code, state.name, words, citation, confidence)
    ask = f"Not read for 180 days: ask {state.department.name}, {state.department.to_call}."
    return StateLine(state.code, state.name, ask, "", "")


TELLERS: Mapping[str, Callable[[State, date], Iterator[StateLine]]] = {
    FILE: _windows(ClockName.FILE, ClockName.SECOND_LEVEL),
    EXPEDITED: _windows(ClockName.EXPEDITED),
    EARLY: _windows(ClockName.EARLY),
    PROCESS: _process,
    STEP_THERAPY: _steps,
}
