"""The levels of each coverage, and where a case stands on them."""

from typing import Any

import pytest

from tests.rules.cases import DENIAL, facts_of
from tracker.rules.errors import LawTableError
from tracker.rules.ladder import climb, ladders, read_ladders
from tracker.rules.regimes import IN_TABLES, PROGRAMS
from tracker.rules.rulebook import rules

APPEAL = {"kind": "internal_appeal_filed", "key": "appeal", "received_by_plan": "2026-07-01"}
UPHELD = {"kind": "appeal_decided", "key": "upheld", "notice_on": "2026-07-20", "outcome": "upheld"}


def standing(*events: dict[str, Any], **changed: Any) -> list[tuple[str, str]]:
    return [(rung.level.name, rung.state) for rung in climb(facts_of(*events, **changed))]


def test_every_coverage_with_law_of_its_own_has_a_ladder() -> None:
    assert set(ladders()) == {*PROGRAMS, *IN_TABLES}


def test_every_level_has_its_time_and_its_citation_in_a_rule() -> None:
    assert all(level.rule in rules() for levels in ladders().values() for level in levels)


def test_a_new_denial_stands_at_the_first_level() -> None:
    assert standing(DENIAL, coverage={"sponsor": "medicare_part_d"}) == [
        ("Redetermination", "now"),
        ("Independent review (IRE)", "ahead"),
        ("Hearing", "ahead"),
        ("Appeals Council", "ahead"),
        ("Court", "ahead"),
    ]


def test_a_pending_level_is_where_the_case_stands() -> None:
    asked = {"kind": "fair_hearing_requested", "received_by_office": "2026-08-01"}

    found = standing(DENIAL, APPEAL, UPHELD, asked, coverage={"sponsor": "medicaid_managed_care"})

    assert found == [("Plan appeal", "done"), ("State fair hearing", "now"), ("Court", "ahead")]


def test_after_a_decision_the_next_level_is_where_the_case_stands() -> None:
    found = standing(DENIAL, APPEAL, UPHELD, coverage={"sponsor": "fehb"})

    assert found == [("Reconsideration", "done"), ("OPM review", "now"), ("Court", "ahead")]


def test_what_is_won_needs_no_further_level() -> None:
    won = {**UPHELD, "outcome": "overturned"}

    found = standing(DENIAL, APPEAL, won, coverage={"sponsor": "medicare_advantage"})

    assert found[0] == ("Reconsideration", "done")
    assert {state for _, state in found[1:]} == {"not_needed"}


def test_a_level_that_was_skipped_is_passed() -> None:
    hearing = {"kind": "fair_hearing_requested", "received_by_office": "2026-08-01"}

    found = standing(DENIAL, hearing, coverage={"sponsor": "medicaid_managed_care"})

    assert found[:2] == [("Plan appeal", "done"), ("State fair hearing", "now")]


@pytest.mark.parametrize(
    "changed,names",
    [
        ({"appeal_levels": 2}, ["Internal appeal", "Second-level appeal", "External review", "Court"]),
        ({"appeal_levels": 1}, ["Internal appeal", "External review", "Court"]),
        ({"grandfathered": True}, ["Internal appeal", "Court"]),
        ({"sponsor": "church"}, ["Internal appeal", "External review"]),
    ],
)
def test_a_private_plan_has_the_levels_that_its_facts_give_it(
    changed: dict[str, Any], names: list[str]
) -> None:
    assert [name for name, _ in standing(DENIAL, coverage=changed)] == names


@pytest.mark.parametrize(
    "reason,name",
    [("medical_necessity", "Second reconsideration"), ("coding_or_billing", "Formal review")],
)
def test_a_military_case_goes_on_by_what_is_in_dispute(reason: str, name: str) -> None:
    found = standing(DENIAL, coverage={"sponsor": "tricare"}, reason=reason)

    assert found[1][0] == name


def test_a_broken_row_is_refused_naming_file_and_row() -> None:
    with pytest.raises(LawTableError, match=r"ladders\.toml: row 1"):
        read_ladders('[[ladder]]\nsponsors = ["king"]\n[[ladder.step]]\nname = "x"\n')
