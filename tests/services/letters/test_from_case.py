"""What a letter says comes from the rows of its case; what no row says stays blank."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from tests.factories import NOW, PDF, make_account, make_case, make_event, make_organization
from tracker.models import Account, Case, Criterion, CriterionStatus
from tracker.rules.citations import citations_for
from tracker.rules.facts import Coverage
from tracker.rules.terms import Channel, EventKind, FiledBy, Jeopardy, PartyRole, ReasonKind
from tracker.services import documents, evidence, papers
from tracker.services.denial_input import FormInput, PartyInput
from tracker.services.evidence import CriterionInput
from tracker.services.letters.context import Exhaustion, LetterContext, PhoneCall
from tracker.services.letters.draft import draft
from tracker.services.letters.from_case import Wishes, context_for
from tracker.services.letters.invented import COVERAGES
from tracker.services.letters.kinds import KINDS
from tracker.services.letters.record import read
from tracker.services.letters.refusing import refusal

K = EventKind
CHICAGO = ZoneInfo("America/Chicago")
APPOINTED = FormInput("representative", "Bob Lindgren", "patient advocate", "2026-10-12", "2027-10-12")
CLAIMS = PartyInput(
    "claims_administrator", "Example Claims", "Appeals", "PO Box 1\nScranton, PA 18505", "", "555-0199"
)
PLAN = PartyInput("plan_administrator", "Gulf Example, Inc.", "", "9 Road\nGalveston, TX 77550")


@pytest.fixture
def bob(session: Session) -> Account:
    """The advocate, under his organization's letterhead."""
    organization = make_organization(
        session, address="41 Quay Street\nGalveston, TX 77550", phone="409-555-0110"
    )
    return make_account(session, organization, email="bob@example.org")


def alices(session: Session, bob: Account, **changes: Any) -> Case:
    """Alice's case, with a claims administrator and Bob's appointment on record."""
    return make_case(session, bob, **{"parties": (CLAIMS, PLAN), "forms": (APPOINTED,), **changes})


def context(session: Session, case: Case, kind: str = "internal_appeal", **wishes: Any) -> LetterContext:
    return context_for(session, case, kind, NOW, Wishes(**wishes))


def answer(
    session: Session,
    case: Case,
    code: str,
    shows: str,
    outcome: str,
    exhibit: str,
    status: str = "documented",
) -> None:
    """Say what the record shows for one of the playbook's rows."""
    rows = session.exec(select(Criterion).where(Criterion.case_id == case.id))
    row = next(each for each in rows if each.code == code)
    typed = CriterionInput(row.requirement or "", "", shows, outcome, exhibit, status, row.kind)
    evidence.edit_criterion(session, case, row.id, typed)


def test_the_advocate_signs_under_the_letterhead_by_the_appointment_on_record(
    session: Session, bob: Account
) -> None:
    letter = context(session, alices(session, bob))

    assert (letter.sender.name, letter.sender.organization) == ("Bob Lindgren", "Harbor Patient Advocates")
    assert letter.sender.address_lines == ("41 Quay Street", "Galveston, TX 77550")
    assert (letter.authority.exhibit, letter.authority.signed_on) == ("A", date(2026, 10, 12))
    assert letter.cc == ("Alice Moreau",)


@pytest.mark.parametrize(
    "form",
    [
        replace(APPOINTED, person="Dana Moreau"),
        replace(APPOINTED, expires_on="2026-11-01"),
        replace(APPOINTED, kind="records_release"),
    ],
)
def test_a_paper_that_gives_bob_no_right_today_leaves_the_appointment_blank(
    session: Session, bob: Account, form: FormInput
) -> None:
    letter = context(session, alices(session, bob, forms=(form,)))

    assert letter.authority.exhibit is None
    assert "exhibit with the appointment" in draft(letter, "internal_appeal").blanks


def test_a_member_who_files_signs_alone(session: Session, bob: Account) -> None:
    letter = context(session, alices(session, bob), filed_by=FiledBy.MEMBER)

    assert letter.sender.name == "Alice Moreau"
    assert letter.sender.phone == "555-0142"
    assert letter.sender.organization is None
    assert letter.exhibits == ()


