"""Which of a state's laws may reach a coverage and a service, and the sentence where one does not."""

from datetime import date

import pytest

from tracker.rules.facts import Coverage
from tracker.rules.state_law import StepTherapy, law_for_letters, step_therapy, why_not_bound
from tracker.rules.states import state_of
from tracker.rules.terms import Funding, ServiceKind, Sponsor

TODAY = date(2026, 11, 22)
EMPLOYER, PUBLIC, CHURCH, OWN = (
    Sponsor.PRIVATE_EMPLOYER,
    Sponsor.STATE_LOCAL_GOVERNMENT,
    Sponsor.CHURCH,
    Sponsor.INDIVIDUAL,
)


def found(
    state: str, service: ServiceKind | None, sponsor: Sponsor = OWN, funding: Funding = Funding.INSURED
) -> dict[str, StepTherapy]:
    row = state_of(state)
    assert row is not None
    coverage = Coverage(sponsor=sponsor, funding=funding, state=state)
    return {each.law.code: each for each in step_therapy(row, coverage, service, TODAY)}


@pytest.mark.parametrize(
    "state,service,code",
    [
        ("TX", ServiceKind.DRUG, "tx_step_therapy"),
        ("NC", ServiceKind.DEVICE, "nc_step_therapy"),
        ("FL", ServiceKind.PROCEDURE, "fl_step_therapy"),
        ("WI", ServiceKind.DEVICE, "wi_device"),
        ("IL", ServiceKind.DEVICE, "il_step_therapy"),
        ("TX", None, "tx_step_therapy"),
    ],
)
def test_a_law_may_apply_where_its_scope_fits_or_is_not_known(
    state: str, service: ServiceKind | None, code: str
) -> None:
    assert found(state, service)[code].may_apply


def test_a_law_on_drugs_does_not_reach_a_device_and_what_carries_the_appeal_is_said() -> None:
    said = found("TX", ServiceKind.DEVICE)["tx_step_therapy"].why_not

    assert said == (
        "It reaches prescription drugs only; what was denied is a device. There the plan's own policy and medical "
        "necessity carry the appeal."
    )


@pytest.mark.parametrize("state", ["TX", "NC", "FL", "WI"])
def test_no_states_law_binds_a_plan_that_an_employer_funds_itself(state: str) -> None:
    for each in found(state, ServiceKind.DRUG, EMPLOYER, Funding.SELF_FUNDED).values():
        assert each.why_not.startswith("This plan is self-funded: the employer pays the claims.")


@pytest.mark.parametrize(
    "state,code", [("NE", "ne_step_therapy"), ("WI", "wi_device"), ("NM", "nm_public_plans")]
)
def test_some_laws_bind_plans_that_a_public_body_funds_itself(state: str, code: str) -> None:
    assert found(state, ServiceKind.DRUG, PUBLIC, Funding.SELF_FUNDED)[code].may_apply


def test_a_law_for_individual_policies_alone_says_so() -> None:
    assert found("CT", ServiceKind.DRUG)["ct_step_therapy"].may_apply
    assert found("CT", ServiceKind.DRUG, EMPLOYER)["ct_step_therapy"].why_not == (
        "It was seen to reach individual policies only."
    )


def test_a_bill_and_a_search_that_found_nothing_never_apply() -> None:
    assert "not confirmed" in found("AK", ServiceKind.DRUG)["ak_step_therapy"].why_not
    assert (
        found("KS", ServiceKind.DRUG)["ks_step_therapy"].why_not
        == "No law of Kansas on step therapy was found."
    )


def test_a_plan_of_unknown_funding_may_be_bound() -> None:
    assert why_not_bound(Coverage(sponsor=EMPLOYER, funding=Funding.UNKNOWN)) == ""


@pytest.mark.parametrize("sponsor", [EMPLOYER, CHURCH, PUBLIC])
def test_a_plan_that_funds_itself_is_told_why_no_state_law_binds_it(sponsor: Sponsor) -> None:
    assert why_not_bound(Coverage(sponsor=sponsor, funding=Funding.SELF_FUNDED))


@pytest.mark.parametrize("state", ["IL", "ND", "MS", "PA", "WV", "DE", "NJ", "DC"])
def test_a_letter_names_no_law_whose_section_was_not_seen(state: str) -> None:
    covered = Coverage(sponsor=OWN, funding=Funding.INSURED, state=state)

    assert law_for_letters(covered, ServiceKind.DRUG, TODAY) is None


def test_a_row_that_nobody_has_read_for_180_days_is_left_out() -> None:
    covered = Coverage(sponsor=OWN, funding=Funding.INSURED, state="TX")

    assert law_for_letters(covered, ServiceKind.DRUG, date(2027, 5, 20)) is not None
    assert law_for_letters(covered, ServiceKind.DRUG, date(2027, 5, 21)) is None
