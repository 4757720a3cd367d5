"""`tracker law apply` for Medicaid, CHIP, FEHB, TRICARE, the VA, Marketplace eligibility, parity and union boards."""

import json
from datetime import date, time
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.oracle import CLOCKS, Clock, Given
from tracker.cli import main
from tracker.rules.rulebook import rules

DAYS = st.builds(
    Given,
    day=st.dates(date(2023, 1, 1), date(2035, 12, 31)),
    hour=st.times(time(4), time(23, 59)).map(lambda each: each.replace(second=0, microsecond=0)),
    later=st.integers(0, 120),
    further=st.integers(0, 120),
    more_days=st.integers(1, 14),
    choice=st.integers(0, 365),
)
FEBRUARY = (date(2024, 2, 29), date(2025, 8, 31), date(2026, 8, 31), date(2027, 8, 30), date(2027, 8, 31))
CLOCK_CHANGES = (date(2026, 3, 6), date(2026, 3, 7), date(2026, 10, 30), date(2026, 10, 31))
OF_HERE = ("mcd", "chip.", "fehb", "tricare", "va.", "mkt", "mhpaea")


def applied(*lines: dict[str, Any]) -> list[dict[str, Any]]:
    said = "\n".join(json.dumps({"timezone": "America/New_York", "facts": {}, **line}) for line in lines)
    return [
        json.loads(line)
        for line in CliRunner().invoke(main, ["law", "apply", "--json"], said).output.splitlines()
    ]


def line(clock: Clock, known: Given) -> dict[str, Any]:
    asked = {"rule": clock.rule, "moments": dict(clock.ask(known)), "facts": dict(clock.facts(known))}
    return asked if clock.limb is None else {**asked, "limb": clock.limb}


def dates(answer: dict[str, Any]) -> tuple[Any, Any]:
    assert "error" not in answer, answer
    names = ("file_by", "latest_arguable") if "file_by" in answer else ("due", "overdue_certain_after")
    return answer[names[0]], answer[names[1]]


def agree(known: Given) -> None:
    in_force = [clock for clock in CLOCKS if clock.since <= known.day <= clock.until]
    found = applied(*(line(clock, known) for clock in in_force))

    told = {clock.title: dates(answer) for clock, answer in zip(in_force, found, strict=True)}
    assert told == {clock.title: clock.answer(known) for clock in in_force}


@settings(max_examples=60, deadline=None)
@given(DAYS)
def test_every_clock_agrees_with_plain_arithmetic(known: Given) -> None:
    agree(known)


@pytest.mark.parametrize("day", [*FEBRUARY, *CLOCK_CHANGES], ids=str)
def test_every_clock_agrees_at_the_edges_of_the_calendar(day: date) -> None:
    agree(Given(day, time(14, 30), 8, 20, 14, 30))


def test_every_clock_of_these_programs_is_asked() -> None:
    clocks = {rule.id for rule in rules().values() if rule.is_clock and rule.id.startswith(OF_HERE)}

    assert clocks == {clock.rule for clock in CLOCKS if clock.rule.startswith(OF_HERE)}


def test_each_answer_has_the_rules_own_citation_and_arithmetic() -> None:
    known = Given(date(2026, 6, 5), time(10), 8, 20, 7, 100)

    for clock, answer in zip(CLOCKS, applied(*(line(clock, known) for clock in CLOCKS)), strict=True):
        if clock.since <= known.day <= clock.until:
            assert answer["trail"], clock.title
            assert answer["citation"], clock.title
            assert answer["verification"] == rules()[clock.rule].verification