def test_a_letter_goes_to_the_party_that_it_concerns(session: Session, bob: Account) -> None:
    reviewer = PartyInput("delegated_reviewer", "Example Review Services")
    case = alices(session, bob, parties=(CLAIMS, PLAN, reviewer))

    assert context(session, case, "claim_file_request").addressee.name == "Example Review Services"
    assert context(session, case).addressee.name == "Example Claims"
    assert context(session, case, to=PartyRole.DELEGATED_REVIEWER).addressee.name == "Example Review Services"


def test_an_address_that_nobody_knows_is_a_blank_and_never_invented(session: Session, bob: Account) -> None:
    unknown = context(session, alices(session, bob, parties=()))
    nameless = draft(unknown, "internal_appeal").blanks

    assert unknown.addressee.name is None
    assert {"addressee", "address printed on the denial letter"} <= set(nameless)


def test_a_fax_goes_to_the_addressees_number(session: Session, bob: Account) -> None:
    letter = context(session, alices(session, bob), channels=(Channel.CERTIFIED_MAIL, Channel.FAX))

    assert "By certified mail and fax 555-0199" in draft(letter, "internal_appeal").text


def test_the_stated_reason_is_quoted_in_its_own_words(session: Session, bob: Account) -> None:
    text = draft(context(session, alices(session, bob)), "internal_appeal").text

    assert "“documentation does not show six weeks of physician-supervised conservative treatment.”" in text


def test_proven_receipt_is_counted_from_and_the_law_is_cited_as_the_coverage_cites_it(
    session: Session, bob: Account
) -> None:
    time = context(session, alices(session, bob)).timeliness

    assert time is not None
    assert (time.starts_on, time.ends_on, time.is_from_receipt) == (date(2026, 10, 9), date(2027, 4, 7), True)
    assert (time.period, time.citation) == ("180 days", "29 CFR 2560.503-1(h)(3)(i)")


def test_without_proof_of_receipt_the_printed_date_is_counted_from(session: Session, bob: Account) -> None:
    time = context(session, alices(session, bob, received_on="")).timeliness

    assert time is not None
    assert (time.starts_on, time.ends_on, time.is_from_receipt) == (
        date(2026, 10, 5),
        date(2027, 4, 3),
        False,
    )


def test_an_envelope_is_the_proof_of_receipt(session: Session, bob: Account) -> None:
    case = alices(session, bob)
    kept = documents.store(session, bob, case, "Postmarked envelope.pdf", "", PDF, "envelope", NOW)
    documents.set_exhibit(session, bob, case, kept.id, "H", "1", NOW)

    text = draft(context(session, case), "internal_appeal").text
    assert "received on October 9, 2026 (postmarked envelope, Exhibit H); 180 days from receipt" in text


def test_a_second_level_is_timely_by_the_date_that_the_letter_states(session: Session, bob: Account) -> None:
    case = alices(session, bob, appeal_levels="2")
    make_event(session, case, K.INTERNAL_APPEAL_FILED, received_by_plan="2026-10-20")
    said = {"outcome": "upheld", "final": "no", "states_deadline_on": "2027-01-02", "said": "Not supervised."}
    make_event(session, case, K.APPEAL_DECIDED, notice_on="2026-11-02", **said)
    letter = context(session, case, "second_level_appeal")

    assert letter.timeliness is not None
    assert (letter.timeliness.ends_on, letter.timeliness.states_on) == (None, date(2027, 1, 2))
    text = draft(letter, "second_level_appeal").text
    assert "The decision on the appeal gives until January 2, 2027 to file it." in text
    assert "gave this reason:" in text
    assert " gives this one: “Not supervised.”" in text


def test_a_decision_without_words_on_record_leaves_its_reason_blank(session: Session, bob: Account) -> None:
    case = after_the_final_decision(session, bob)
    letter = draft(context(session, case, "external_review_request"), "external_review_request")

    assert (
        "The determination of October 5, 2026 gave this reason: “documentation does not show" in letter.text
    )
    assert "the reason, in the words of the decision" in letter.blanks


