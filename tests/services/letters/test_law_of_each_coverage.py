"""Each kind of letter under each coverage: every citation is of the law that governs it, and no right is claimed
that the coverage does not have."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tracker.rules.citations import citations_for, review_of
from tracker.rules.law_rows import WEAK
from tracker.rules.rulebook import rules
from tracker.rules.terms import Urgency
from tracker.services.letters.draft import draft
from tracker.services.letters.invented import COVERAGES, invented
from tracker.services.letters.kinds import KINDS, why_not
from tracker.services.letters.levels import as_text

MORNING = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
CITED = re.compile(r"\d+ (?:CFR|USC) [\d.]+[a-z]*(?:-\d+)?(?:\(\w+\))*")
CLAIMS, ERISA_ADDED = "29 CFR 2560.503-1", "29 CFR 2590.715-2719"
ERISA = (CLAIMS, f"{ERISA_ADDED}(b)", "29 USC 1024(b)(4)", "29 USC 1132(c)(1)")
CHURCH = (CLAIMS, "26 CFR 54.9815-2719(b)")
PHS = (CLAIMS, "45 CFR 147.136(b)(2)")
STATE = ("45 CFR 147.136(c)(2)",)
GOVERNS: dict[str, tuple[str, ...]] = {
    "erisa_self_funded": (*ERISA, f"{ERISA_ADDED}(d)"),
    "erisa_insured": (*ERISA, *STATE),
    "erisa_funding_unknown": (*ERISA, f"{ERISA_ADDED}(c)", f"{ERISA_ADDED}(d)"),
    "erisa_grandfathered_unknown": (*ERISA, f"{ERISA_ADDED}(d)", "29 CFR 2590.715-1251(a)(2)(i)"),
    "church": (*CHURCH, "26 CFR 54.9815-2719(d)"),
    "church_insured": (*PHS, *STATE),
    "state_local": (*PHS, "45 CFR 147.136(d)"),
    "state_local_insured": (*PHS, *STATE),
    "state_local_hhs": (*PHS, "45 CFR 147.136(d)(4)"),
    "individual": (CLAIMS, "45 CFR 147.136(b)(3)", *STATE),
    "individual_hhs": (CLAIMS, "45 CFR 147.136(b)(3)", "45 CFR 147.136(d)(4)"),
    "erisa_self_funded_grandfathered": (CLAIMS, "29 USC 1024(b)(4)", "29 USC 1132(c)(1)"),
    "erisa_insured_grandfathered": (CLAIMS, "29 USC 1024(b)(4)", "29 USC 1132(c)(1)"),
    "erisa_funding_unknown_grandfathered": (CLAIMS, "29 USC 1024(b)(4)", "29 USC 1132(c)(1)"),
}
"""What a letter may cite under each coverage, by the beginning of the citation; nothing under any other."""


PROGRAMS: dict[str, tuple[str, ...]] = {
    "medicare_advantage": ("42 CFR 422.", "42 CFR 405."),
    "medicare_part_d": ("42 CFR 423.", "42 CFR 405.1006", "42 CFR 405.1102"),
    "original_medicare": ("42 CFR 405.", "42 USC 1395"),
    "medicaid_managed_care": ("42 CFR 438.", "42 CFR 431.", "42 USC 1396d(r)(5)"),
    "medicaid_fee_for_service": ("42 CFR 431.",),
    "chip": ("42 CFR 457.", "42 CFR 438."),
    "fehb": ("5 CFR 890.",),
    "tricare": ("32 CFR 199.", "42 CFR 478.20"),
    "va": ("38 CFR 20.", "38 CFR 3."),
}
"""The same for the letters of each public program's own levels."""


UNCITED = sorted(set(COVERAGES) - set(GOVERNS) - set(PROGRAMS))
NO_EXTERNAL_REVIEW = sorted(
    name for name in COVERAGES if name.endswith("grandfathered") or name in (*UNCITED, *PROGRAMS)
)
CARRIED_BY = {
    "church": "26 CFR 54.9815-2719(b)(2)(i)",
    "church_insured": "45 CFR 147.136(b)(2)(i)",
    "state_local": "45 CFR 147.136(b)(2)(i)",
    "state_local_insured": "45 CFR 147.136(b)(2)(i)",
    "state_local_hhs": "45 CFR 147.136(b)(2)(i)",
    "individual": "45 CFR 147.136(b)(3)(i)",
    "individual_hhs": "45 CFR 147.136(b)(3)(i)",
}
CLAIMS_A_RIGHT = re.compile(
    r"entitled|has to|must\b|is treated as|deemed|is due|days from receipt|last mandatory|within external review"
)
OF_EVERY_PLAN = {kind.key for kind in KINDS.values() if kind.binds_every_plan}
EVERY_KIND = pytest.mark.parametrize(
    "kind", sorted({key for key, kind in KINDS.items() if not kind.is_of_program} - OF_EVERY_PLAN)
)


