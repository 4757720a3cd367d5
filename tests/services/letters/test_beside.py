"""Letters beside the appeal from a case on record: when each is offered, whom it goes to, what it says."""

import io
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from sqlmodel import Session

from tests.factories import NOW, PDF, make_account, make_case, make_event
from tests.services.letters.examples import LETTERS
from tests.services.letters.faulty import CLAIMS
from tracker.adapters.letters.pdf import render_pdf
from tracker.models import Account, Case, Patient
from tracker.rules.playbooks import load
from tracker.rules.terms import EventKind, FiledBy, Stage
from tracker.services import documents, events
from tracker.services.letters import keeping, saved
from tracker.services.letters.draft import draft
from tracker.services.letters.from_case import context_for
from tracker.services.letters.offering import Offer, offered
from tracker.services.letters.wishes import Wishes

K = EventKind
FILED = (K.INTERNAL_APPEAL_FILED, {"received_by_plan": "2026-10-12", "sent_on": "2026-10-12"})
UPHELD = (K.APPEAL_DECIDED, {"notice_on": "2026-10-20", "outcome": "upheld", "final": "yes"})
TAKEN_OUT = (K.EXTERNAL_REVIEW_REQUESTED, {"received_by_plan": "2026-10-26", "sent_on": "2026-10-26"})
ASSIGNED = (
    K.IRO_ASSIGNED,
    {"assigned_on": "2026-11-16", "iro": "Example Reviewers", "reference": "IRO-55"},
)
NOTICE = (K.IRO_NOTICE_RECEIVED, {"notice_on": "2026-11-16", "received_on": "2026-11-18"})
REVERSED = (
    K.EXTERNAL_REVIEW_DECIDED,
    {"notice_on": "2026-11-18", "outcome": "overturned", "received_by_plan": "2026-11-19"},
)
DONE = (K.PLAN_COMPLIED, {"complied_on": "2026-11-20"})
ASKED = (
    K.CLAIM_EXTENDED,
    {"notice_on": "2026-11-12", "received_on": "2026-11-16", "missing_information": True},
)


@pytest.fixture
def bob(session: Session) -> Account:
    """An advocate."""
    return make_account(session)


def case_after(session: Session, bob: Account, *events: Any, **denial: Any) -> Case:
    """Alice's case after these events."""
    case = make_case(session, bob, **denial)
    for kind, fields in events:
        make_event(session, case, kind, **fields)
    return case


def offers(session: Session, case: Case) -> dict[str, Offer]:
    return {each.kind.key: each for each in offered(session, case, NOW)}


@pytest.mark.parametrize(
    "events, wanted",
    [
        ((FILED, UPHELD, TAKEN_OUT, ASSIGNED, NOTICE), "information_to_iro"),
        ((FILED, UPHELD, TAKEN_OUT, REVERSED), "demand_to_comply"),
        ((ASKED,), "information_sent"),
    ],
)
def test_what_is_open_now_is_among_what_the_case_asks_for(
    session: Session, bob: Account, events: tuple[Any, ...], wanted: str
) -> None:
    assert offers(session, case_after(session, bob, *events))[wanted].fits_now


@pytest.mark.parametrize(
    "kind, said",
    [
        ("information_sent", "The plan has asked for nothing that is still open."),
        ("information_to_iro", "No independent review organization is on record yet."),
        ("demand_to_comply", "No decision is on record that reversed the denial and is still to be done."),
    ],
)
def test_what_has_no_ground_yet_says_so(session: Session, bob: Account, kind: str, said: str) -> None:
    assert offers(session, case_after(session, bob))[kind].why_not == said


def test_a_decision_that_came_with_its_entry_is_enclosed_by_itself(session: Session, bob: Account) -> None:
    case = case_after(session, bob, FILED, UPHELD, TAKEN_OUT)
    kept = documents.store(session, bob, case, "MAXIMUS, November 18.pdf", "", PDF, "decision", NOW)
    kind, fields = REVERSED
    events.record(session, bob, case, kind, fields, {}, NOW, kept.id)

    demand = draft(context_for(session, case, "demand_to_comply", NOW), "demand_to_comply")

    assert "exhibit with the decision" not in demand.blanks
    assert "B, Decision: MAXIMUS, November 18" in demand.text