def after_the_final_decision(session: Session, bob: Account, **changes: Any) -> Case:
    case = alices(session, bob, **changes)
    make_event(session, case, K.INTERNAL_APPEAL_FILED, received_by_plan="2026-10-12")
    make_event(
        session,
        case,
        K.APPEAL_DECIDED,
        notice_on="2026-11-02",
        received_on="2026-11-05",
        outcome="upheld",
        final="yes",
    )
    return case


def test_the_federal_four_months_move_past_a_weekend(session: Session, bob: Account) -> None:
    case = after_the_final_decision(session, bob)
    make_event(
        session, case, K.APPEAL_DECIDED, notice_on="2026-11-03", received_on="2026-11-06", outcome="upheld"
    )

    time = context(session, case, "external_review_request").timeliness
    assert time is not None
    assert time.ends_on == date(2027, 3, 8)
    assert time.citation == "29 CFR 2590.715-2719(d)(2)(i)"


def test_a_state_process_is_cited_as_such_and_its_four_months_do_not_move(
    session: Session, bob: Account
) -> None:
    case = after_the_final_decision(session, bob, funding="insured")
    make_event(
        session, case, K.APPEAL_DECIDED, notice_on="2026-11-03", received_on="2026-11-06", outcome="upheld"
    )

    time = context(session, case, "external_review_request").timeliness
    assert time is not None
    assert time.ends_on == date(2027, 3, 6)
    assert time.citation == "45 CFR 147.136(c)(2)(vi)"


@pytest.mark.parametrize(
    "changes, within",
    [
        (
            {},
            "under a plan with one level of appeal; the decision is due within 30 days after you receive",
        ),
        ({"appeal_levels": "2"}, "with two levels of appeal; the decision is due within 15 days"),
        (
            {"appeal_levels": ""},
            "after you receive this letter, or within 15 days where the plan has two levels",
        ),
        (
            {"claim_type": "post_service"},
            "with one level of appeal; the decision is due within 60 days",
        ),
        (
            {"sponsor": "individual", "funding": "insured"},
            "an individual policy has one level of internal appeal; the",
        ),
    ],
)
def test_the_answer_is_due_by_the_numbers_of_this_filing(
    session: Session, bob: Account, changes: dict[str, str], within: str
) -> None:
    letter = draft(context(session, alices(session, bob, **changes)), "internal_appeal")

    assert within in letter.text


def test_a_coverage_whose_law_is_not_known_leaves_its_time_blank_and_asks_for_the_plans(
    session: Session, bob: Account
) -> None:
    letter = draft(
        context(session, alices(session, bob, sponsor="unknown", funding="unknown")), "internal_appeal"
    )

    assert "last day to file, as the letter or the plan's booklet states it" in letter.blanks
    assert "which law and procedure govern this appeal, the day by which you will decide" in letter.text
    assert "CFR" not in letter.text


@pytest.mark.parametrize("funding", ["insured", "unknown"])
def test_a_request_that_is_not_the_plans_to_take_goes_where_the_decision_says(
    session: Session, bob: Account, funding: str
) -> None:
    case = after_the_final_decision(session, bob, funding=funding)

    assert context(session, case, "external_review_request").addressee.name is None
    chosen = context(session, case, "external_review_request", to=PartyRole.CLAIMS_ADMINISTRATOR)
    assert chosen.addressee.name == "Example Claims"


def test_an_urgent_appeal_under_unknown_law_opens_no_external_review_beside_it(
    session: Session, bob: Account
) -> None:
    case = alices(session, bob, sponsor="unknown", funding="unknown", **URGENT)
    telephoned(session, case)

    assert refusal(read(session, case, NOW), KINDS["external_review_expedited"]) == (
        "No law that is known for this coverage opens external review beside the internal appeal."
    )


