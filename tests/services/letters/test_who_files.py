"""Letters enclose what the law of the coverage asks of whoever files, and no form of another program."""

from typing import Any

import pytest
from sqlmodel import Session

from tests.factories import NOW, make_account, make_case, make_event
from tracker.models import Case
from tracker.rules.terms import EventKind, FiledBy
from tracker.services import evidence
from tracker.services.denial_input import FormInput
from tracker.services.evidence import CriterionInput
from tracker.services.letters.draft import Draft, draft
from tracker.services.letters.from_case import Wishes, context_for

PROGRAM: dict[str, Any] = {
    "funding": "unknown",
    "grandfathered": "",
    "appeal_levels": "",
    "notice_on": "2026-11-10",
    "received_on": "",
    "physician": "Dr. Hannah Osei",
}


def a_form(form: str, person: str = "Bob Lindgren", expires_on: str = "2027-10-12") -> FormInput:
    return FormInput("representative", person, "", "2026-10-12", expires_on, form)


def through(session: Session, sponsor: str, *forms: FormInput, **changes: Any) -> Case:
    return make_case(session, make_account(session), sponsor=sponsor, forms=forms, **{**PROGRAM, **changes})


def written(session: Session, case: Case, kind: str, filed_by: FiledBy = FiledBy.REPRESENTATIVE) -> Draft:
    return draft(context_for(session, case, kind, NOW, Wishes(filed_by=filed_by)), kind)


def test_medicares_form_is_enclosed_by_its_name(session: Session) -> None:
    case = through(session, "medicare_advantage", a_form("cms_1696"))

    letter = written(session, case, "ma_reconsideration")

    assert "as authorized representative; form CMS-1696 enclosed (Exhibit A)" in letter.text


def test_a_form_of_another_program_is_not_enclosed(session: Session) -> None:
    case = make_case(session, make_account(session), forms=(a_form("cms_1696"),))

    letter = written(session, case, "internal_appeal")

    assert "1696" not in letter.text
    assert "exhibit with the appointment" in letter.blanks


def test_the_treating_physician_of_a_medicare_plan_encloses_no_appointment(session: Session) -> None:
    case = through(session, "medicare_advantage")

    letter = written(session, case, "ma_reconsideration", FiledBy.PROVIDER_FOR_MEMBER)

    assert "Filed by Dr. Hannah Osei, who treats the member, on the member's behalf" in letter.text
    assert "appointment" not in letter.text
    assert "cc: Alice Moreau" in letter.text, "the copy is the patient's notice"


def test_a_medicaid_provider_encloses_written_consent_and_does_not_ask_to_keep_benefits(
    session: Session,
) -> None:
    case = through(session, "medicaid_managed_care", claim_type="concurrent")
    make_event(
        session,
        case,
        EventKind.COURSE_REDUCTION_NOTIFIED,
        notice_on="2026-11-19",
        effective_on="2026-12-01",
    )

    patients = written(session, case, "medicaid_appeal", FiledBy.MEMBER)
    providers = written(session, case, "medicaid_appeal", FiledBy.PROVIDER_FOR_MEMBER)

    assert "Please keep the benefits going." in patients.text
    assert "Please keep the benefits going." not in providers.text
    assert "exhibit with the written consent" in providers.blanks


def test_an_appointment_for_medicare_has_what_its_own_form_has(session: Session) -> None:
    case = through(session, "original_medicare")

    letter = written(session, case, "appointment_of_representative")

    assert "I authorize whoever decides this claim or an appeal in it to release" in letter.text
    assert "one year from the later of the two signatures" in letter.text
    assert "what the representative is to the patient, such as daughter, advocate or lawyer" in letter.blanks
    assert "Medicare number 0555-0142-01" in letter.text
    assert "I can be reached at 12 Harbor Street, Galveston, TX 77550, 555-0142." in letter.text


def test_what_the_representative_is_to_the_patient_stands_on_the_paper_before_it_is_signed(
    session: Session,
) -> None:
    case = through(session, "medicare_advantage", FormInput("representative", "Bob Lindgren", "daughter"))

    assert "My representative is my daughter." in written(session, case, "appointment_of_representative").text


@pytest.mark.parametrize(
    "sponsor, may",
    [
        ("medicaid_managed_care", "appeal to the plan, ask for a state fair hearing"),
        ("fehb", "pursue payment of the disputed claim, ask the carrier for reconsideration"),
        ("tricare", "ask for reconsideration and for every review after it"),
        ("va", "ask for every review of the VA's decision"),
    ],
)
def test_an_appointment_names_the_levels_of_its_own_coverage(
    session: Session, sponsor: str, may: str
) -> None:
    letter = written(session, through(session, sponsor), "appointment_of_representative")

    assert may in letter.text
    assert "external review" not in letter.text


