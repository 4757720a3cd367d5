"""What must hold for every rule and every date."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.apply import apply_rule, is_applicable, shape
from tracker.rules.dates import day_of, end_of
from tracker.rules.facts import When
from tracker.rules.law_rows import Rule
from tracker.rules.outcome import NO_LIMIT, Deadline
from tracker.rules.reading import zone
from tracker.rules.rulebook import rules
from tracker.rules.terms import Actor, Unit

ZONES = st.sampled_from(
    ["America/New_York", "America/Phoenix", "Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Guam"]
)
CLOCKS = [rule for rule in rules().values() if is_applicable(rule) and rule.family != "state"]
DATED = [
    rule
    for rule in CLOCKS
    if rule.limbs[0].periods[0].unit is not Unit.STATED and rule.effective_from is None
]
CLAIMANTS = st.sampled_from([rule for rule in DATED if rule.actor is Actor.CLAIMANT])
OTHERS = st.sampled_from(
    [rule for rule in DATED if rule.actor is not Actor.CLAIMANT and rule.basis not in NO_LIMIT]
)
UNCHANGED = st.sampled_from(
    [
        rule
        for rule in DATED
        if rule.actor is not Actor.CLAIMANT and not any(p.since for x in rule.limbs for p in x.periods)
    ]
)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
LEVELS = st.sampled_from([None, 1, 2])


def ends(when: When | None, name: str) -> Any:
    assert when is not None
    return end_of(when, zone(name))


def applied(rule: Rule, moments: dict[str, date], name: str, **facts: Any) -> Deadline:
    return apply_rule(rule.id, moments, facts, name)


@given(CLAIMANTS, DAYS, st.integers(0, 40), ZONES)
def test_file_by_is_never_later_than_latest_arguable(rule: Rule, notice: date, days: int, name: str) -> None:
    found = applied(rule, {"notice": notice, "received": notice + timedelta(days=days)}, name)

    assert ends(found.file_by, name) <= ends(found.latest_arguable, name)


@given(CLAIMANTS, DAYS, st.integers(0, 40), st.integers(0, 40), ZONES)
def test_a_later_receipt_never_gives_an_earlier_date(
    rule: Rule, notice: date, a: int, b: int, name: str
) -> None:
    sooner, later = sorted((a, b))
    first = applied(rule, {"notice": notice, "received": notice + timedelta(days=sooner)}, name)
    second = applied(rule, {"notice": notice, "received": notice + timedelta(days=later)}, name)

    assert ends(first.file_by, name) <= ends(second.file_by, name)
    assert rule.limbs[0].presumed_days or first.file_by == second.file_by
    assert ends(first.latest_arguable, name) <= ends(second.latest_arguable, name)


@given(OTHERS, DAYS, LEVELS, ZONES)
def test_a_plan_is_never_certainly_late_before_its_answer_is_due(
    rule: Rule, start: date, levels: int | None, name: str
) -> None:
    found = applied(rule, {"start": start}, name, appeal_levels=levels)

    assert ends(found.due, name) <= ends(found.overdue_certain_after, name)


@given(UNCHANGED, DAYS, st.integers(0, 30), ZONES)
def test_a_later_start_never_gives_an_earlier_answer_date(
    rule: Rule, start: date, days: int, name: str
) -> None:
    first = applied(rule, {"start": start}, name)
    second = applied(rule, {"start": start + timedelta(days=days)}, name)

    assert ends(first.due, name) <= ends(second.due, name)


@given(DAYS, ZONES)
def test_external_review_never_ends_on_a_weekend(notice: date, name: str) -> None:
    found = applied(rules()["aca.ext.fed.file"], {"notice": notice}, name)

    assert found.file_by is not None
    assert day_of(found.file_by, zone(name)).weekday() < 5


@given(DAYS)
def test_the_days_of_an_internal_appeal_never_roll(notice: date) -> None:
    found = applied(rules()["erisa.appeal.file"], {"notice": notice}, "America/New_York")

    assert found.file_by == notice + timedelta(days=180)


def test_every_clock_says_what_it_takes() -> None:
    for rule in CLOCKS:
        assert shape(rule).limbs
        assert shape(rule).required == (("notice",) if rule.actor is Actor.CLAIMANT else ("start",))