def test_documents_without_a_letter_get_the_next_free_one_in_the_order_they_came(
    session: Session, bob: Account
) -> None:
    case = alices(session, bob)
    answer(session, case, "imaging_matches", "MRI", "Matches", "C, p. 2")
    for minute, name in enumerate(("Therapy.pdf", "Notes.pdf", "Letter.pdf")):
        at = NOW + timedelta(minutes=minute)
        kept = documents.store(session, bob, case, name, "", PDF, "medical_record", at)
        if name == "Notes.pdf":
            documents.set_exhibit(session, bob, case, kept.id, "B", "4", at)

    found = {each.letter: each.title for each in context(session, case).exhibits}
    assert found == {
        "A": "Appointment of representative",
        "B": "Notes",
        "C": None,
        "D": "Therapy",
        "E": "Letter",
    }


def test_an_exhibit_that_a_requirement_names_and_nobody_uploaded_is_a_blank(
    session: Session, bob: Account
) -> None:
    case = alices(session, bob)
    answer(session, case, "imaging_matches", "MRI", "Matches", "E, p. 2")

    assert "what Exhibit E is" in draft(context(session, case), "internal_appeal").blanks


def test_what_a_playbook_only_expects_is_no_requirement_of_the_plan(session: Session, bob: Account) -> None:
    case = alices(session, bob)
    answer(session, case, "supervised_physical_therapy", "24 visits", "Plateau", "B")
    letter = draft(context(session, case), "internal_appeal")

    assert "The one requirement in the table is documented in the enclosed records." in letter.text
    assert "to check against the policy: Clinical severity as the policy defines it" in letter.blanks
    assert "| Clinical severity" not in letter.text


def test_an_empty_table_carries_no_argument_that_leans_on_it(session: Session, bob: Account) -> None:
    case = alices(session, bob)

    text = draft(context(session, case), "internal_appeal").text
    assert "The plan's own policy, row by row." not in text
    assert "This is also a request for the plan's exception." not in text


def test_a_rescission_is_answered_by_facts_and_not_by_clinical_criteria(
    session: Session, bob: Account
) -> None:
    case = alices(session, bob, reason_kind=ReasonKind.RESCISSION)

    letter = draft(context(session, case), "internal_appeal")
    assert "restore this coverage" in letter.text
    to_check = [blank for blank in letter.blanks if blank.startswith("to check against the policy")]
    assert len(to_check) == 2
    assert not [blank for blank in to_check if "diagnosis" in blank or "severity" in blank]


def test_an_exception_that_nobody_stated_is_left_out(session: Session, bob: Account) -> None:
    case = alices(session, bob)

    assert {row.kind.value for row in context(session, case).criteria} == {"requirement"}
    answer(session, case, "step_excused", "Weakness since April", "Deficit", "B", "exception")
    stated = context(session, case)
    assert stated.criteria[0].status is CriterionStatus.EXCEPTION
    assert "More conservative treatment would not help" in [each.title for each in stated.arguments]


def test_steps_are_said_to_be_taken_only_where_every_row_shows_it(session: Session, bob: Account) -> None:
    case = alices(session, bob)
    title = "The conservative sequence has been completed"
    rows = [row for row in evidence.criteria(session, case) if row.kind == "requirement"]
    steps = [row for row in rows if row.code not in ("diagnosis_confirmed", "severity_documented")]

    for row in steps:
        assert title not in [each.title for each in context(session, case).arguments]
        typed = CriterionInput(row.requirement or "", "", "Shown", "Completed", "B", "documented")
        evidence.edit_criterion(session, case, row.id, typed)
    assert title in [each.title for each in context(session, case).arguments]


def test_an_argument_that_leans_on_a_letter_which_is_not_there_says_so(
    session: Session, bob: Account
) -> None:
    case = alices(session, bob)
    answer(session, case, "step_excused", "Weakness", "Deficit", "B", "exception")

    assert "the clinician's letter, as an exhibit" in draft(context(session, case), "internal_appeal").blanks
    documents.store(session, bob, case, "Dr. Osei's letter.pdf", "", PDF, "clinician_letter", NOW)
    there = context(session, case)
    assert "the clinician's letter, as an exhibit" not in draft(there, "internal_appeal").blanks
    assert there.physician.letter_exhibit == "C"


