"""Whom a patient can ask: by kind of coverage, with a source and a date."""

from pathlib import Path

import pytest

from tracker.rules.errors import LawTableError
from tracker.rules.facts import Coverage
from tracker.rules.terms import Funding, Sponsor
from tracker.rules.whom_to_ask import offices, offices_for, read_offices


def codes(sponsor: Sponsor, funding: Funding = Funding.UNKNOWN) -> list[str]:
    return [office.code for office in offices_for(Coverage(sponsor, funding))]


def test_a_plan_that_an_employer_funds_itself_is_asked_about_at_the_department_of_labor() -> None:
    assert codes(Sponsor.PRIVATE_EMPLOYER, Funding.SELF_FUNDED) == ["ebsa"]


def test_an_insured_plan_of_an_employer_has_the_state_beside_it() -> None:
    assert codes(Sponsor.PRIVATE_EMPLOYER, Funding.INSURED) == ["ebsa", "insurance_department"]


def test_a_policy_that_a_person_bought_is_the_states_and_the_marketplaces() -> None:
    assert codes(Sponsor.INDIVIDUAL) == ["insurance_department", "marketplace_appeals"]


def test_a_short_term_policy_is_the_states_alone() -> None:
    assert codes(Sponsor.SHORT_TERM) == ["insurance_department"]


@pytest.mark.parametrize("sponsor", sorted(set(Sponsor) - {Sponsor.OTHER}))
def test_every_kind_of_coverage_has_somebody_to_ask(sponsor: Sponsor) -> None:
    assert codes(sponsor)


def test_who_knows_only_that_it_is_medicaid_or_chip_finds_both() -> None:
    assert codes(Sponsor.MEDICAID) == ["medicaid_agency", "chip_agency", "legal_aid"]


def test_medicare_has_counselors_and_a_telephone() -> None:
    assert codes(Sponsor.MEDICARE) == ["ship", "medicare"]


def test_where_nobody_knows_the_coverage_all_are_shown() -> None:
    assert codes(Sponsor.UNKNOWN) == [office.code for office in offices()]


def test_every_office_can_be_reached_and_says_where_that_was_read() -> None:
    for office in offices():
        assert office.source.startswith("https://"), office.code
        assert office.phone or office.web or office.code == "insurance_department", office.code


BROKEN = {
    "stands twice": lambda row: f"{row}{row}",
    "unknown verification": lambda row: row.replace("SEC", "SURE"),
    "is missing": lambda row: row.replace('name = "Benefits advisors"\n', ""),
    "is none of": lambda row: row.replace("private_employer", "a_friend"),
}
ROW = """[[office]]
code = "ebsa"
name = "Benefits advisors"
for_whom = "Employer plans"
sponsors = ["private_employer"]
source = "https://www.example.org"
citation = "a page of 2026"
checked = 2026-11-26
verification = "SEC"
"""


@pytest.mark.parametrize("sentence", BROKEN)
def test_a_broken_row_names_its_file(tmp_path: Path, sentence: str) -> None:
    file = tmp_path / "whom_to_ask.toml"
    file.write_text(BROKEN[sentence](ROW), encoding="utf-8")

    with pytest.raises(LawTableError, match=rf"whom_to_ask\.toml.*{sentence}"):
        read_offices(file)
