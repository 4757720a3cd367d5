"""Which letter fits which coverage, and who it goes to."""

from pathlib import Path

import pytest

from tracker.rules.facts import Coverage
from tracker.rules.terms import Funding, PartyRole, ReasonKind, Sponsor, Urgency
from tracker.services.letters.kinds import KINDS, why_not
from tracker.templating import TEMPLATES

SELF_FUNDED = Coverage(Sponsor.PRIVATE_EMPLOYER, Funding.SELF_FUNDED, grandfathered=False, appeal_levels=1)


def test_every_kind_has_a_template_and_every_template_a_kind() -> None:
    templates = {Path(file).stem for file in (TEMPLATES / "letters").glob("*.md")}

    assert templates == set(KINDS)


@pytest.mark.parametrize("kind", ["internal_appeal_expedited", "external_review_expedited"])
def test_an_expedited_letter_needs_an_urgent_claim(kind: str) -> None:
    assert "not marked urgent" in (why_not(KINDS[kind], SELF_FUNDED, Urgency.STANDARD) or "")
    assert why_not(KINDS[kind], SELF_FUNDED, Urgency.EXPEDITED) is None


def test_an_individual_policy_has_no_second_level() -> None:
    individual = Coverage(Sponsor.INDIVIDUAL, Funding.INSURED)

    assert "one internal level" in (why_not(KINDS["second_level_appeal"], individual, Urgency.STANDARD) or "")


def test_a_plan_of_two_levels_has_a_second() -> None:
    two = Coverage(Sponsor.PRIVATE_EMPLOYER, Funding.SELF_FUNDED, appeal_levels=2)

    assert why_not(KINDS["second_level_appeal"], two, Urgency.STANDARD) is None
    assert why_not(KINDS["second_level_appeal"], SELF_FUNDED, Urgency.STANDARD) is not None


def test_grandfathered_coverage_has_external_review_for_surprise_bills_only() -> None:
    grandfathered = Coverage(Sponsor.PRIVATE_EMPLOYER, Funding.SELF_FUNDED, grandfathered=True)
    kind = KINDS["external_review_request"]

    assert "Grandfathered" in (why_not(kind, grandfathered, Urgency.STANDARD) or "")
    assert why_not(kind, grandfathered, Urgency.STANDARD, surprise_bill=True) is None


def test_eligibility_and_public_programs_are_outside_external_review() -> None:
    kind = KINDS["external_review_request"]

    assert why_not(kind, SELF_FUNDED, Urgency.STANDARD, ReasonKind.ELIGIBILITY) is not None
    assert why_not(kind, Coverage(Sponsor.MEDICARE), Urgency.STANDARD) is not None


@pytest.mark.parametrize(
    "coverage, has_power",
    [
        (SELF_FUNDED, True),
        (Coverage(Sponsor.PRIVATE_EMPLOYER, Funding.INSURED), True),
        (Coverage(Sponsor.INDIVIDUAL, Funding.INSURED), True),
        (Coverage(Sponsor.PRIVATE_EMPLOYER, Funding.UNKNOWN), False),
        (Coverage(Sponsor.CHURCH, Funding.SELF_FUNDED), False),
        (Coverage(Sponsor.STATE_LOCAL_GOVERNMENT, Funding.SELF_FUNDED), False),
        (Coverage(Sponsor.MEDICARE_ADVANTAGE), False),
        (Coverage(), False),
    ],
)
def test_a_complaint_needs_a_regulator_with_power_over_the_plan(coverage: Coverage, has_power: bool) -> None:
    reason = why_not(KINDS["complaint_to_regulator"], coverage, Urgency.STANDARD)

    assert (reason is None) is has_power


def test_a_letter_about_the_claim_file_goes_first_to_whoever_decided() -> None:
    assert KINDS["claim_file_request"].goes_to[0] is PartyRole.DELEGATED_REVIEWER