def test_nobody_puts_words_into_a_clinicians_mouth(session: Session, bob: Account) -> None:
    """An argument that leans on the letter leaves what it says blank, until somebody has written it down."""
    case = alices(session, bob)
    answer(session, case, "step_excused", "Weakness", "Deficit", "B", "exception")
    documents.store(session, bob, case, "Dr. Osei's letter.pdf", "", PDF, "clinician_letter", NOW)
    unquoted = "what the clinician's letter says of it, in its own words"

    assert unquoted in draft(context(session, case), "internal_appeal").blanks
    quoted = context(session, case, letter_explains="why more therapy would not help")
    assert unquoted not in draft(quoted, "internal_appeal").blanks


def test_a_letter_that_certifies_by_its_name_is_the_exhibit_of_the_certification(
    session: Session, bob: Account
) -> None:
    case = alices(session, bob, physician="Dr. Hannah Osei", **URGENT)
    day = {"certified_on": date(2026, 11, 20)}
    assert (
        "exhibit with the physician's certification"
        in draft(
            context(session, case, "internal_appeal_expedited", **day), "internal_appeal_expedited"
        ).blanks
    )
    documents.store(session, bob, case, "Letter and certification.pdf", "", PDF, "clinician_letter", NOW)

    text = draft(context(session, case, "internal_appeal_expedited", **day), "internal_appeal_expedited").text
    assert "(certification of November 20, 2026, Exhibit B)" in text


def test_what_makes_it_urgent_is_a_blank_where_only_the_regulations_words_were_chosen(
    session: Session, bob: Account
) -> None:
    case = alices(session, bob, urgency="expedited", expedite_codes=("jeopardy_maximum_function",))

    letter = draft(context(session, case, "internal_appeal_expedited"), "internal_appeal_expedited")
    assert "what makes it urgent, in the physician's words" in letter.blanks


def test_the_plan_administrator_is_sent_the_request_that_is_made_of_it(
    session: Session, bob: Account
) -> None:
    text = draft(context(session, alices(session, bob), "claim_file_request"), "claim_file_request").text

    assert "cc: Gulf Example, Inc., 9 Road, Galveston, TX 77550 (plan administrator); Alice Moreau" in text


def test_the_record_answers_the_reason_before_the_table_is_added_up(session: Session, bob: Account) -> None:
    case = alices(session, bob)
    answer(session, case, "supervised_physical_therapy", "24 supervised visits", "Plateau", "B")

    text = draft(context(session, case), "internal_appeal").text
    assert "The record answers: 24 supervised visits (Exhibit B). The one requirement in the table" in text


def test_the_claim_file_is_told_as_it_went(session: Session, bob: Account) -> None:
    case = alices(session, bob)
    sent = {"channel": "certified_mail", "sent_on": "2026-10-20", "received_by_plan": "2026-10-23"}
    make_event(session, case, K.CLAIM_FILE_REQUESTED, tracking="7020 0555 0101", **sent)
    make_event(
        session, case, K.CALL_LOGGED, called_at="2026-11-10", with_whom="Kim", said="It is being copied"
    )
    text = draft(context(session, case, "claim_file_chaser"), "claim_file_chaser").text

    assert "On October 20, 2026 I asked by certified mail 7020 0555 0101 for the claim file" in text
    assert "You received that request on October 23, 2026; the file has not arrived." in text
    assert "I called on November 10, 2026 and spoke with Kim. It is being copied." in text


def test_a_further_request_for_the_claim_file_tells_the_second(session: Session, bob: Account) -> None:
    case = alices(session, bob)
    make_event(session, case, K.CLAIM_FILE_REQUESTED, sent_on="2026-10-12", received_by_plan="2026-10-14")
    make_event(session, case, K.CLAIM_FILE_REQUESTED, sent_on="2026-11-02", channel="fax")

    text = draft(context(session, case, "claim_file_chaser"), "claim_file_chaser").text

    assert "Further request for the claim file" in text
    assert "On November 2, 2026 I asked again. You received the first request on October 14, 2026;" in text


