"""Which of a case's dates stands in front: the one that the next step is about."""

from collections.abc import Sequence

from tracker.rules.stage import ACTIONS, NextStep
from tracker.web.shown import Shown

KEEPS_CARE = frozenset(("continuation_requested", "qio_requested"))
"""What keeps care going has a day of its own, which filing the appeal does not meet."""


def in_front(step: NextStep, shown: Sequence[Shown]) -> Shown | None:
    """The law's or the letter's date of the next step; without one the nearest that is live.

    A date that is no legal one, such as a target, never stands in front while there is another: the step names it.
    Nor does the law's date behind a target hide a nearer day to ask that care goes on, or one that nobody knows yet
    a day that is known.
    """
    live = sorted((each for each in shown if each.is_live), key=lambda each: each.sort)
    lawful = [each for each in live if each.is_legal]
    own = next((each for each in lawful if _is_of(step, each)), None)
    same = next((each for each in lawful if _action(each.rule) == step.action), None)
    if own is None and same is not None and not same.when_is_known:
        same = next((each for each in lawful if each.is_claimants and each.when_is_known), same)
    keeping = next((each for each in lawful if _action(each.rule) in KEEPS_CARE), None)
    if own is None and same is not None and keeping is not None:
        return min(keeping, same, key=lambda each: each.sort)
    return own or same or next(iter(lawful or live), None)


def _is_of(step: NextStep, shown: Shown) -> bool:
    found = step.deadline
    return found is not None and (found.rule, found.event_key) == (shown.rule, shown.event_key)


def _action(rule: str) -> str:
    return ACTIONS[rule][1] if rule in ACTIONS else ""


def is_of_front(step: NextStep, front: Shown | None) -> bool:
    """Whether the step's button belongs beside the date in front; a chase has a place of its own."""
    return front is not None and (_is_of(step, front) or _action(front.rule) == step.action)
