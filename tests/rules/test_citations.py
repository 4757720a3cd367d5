"""What letters cite: the section that governs the coverage, the paragraphs as a lawyer would write them."""

import pytest

from tracker.rules.citations import PROGRAM, REGIMES, citations_for, cite, read_table, regime_for
from tracker.rules.errors import LawTableError
from tracker.rules.facts import Coverage
from tracker.rules.terms import Funding, Sponsor

GOOD = """
checked = 2026-11-21
[sections.claims.church]
section = "29 CFR 1"
source = "https://example.org"
verification = "P26"
[[citation]]
key = "a"
gives = "something"
family = "claims"
paragraphs = ["(a)"]
"""


@pytest.mark.parametrize(
    "regime, text",
    [
        ("erisa_self_funded", "29 CFR 2560.503-1(h)(3)(ii)"),
        ("erisa_insured_grandfathered", "29 CFR 2560.503-1(h)(3)(ii)"),
        ("church", "29 CFR 2560.503-1(h)(3)(ii), as applied by 45 CFR 147.136(b)(2)(i)"),
        ("state_local", "29 CFR 2560.503-1(h)(3)(ii), as applied by 45 CFR 147.136(b)(2)(i)"),
        ("individual", "29 CFR 2560.503-1(h)(3)(ii), as applied by 45 CFR 147.136(b)(3)(i)"),
    ],
)
def test_the_claims_procedure_reaches_other_plans_only_as_applied(regime: str, text: str) -> None:
    assert citations_for(regime)["no_deference"].text == text


@pytest.mark.parametrize(
    "regime, text",
    [
        ("erisa_self_funded", "29 CFR 2590.715-2719(d)(2)(i)"),
        ("church", "26 CFR 54.9815-2719(d)(2)(i)"),
        ("state_local", "45 CFR 147.136(d)(2)(i)"),
        ("erisa_insured", "45 CFR 147.136(c)(2)(vi)"),
        ("individual", "45 CFR 147.136(c)(2)(vi)"),
    ],
)
def test_external_review_is_cited_as_the_coverage_cites_it(regime: str, text: str) -> None:
    assert citations_for(regime)["external_window"].text == text


@pytest.mark.parametrize("regime", [r for r in REGIMES if r.endswith("grandfathered")])
def test_grandfathered_coverage_has_neither_external_review_nor_what_was_added(regime: str) -> None:
    assert not [
        key for key in citations_for(regime) if key.startswith(("external", "new_evidence", "deemed"))
    ]


@pytest.mark.parametrize("regime", REGIMES)
def test_plan_documents_can_be_asked_of_erisa_plans_only(regime: str) -> None:
    assert ("plan_documents" in citations_for(regime)) == regime.startswith("erisa")


def test_paragraphs_of_one_section_are_gathered() -> None:
    law = citations_for("church")

    assert cite(law[key] for key in ("different_expert", "no_deference", "medical_expert_consulted")) == (
        "29 CFR 2560.503-1(h)(3)(ii), (iii) and (v), as applied by 45 CFR 147.136(b)(2)(i)"
    )
    assert cite([law["claim_file"], law["new_evidence"]]) == (
        "29 CFR 2560.503-1(h)(2)(iii), as applied by 45 CFR 147.136(b)(2)(i); "
        "26 CFR 54.9815-2719(b)(2)(ii)(C)(1) and (2)"
    )


def test_every_citation_says_where_it_stands_when_it_was_checked_and_how() -> None:
    for regime in REGIMES:
        for citation in citations_for(regime).values():
            assert citation.source.startswith("https://")
            assert citation.checked == "2026-11-21"
            assert citation.verification in ("P26", "P25", "PUS", "SEC")


@pytest.mark.parametrize(
    "coverage, regime",
    [
        (Coverage(Sponsor.PRIVATE_EMPLOYER, Funding.SELF_FUNDED), "erisa_self_funded"),
        (
            Coverage(Sponsor.PRIVATE_EMPLOYER, Funding.INSURED, grandfathered=True),
            "erisa_insured_grandfathered",
        ),
        (Coverage(Sponsor.PRIVATE_EMPLOYER), "erisa_self_funded"),
        (Coverage(Sponsor.INDIVIDUAL, Funding.INSURED, grandfathered=False), "individual"),
        (Coverage(), "unknown"),
        (Coverage(Sponsor.MEDICARE), PROGRAM),
    ],
)
def test_the_kind_of_coverage_follows_from_its_facts(coverage: Coverage, regime: str) -> None:
    assert regime_for(coverage) == regime


def test_a_kind_of_coverage_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="“poem” is not a kind of coverage"):
        citations_for("poem")


@pytest.mark.parametrize(
    "before, after, sentence",
    [
        ('key = "a"', 'key = "a"\nsays = "x"', "citation 1 (a): unknown field says"),
        ('family = "claims"', "", "citation 1 (a): family is missing"),
        ('family = "claims"', 'family = "clams"', "citation 1 (a): no sections for the family “clams”"),
        (
            "sections.claims.church",
            "sections.claims.chruch",
            "“chruch” has no section in the family “claims”",
        ),
        ('source = "https://example.org"', "", "citation 1 (a): its section has no source"),
        ('key = "a"', 'key = "a', "citations.toml: "),
    ],
)
def test_a_broken_row_is_named(before: str, after: str, sentence: str) -> None:
    with pytest.raises(LawTableError) as refused:
        read_table(GOOD.replace(before, after))

    assert sentence in str(refused.value)


def test_a_right_that_is_there_twice_for_one_coverage_is_refused() -> None:
    row = GOOD[GOOD.index("[[citation]]") :]

    with pytest.raises(LawTableError, match="“a” is there twice for church"):
        read_table(GOOD + row)
