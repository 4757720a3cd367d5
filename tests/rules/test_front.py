"""What stands in front of a case, and the group that follows."""

from datetime import datetime
from typing import Any

import pytest

from tracker.rules.casefile import read_case
from tracker.rules.engine import compute
from tracker.rules.front import Front, front
from tracker.rules.stage import NextStep, next_step

SELF_FUNDED = {
    "sponsor": "private_employer",
    "funding": "self_funded",
    "grandfathered": False,
    "appeal_levels": 1,
}
DENIAL = {"kind": "adverse_determination", "key": "denial"}


def placed(as_of: str, *events: dict[str, Any], **more: Any) -> tuple[Front, NextStep]:
    raw = {"coverage": SELF_FUNDED, "claim": "pre_service", "timezone": "America/Chicago", "as_of": as_of}
    case, moment = read_case({**raw, "events": list(events), **more})
    assert isinstance(moment, datetime)
    computed = compute(case, moment)
    return front(case, computed, moment), next_step(case, computed, moment)


def test_a_new_denial_stands_at_its_target_and_says_what_the_law_allows() -> None:
    found, step = placed("2026-11-22T09:00", {**DENIAL, "notice_on": "2026-11-16"})

    assert found.group == "this_month"
    assert found.deadline is not None
    assert found.deadline.rule == "practice.target.internal_appeal"
    assert step.sentence == "File the internal appeal. The law allows until Saturday, May 15, 2027."


def test_a_passed_target_is_overdue_work() -> None:
    found, _ = placed("2026-11-22T09:00", {**DENIAL, "notice_on": "2026-10-05"})

    assert found.group == "overdue"


def test_a_legal_date_within_the_week_stands_before_a_target_that_has_passed() -> None:
    found, _ = placed("2026-11-24T09:00", {**DENIAL, "notice_on": "2026-06-01"})

    assert found.deadline is not None
    assert (found.group, found.deadline.rule) == ("this_week", "erisa.appeal.file")


def test_a_date_past_its_cautious_day_stands_before_an_older_target_and_an_older_chase() -> None:
    denial = {**DENIAL, "notice_on": "2026-05-24", "received_on": "2026-05-29"}
    asked = {"kind": "claim_file_requested", "sent_on": "2026-06-08"}

    found, step = placed("2026-11-22T09:00", denial, asked)

    assert found.deadline is not None
    assert (found.group, found.deadline.rule) == ("overdue", "erisa.appeal.file")
    assert "file today and say why" in step.sentence


def test_the_day_a_letter_must_leave_goes_before_the_day_it_must_arrive() -> None:
    denial = {**DENIAL, "notice_on": "2026-06-05"}

    found, step = placed("2026-11-23T09:00", denial)

    assert found.group == "within_72_hours"
    assert str(step.when) == "2026-11-25"


def test_an_expedited_answer_goes_before_a_far_window() -> None:
    denial = {**DENIAL, "notice_on": "2026-11-13"}
    appeal = {"kind": "internal_appeal_filed", "received_by_plan": "2026-11-21T08:00", "expedited": True}

    found, step = placed("2026-11-22T09:00", denial, appeal, urgency="expedited")

    assert found.group == "within_72_hours"
    assert found.deadline is not None
    assert found.deadline.rule == "erisa.appeal.decide.urgent"
    assert step.owner == "plan"


def test_a_filed_appeal_waits_on_the_plan() -> None:
    denial = {**DENIAL, "notice_on": "2026-10-05"}

    found, step = placed(
        "2026-11-22T09:00", denial, {"kind": "internal_appeal_filed", "received_by_plan": "2026-11-02"}
    )

    assert (found.group, step.owner, str(step.when)) == ("waiting_on_plan", "plan", "2026-12-02")


def test_a_plan_that_is_late_stands_in_its_own_group_though_the_strict_four_months_have_passed() -> None:
    denial = {**DENIAL, "notice_on": "2026-05-05"}

    found, step = placed(
        "2026-12-10T09:00", denial, {"kind": "internal_appeal_filed", "received_by_plan": "2026-11-02"}
    )

    assert (found.group, step.action) == ("plan_is_late", "plan_is_late")


def test_a_target_gives_work_to_do_while_the_letters_date_is_looked_for() -> None:
    found, step = placed(
        "2026-11-22T09:00", {**DENIAL, "notice_on": "2026-11-16"}, coverage={"sponsor": "medicare"}
    )

    assert found.deadline is not None
    assert found.deadline.rule.startswith("practice.target")
    assert step.action == "internal_appeal_filed"


def test_a_call_about_the_claim_file_is_a_chase() -> None:
    denial = {**DENIAL, "notice_on": "2026-11-02"}
    asked = {"kind": "claim_file_requested", "key": "asked", "sent_on": "2026-11-04"}
    call = {"kind": "call_logged", "called_at": "2026-11-16T10:00", "answers": "asked"}

    before, _ = placed("2026-11-17T09:00", denial, asked)
    after, _ = placed("2026-11-17T09:00", denial, asked, call)

    assert before.deadline is not None
    assert after.deadline is not None
    assert (before.deadline.rule, before.deadline.limb) == ("practice.claim_file.chase", "first")
    assert after.deadline.rule == "practice.target.internal_appeal"


