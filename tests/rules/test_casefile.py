"""A case file that cannot be right is refused, with a sentence for each thing that is wrong."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.rules.cases import APPEAL, DENIAL, FINAL, raw_case
from tracker.rules.casefile import CaseError, read_case

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)


def problems(raw: Any) -> dict[str, str]:
    """The sentences by field; empty where the case can be read."""
    try:
        read_case(raw, NOW)
    except CaseError as error:
        return {problem.field: problem.sentence for problem in error.problems}
    return {}


BAD_EVENTS = {
    "a day that does not exist": ({**DENIAL, "notice_on": "2026-02-30"}, "notice_on", "exist"),
    "a receipt before the letter": (
        {**DENIAL, "received_on": "2026-06-01"},
        "received_on",
        "before the date",
    ),
    "a letter of tomorrow": ({**DENIAL, "notice_on": "2026-11-23"}, "notice_on", "future"),
    "a year that is a slip": ({**DENIAL, "notice_on": "2062-06-05"}, "notice_on", "slip of the finger"),
    "a year before the calendar": (
        {**DENIAL, "notice_on": "0001-01-01"},
        "notice_on",
        "outside the calendar",
    ),
    "a year after the calendar": ({**DENIAL, "notice_on": "9999-12-31"}, "notice_on", "outside the calendar"),
    "an hour that the clock skips": (
        {**APPEAL, "received_by_plan": "2026-03-08T02:30"},
        "received_by_plan",
        "the clock skips it",
    ),
    "a list for a day": ({**DENIAL, "notice_on": ["2026-06-05"]}, "notice_on", "one value"),
    "an object for a day": ({**DENIAL, "notice_on": {"day": 5}}, "notice_on", "one value"),
    "a number for a day": ({**DENIAL, "notice_on": 20260605}, "notice_on", "exist"),
    "no day": ({"kind": "adverse_determination"}, "notice_on", "fill this in"),
    "control characters": ({**DENIAL, "by": "Dr\x07"}, "by", "cannot be printed"),
    "a megabyte of text": ({**DENIAL, "note": "x" * 1_000_000}, "note", "1,000,000 characters"),
    "an unknown choice": ({**FINAL, "outcome": "lost"}, "outcome", "not one of"),
    "an unknown field": ({**DENIAL, "colour": "red"}, "colour", "Unknown entry"),
    "an unknown kind": ({"kind": "denied"}, "kind", "not known"),
    "a list for a kind": ({"kind": ["denied"]}, "kind", "not known"),
    "an event that is a text": ("denied", "", "object with a kind"),
    "a key that is a list": ({**DENIAL, "key": ["a"]}, "key", "short text"),
}


@pytest.mark.parametrize("name", BAD_EVENTS)
def test_an_event_that_cannot_be_right_is_told_at_its_field(name: str) -> None:
    event, field, word = BAD_EVENTS[name]

    told = problems(raw_case(event))  # type: ignore[arg-type]

    assert word in told["events[0]" + (f".{field}" if field else "")]


BAD_CASES: dict[str, tuple[dict[str, Any], str, str]] = {
    "an unknown zone": ({"timezone": "Mars/Olympus"}, "timezone", "not a time zone"),
    "a zone that is a file of the machine": ({"timezone": "localtime"}, "timezone", "time zone"),
    "no zone": ({"timezone": None}, "timezone", "not a time zone"),
    "a zone that is a list": ({"timezone": ["UTC"]}, "timezone", "not a time zone"),
    "an unknown claim": ({"claim": "dental"}, "claim", "not known"),
    "no claim": ({"claim": None}, "claim", "before"),
    "a claim that is an object": ({"claim": {}}, "claim", "not known"),
    "a moment of judging that is none": ({"as_of": "yesterday"}, "as_of", "exist"),
    "events that are an object": ({"events": {}}, "events", "list"),
    "more events than a case has": ({"events": [DENIAL] * 501}, "events", "at most 500"),
    "events that are a text": ({"events": "none"}, "events", "list"),
    "coverage that is a text": ({"coverage_is": "a text"}, "coverage_is", "Unknown entry"),
    "a day of treatment that is a number": ({"treatment_on": 5}, "treatment_on", "exist"),
    "a flag that is a list": ({"surprise_bill": [True]}, "surprise_bill", "yes or no"),
}


@pytest.mark.parametrize("name", BAD_CASES)
def test_a_case_that_cannot_be_right_is_told_at_its_field(name: str) -> None:
    changed, field, word = BAD_CASES[name]

    assert word in problems({**raw_case(DENIAL), **changed})[field]


@pytest.mark.parametrize(
    "changed,field",
    [
        ({"sponsor": "king"}, "coverage.sponsor"),
        ({"sponsor": ["church"]}, "coverage.sponsor"),
        ({"appeal_levels": 3}, "coverage.appeal_levels"),
        ({"appeal_levels": True}, "coverage.appeal_levels"),
        ({"appeal_levels": [1]}, "coverage.appeal_levels"),
        ({"grandfathered": "perhaps"}, "coverage.grandfathered"),
        ({"state": ["TX"]}, "coverage.state"),
        ({"state": "Texas"}, "coverage.state"),
        ({"sponsor": "individual", "appeal_levels": 2}, "coverage.appeal_levels"),
        ({"size": "large"}, "coverage.size"),
    ],
)
def test_coverage_that_cannot_be_is_told_at_its_field(changed: dict[str, Any], field: str) -> None:
    assert list(problems(raw_case(DENIAL, coverage=changed))) == [field]


@pytest.mark.parametrize("raw", [None, [], "case", 5, True])
def test_what_is_no_case_is_refused(raw: Any) -> None:
    assert "JSON object" in problems(raw)[""]


def test_an_individual_policy_with_two_mandatory_levels_names_the_paragraph() -> None:
    told = problems(raw_case(DENIAL, coverage={"sponsor": "individual", "appeal_levels": 2}))

    assert "147.136(b)(3)(ii)(G)" in told["coverage.appeal_levels"]


@pytest.mark.parametrize(
    "events,word",
    [
        ([DENIAL, {**APPEAL, "received_by_plan": "2026-06-01"}], "cannot stand before"),
        ([DENIAL, {**APPEAL, "answers": "nobody"}], "not there"),
        ([DENIAL, APPEAL, {**FINAL, "answers": "denial"}], "of that kind"),
        ([DENIAL, APPEAL, {**FINAL, "answers": "final"}], "of that kind"),
        (
            [DENIAL, {**DENIAL, "key": "later", "notice_on": "2026-10-01"}, {**APPEAL, "answers": "later"}],
            "before what",
        ),
        ([DENIAL, DENIAL], "stands twice"),
    ],
)
def test_events_that_cannot_stand_together_are_told(events: list[dict[str, Any]], word: str) -> None:
    assert word in problems(raw_case(*events))["events"]


def test_every_problem_is_told_at_once() -> None:
    raw = raw_case({**DENIAL, "notice_on": "2026-02-30"}, timezone="Mars/Olympus", claim="dental")

    assert set(problems(raw)) == {"events[0].notice_on", "timezone", "claim"}


def test_what_lies_ahead_by_its_nature_may() -> None:
    stated = {**DENIAL, "states_deadline_on": "2027-06-01"}

    assert problems(raw_case(stated)) == {}


def test_an_answer_on_the_day_of_its_cause_is_in_order() -> None:
    events = [DENIAL, {**APPEAL, "received_by_plan": "2026-10-05T10:00"}, {**FINAL, "answers": "appeal"}]

    assert problems(raw_case(*events)) == {}
