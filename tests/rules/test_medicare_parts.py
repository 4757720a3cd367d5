"""One plan can give two parts of Medicare: what was denied is held against the part that the case has."""

import pytest

from tracker.rules.medicare_parts import other_part
from tracker.rules.terms import ServiceKind, Sponsor


@pytest.mark.parametrize("sponsor", [Sponsor.MEDICARE_ADVANTAGE, Sponsor.ORIGINAL_MEDICARE])
def test_a_drug_may_be_part_ds(sponsor: Sponsor) -> None:
    assert "42 CFR part 423" in other_part(sponsor, ServiceKind.DRUG)


@pytest.mark.parametrize("service", sorted(set(ServiceKind) - {ServiceKind.DRUG, ServiceKind.OTHER}))
def test_care_is_never_part_ds(service: ServiceKind) -> None:
    assert "which is for drugs from the pharmacy" in other_part(Sponsor.MEDICARE_PART_D, service)
    assert other_part(Sponsor.MEDICARE_ADVANTAGE, service) == ""


@pytest.mark.parametrize("service", [ServiceKind.DRUG, ServiceKind.OTHER, None])
def test_a_drug_is_at_home_in_part_d(service: ServiceKind | None) -> None:
    assert other_part(Sponsor.MEDICARE_PART_D, service) == ""


@pytest.mark.parametrize(
    "sponsor", sorted(set(Sponsor) - {Sponsor.MEDICARE_ADVANTAGE, Sponsor.ORIGINAL_MEDICARE})
)
def test_no_other_coverage_has_a_drug_of_another_part(sponsor: Sponsor) -> None:
    assert other_part(sponsor, ServiceKind.DRUG) == ""