def written(kind: str, coverage: str) -> str:
    return draft(invented(kind, coverage, MORNING), kind).text


def fits(kind: str, coverage: str) -> bool:
    chosen, covered = KINDS[kind], COVERAGES[coverage]
    if chosen.is_second_level:
        covered = replace(covered, appeal_levels=2)
    return why_not(chosen, covered, chosen.fits or Urgency.STANDARD) is None


LEVELS = [(kind.key, sponsor.value) for kind in KINDS.values() for sponsor in kind.sponsors]
OFFERED = [
    (kind, coverage)
    for kind in sorted(set(KINDS) - OF_EVERY_PLAN)
    for coverage in sorted(GOVERNS)
    if fits(kind, coverage)
]


@pytest.mark.parametrize("kind, coverage", OFFERED)
def test_a_letter_cites_the_law_that_governs_the_coverage_and_no_other(kind: str, coverage: str) -> None:
    text = written(kind, coverage).replace(f", as applied by {CARRIED_BY.get(coverage)}", "")

    assert [each for each in CITED.findall(text) if not each.startswith(GOVERNS[coverage])] == []
    assert "as applied by" not in text


@pytest.mark.parametrize("kind, coverage", LEVELS)
def test_a_letter_of_a_public_program_cites_its_own_law_and_never_that_of_private_plans(
    kind: str, coverage: str
) -> None:
    text = written(kind, coverage)

    assert [each for each in CITED.findall(text) if not each.startswith(PROGRAMS[coverage])] == []
    assert re.findall(r"ERISA|Employee Retirement|2560|2590|147\.136|Affordable Care", text) == []


@EVERY_KIND
@pytest.mark.parametrize("coverage", sorted(PROGRAMS))
def test_nor_does_any_other_letter_of_a_public_program(kind: str, coverage: str) -> None:
    if fits(kind, coverage):
        text = written(kind, coverage)

        assert [each for each in CITED.findall(text) if not each.startswith(PROGRAMS[coverage])] == []


@pytest.mark.parametrize("kind, coverage", [*OFFERED, *LEVELS])
def test_every_citation_of_a_letter_stands_in_the_tables_of_law(kind: str, coverage: str) -> None:
    letter = draft(invented(kind, coverage, MORNING), kind)
    known = {as_text(text) for rule in rules().values() for text in (rule.citation, *rule.cites.values())}
    known |= {limb.citation for rule in rules().values() for limb in rule.limbs if limb.citation}
    sections = {each.section for each in citations_for(COVERAGES[coverage]).values()}

    for cited in CITED.findall(letter.text):
        assert any(cited in each for each in known) or cited.startswith(tuple(sections)), cited


@pytest.mark.parametrize("kind, coverage", LEVELS)
def test_no_letter_leans_on_a_text_that_nobody_has_read(kind: str, coverage: str) -> None:
    used = draft(invented(kind, coverage, MORNING), kind).citations

    assert {each.verification for each in used} & WEAK == set()


@pytest.mark.parametrize("sponsor", sorted(PROGRAMS))
@pytest.mark.parametrize("kind", ["internal_appeal", "internal_appeal_expedited", "second_level_appeal"])
def test_a_public_program_is_not_offered_the_appeal_of_a_private_plan(kind: str, sponsor: str) -> None:
    assert "levels of its own" in (why_not(KINDS[kind], COVERAGES[sponsor], Urgency.EXPEDITED) or "")


@pytest.mark.parametrize("kind", [kind.key for kind in KINDS.values() if kind.is_of_program])
def test_no_other_coverage_is_offered_a_public_programs_level(kind: str) -> None:
    theirs = {sponsor.value for sponsor in KINDS[kind].sponsors}

    assert all(fits(kind, each) is (each in theirs) for each in COVERAGES)


@pytest.mark.parametrize("coverage", sorted(CARRIED_BY))
def test_the_claims_procedure_is_never_cited_bare_where_another_section_carries_it(coverage: str) -> None:
    text = written("internal_appeal", coverage)

    assert text.count(CLAIMS) == text.count(f"as applied by {CARRIED_BY[coverage]}") > 0