NOTICE, START = {"notice": "2026-06-05"}, {"start": "2026-06-05"}
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a state that gives less than 90 days to a plan's member": (
        {"rule": "mcd.sfh.file", "moments": NOTICE, "facts": {"state_window_days": 60}},
        "A state gives at least 90 and at most 120 days for this (42 CFR 438.408(f)(2)), not 60.",
    ),
    "a state that gives more than the ceiling": (
        {"rule": "mcd.ffs.hearing.file", "moments": NOTICE, "facts": {"state_window_days": 120}},
        "A state gives at most 90 days for this (42 CFR 431.221(d)), not 120.",
    ),
    "a contract year of 2026 in 2025": (
        {"rule": "mcd.auth.std", "moments": {"start": "2025-12-31"}, "facts": {"rating_period_2026": True}},
        "No contract year of 2026 had begun on 2025-12-31",
    ),
    "a rule before it was law": (
        {"rule": "mcd.ffs.pa", "moments": {"start": "2025-12-31"}},
        "mcd.ffs.pa is law for what begins on 2026-01-01 or later; 2025-12-31 is before that.",
    ),
    "15 days more": (
        {"rule": "mcd.appeal.decide.std", "moments": START, "facts": {"extension_days": 15}},
        "mcd.appeal.decide.std can be extended by at most 14 days; 15 days were given.",
    ),
    "days of an extension that there was not": (
        {
            "rule": "mcd.appeal.decide.std",
            "moments": START,
            "facts": {"extended": False, "extension_days": 3},
        },
        "yet days of an extension were given",
    ),
    "an extension where there is none": (
        {"rule": "fehb.recon.decide", "moments": START, "facts": {"extension_days": 1}},
        "fehb.recon.decide cannot be extended",
    ),
    "urgent and not": (
        {"rule": "mcd.auth.std", "moments": START, "facts": {"expedited": True, "urgency": "standard"}},
        "contradict each other",
    ),
    "payment for what is still to come": (
        {"rule": "mcd.auth.std", "moments": START, "facts": {"payment": True, "claim": "pre_service"}},
        "payment is about care already given",
    ),
    "a rule of another program": (
        {"rule": "mcd.appeal.file", "moments": NOTICE, "facts": {"sponsor": "fehb"}},
        "mcd.appeal.file does not govern a federal employees' plan (FEHB).",
    ),
    "an external review in Medicaid": (
        {"rule": "aca.ext.fed.file", "moments": NOTICE, "facts": {"sponsor": "medicaid_managed_care"}},
        "aca.ext.fed.file does not govern a Medicaid managed care plan.",
    ),
    "benefits kept in CHIP": (
        {"rule": "mcd.continue", "moments": NOTICE, "facts": {"sponsor": "chip"}},
        "mcd.continue does not govern CHIP.",
    ),
    "parity's 30 days outside ERISA": (
        {"rule": "mhpaea.criteria", "moments": START, "facts": {"sponsor": "individual"}},
        "mhpaea.criteria does not govern an individual policy.",
    ),
    "a second level in TRICARE's facts": (
        {
            "rule": "tricare.recon.file",
            "moments": NOTICE,
            "facts": {"sponsor": "tricare", "appeal_levels": 2},
        },
        "The levels of TRICARE are fixed by law",
    ),
    "a decision before its appeal": (
        {
            "rule": "mcd.sfh.decide",
            "moments": {"start": "2026-06-05", "appeal_filed": "2026-05-05", "resolution": "2026-05-01"},
        },
        "“resolution” lies before “appeal_filed”.",
    ),
    "a hearing before the decision": (
        {
            "rule": "mcd.sfh.decide",
            "moments": {"start": "2026-06-05", "appeal_filed": "2026-05-05", "resolution": "2026-06-06"},
        },
        "“start” lies before “resolution”.",
    ),
    "a meeting before the appeal": (
        {
            "rule": "erisa.appeal.decide.post",
            "limb": "joint_board",
            "moments": {"start": "2026-06-05", "first_meeting": "2026-06-04"},
        },
        "“first_meeting” lies before “start”.",
    ),
    "short-term": (
        {"rule": "stldi", "moments": NOTICE},
        "no federal rule about appeals or external review reaches it: the policy and the state's law decide.",
    ),
    "what only a case decides": (
        {"rule": "possible.file", "moments": NOTICE},
        "goes by the dates of other rules",
    ),
    "no such state": (
        {"rule": "mcd.sfh.file", "moments": NOTICE, "facts": {"state": "ZZ"}},
        "“ZZ” is no state",
    ),
}


@pytest.mark.parametrize("asked,sentence", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused_in_a_sentence(asked: dict[str, Any], sentence: str) -> None:
    (answer,) = applied(asked)

    assert sentence in answer["error"]


def test_a_board_whose_meetings_nobody_knows_is_asked_for_them() -> None:
    (answer,) = applied({"rule": "erisa.appeal.decide.post", "limb": "joint_board", "moments": START})

    assert (answer["due"], answer["overdue_certain_after"], answer["status"]) == (None, None, "needs_date")
    assert answer["trail"][-1] == "Ask the plan when its board meets next."


def test_the_facts_are_taken_by_the_names_that_are_shown() -> None:
    shown = json.loads(CliRunner().invoke(main, ["law", "show", "mcd.auth.std", "--json"]).output)

    assert set(shown["facts"]) >= {"expedited", "urgency", "rating_period_2026", "extension_days", "extended"}


def test_a_program_is_cited_as_its_own_part_of_the_regulations() -> None:
    (answer,) = applied({"rule": "mcd.appeal.file", "moments": NOTICE, "facts": {"sponsor": "chip"}})

    assert answer["citation"] == "42 CFR 457.1260 (applying 42 CFR 438.402(c)(2)(ii))"
    assert answer["verification"] == "POLD"
