"""The stage of a case, as an advocate would name it, follows from its events alone."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.rules.cases import APPEAL, DENIAL, FINAL, facts_of
from tracker.rules.engine import compute
from tracker.rules.stage import latest_of, next_step, stage
from tracker.rules.terms import EventKind

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)
FILE_ASKED = {"kind": "claim_file_requested", "sent_on": "2026-06-10"}
DISMISSED = {"kind": "appeal_dismissed", "notice_on": "2026-09-20"}
REQUEST = {"kind": "external_review_requested", "received_by_plan": "2026-10-20"}
CLOSED = {"kind": "closed", "closed_on": "2026-11-20", "outcome": "won"}
WITHDRAWN = {"kind": "withdrawn", "withdrawn_on": "2026-09-20"}
AGAIN = {**APPEAL, "key": "again", "received_by_plan": "2026-10-01"}


@pytest.mark.parametrize(
    "events,named",
    [
        ([], "denial_received"),
        ([DENIAL], "denial_received"),
        ([DENIAL, FILE_ASKED], "claim_file_requested"),
        ([DENIAL, FILE_ASKED, APPEAL], "internal_appeal_filed"),
        ([DENIAL, APPEAL, {**FILE_ASKED, "sent_on": "2026-09-20"}], "internal_appeal_filed"),
        ([DENIAL, {**APPEAL, "filed_by": "provider_dispute"}], "denial_received"),
        ([DENIAL, APPEAL, DISMISSED], "decision"),
        ([DENIAL, APPEAL, DISMISSED, AGAIN], "internal_appeal_filed"),
        ([DENIAL, APPEAL, FINAL], "decision"),
        ([DENIAL, APPEAL, FINAL, REQUEST], "external_review"),
        ([DENIAL, APPEAL, FINAL, REQUEST, CLOSED], "closed"),
        ([DENIAL, APPEAL, WITHDRAWN], "closed"),
        ([DENIAL, APPEAL, WITHDRAWN, AGAIN], "internal_appeal_filed"),
    ],
)
def test_the_stage_is_what_happened_last(events: list[dict[str, Any]], named: str) -> None:
    assert stage(facts_of(*events)).value == named


def test_the_latest_event_of_a_kind_is_the_one_by_its_day() -> None:
    case = facts_of(AGAIN, DENIAL, APPEAL)

    found = latest_of(case, EventKind.INTERNAL_APPEAL_FILED)

    assert found is not None
    assert found.key == "again"
    assert latest_of(case, EventKind.CLOSED) is None


def test_the_next_level_of_a_program_is_named() -> None:
    denial = {"kind": "adverse_determination", "notice_on": "2026-09-05"}
    appeal = {"kind": "internal_appeal_filed", "received_by_plan": "2026-10-01"}
    upheld = {"kind": "appeal_decided", "notice_on": "2026-11-05", "outcome": "upheld"}
    case = facts_of(denial, appeal, upheld, coverage={"sponsor": "medicare_part_d"})

    step = next_step(case, compute(case, NOW), NOW)

    assert (
        step.sentence == "Ask the independent review entity. The law allows until Saturday, January 9, 2027."
    )
    assert step.action == "ire_requested"


def test_behind_a_target_the_letters_own_date_is_told_beside_the_laws() -> None:
    denial = {"kind": "adverse_determination", "notice_on": "2026-11-02", "states_deadline_on": "2027-04-01"}
    case = facts_of(denial)

    step = next_step(case, compute(case, NOW), NOW)

    assert step.sentence == (
        "File the internal appeal. The letter says until Thursday, April 1, 2027; "
        "the law allows until Saturday, May 1, 2027."
    )


def test_a_letter_that_gives_more_time_than_the_law_is_named_for_it() -> None:
    denial = {"kind": "adverse_determination", "notice_on": "2026-11-18", "states_deadline_on": "2027-07-16"}
    case = facts_of(denial)

    step = next_step(case, compute(case, NOW), NOW)

    assert step.sentence == "File the internal appeal. The letter says until Friday, July 16, 2027."


def test_the_letters_shorter_date_says_in_its_arithmetic_what_the_law_gives() -> None:
    denial = {"kind": "adverse_determination", "notice_on": "2026-11-18", "states_deadline_on": "2027-01-17"}

    found = compute(facts_of(denial), NOW).deadlines

    (shorter,) = (each for each in found if each.rule == "letter.shorter")
    assert shorter.title == "File the internal appeal by the letter's own date"
    assert shorter.trail[-1] == (
        "File the internal appeal: the law gives until Monday, May 17, 2027. "
        "Keep the letter's date if you can, and argue the law's."
    )
