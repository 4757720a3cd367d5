"""A golden copy of one year of dates: a change of law, or of how it is counted, is a diff of dates.

Each federal clock is counted from the same starting days. They bring in ends of months, 29 February, weekends, holidays
and the days observed in lieu of them, and both changes of the clocks.
"""

import os
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tracker.rules.apply import apply_rule, is_applicable, shape
from tracker.rules.asked_facts import FACTS
from tracker.rules.facts import When
from tracker.rules.law_rows import Limb, Rule
from tracker.rules.outcome import Deadline
from tracker.rules.rulebook import rules
from tracker.rules.state_rules import FAMILY
from tracker.rules.terms import Actor, Unit

COPY = Path(__file__).parents[1] / "snapshots" / "law_year.txt"
ZONE = "America/New_York"
STARTS = (
    "2027-07-02T13:30",  # a Friday; Monday the 5th is observed in lieu of Sunday the 4th
    "2027-08-24T13:30",  # four months later is the Friday observed in lieu of Christmas
    "2027-08-25T13:30",  # four months later is Christmas, a Saturday
    "2027-10-29T13:30",  # four months later is 29 February
    "2027-10-30T13:30",  # four months later there is no such day; a Saturday
    "2027-11-06T13:30",  # the clocks are set back in the night
    "2027-12-31T13:30",  # the end of a month and a year, observed in lieu of New Year's Day
    "2028-01-31T13:30",
    "2028-02-29T13:30",
    "2028-03-11T13:30",  # the clocks are set forward in the night
    "2028-04-30T13:30",  # a Sunday
    "2028-06-30T13:30",
)
WIDTH = 12
OF_A_CASE = frozenset(("step_before_ended", "before_course_ends", "board_meetings", "target", "at_once"))
"""What is counted from other entries of a case; the worked examples have it."""


def is_federal(rule: Rule) -> bool:
    """Whether it is a clock of federal law whose date follows from its start."""
    return is_applicable(rule) and rule.family not in (FAMILY, "practice", "letter")


def variants(limb: Limb) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each set of facts that chooses a period of its own, with its words; the law of other years left out."""
    for period in limb.periods:
        if period.unit is Unit.STATED or not period.is_law_on(date(2027, 7, 2)):
            continue
        facts = {_as_asked(name): allowed[0] for name, allowed in period.when.items()}
        known = {name: value for name, value in facts.items() if name in FACTS}
        yield ", ".join(f"{name}={_word(value)}" for name, value in facts.items()), known


def _as_asked(name: str) -> str:
    return name.removeprefix("is_") if name == "is_part_b_drug" else name


def _word(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def lines(rule: Rule) -> Iterator[str]:
    """A line for each limb and set of facts with what is shown, and one with the outer limit where that differs."""
    for name in shape(rule).limbs:
        limb = rule.limb(name) or rule.limbs[0]
        if limb.computed in OF_A_CASE:
            continue
        for words, facts in variants(limb):
            found = [_applied(rule, name, facts, start) for start in STARTS]
            yield " | ".join(filter(None, (rule.id, name, words)))
            shown = [_shown(deadline) for deadline in found]
            outer = [_outer(deadline) for deadline in found]
            yield _row("  ", shown)
            if outer != shown:
                yield _row("..", outer)


def _applied(rule: Rule, limb: str, facts: Mapping[str, Any], start: str) -> Deadline:
    name = "notice" if rule.actor is Actor.CLAIMANT else "start"
    return apply_rule(rule.id, {name: start}, facts, ZONE, limb)


def _shown(deadline: Deadline) -> str:
    return _short(deadline.file_by if deadline.is_claimants else deadline.due)


def _outer(deadline: Deadline) -> str:
    return _short(deadline.latest_arguable if deadline.is_claimants else deadline.overdue_certain_after)


def _short(when: When | None) -> str:
    if when is None:
        return "-"
    return f"{when:%y%m%d %H:%M}" if isinstance(when, datetime) else f"{when:%y%m%d %a}"


def _row(mark: str, cells: list[str]) -> str:
    return mark + " ".join(cell.ljust(WIDTH) for cell in cells).rstrip()


def expanded() -> str:
    """The whole copy."""
    head = [
        "Each federal clock, counted from the days of the first line (at 13:30 in New York). A date is yymmdd.",
        "The first line of a clock is what is shown; a line with two dots is the latest that can be argued, or",
        "the moment until which nobody is called late.",
        "",
        _row("  ", [_short(datetime.fromisoformat(start).date()) for start in STARTS]),
    ]
    return "\n".join(
        [*head, *(line for rule in rules().values() if is_federal(rule) for line in lines(rule))]
    )


def test_the_dates_of_a_year_are_as_they_were() -> None:
    dates = expanded() + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        COPY.write_text(dates, "utf-8")

    assert dates == COPY.read_text("utf-8")


def test_every_federal_clock_that_moments_decide_is_in_the_copy() -> None:
    named = {line.split(" | ")[0] for line in COPY.read_text("utf-8").splitlines() if " | " in line}
    counted = {
        rule.id
        for rule in rules().values()
        if is_federal(rule)
        for limb in rule.limbs
        if limb.computed not in OF_A_CASE and any(p.unit is not Unit.STATED for p in limb.periods)
    }

    assert named == counted