def test_a_part_of_the_claim_file_leaves_what_is_missing_blank_where_nobody_wrote_it(
    session: Session, bob: Account
) -> None:
    case = alices(session, bob)
    make_event(session, case, K.CLAIM_FILE_REQUESTED, sent_on="2026-10-20")
    make_event(session, case, K.CLAIM_FILE_RECEIVED, received_on="2026-11-01", in_part="yes")

    letter = draft(context(session, case), "internal_appeal")
    assert "which came in part on November 1, 2026 and lacks [what is still missing]" in letter.text


URGENT = {
    "urgency": "expedited",
    "expedite_codes": ("progressive_neurological_deficit",),
    "treatment_on": "2026-12-04",
}


def telephoned(session: Session, case: Case) -> None:
    at = {"telephoned_at": "2026-11-21T09:40", "received_by_plan": "2026-11-21T09:40"}
    said = {"telephone_name": "Kim", "telephone_reference": "C-1"}
    make_event(
        session, case, K.INTERNAL_APPEAL_FILED, expedited="yes", physician_certified="yes", **at, **said
    )


def test_a_logged_call_that_asked_for_the_fast_decision_is_named_before_anything_is_filed(
    session: Session, bob: Account
) -> None:
    case = alices(session, bob, physician="Dr. Hannah Osei", **URGENT)
    make_event(session, case, K.CALL_LOGGED, called_at="2026-11-21T09:40", with_whom="Ann", reference="C-7")
    assert telephone_call(session, case) is None

    asked = {"asked_expedited": "yes", "with_whom": "Kim", "reference": "C-1"}
    make_event(session, case, K.CALL_LOGGED, called_at="2026-11-21T10:15", **asked)

    call = telephone_call(session, case)
    assert call is not None
    assert (call.name, call.reference) == ("Kim", "C-1")


def telephone_call(session: Session, case: Case) -> PhoneCall | None:
    urgent = context(session, case, "internal_appeal_expedited").expedite
    return urgent.call if urgent else None


def test_an_urgent_appeal_says_what_waiting_risks_and_confirms_the_call(
    session: Session, bob: Account
) -> None:
    case = alices(session, bob, physician="Dr. Hannah Osei", **URGENT)
    telephoned(session, case)
    letter = context(session, case, "internal_appeal_expedited", certified_on=date(2026, 11, 20))

    assert letter.expedite is not None
    assert letter.expedite.jeopardy == (Jeopardy.FUNCTION, Jeopardy.HEALTH)
    text = draft(letter, "internal_appeal_expedited").text
    assert (
        "What makes it urgent: a progressive neurological deficit. The care is planned for December 4, 2026."
        in text
    )
    assert "by telephone on November 21, 2026, 9:40 am CST, speaking with Kim (reference C-1)" in text
    assert "at most 72 hours after you received the request on November 21, 2026, 9:40 am CST" in text
    assert ": by November 24, 2026, 9:40 am CST" in text


def test_a_certification_that_nobody_recorded_is_not_claimed(session: Session, bob: Account) -> None:
    case = alices(session, bob, physician="Dr. Hannah Osei", **URGENT)
    letter = draft(context(session, case, "internal_appeal_expedited"), "internal_appeal_expedited")

    assert "physician who certifies the urgency" in letter.blanks


def test_a_risk_to_the_infant_is_told_and_not_called_the_members(session: Session, bob: Account) -> None:
    case = alices(
        session,
        bob,
        service="Lactation counselling by an IBCLC",
        urgency="expedited",
        expedite_codes=("infant_intake",),
    )
    letter = context(session, case, "internal_appeal_expedited")

    assert letter.expedite is not None
    assert letter.expedite.jeopardy == ()
    assert letter.expedite.statement == "What makes it urgent: the infant is not taking in enough."


def test_a_late_plan_is_told_what_it_received_when_and_what_proves_it(session: Session, bob: Account) -> None:
    case = alices(session, bob)
    sent = {"channel": "certified_mail", "sent_on": "2026-10-14", "received_by_plan": "2026-10-16"}
    make_event(session, case, K.INTERNAL_APPEAL_FILED, tracking="7020 0555 0142", **sent)
    text = draft(context(session, case, "plan_is_late"), "plan_is_late").text

    assert "You received it on October 16, 2026 (certified mail 7020 0555 0142)." in text
    assert "The 30 days from receipt ended on November 15, 2026 (29 CFR 2560.503-1(i)(2)(ii))." in text


