"""What letters cite: the section that governs the coverage, the paragraphs as a lawyer would write them."""

from pathlib import Path

import pytest

from tracker.rules.citations import (
    Review,
    citations_for,
    citations_of_every_plan,
    cite,
    keys_of,
    laws_of,
    read_table,
    review_of,
)
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


EMPLOYER, CHURCH = Sponsor.PRIVATE_EMPLOYER, Sponsor.CHURCH
PUBLIC, INDIVIDUAL = Sponsor.STATE_LOCAL_GOVERNMENT, Sponsor.INDIVIDUAL
SELF_FUNDED, INSURED, UNKNOWN = Funding.SELF_FUNDED, Funding.INSURED, Funding.UNKNOWN
EVERY = [
    Coverage(sponsor, funding, grandfathered, hhs_administered=hhs)
    for sponsor in Sponsor
    for funding in Funding
    for grandfathered in (True, False, None)
    for hhs in (True, None)
]


@pytest.mark.parametrize(
    "coverage, text",
    [
        (Coverage(EMPLOYER, SELF_FUNDED), "29 CFR 2560.503-1(h)(3)(ii)"),
        (Coverage(EMPLOYER, INSURED, grandfathered=True), "29 CFR 2560.503-1(h)(3)(ii)"),
        (
            Coverage(CHURCH, SELF_FUNDED),
            "29 CFR 2560.503-1(h)(3)(ii), as applied by 26 CFR 54.9815-2719(b)(2)(i)",
        ),
        (Coverage(CHURCH, INSURED), "29 CFR 2560.503-1(h)(3)(ii), as applied by 45 CFR 147.136(b)(2)(i)"),
        (Coverage(PUBLIC), "29 CFR 2560.503-1(h)(3)(ii), as applied by 45 CFR 147.136(b)(2)(i)"),
        (Coverage(INDIVIDUAL), "29 CFR 2560.503-1(h)(3)(ii), as applied by 45 CFR 147.136(b)(3)(i)"),
    ],
)
def test_the_claims_procedure_reaches_other_plans_only_as_applied(coverage: Coverage, text: str) -> None:
    assert citations_for(coverage)["no_deference"].text == text


@pytest.mark.parametrize(
    "coverage, review, text",
    [
        (Coverage(EMPLOYER, SELF_FUNDED), Review.FEDERAL, "29 CFR 2590.715-2719(d)(2)(i)"),
        (Coverage(CHURCH, SELF_FUNDED), Review.FEDERAL, "26 CFR 54.9815-2719(d)(2)(i)"),
        (Coverage(PUBLIC, SELF_FUNDED), Review.FEDERAL, "45 CFR 147.136(d)(2)(i)"),
        (Coverage(PUBLIC, SELF_FUNDED, hhs_administered=True), Review.HHS, "45 CFR 147.136(d)(4)"),
        (Coverage(EMPLOYER, INSURED), Review.STATE, "45 CFR 147.136(c)(2)(vi)"),
        (Coverage(CHURCH, INSURED), Review.STATE, "45 CFR 147.136(c)(2)(vi)"),
        (Coverage(INDIVIDUAL), Review.STATE, "45 CFR 147.136(c)(2)(vi)"),
        (Coverage(EMPLOYER, UNKNOWN), Review.EITHER, "29 CFR 2590.715-2719(c)(2)(vi) and (d)(2)(i)"),
    ],
)
def test_external_review_is_cited_as_the_coverage_cites_it(
    coverage: Coverage, review: Review, text: str
) -> None:
    assert review_of(coverage) is review
    assert citations_for(coverage)["external_window"].text == text


def test_grandfathered_coverage_has_neither_external_review_nor_what_was_added() -> None:
    for coverage in [each for each in EVERY if each.grandfathered]:
        assert not [
            key for key in citations_for(coverage) if key.startswith(("external", "new_evidence", "deemed"))
        ]
        assert review_of(coverage) is None


def test_a_grandfathered_plan_has_external_review_for_a_surprise_bill_and_nothing_else_more() -> None:
    for sponsor in (EMPLOYER, CHURCH, PUBLIC, INDIVIDUAL):
        law = citations_for(Coverage(sponsor, INSURED, grandfathered=True), is_surprise_bill=True)

        assert law["external_review_of_surprise_bills"].paragraphs == ("(a)(1)(ii)",)
        assert law["external_window"].text == "45 CFR 147.136(c)(2)(vi)"
        assert "new_evidence" not in law


@pytest.mark.parametrize("sponsor", sorted(set(Sponsor) - {EMPLOYER, CHURCH, PUBLIC, INDIVIDUAL}))
def test_coverage_whose_law_is_not_in_the_table_has_no_citation_at_all(sponsor: Sponsor) -> None:
    assert citations_for(Coverage(sponsor, INSURED, grandfathered=False), is_surprise_bill=True) == {}
    assert review_of(Coverage(sponsor, INSURED), is_surprise_bill=True) is None


def test_plan_documents_can_be_asked_of_erisa_plans_only() -> None:
    for coverage in EVERY:
        assert ("plan_documents" in citations_for(coverage)) == (coverage.sponsor is EMPLOYER)


def test_how_somebody_is_written_to_binds_every_plan_and_is_no_coverages_own_law() -> None:
    privacy = citations_of_every_plan()

    assert privacy["confidential_communication"].text == "45 CFR 164.522(b)(1)(ii)"
    assert {each.verification for each in privacy.values()} == {"FR"}
    assert not any(set(privacy) & set(citations_for(coverage, True)) for coverage in EVERY)


def test_paragraphs_of_one_section_are_gathered() -> None:
    law = citations_for(Coverage(PUBLIC, SELF_FUNDED))

    assert cite(law[key] for key in ("different_expert", "no_deference", "medical_expert_consulted")) == (
        "29 CFR 2560.503-1(h)(3)(ii), (iii) and (v), as applied by 45 CFR 147.136(b)(2)(i)"
    )
    assert cite([law["claim_file"], law["new_evidence"]]) == (
        "29 CFR 2560.503-1(h)(2)(iii), as applied by 45 CFR 147.136(b)(2)(i); "
        "45 CFR 147.136(b)(2)(ii)(C)(1) and (2)"
    )


def test_every_citation_says_where_it_stands_when_it_was_checked_and_how() -> None:
    for coverage in EVERY:
        for citation in citations_for(coverage, is_surprise_bill=True).values():
            assert citation.source.startswith("https://")
            assert citation.checked >= "2026-11-21"
            assert citation.verification in ("P26", "P25", "PUS", "FR", "SEC")


def test_no_right_is_given_twice_by_the_laws_of_one_coverage() -> None:
    for coverage in EVERY:
        rights = [key for law in laws_of(coverage, True) for key in keys_of(law)]

        assert len(rights) == len(set(rights))


def file_with(folder: Path, text: str) -> Path:
    """A table that says so."""
    file = folder / "citations.toml"
    file.write_text(text, "utf-8")
    return file


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
def test_a_broken_row_is_named(tmp_path: Path, before: str, after: str, sentence: str) -> None:
    with pytest.raises(LawTableError) as refused:
        read_table(file_with(tmp_path, GOOD.replace(before, after)))

    assert sentence in str(refused.value)


def test_a_right_that_is_there_twice_for_one_coverage_is_refused(tmp_path: Path) -> None:
    row = GOOD[GOOD.index("[[citation]]") :]

    with pytest.raises(LawTableError, match="“a” is there twice for church"):
        read_table(file_with(tmp_path, GOOD + row))