@pytest.mark.parametrize("kind", ["closed", "withdrawn"])
def test_an_ended_case_has_nothing_in_front(kind: str) -> None:
    ended = {"kind": kind, f"{kind}_on": "2026-11-20", **({"outcome": "lost"} if kind == "closed" else {})}

    found, step = placed("2026-11-22T09:00", {**DENIAL, "notice_on": "2026-10-05"}, ended)

    assert (found.group, found.deadline, step.owner) == ("nothing_pending", None, "nobody")


def test_once_the_appeal_is_filed_a_chase_of_the_claim_file_never_stands_in_front() -> None:
    denial = {**DENIAL, "notice_on": "2026-10-05"}
    asked = {"kind": "claim_file_requested", "sent_on": "2026-10-08"}
    appeal = {"kind": "internal_appeal_filed", "received_by_plan": "2026-11-02"}

    found, step = placed("2026-11-22T09:00", denial, asked, appeal)

    assert (found.group, step.owner) == ("waiting_on_plan", "plan")


URGENT = {**DENIAL, "notice_on": "2026-11-21"}


@pytest.mark.parametrize("as_of", ["2026-11-21T09:00", "2026-11-22T09:00", "2026-11-24T23:00"])
def test_an_urgent_appeal_is_todays_work_from_the_day_of_the_letter(as_of: str) -> None:
    found, step = placed(as_of, URGENT, urgency="expedited")

    assert (found.group, str(found.when)) == ("within_72_hours", as_of[:10])
    assert step.sentence.startswith(
        "File the internal appeal today: the matter is urgent. The law allows until"
    )


def test_an_urgent_target_is_passed_when_an_expedited_decision_could_have_been_here() -> None:
    found, step = placed("2026-11-25T09:00", URGENT, urgency="expedited")

    assert (found.group, str(found.when)) == ("overdue", "2026-11-24")
    assert "today" in step.sentence


def test_the_time_of_an_urgent_target_runs_from_the_day_the_letter_came() -> None:
    denial = {**DENIAL, "notice_on": "2026-11-16", "received_on": "2026-11-21"}

    found, _ = placed("2026-11-22T09:00", denial, urgency="expedited")

    assert (found.group, str(found.when)) == ("within_72_hours", "2026-11-22")


def test_an_urgent_appeal_against_a_cut_is_due_before_the_cut() -> None:
    cut = {**URGENT, "kind": "course_reduction_notified", "effective_on": "2026-11-24"}

    found, _ = placed("2026-11-24T09:00", cut, claim="concurrent", urgency="expedited")

    assert found.deadline is not None
    assert (found.group, str(found.deadline.file_by)) == ("overdue", "2026-11-23")


def test_urgency_moves_no_date_of_the_law() -> None:
    (urgent, _), (standard, _) = (
        placed("2027-05-19T09:00", URGENT, urgency=urgency) for urgency in ("expedited", "standard")
    )

    assert (urgent.deadline, urgent.group) == (standard.deadline, standard.group)
    assert urgent.deadline is not None
    assert urgent.deadline.rule == "erisa.appeal.file"


SENT = {"kind": "internal_appeal_filed", "sent_on": "2026-11-21", "channel": "fax"}


@pytest.mark.parametrize("urgency", ["standard", "expedited"])
def test_what_was_sent_is_confirmed_and_not_filed_again(urgency: str) -> None:
    found, step = placed("2026-11-22T09:00", {**DENIAL, "notice_on": "2026-10-05"}, SENT, urgency=urgency)

    assert found.deadline is not None
    assert (found.group, found.deadline.rule) == ("within_72_hours", "practice.confirm_receipt")
    assert step.sentence == "Confirm with the plan that it arrived, and record the day."


def test_a_date_of_law_that_presses_stays_in_front_of_what_was_sent_and_asks_whether_it_arrived() -> None:
    found, step = placed("2026-11-22T09:00", {**DENIAL, "notice_on": "2026-05-28"}, SENT)

    assert found.deadline is not None
    assert (found.group, found.deadline.rule) == ("within_72_hours", "erisa.appeal.file")
    assert step.action == "confirm_receipt"
    assert step.sentence == "It was sent: confirm that it has arrived by then, and record the day."


def test_a_letters_shorter_date_asks_for_what_the_letter_is_about() -> None:
    denial = {**DENIAL, "notice_on": "2026-06-05"}
    appeal = {"kind": "internal_appeal_filed", "received_by_plan": "2026-07-01"}
    final = {
        "kind": "appeal_decided",
        "notice_on": "2026-08-05",
        "outcome": "upheld",
        "final": "yes",
        "states_deadline_on": "2026-12-01",
    }

    found, step = placed("2026-11-20T09:00", denial, appeal, final)

    assert found.deadline is not None
    assert found.deadline.rule == "letter.shorter"
    assert step.action == "external_review_requested"
    assert step.sentence == (
        "Ask for external review by the letter's own date if you can. "
        "The law allows until Monday, December 7, 2026."
    )