def test_external_review_says_why_it_is_open(session: Session, bob: Account) -> None:
    late, waived = alices(session, bob), alices(session, bob)
    make_event(session, late, K.INTERNAL_APPEAL_FILED, received_by_plan="2026-10-16")
    make_event(session, waived, K.EXHAUSTION_WAIVED, waived_on="2026-11-12")
    urgent = alices(session, bob, **URGENT)
    telephoned(session, urgent)
    kind = "external_review_request"

    assert context(session, after_the_final_decision(session, bob), kind).exhaustion is Exhaustion.COMPLETED
    assert context(session, late, kind).exhaustion is Exhaustion.DEEMED
    assert "the plan waived it on November 12, 2026" in draft(context(session, waived, kind), kind).text
    assert context(session, urgent, "external_review_expedited").exhaustion is Exhaustion.SIMULTANEOUS


def test_the_letter_is_dated_in_the_cases_own_zone(session: Session, bob: Account) -> None:
    case = alices(session, bob)
    late_in_the_evening = datetime(2026, 11, 22, 22, 30, tzinfo=CHICAGO)

    assert context_for(session, case, "internal_appeal", late_in_the_evening).dated_on == date(2026, 11, 22)


@pytest.mark.parametrize(
    "changes, coverage",
    [
        ({}, COVERAGES["erisa_self_funded"]),
        ({"grandfathered": "yes"}, COVERAGES["erisa_self_funded_grandfathered"]),
        ({"sponsor": "church"}, COVERAGES["church"]),
        ({"sponsor": "medicare", "funding": "insured"}, Coverage()),
    ],
)
def test_the_citations_are_those_of_the_coverage(
    session: Session, bob: Account, changes: dict[str, str], coverage: Coverage
) -> None:
    assert context(session, alices(session, bob, **changes)).citations == citations_for(coverage)


def test_papers_of_a_later_day_count_from_that_day(session: Session, bob: Account) -> None:
    case = alices(session, bob, forms=())
    papers.add_form(session, bob, case, replace(APPOINTED, signed_on="2026-11-22"), NOW)

    assert context(session, case).authority.exhibit == "A"
    assert context_for(session, case, "internal_appeal", NOW - timedelta(days=1)).authority.exhibit is None


def test_what_the_writer_wishes_stands_in_the_letter(session: Session, bob: Account) -> None:
    case = alices(session, bob)
    wishes = {
        "channels": (Channel.CERTIFIED_MAIL,),
        "tracking": "7020 0555 0142",
        "answer": "The records show eleven weeks",
        "requests": ("an answer to each exception;", " "),
        "field_of_medicine": "spine surgery",
    }
    text = draft(context(session, case, **wishes), "internal_appeal").text

    assert "By certified mail 7020 0555 0142" in text
    assert "The records show eleven weeks. The table takes" in text
    assert "an answer to each exception;\n" in text
    assert "trained and experienced in spine surgery" in text


def test_a_wished_document_is_asked_for_with_the_claim_file(session: Session, bob: Account) -> None:
    letter = context(session, alices(session, bob), "claim_file_request", requests=("the call recordings",))

    assert "the call recordings;" in draft(letter, "claim_file_request").text
    assert letter.asks_by_on is None


def test_a_name_that_ends_with_a_point_gets_no_second_one(session: Session, bob: Account) -> None:
    text = draft(context(session, alices(session, bob), "claim_file_request"), "claim_file_request").text

    assert "To the plan administrator, Gulf Example, Inc. This paragraph" in text


def test_a_certification_that_came_first_is_not_taken_for_the_physicians_letter(
    session: Session, bob: Account
) -> None:
    case = alices(session, bob)
    for minute, name in enumerate(("Certification of urgency.pdf", "Dr. Osei's letter.pdf")):
        at = NOW + timedelta(minutes=minute)
        documents.store(session, bob, case, name, "", PDF, "clinician_letter", at)

    assert context(session, case).physician.letter_exhibit == "C"