def test_a_demand_encloses_the_decision_that_it_rests_on_and_no_other(session: Session, bob: Account) -> None:
    case = case_after(session, bob, FILED, UPHELD, TAKEN_OUT)
    for name, letter in (("Decision of the plan.pdf", "B"), ("MAXIMUS, November 18.pdf", "C")):
        kept = documents.store(session, bob, case, name, "", PDF, "decision", NOW)
        documents.set_exhibit(session, bob, case, kept.id, letter, "1", NOW)
    kind, fields = REVERSED
    events.record(session, bob, case, kind, fields, {}, NOW, kept.id)

    demand = draft(context_for(session, case, "demand_to_comply", NOW), "demand_to_comply")

    assert "a copy is Exhibit C." in demand.text
    assert "C, Decision: MAXIMUS, November 18" in demand.text


def test_what_was_carried_out_is_demanded_no_more(session: Session, bob: Account) -> None:
    case = case_after(session, bob, FILED, UPHELD, TAKEN_OUT, REVERSED, DONE)

    assert offers(session, case)["demand_to_comply"].why_not is not None


@pytest.mark.parametrize(
    "kind", ["peer_to_peer_request", "peer_to_peer_brief", "letter_of_medical_necessity"]
)
def test_no_conversation_between_physicians_is_asked_for_about_a_bill(
    session: Session, bob: Account, kind: str
) -> None:
    case = case_after(session, bob, reason_kind="coding_or_billing")

    assert offers(session, case)[kind].why_not is not None


def test_the_reviewer_is_named_with_its_number_and_the_last_of_its_ten_business_days(
    session: Session, bob: Account
) -> None:
    case = case_after(session, bob, FILED, UPHELD, TAKEN_OUT, ASSIGNED, NOTICE)

    context = context_for(session, case, "information_to_iro", NOW)

    text = draft(context, "information_to_iro").text
    assert (context.addressee.name, context.addressee.address_lines) == ("Example Reviewers", ())
    assert "Your reference: IRO-55" in text
    assert "ends on December 1, 2026 (29 CFR 2590.715-2719(d)(2)(iii)(B)(2))" in text


def test_a_states_reviewer_is_not_told_the_federal_ten_days(session: Session, bob: Account) -> None:
    case = case_after(session, bob, FILED, UPHELD, TAKEN_OUT, ASSIGNED, NOTICE, funding="insured")

    text = draft(context_for(session, case, "information_to_iro", NOW), "information_to_iro").text

    assert "December 1" not in text
    assert "(d)(2)" not in text


@pytest.mark.parametrize(
    "denial, name",
    [
        ({}, "Employee Benefits Security Administration, U.S. Department of Labor"),
        ({"funding": "insured", "policy_state": "CA"}, "California Department of Insurance"),
        ({"funding": "insured", "policy_state": ""}, None),
    ],
)
def test_a_complaint_goes_to_whoever_has_power_and_its_address_is_blank(
    session: Session, bob: Account, denial: dict[str, str], name: str | None
) -> None:
    case = case_after(session, bob, FILED, **denial)

    to = context_for(session, case, "complaint_to_regulator", NOW).addressee

    assert (to.name, to.address_lines) == (name, ())


def test_a_complaint_tells_what_happened_day_by_day(session: Session, bob: Account) -> None:
    case = case_after(session, bob, FILED, UPHELD)

    told = context_for(session, case, "complaint_to_regulator", NOW).beside.chronology

    assert [line.text for line in told] == [
        "Denial (adverse benefit determination)",
        "Internal appeal filed",
        "Plan decided the appeal: upheld (still denied)",
    ]


def test_a_complaint_tells_what_did_not_happen_too(session: Session, bob: Account) -> None:
    case = case_after(session, bob, FILED)

    told = context_for(session, case, "complaint_to_regulator", NOW).beside.chronology

    assert told[-1].text == "Last day for an answer to the internal appeal; none has come"
    assert told[-2].text == "Internal appeal filed"


@pytest.mark.parametrize("filed_by", list(FiledBy))
def test_the_prescribers_letter_is_the_prescribers_whoever_asks_for_it(
    session: Session, bob: Account, filed_by: FiledBy
) -> None:
    case = case_after(session, bob, physician="Dr. Hannah Osei")

    wishes = Wishes(filed_by=filed_by)
    context = context_for(session, case, "letter_of_medical_necessity", NOW, wishes)

    assert context.sender.name == "Dr. Hannah Osei"
    assert "Bob Lindgren" not in draft(context, "letter_of_medical_necessity").text


