"""Which rules govern a kind of coverage, and how that coverage cites them."""

from typing import Any

import pytest

from tests.rules.cases import APPEAL, DENIAL, FINAL, answered
from tracker.rules.facts import Coverage
from tracker.rules.regimes import part_of, regime_of
from tracker.rules.rulebook import rules
from tracker.rules.terms import Funding, Sponsor

FILE_EXTERNAL = rules()["aca.ext.fed.file"]
FILE_APPEAL = rules()["erisa.appeal.file"]
EMPLOYER, CHURCH = Sponsor.PRIVATE_EMPLOYER, Sponsor.CHURCH
PUBLIC, INDIVIDUAL = Sponsor.STATE_LOCAL_GOVERNMENT, Sponsor.INDIVIDUAL
SELF, INSURED = Funding.SELF_FUNDED, Funding.INSURED


def coverage(sponsor: Sponsor, funding: Funding, **more: Any) -> Coverage:
    return Coverage(sponsor=sponsor, funding=funding, **{"grandfathered": False, **more})


@pytest.mark.parametrize(
    "sponsor,funding,section,verification",
    [
        (EMPLOYER, SELF, "29 CFR 2590.715-2719", "P25"),
        (EMPLOYER, INSURED, "45 CFR 147.136", "P26"),
        (CHURCH, SELF, "26 CFR 54.9815-2719", "MEM"),
        (CHURCH, INSURED, "45 CFR 147.136", "P26"),
        (PUBLIC, SELF, "45 CFR 147.136", "P26"),
        (INDIVIDUAL, INSURED, "45 CFR 147.136", "P26"),
    ],
)
def test_external_review_is_cited_from_each_coverages_own_text(
    sponsor: Sponsor, funding: Funding, section: str, verification: str
) -> None:
    regime = regime_of(coverage(sponsor, funding))

    assert regime.cites(FILE_EXTERNAL) == f"{section}(d)(2)(i)"
    assert regime.verified(FILE_EXTERNAL) == verification
    assert regime.source(FILE_EXTERNAL).endswith(f"section-{section.split(' CFR ')[1]}")


@pytest.mark.parametrize(
    "sponsor,through",
    [
        (EMPLOYER, ""),
        (PUBLIC, ", as applied by 45 CFR 147.136(b)(2)(i)"),
        (INDIVIDUAL, ", as applied by 45 CFR 147.136(b)(3)(i)"),
    ],
)
def test_the_claims_procedure_reaches_other_plans_only_as_applied(sponsor: Sponsor, through: str) -> None:
    assert regime_of(coverage(sponsor, INSURED)).cites(FILE_APPEAL) == f"29 CFR 2560.503-1(h)(3)(i){through}"


@pytest.mark.parametrize(
    "funding,basis", [(SELF, None), (INSURED, "federal_floor"), (Funding.UNKNOWN, "federal_floor")]
)
def test_only_a_self_funded_plan_is_surely_under_the_federal_review(
    funding: Funding, basis: str | None
) -> None:
    assert regime_of(coverage(EMPLOYER, funding)).external_basis == basis


def warned(rule: str, **coverage: Any) -> list[str]:
    """What is said beside the dates of this rule after a final denial."""
    request = {"kind": "external_review_requested", "received_by_plan": "2026-10-20"}
    found = answered(DENIAL, APPEAL, FINAL, request, coverage=coverage)["deadlines"]
    return [sentence for each in found if each["rule"] == rule for sentence in each["warnings"]]


def test_a_date_of_the_federal_review_says_what_it_means_where_a_states_review_counts() -> None:
    (said,) = warned("aca.ext.fed.file", funding="insured")
    assert said == (
        "This plan is under its state's own external review. Federal law lets no state give less time "
        "to ask for it; the letter says where to ask, and by when."
    )

    (of_a_step,) = warned("aca.ext.fed.prelim", funding="insured")
    assert of_a_step.endswith("This is the federal time of this step; the state's own may differ.")

    (unsure,) = warned("aca.ext.fed.file", funding="unknown")
    assert unsure.startswith(
        "If an insurer bears the cost, this plan is under its state's own external review."
    )

    assert warned("aca.ext.fed.file", funding="self_funded") == []


