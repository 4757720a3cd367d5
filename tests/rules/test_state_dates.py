"""The dates of a state's own process: in front where it is sure and shorter, behind where it is longer, never alone."""

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.cases import APPEAL, DENIAL, FINAL, answered
from tracker.rules.apply import apply_rule
from tracker.rules.asked_facts import ApplyError
from tracker.rules.state_lines import state_lines
from tracker.rules.state_rules import (
    EARLY,
    EXPEDITED,
    FILE,
    PROCESS,
    STEP_THERAPY,
    NoSuchClockError,
    state_rule,
)
from tracker.rules.states import CODES

COPY = Path(__file__).parents[1] / "snapshots" / "states.txt"
LAST_WORD = {**FINAL, "final": "yes"}
ZONE = "America/New_York"


def in_state(state: str, *events: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """An insured employer's plan of that state, denied for good on October 5, 2026, and what is said differently."""
    coverage = {"funding": "insured", "state": state, **changed.pop("coverage", {})}
    return answered(*(events or (DENIAL, APPEAL, LAST_WORD)), coverage=coverage, **changed)


def dates(answer: dict[str, Any]) -> dict[str, tuple[str, str | None]]:
    found = [d for d in answer["deadlines"] if d["rule"].startswith(("state.", "aca.ext.fed.file"))]
    return {d["rule"]: (d["file_by"], d["latest_arguable"]) for d in found}


def test_the_states_law_is_as_it_was_read() -> None:
    """A golden copy: a change of what a state's row says is a diff that someone reads."""
    found = [
        f"{rule} | {line.code} | {line.words} | {line.citation} | {line.confidence}"
        for rule in (PROCESS, FILE, EXPEDITED, EARLY, STEP_THERAPY)
        for line in state_lines(rule, date(2026, 11, 22))
    ]
    told = "\n".join(found) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        COPY.write_text(told, "utf-8")

    assert told == COPY.read_text("utf-8")


def test_a_line_that_nobody_has_read_for_180_days_says_only_whom_to_ask() -> None:
    (line,) = [each for each in state_lines(FILE, date(2027, 6, 1)) if each.code == "OH"]

    assert line.words == "Not read for 180 days: ask Ohio Department of Insurance, 800-686-1526."
    assert (line.citation, line.confidence) == ("", "")


def test_a_window_that_is_the_same_as_the_floor_is_told_in_its_trail_and_not_twice() -> None:
    answer = in_state("IA")
    floor = next(d for d in answer["deadlines"] if d["rule"] == "aca.ext.fed.file")

    assert dates(answer) == {"aca.ext.fed.file": ("2027-02-05", "2027-02-05")}
    assert "Iowa's own window ends on Friday, February 5, 2027 too (secondary)." in floor["trail"]


def test_a_last_day_on_a_weekend_stays_where_a_state_reviews() -> None:
    sunday = {**LAST_WORD, "notice_on": "2026-10-10"}

    assert dates(in_state("IA", DENIAL, APPEAL, sunday)) == {
        "aca.ext.fed.file": ("2027-02-10", "2027-02-10"),
    }
    saturday = {**LAST_WORD, "notice_on": "2026-10-06"}
    assert dates(in_state("IA", DENIAL, APPEAL, saturday)) == {
        "aca.ext.fed.file": ("2027-02-06", "2027-02-08"),
    }


def test_where_no_source_tells_of_a_day_that_the_month_has_not_its_last_one_is_shown() -> None:
    october_30 = {**LAST_WORD, "notice_on": "2026-10-30"}

    assert dates(in_state("IA", DENIAL, APPEAL, october_30)) == {
        "aca.ext.fed.file": ("2027-02-28", "2027-03-01"),
    }
    assert dates(in_state("CA", DENIAL, APPEAL, {**LAST_WORD, "notice_on": "2026-10-31"})) == {
        "aca.ext.fed.file": ("2027-02-28", "2027-05-01"),
        "state.ext.file": ("2027-04-30", "2027-05-01"),
    }


def test_a_longer_window_keeps_the_claim_alive_after_the_floor_has_passed() -> None:
    answer = in_state("CA", as_of="2027-03-01T09:00")
    floor = next(d for d in answer["deadlines"] if d["rule"] == "aca.ext.fed.file")

    assert (floor["status"], floor["latest_arguable"]) == ("past_cautious", "2027-04-05")


def test_a_shorter_window_that_has_passed_can_be_argued_until_the_floor_has() -> None:
    answer = in_state("NC", as_of="2027-02-04T09:00")
    own = next(d for d in answer["deadlines"] if d["rule"] == "state.ext.file")

    assert (own["file_by"], own["status"]) == ("2027-02-02", "past_cautious")


def test_an_early_reminder_that_has_passed_is_nothing_missed_and_ends_with_the_floor() -> None:
    passed = in_state("NM", as_of="2027-01-04T09:00")
    over = in_state("NM", as_of="2027-02-06T09:00")

    assert [d["status"] for d in passed["deadlines"] if d["rule"] == EARLY] == ["open"]
    assert [d["status"] for d in over["deadlines"] if d["rule"] == EARLY] == ["superseded"]


def test_a_date_in_the_letter_replaces_the_early_reminder() -> None:
    answer = in_state("NM", DENIAL, APPEAL, {**LAST_WORD, "states_deadline_on": "2027-03-05"})
    early = next(d for d in answer["deadlines"] if d["rule"] == EARLY)

    assert early["status"] == "superseded"
    assert early["trail"][-1] == "The letter states a date of its own, and it decides."
    assert dates(answer)["aca.ext.fed.file"][0] == "2027-03-05"


def test_asking_for_the_review_meets_every_one_of_its_dates() -> None:
    asked = {"kind": "external_review_requested", "received_by_plan": "2026-11-01"}
    answer = in_state("MI", DENIAL, APPEAL, LAST_WORD, asked)

    met = {d["rule"] for d in answer["deadlines"] if d["status"] == "met"}
    assert {"aca.ext.fed.file", FILE, EARLY} <= met


@pytest.mark.parametrize(
    "coverage",
    [
        {"funding": "self_funded"},
        {"sponsor": "church", "funding": "self_funded"},
        {"sponsor": "medicare", "funding": "unknown"},
        {"state": "PR"},
        {"state": None},
        {"grandfathered": True},
    ],
)
def test_other_coverage_has_no_dates_of_a_state(coverage: dict[str, Any]) -> None:
    answer = in_state("NC", coverage=coverage)

    assert not [d for d in answer["deadlines"] if d["rule"].startswith("state.")]


@pytest.mark.parametrize(
    "coverage", [{"funding": "unknown"}, {"sponsor": "individual"}, {"sponsor": "state_local_government"}]
)
def test_coverage_that_is_insured_or_may_be_has_them(coverage: dict[str, Any]) -> None:
    assert dates(in_state("NC", coverage=coverage))["state.ext.file"][0] == "2027-02-02"


def test_a_case_changes_by_itself_when_the_states_row_grows_too_old() -> None:
    early = {**LAST_WORD, "notice_on": "2026-11-20"}
    answer = in_state("CA", DENIAL, APPEAL, early, as_of="2027-05-01T09:00")

    assert answer["next_change_at"] == "2027-05-21T00:00-05:00"


@pytest.mark.parametrize("outcome", ["overturned"])
def test_what_was_won_starts_no_window(outcome: str) -> None:
    assert not dates(in_state("NY", DENIAL, APPEAL, {**FINAL, "outcome": outcome}))


def test_a_second_decision_starts_no_new_window_in_new_york() -> None:
    second = {"kind": "second_level_filed", "key": "second", "received_by_plan": "2026-10-20"}
    again = {"kind": "appeal_decided", "key": "again", "notice_on": "2026-11-16", "outcome": "upheld"}
    answer = in_state("NY", DENIAL, APPEAL, FINAL, second, again, coverage={"appeal_levels": 2})

    own = [d for d in answer["deadlines"] if d["rule"] == FILE]
    assert [(d["event"], d["file_by"], d["latest_arguable"]) for d in own] == [
        ("final", "2027-02-05", "2027-03-16")
    ]


# ---- One rule, asked by itself


def applied(rule: str, state: str, notice: date = date(2026, 10, 5), **more: Any) -> Any:
    facts = {"state": state, **more.pop("facts", {})}
    return apply_rule(rule, {"notice": notice}, facts, ZONE, **more)


def test_a_rule_of_a_state_answers_with_that_states_citation_source_and_confidence() -> None:
    found = applied(FILE, "OH")

    assert found.file_by == date(2027, 4, 3)
    assert found.citation.startswith("O.R.C. 3922.02")
    assert (found.verification, found.checked, found.confidence) == ("verified", "2026-11-21", "medium")
    assert "“180 days from final adverse determination”" in " ".join(found.trail)


def test_an_early_reminder_has_nothing_behind_it_and_names_its_sources() -> None:
    found = applied(EARLY, "AL")

    assert (found.file_by, found.latest_arguable, found.basis) == (date(2026, 12, 4), None, "earliest_found")
    assert "claimgotdenied.com" in " ".join(found.trail)
    assert found.trail[-1].startswith("This is an early reminder, not the deadline")


REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "no state": (FILE, {"state": None}, "needs the fact “state”"),
    "a territory": (FILE, {"state": "PR"}, "needs the fact “state”"),
    "a window that is not sure": (FILE, {"state": "TX"}, "ask for state.ext.early"),
    "an early reminder where the window is sure": (EARLY, {"state": "CA"}, "ask for state.ext.file"),
    "no time of its own": (EXPEDITED, {"state": "CA"}, "no time of its own"),
    "a plan that funds itself": (
        FILE,
        {"state": "NY", "sponsor": "private_employer", "funding": "self_funded"},
        "self-funded",
    ),
    "a public program": (FILE, {"state": "NY", "sponsor": "tricare"}, "not for a public program"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_answered_is_said_in_a_sentence(name: str) -> None:
    rule, facts, words = REFUSED[name]

    with pytest.raises(ApplyError, match=words):
        apply_rule(rule, {"notice": date(2026, 10, 5)}, facts, ZONE)


def known(rule: str) -> list[str]:
    found = []
    for code in CODES:
        try:
            state_rule(rule, code)
        except NoSuchClockError:
            continue
        found.append(code)
    return found


def test_every_state_has_either_a_window_or_an_early_reminder() -> None:
    assert set(known(FILE)) | set(known(EARLY)) == set(CODES)
    assert set(known(FILE)) & set(known(EARLY)) == {"MI"}


@given(st.sampled_from(known(FILE)), st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.integers(0, 40))
def test_no_window_ends_before_its_notice_or_later_by_a_later_notice(
    state: str, notice: date, days: int
) -> None:
    first, second = applied(FILE, state, notice), applied(FILE, state, notice + timedelta(days=days))

    assert notice < first.file_by <= second.file_by