def test_nobody_puts_words_into_the_prescribers_mouth(session: Session, bob: Account) -> None:
    case = case_after(session, bob, physician="Dr. Hannah Osei")

    blanks = draft(
        context_for(session, case, "letter_of_medical_necessity", NOW), "letter_of_medical_necessity"
    ).blanks

    assert "why it is necessary for this patient, in the prescriber's own words" in blanks
    assert "diagnosis, as the chart has it" in blanks


def test_each_point_of_the_playbook_is_a_blank_until_the_prescriber_has_said_it(
    session: Session, bob: Account
) -> None:
    case = case_after(session, bob, playbook="quantity_limit")
    points = load()["quantity_limit"].prescriber_letter.points

    letter = draft(
        context_for(session, case, "letter_of_medical_necessity", NOW), "letter_of_medical_necessity"
    )

    for number, point in enumerate(points, 1):
        words = f"{point[:1].lower()}{point[1:-1]}"
        assert words in letter.blanks
        assert f"{number}. [{words}]" in letter.text
    other = context_for(session, case, "peer_to_peer_brief", NOW)
    assert other.beside.points == ()

    said = Wishes(confirmed="Since May 2, 2026: 30 mg.\n\n{{ 7 * 7 }} No other *strength* does.")
    confirmed = draft(
        context_for(session, case, "letter_of_medical_necessity", NOW, said), "letter_of_medical_necessity"
    )
    assert "{{ 7 * 7 }} No other *strength* does." in confirmed.text
    assert not {f"{point[:1].lower()}{point[1:-1]}" for point in points} & set(confirmed.blanks)


@pytest.mark.parametrize(
    "denial, is_named",
    [
        ({"funding": "insured", "policy_state": "CA", "service_kind": "drug"}, True),
        ({"funding": "insured", "policy_state": "CA", "service_kind": "procedure"}, False),
        ({"funding": "self_funded", "policy_state": "CA", "service_kind": "drug"}, False),
    ],
)
def test_a_states_law_on_step_therapy_is_named_only_where_it_reaches(
    session: Session, bob: Account, denial: dict[str, str], is_named: bool
) -> None:
    case = case_after(session, bob, **denial)

    text = draft(context_for(session, case, "step_exception_request", NOW), "step_exception_request").text

    assert ("Cal. Health & Safety Code 1367.206" in text) is is_named


def test_the_brief_for_the_physician_is_one_page() -> None:
    kind, context = LETTERS["beside.peer_to_peer_brief"]

    pdf = render_pdf(draft(context, kind).document)

    with pikepdf.open(io.BytesIO(pdf)) as read:
        assert len(read.pages) == 1


def test_confidential_communication_can_be_asked_for_before_a_denial_and_after_the_end(
    session: Session, bob: Account
) -> None:
    case = case_after(session, bob)
    case.stage = Stage.CLOSED

    assert offers(session, case)["confidential_communication"].why_not is None


def test_a_request_for_confidential_communication_tells_no_address_but_the_safe_one_and_nothing_of_the_claim(
    session: Session, bob: Account
) -> None:
    case = case_after(session, bob)
    patient = session.get_one(Patient, case.patient_id)
    patient.address, patient.email = "9 Old Road\nScranton, PA 18505", "home@example.org"
    wishes = Wishes(reach_at="PO Box 5588\nGalveston, TX 77550", is_dangerous=True)

    text = draft(
        context_for(session, case, "confidential_communication", NOW, wishes), "confidential_communication"
    ).text

    assert "PO Box 5588" in text
    assert "it could endanger me (45 CFR 164.522(b)(2)(iv))" in text
    for private in ("9 Old Road", "home@example.org", case.service, case.stated_reason, bob.name):
        assert private is None or private not in text


def test_without_the_patients_word_a_request_states_no_danger(session: Session, bob: Account) -> None:
    case = case_after(session, bob)

    letter = draft(
        context_for(session, case, "confidential_communication", NOW), "confidential_communication"
    )

    assert "could endanger me" not in letter.text
    assert any("could endanger them" in blank for blank in letter.blanks)