@pytest.mark.parametrize(
    "sponsor,families",
    [(EMPLOYER, {"claims", "erisa"}), (CHURCH, set()), (PUBLIC, set()), (INDIVIDUAL, set())],
)
def test_grandfathered_coverage_keeps_only_what_erisa_gives(sponsor: Sponsor, families: set[str]) -> None:
    regime = regime_of(coverage(sponsor, SELF, grandfathered=True))

    asked = {"claims", "erisa", "aca", "external", "hhs_external", "exception"}
    assert regime.families & asked == families


def test_a_surprise_bill_brings_external_review_to_grandfathered_coverage() -> None:
    grandfathered = coverage(EMPLOYER, SELF, grandfathered=True)

    assert not regime_of(grandfathered).governs(FILE_EXTERNAL)
    assert regime_of(grandfathered, is_surprise_bill=True).governs(FILE_EXTERNAL)


def test_drug_exceptions_belong_to_policies_with_essential_health_benefits() -> None:
    rule = rules()["aca.drug.exception.std"]

    assert regime_of(coverage(INDIVIDUAL, INSURED)).governs(rule)
    assert regime_of(coverage(EMPLOYER, INSURED, essential_health_benefits=True)).governs(rule)
    assert not regime_of(coverage(EMPLOYER, SELF, essential_health_benefits=True)).governs(rule)
    assert not regime_of(coverage(INDIVIDUAL, INSURED, grandfathered=True)).governs(rule)


def test_what_no_table_governs_runs_on_its_letters() -> None:
    assert regime_of(coverage(Sponsor.OTHER, INSURED)).families == {"practice", "letter", "self_pay"}


@pytest.mark.parametrize("sponsor", [Sponsor.UNKNOWN, Sponsor.MEDICARE, Sponsor.MEDICAID])
def test_what_may_be_of_several_kinds_counts_by_all_of_them(sponsor: Sponsor) -> None:
    regime = regime_of(coverage(sponsor, INSURED))

    assert "possible" in regime.families
    assert len(regime.possible) > 2


@pytest.mark.parametrize(
    "sponsor,own,foreign",
    [
        (Sponsor.MEDICARE_ADVANTAGE, "ma.recon.file", "pd.redet.file"),
        (Sponsor.MEDICARE_PART_D, "pd.redet.file", "ma.recon.file"),
        (Sponsor.ORIGINAL_MEDICARE, "ffs.redet.file", "erisa.appeal.file"),
        (Sponsor.MEDICAID_MANAGED_CARE, "mcd.continue", "mcd.ffs.hearing.file"),
        (Sponsor.MEDICAID_FEE_FOR_SERVICE, "mcd.ffs.hearing.file", "mcd.appeal.file"),
        (Sponsor.CHIP, "mcd.appeal.file", "mcd.continue"),
        (Sponsor.FEHB, "fehb.opm.file", "aca.ext.fed.file"),
        (Sponsor.TRICARE, "tricare.recon.file", "fehb.recon.file"),
        (Sponsor.VA, "va.review", "tricare.recon.file"),
    ],
)
def test_each_program_has_its_own_rules_and_nobody_elses(sponsor: Sponsor, own: str, foreign: str) -> None:
    regime = regime_of(coverage(sponsor, Funding.UNKNOWN))

    assert regime.governs(rules()[own])
    assert not regime.governs(rules()[foreign])


def test_chip_is_cited_through_its_own_section() -> None:
    cited = regime_of(coverage(Sponsor.CHIP, Funding.UNKNOWN)).cites(rules()["mcd.appeal.file"])

    assert cited == "42 CFR 457.1260 (applying 42 CFR 438.402(c)(2)(ii))"


def test_a_paragraph_replaces_the_paragraph_alone() -> None:
    assert part_of("29 CFR 2590.715-2719(d)(2)(ii)(A)", "(d)(3)(ii)") == "29 CFR 2590.715-2719(d)(3)(ii)"
    assert part_of("45 CFR 149.620(c)(1)", "45 CFR 149.620(c)(4)(ii)") == "45 CFR 149.620(c)(4)(ii)"
    assert part_of("45 CFR 149.620(c)(1)", None) == "45 CFR 149.620(c)(1)"
