"""Who may act for a patient: by kind of coverage, each sentence with its source."""

from datetime import date
from pathlib import Path

import pytest

from tracker.rules.errors import LawTableError
from tracker.rules.facts import Coverage
from tracker.rules.representatives import (
    end_of_form,
    filer,
    forms_for,
    is_of_program,
    read_representatives,
    representatives,
    who_may_act,
)
from tracker.rules.terms import ActsAs, FiledBy, Funding, Sponsor

MEDICARE = (
    Sponsor.MEDICARE_ADVANTAGE,
    Sponsor.MEDICARE_PART_D,
    Sponsor.ORIGINAL_MEDICARE,
    Sponsor.MEDICARE,
)
EMPLOYER = Coverage(Sponsor.PRIVATE_EMPLOYER, Funding.SELF_FUNDED)
SIGNED = date(2026, 10, 10)


@pytest.mark.parametrize("sponsor", Sponsor)
def test_every_coverage_says_what_a_representative_needs(sponsor: Sponsor) -> None:
    for grandfathered in (None, False, True):
        found = who_may_act(Coverage(sponsor, grandfathered=grandfathered))

        assert ActsAs.REPRESENTATIVE in [each.who for each in found]


@pytest.mark.parametrize("sponsor", MEDICARE)
def test_medicares_form_holds_one_year_from_the_signatures(sponsor: Sponsor) -> None:
    found = end_of_form(Coverage(sponsor), "cms_1696", SIGNED)

    assert found is not None
    assert found[0] == date(2027, 10, 10)
    assert found[1].citation == "42 CFR 405.910(e)"
    assert found[1].verification == "SEC", "the paragraph was not read, and the row may not say that it was"


def test_a_form_signed_on_the_leap_day_ends_on_the_earlier_day() -> None:
    found = end_of_form(Coverage(Sponsor.ORIGINAL_MEDICARE), "", date(2028, 2, 29))

    assert found is not None
    assert found[0] == date(2029, 2, 28)


def test_no_end_is_made_up_where_law_gives_none() -> None:
    assert end_of_form(EMPLOYER, "plan_form", SIGNED) is None
    assert end_of_form(EMPLOYER, "cms_1696", SIGNED) is None
    assert end_of_form(Coverage(Sponsor.ORIGINAL_MEDICARE), "court_paper", SIGNED) is None


def test_a_form_of_medicare_does_nothing_in_an_employers_plan() -> None:
    assert not is_of_program(EMPLOYER, "cms_1696")
    assert is_of_program(Coverage(Sponsor.MEDICARE_PART_D), "cms_1696")
    assert is_of_program(EMPLOYER, "plan_form")
    assert is_of_program(EMPLOYER, ""), "a paper that nobody named is taken at its word"
    assert is_of_program(Coverage(), "cms_1696"), "where nobody knows the coverage, it may be the right one"


def test_the_treating_physician_of_a_medicare_plan_needs_no_form() -> None:
    found = filer(Coverage(Sponsor.MEDICARE_ADVANTAGE), FiledBy.PROVIDER_FOR_MEMBER, is_urgent=False)

    assert found is not None
    assert (found.who, found.consent.signed, found.waits) == (ActsAs.PHYSICIAN, False, None)


def test_a_medicare_plans_clock_waits_for_the_representatives_form() -> None:
    found = filer(Coverage(Sponsor.MEDICARE_ADVANTAGE), FiledBy.REPRESENTATIVE, is_urgent=False)

    assert found is not None
    assert found.consent.signed
    assert found.waits is not None
    assert "may be dismissed" in found.waits.words
    assert found.waits.verification == "MEM"


def test_a_medicaid_provider_needs_written_consent_and_may_not_ask_to_keep_benefits() -> None:
    found = filer(Coverage(Sponsor.MEDICAID_MANAGED_CARE), FiledBy.PROVIDER_FOR_MEMBER, is_urgent=False)

    assert found is not None
    assert found.consent.signed
    assert [each.citation for each in found.barred] == ["42 CFR 438.402(c)(1)(ii)"]


def test_chip_has_no_benefits_to_keep_and_bars_nobody_from_asking() -> None:
    found = filer(Coverage(Sponsor.CHIP), FiledBy.PROVIDER_FOR_MEMBER, is_urgent=False)

    assert found is not None
    assert found.barred == ()