def test_a_drug_plan_is_asked_for_an_exception_under_its_own_law_and_from_the_prescribers_statement_on(
    session: Session, bob: Account
) -> None:
    # Given a Medicare drug plan that asks for another drug first
    facts = {"funding": "unknown", "grandfathered": "", "appeal_levels": "", "received_on": ""}
    case = make_case(session, bob, sponsor="medicare_part_d", physician="Dr. Hannah Osei", **facts)
    fitting = {each.kind.key for each in offered(session, case, NOW) if each.why_not is None}

    # Then its own request is offered with the statement, and no other plan's
    assert {"part_d_exception_request", "part_d_supporting_statement"} <= fitting
    assert "step_exception_request" not in fitting
    due = context_for(session, case, "part_d_exception_request", NOW).decision_due
    assert due is not None
    assert due.within == "within 72 hours after you receive the prescriber's supporting statement"
    assert due.citation == "42 CFR 423.568(b), 423.578"

    # When it has been sent, then it is not offered again before it is answered
    make_event(session, case, EventKind.STEP_EXCEPTION_REQUESTED, sent_on="2026-11-20")
    why = {each.kind.key: each.why_not for each in offered(session, case, NOW)}
    assert why["part_d_exception_request"] == "The exception has been asked for; its answer is awaited."
    assert why["part_d_supporting_statement"] is None


@pytest.mark.parametrize(
    "reason, ground, cited",
    [
        ("step_therapy", "the drug that is asked for first", "42 CFR 423.578(b)(5)(ii)"),
        ("quantity_limit", "the number of doses that the limit allows", "42 CFR 423.578(b)(5)(iii)"),
        ("non_formulary", "every covered drug for this condition", "42 CFR 423.578(b)(5)(i)"),
    ],
)
def test_the_statement_says_what_the_law_asks_for_this_exception(
    session: Session, bob: Account, reason: str, ground: str, cited: str
) -> None:
    facts = {"funding": "unknown", "grandfathered": "", "appeal_levels": "", "received_on": ""}
    case = make_case(session, bob, sponsor="medicare_part_d", reason_kind=reason, **facts)

    for kind in ("part_d_supporting_statement", "part_d_exception_request"):
        text = draft(context_for(session, case, kind, NOW), kind).text
        assert f"that {ground}" in text
        assert f"({cited})" in text


def test_what_the_plan_left_undone_is_told_in_the_advocates_words(session: Session, bob: Account) -> None:
    case = case_after(session, bob, FILED, UPHELD)
    blank = draft(context_for(session, case, "complaint_to_regulator", NOW), "complaint_to_regulator")
    wishes = Wishes(left_undone="It has not sent the claim file that was asked for on October 12")

    told = draft(context_for(session, case, "complaint_to_regulator", NOW, wishes), "complaint_to_regulator")

    assert any("left undone" in each for each in blank.blanks)
    assert "What is wrong: It has not sent the claim file that was asked for on October 12." in told.text
    assert not any("left undone" in each for each in told.blanks)


def test_what_a_second_request_asks_for_is_a_letter_of_its_own(session: Session, bob: Account) -> None:
    case = case_after(session, bob, ASKED)

    version = keeping.write(session, bob, case, "information_sent", Wishes(), NOW)

    (asked,) = [each for each in events.current(session, case) if each.kind is K.CLAIM_EXTENDED]
    assert saved.about(version.context) == asked.event_key


def test_a_request_for_confidential_communication_does_not_go_to_the_unit_that_takes_appeals(
    session: Session,
) -> None:
    case = make_case(session, make_account(session), parties=(CLAIMS,))

    letter = draft(
        context_for(session, case, "confidential_communication", NOW), "confidential_communication"
    )

    assert "Example Claims\n" in letter.text
    assert "Appeals" not in letter.text


def test_a_demand_says_whether_the_time_to_carry_out_is_over(session: Session, bob: Account) -> None:
    case = make_case(session, bob, sponsor="medicaid_managed_care", funding="unknown", grandfathered="")
    decided = {"notice_on": "2026-11-20", "outcome": "overturned", "received_by_plan": "2026-11-21"}
    for kind, fields in (FILED, (K.APPEAL_DECIDED, decided)):
        make_event(session, case, kind, **fields)

    before = draft(context_for(session, case, "demand_to_comply", NOW), "demand_to_comply").text
    after = draft(
        context_for(session, case, "demand_to_comply", NOW + timedelta(days=9)), "demand_to_comply"
    ).text

    assert "which is to be done by" in before
    assert "which was to be done by" in after