def test_the_number_of_a_medicare_plan_is_not_the_medicare_number(session: Session) -> None:
    letter = written(session, through(session, "medicare_advantage"), "appointment_of_representative")

    assert "Member ID 0555-0142-01" in letter.text
    assert "Medicare's own number, from its card" in letter.blanks


def test_an_appointment_for_an_employers_plan_says_nothing_of_medicare(session: Session) -> None:
    letter = written(session, make_case(session), "appointment_of_representative")

    assert "Medicare" not in letter.text
    assert "Department of Health" not in letter.text


@pytest.mark.parametrize(
    "sponsor, kind, filed",
    [
        ("medicare_advantage", "ma_reconsideration", "request"),
        ("medicaid_managed_care", "medicaid_appeal", "appeal"),
        ("private_employer", "internal_appeal", "appeal"),
    ],
)
def test_what_a_physician_files_says_that_it_is_no_dispute_of_the_provider(
    session: Session, sponsor: str, kind: str, filed: str
) -> None:
    case = through(session, sponsor)

    physicians = written(session, case, kind, FiledBy.PROVIDER_FOR_MEMBER)

    assert f"the member's own {filed}, and no dispute of the provider" in physicians.text
    assert "no dispute" not in written(session, case, kind, FiledBy.MEMBER).text
    assert "no dispute" not in written(session, case, kind).text


def test_a_member_asks_for_the_plans_documents_on_nobodys_behalf(session: Session) -> None:
    case = make_case(session, make_account(session))

    assert "made as a participant or beneficiary" in (
        written(session, case, "claim_file_request", FiledBy.MEMBER).text
    )
    assert (
        "made on behalf of the member as a participant" in written(session, case, "claim_file_request").text
    )


def test_original_medicare_has_patients_with_medicares_number_and_no_members(session: Session) -> None:
    case = through(session, "original_medicare")

    letter = written(session, case, "original_medicare_redetermination", FiledBy.MEMBER)

    assert "Patient: Alice Moreau · Medicare number 0555-0142-01" in letter.text
    assert "Filed by the patient" in letter.text
    assert "member" not in letter.text.casefold()


def test_arguments_speak_of_the_program_where_no_plan_stands_between(session: Session) -> None:
    case = through(session, "tricare")
    for row in evidence.criteria(session, case):
        shown = CriterionInput(
            requirement=row.requirement or "",
            kind=row.kind,
            status="documented",
            record_shows="24 visits",
            outcome="Plateau",
            exhibit="B",
        )
        evidence.edit_criterion(session, case, row.id, shown)

    letter = written(session, case, "tricare_reconsideration")

    assert "TRICARE requires a sequence of non-surgical treatment" in letter.text
    assert "the plan's step-therapy policy" not in letter.text


def test_the_list_of_enclosures_calls_the_paper_what_the_heading_calls_it(session: Session) -> None:
    case = through(session, "medicaid_managed_care", a_form("", "Dr. Hannah Osei"))

    letter = written(session, case, "medicaid_appeal", FiledBy.PROVIDER_FOR_MEMBER)

    assert "written consent enclosed (Exhibit A)" in letter.text
    assert "Exhibit A, Appointment of representative: written consent" in letter.text


@pytest.mark.parametrize("sponsor", ["medicare_advantage", "medicare_part_d"])
def test_a_physician_who_asks_for_a_hearing_needs_medicares_form(session: Session, sponsor: str) -> None:
    case = through(session, sponsor, notice_on="2026-08-05")
    for kind, fields in (
        (EventKind.INTERNAL_APPEAL_FILED, {"received_by_plan": "2026-08-20"}),
        (EventKind.APPEAL_DECIDED, {"notice_on": "2026-09-18", "outcome": "upheld"}),
        (EventKind.IRE_CASE_RECEIVED, {"received_by_office": "2026-09-21"}),
        (EventKind.IRE_DECIDED, {"notice_on": "2026-11-02", "outcome": "upheld"}),
    ):
        make_event(session, case, kind, **fields)

    hearing = written(session, case, "alj_hearing_request", FiledBy.PROVIDER_FOR_MEMBER)

    assert "exhibit with the appointment" in hearing.blanks
    assert "who treats the member" not in hearing.text
