"""Rights that open when their facts come true, each with its citation."""

from typing import Any

import pytest

from tests.rules.cases import APPEAL, DENIAL, FINAL, answered


def opened(*events: dict[str, Any], **changed: Any) -> dict[str, dict[str, Any]]:
    return {opening["rule"]: opening for opening in answered(*events, **changed)["openings"]}


URGENT: dict[str, Any] = {"urgency": "expedited"}
URGENT_APPEAL = {**APPEAL, "received_by_plan": "2026-11-20T09:00", "expedited": True}


def test_every_opening_says_why_and_where_it_stands() -> None:
    for opening in answered(DENIAL, APPEAL, reason="medical_necessity")["openings"]:
        assert opening["because"].endswith(".")
        assert opening["citation"]
        assert opening["source"]
        assert opening["verification"]


def test_the_claim_file_is_open_until_all_of_it_came() -> None:
    part = {"kind": "claim_file_received", "received_on": "2026-07-01", "in_part": True}
    whole = {"kind": "claim_file_received", "received_on": "2026-07-10"}

    assert "erisa.docs.claim_file" in opened(DENIAL)
    assert "erisa.docs.claim_file" in opened(DENIAL, part)
    assert "erisa.docs.claim_file" not in opened(DENIAL, part, whole)


def test_a_late_plan_opens_the_next_door_with_its_exception() -> None:
    found = opened(DENIAL, APPEAL)["aca.deemed_exhausted"]

    assert found["because"].startswith("The plan had until Wednesday, October 14, 2026 and has not answered")
    assert found["citation"] == "29 CFR 2590.715-2719(b)(2)(ii)(F)(1)-(2)"
    assert "all of this together" in found["exceptions"][0]


def test_a_plan_that_still_has_time_opens_no_door() -> None:
    assert "aca.deemed_exhausted" not in opened(DENIAL, {**APPEAL, "received_by_plan": "2026-11-02"})


def test_only_an_erisa_plan_can_be_sued_under_erisa() -> None:
    church = opened(DENIAL, APPEAL, coverage={"sponsor": "church"})

    assert "erisa.deemed_exhausted" not in church
    assert church["aca.deemed_exhausted"]["citation"].startswith("26 CFR 54.9815-2719")


@pytest.mark.parametrize("reason", ["medical_necessity", "experimental", "rescission"])
def test_external_review_reaches_medical_judgment_and_rescission(reason: str) -> None:
    assert "aca.ext.scope" in opened(DENIAL, reason=reason)


@pytest.mark.parametrize("reason", ["eligibility", "coding_or_billing", None])
def test_external_review_is_not_promised_for_other_reasons(reason: str | None) -> None:
    assert "aca.ext.scope" not in opened(DENIAL, reason=reason)


def test_both_reviews_may_run_at_once_once_the_expedited_appeal_is_filed() -> None:
    recent = {**DENIAL, "notice_on": "2026-11-18"}

    assert "aca.ext.fed.expedited.request" not in opened(recent, **URGENT)
    assert "at once" in opened(recent, URGENT_APPEAL, **URGENT)["aca.ext.fed.expedited.request"]["because"]


def test_a_refused_request_opens_expedited_review_anew() -> None:
    recent = {**DENIAL, "notice_on": "2026-11-18"}
    asked = {"kind": "external_review_requested", "received_by_plan": "2026-11-20T10:00"}
    refused = {"kind": "external_review_refused", "notice_on": "2026-11-21"}

    assert "aca.ext.fed.expedited.request" not in opened(recent, URGENT_APPEAL, asked, **URGENT)
    assert "aca.ext.fed.expedited.request" in opened(recent, URGENT_APPEAL, asked, refused, **URGENT)


def test_a_provider_s_own_dispute_opens_nothing_urgent() -> None:
    dispute = {**URGENT_APPEAL, "filed_by": "provider_dispute"}

    assert "aca.ext.fed.expedited.request" not in opened(
        {**DENIAL, "notice_on": "2026-11-18"}, dispute, **URGENT
    )


def test_new_evidence_must_be_shown_while_an_appeal_is_pending() -> None:
    pending = {**APPEAL, "received_by_plan": "2026-11-02"}

    assert "aca.new_evidence" in opened(DENIAL, pending)
    assert "aca.new_evidence" not in opened(DENIAL, APPEAL, FINAL)


def test_an_insured_policy_is_under_its_state() -> None:
    assert "aca.ext.state.min" in opened(DENIAL, coverage={"funding": "insured"})
    assert "aca.ext.state.min" not in opened(DENIAL)


def test_a_suit_is_for_a_lawyer_once_the_internal_process_is_finished() -> None:
    assert "ask a lawyer" in opened(DENIAL, APPEAL, FINAL)["erisa.civil_action"]["because"]
    assert "erisa.civil_action" not in opened(DENIAL, APPEAL)


@pytest.mark.parametrize(
    "ending",
    [
        {"kind": "closed", "closed_on": "2026-11-01", "outcome": "won"},
        {"kind": "withdrawn", "withdrawn_on": "2026-11-01"},
    ],
)
def test_a_closed_case_has_nothing_open(ending: dict[str, Any]) -> None:
    assert opened(DENIAL, APPEAL, ending) == {}