@EVERY_KIND
@pytest.mark.parametrize("coverage", UNCITED)
def test_where_no_law_is_known_to_govern_a_letter_cites_none_and_claims_no_right(
    kind: str, coverage: str
) -> None:
    if kind == "complaint_to_regulator":
        assert not fits(kind, coverage) or coverage.endswith("grandfathered")
        return
    text = written(kind, coverage)

    assert re.findall(r"CFR|USC|ERISA|Employee Retirement|Affordable Care", text) == []
    assert CLAIMS_A_RIGHT.findall(text.replace("[day the decision was due]", "")) == []


@pytest.mark.parametrize("kind", ["claim_file_request", "internal_appeal", "internal_appeal_expedited"])
@pytest.mark.parametrize("coverage", UNCITED)
def test_where_no_law_is_known_the_plan_is_asked_to_name_it(kind: str, coverage: str) -> None:
    assert "which law and" in written(kind, coverage)


@EVERY_KIND
@pytest.mark.parametrize("coverage", NO_EXTERNAL_REVIEW)
def test_no_external_review_is_promised_where_there_is_none(kind: str, coverage: str) -> None:
    if KINDS[kind].is_external or kind in ("appointment_of_representative", "information_to_iro"):
        return
    assert "external review" not in written(kind, coverage)


@pytest.mark.parametrize("coverage", [name for name in NO_EXTERNAL_REVIEW if name != "unknown"])
@pytest.mark.parametrize("kind", ["external_review_request", "external_review_expedited"])
def test_no_external_review_is_offered_where_there_is_none(kind: str, coverage: str) -> None:
    assert not fits(kind, coverage)


@pytest.mark.parametrize("coverage", ["erisa_insured", "church_insured", "state_local_insured", "individual"])
def test_an_insured_plans_review_is_the_states_and_goes_where_the_decision_says(coverage: str) -> None:
    letter = draft(invented("external_review_request", coverage, MORNING), "external_review_request")

    assert "the external review process of Texas, the state whose law governs the policy" in letter.text
    assert any(each.startswith("who takes this request, as the decision says") for each in letter.blanks)
    assert "preliminary review" not in letter.text


@pytest.mark.parametrize("coverage", ["erisa_self_funded", "church", "state_local"])
def test_a_self_funded_plan_takes_the_request_itself(coverage: str) -> None:
    letter = draft(invented("external_review_request", coverage, MORNING), "external_review_request")

    assert letter.blanks == ()
    assert "Example Claims Administrator" in letter.text
    assert "state whose law" not in letter.text


def test_where_nobody_knows_who_bears_the_risk_neither_process_is_claimed() -> None:
    text = written("external_review_request", "erisa_funding_unknown")

    assert "under the external review process that applies to it" in text
    assert "preliminary review" not in text


@pytest.mark.parametrize("kind", ["internal_appeal", "claim_file_request"])
def test_a_plan_that_may_be_grandfathered_is_asked_to_say_so(kind: str) -> None:
    asked = "if you hold that this coverage is grandfathered, the statement to that effect"

    assert asked in written(kind, "erisa_grandfathered_unknown")
    assert asked not in written(kind, "erisa_self_funded")
    assert asked not in written(kind, "unknown")


def test_a_grandfathered_plan_has_external_review_for_a_surprise_bill() -> None:
    covered = replace(COVERAGES["erisa_self_funded"], grandfathered=True)
    law = citations_for(covered, is_surprise_bill=True)
    context = invented("external_review_request", "erisa_self_funded_grandfathered", MORNING)
    text = draft(
        replace(context, citations=law, review=review_of(covered, True), is_surprise_bill=True),
        "external_review_request",
    ).text

    assert "concerns the protections against surprise bills and is within external review" in text
    assert "29 CFR 2590.715-2719(a)(1)(ii) and (d)(1)(i)(B)" in text
    assert "medical judgment and is" not in text


@pytest.mark.parametrize("coverage", sorted(COVERAGES))
@pytest.mark.parametrize("kind", sorted(OF_EVERY_PLAN))
def test_what_binds_every_health_plan_is_cited_alike_under_each_coverage(kind: str, coverage: str) -> None:
    assert fits(kind, coverage)
    assert set(CITED.findall(written(kind, coverage))) == {
        "45 CFR 164.522(b)(1)(ii)",
        "45 CFR 164.522(b)(2)(ii)",
        "45 CFR 164.522(b)(2)(iv)",
    }