def test_a_professional_who_knows_the_condition_acts_in_an_urgent_claim_without_a_form() -> None:
    urgent = filer(EMPLOYER, FiledBy.PROVIDER_FOR_MEMBER, is_urgent=True)
    standard = filer(EMPLOYER, FiledBy.PROVIDER_FOR_MEMBER, is_urgent=False)

    assert urgent is not None
    assert (urgent.who, urgent.consent.signed) == (ActsAs.URGENT_PROFESSIONAL, False)
    assert standard is not None
    assert (standard.who, standard.consent.signed) == (ActsAs.PROVIDER, True)


def test_the_member_and_a_providers_own_dispute_need_nobodys_consent() -> None:
    assert filer(EMPLOYER, FiledBy.MEMBER, is_urgent=False) is None
    assert filer(EMPLOYER, FiledBy.PROVIDER_DISPUTE, is_urgent=False) is None


@pytest.mark.parametrize(
    "sponsor, cited",
    [
        (Sponsor.PRIVATE_EMPLOYER, "29 CFR 2560.503-1(b)(4)"),
        (Sponsor.STATE_LOCAL_GOVERNMENT, "29 CFR 2560.503-1(b)(4), as applied by 45 CFR 147.136(b)(2)(i)"),
        (Sponsor.CHURCH, "29 CFR 2560.503-1(b)(4), as applied by 26 CFR 54.9815-2719(b)(2)(i)"),
        (Sponsor.INDIVIDUAL, "29 CFR 2560.503-1(b)(4), as applied by 45 CFR 147.136(b)(3)(i)"),
    ],
)
def test_private_coverage_cites_it_as_the_coverage_cites_it(sponsor: Sponsor, cited: str) -> None:
    assert who_may_act(Coverage(sponsor))[0].consent.citation == cited


def test_a_grandfathered_plan_outside_erisa_cites_no_law_that_does_not_reach_it() -> None:
    (found,) = who_may_act(Coverage(Sponsor.CHURCH, grandfathered=True))

    assert found.consent.verification == "practice"


def test_papers_of_the_coverages_own_program_stand_first() -> None:
    assert forms_for(Coverage(Sponsor.VA))[0].code == "va_21_22"
    assert forms_for(EMPLOYER)[0].code == "plan_form"


def test_every_sentence_says_what_was_read_or_that_it_is_practice() -> None:
    for rows in representatives().sentences.values():
        for row in rows:
            assert row.seen or row.verification == "practice", row.code


ROW = """[[form]]
code = "a_form"
name = "A form"
citation = "1 CFR 1"
source = "https://example.org"
checked = 2026-11-26
verification = "SEC"
[[consent]]
code = "a.row"
who = "representative"
sponsors = ["va"]
form = "a_form"
words = "They need a form."
citation = "1 CFR 1"
source = "https://example.org"
checked = 2026-11-26
verification = "SEC"
"""
SOURCED = ("citation", "source", "checked", "verification")


@pytest.mark.parametrize("entry", SOURCED)
def test_a_row_without_its_source_is_refused(tmp_path: Path, entry: str) -> None:
    lines = [line for line in ROW.splitlines() if not line.startswith(entry)]
    file = tmp_path / "representatives.toml"
    file.write_text("\n".join(lines), encoding="utf-8")

    with pytest.raises(LawTableError, match=f"field '{entry}' is missing"):
        read_representatives(file)


BROKEN = {
    "stands twice": ROW.replace("a.row", "a_form"),
    "unknown verification": ROW.replace("SEC", "SURE"),
    "is missing": ROW.replace('words = "They need a form."\n', ""),
    "is none of": ROW.replace('"va"', '"a_friend"'),
    "is no form": ROW.replace('form = "a_form"', 'form = "a_letter"'),
}


@pytest.mark.parametrize("sentence", BROKEN)
def test_a_broken_row_names_its_file(tmp_path: Path, sentence: str) -> None:
    file = tmp_path / "representatives.toml"
    file.write_text(BROKEN[sentence], encoding="utf-8")

    with pytest.raises(LawTableError, match=rf"representatives\.toml.*{sentence}"):
        read_representatives(file)
