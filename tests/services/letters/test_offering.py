"""What is offered at each moment: what comes next, never first what has been filed and stands."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from tests.factories import NOW, PDF, look_again, make_account, make_case, make_event
from tracker.models import Account, Case
from tracker.rules.terms import EventKind
from tracker.services.denial_input import FormInput
from tracker.services.letters import finishing, keeping
from tracker.services.letters.kinds import KINDS
from tracker.services.letters.offering import Offer, offered
from tracker.services.letters.wishes import Wishes

K = EventKind
APPOINTED = FormInput("representative", "Bob Lindgren", "patient advocate", "2026-10-12", "2027-10-12")


@pytest.fixture
def bob(session: Session) -> Account:
    """The advocate."""
    return make_account(session)


@pytest.fixture
def case(session: Session, bob: Account) -> Case:
    """Alice's case, with Bob's appointment; the claim file has been asked for and has come."""
    made = make_case(session, bob, forms=(APPOINTED,))
    make_event(session, made, K.CLAIM_FILE_REQUESTED, sent_on="2026-10-12", received_by_plan="2026-10-12")
    make_event(session, made, K.CLAIM_FILE_RECEIVED, received_on="2026-10-15")
    return made


def urgent(session: Session, bob: Account) -> Case:
    made = make_case(
        session,
        bob,
        forms=(APPOINTED,),
        urgency="expedited",
        expedite_codes=("progressive_neurological_deficit",),
        notice_on="2026-11-20",
        received_on="2026-11-20",
    )
    called = {"telephoned_at": "2026-11-21T09:40", "received_by_plan": "2026-11-21T09:40"}
    make_event(session, made, K.INTERNAL_APPEAL_FILED, expedited="yes", physician_certified="yes", **called)
    return made


def offers(session: Session, case: Case, days: int = 0) -> dict[str, Offer]:
    at = NOW + timedelta(days=days)
    if days:
        look_again(session, case, at)
    return {offer.kind.key: offer for offer in offered(session, case, at)}


def first(session: Session, case: Case, days: int = 0) -> str | None:
    found = next(iter(offers(session, case, days).values()))
    return found.kind.key if found.is_next else None


def test_an_appeal_that_is_filed_and_stands_is_marked_and_offered_last(session: Session, case: Case) -> None:
    make_event(session, case, K.INTERNAL_APPEAL_FILED, sent_on="2026-11-18", received_by_plan="2026-11-20")
    found = offers(session, case)

    assert first(session, case) is None
    assert found["internal_appeal"].is_filed
    fitting = [key for key, offer in found.items() if offer.why_not is None]
    assert fitting[-1] == "internal_appeal"


def test_what_was_sent_and_is_not_proven_to_have_come_is_asked_about_next(
    session: Session, case: Case
) -> None:
    make_event(session, case, K.INTERNAL_APPEAL_FILED, sent_on="2026-11-20", channel="fax")

    assert first(session, case, days=1) == "receipt_request"
    assert first(session, case, days=10) == "receipt_request"


def test_a_letter_in_the_mail_is_given_its_five_days(session: Session, case: Case) -> None:
    make_event(session, case, K.INTERNAL_APPEAL_FILED, sent_on="2026-11-20", channel="certified_mail")

    assert first(session, case) is None
    assert offers(session, case)["receipt_request"].why_not is None
    assert first(session, case, days=6) == "receipt_request"


def test_nobody_is_asked_to_confirm_a_receipt_that_is_on_record(session: Session, case: Case) -> None:
    make_event(session, case, K.INTERNAL_APPEAL_FILED, sent_on="2026-11-18", received_by_plan="2026-11-20")

    assert offers(session, case)["receipt_request"].why_not == (
        "Nothing that was sent still waits for proof that it arrived."
    )


def test_once_the_plan_is_late_its_lateness_comes_first_and_external_review_after_it(
    session: Session, case: Case
) -> None:
    make_event(session, case, K.INTERNAL_APPEAL_FILED, sent_on="2026-11-18", received_by_plan="2026-11-20")

    found = list(offers(session, case, days=60))
    assert found[:2] == ["plan_is_late", "external_review_request"]


def test_an_external_review_that_is_asked_for_and_stands_is_not_offered_first(
    session: Session, bob: Account
) -> None:
    case = urgent(session, bob)
    assert first(session, case) == "external_review_expedited"

    at = "2026-11-21T10:00"
    make_event(session, case, K.EXTERNAL_REVIEW_REQUESTED, expedited="yes", received_by_plan=at)
    assert first(session, case) != "external_review_expedited"
    assert offers(session, case)["external_review_expedited"].is_filed
    assert first(session, case, days=5) == "plan_is_late"


@pytest.mark.parametrize(
    "undone",
    [
        (K.APPEAL_DISMISSED, {"notice_on": "2026-11-21", "said": "No appointment was enclosed."}),
        (K.ADVERSE_DETERMINATION, {"notice_on": "2026-11-21", "reissued": "yes"}),
    ],
)
def test_an_appeal_that_no_longer_stands_is_offered_again(
    session: Session, case: Case, undone: tuple[EventKind, dict[str, str]]
) -> None:
    make_event(session, case, K.INTERNAL_APPEAL_FILED, sent_on="2026-11-18", received_by_plan="2026-11-20")
    kind, fields = undone
    make_event(session, case, kind, **fields)

    assert first(session, case) == "internal_appeal"
    assert not offers(session, case)["internal_appeal"].is_filed


def test_an_appeal_that_was_withdrawn_before_a_new_letter_is_offered_again(
    session: Session, case: Case
) -> None:
    make_event(session, case, K.INTERNAL_APPEAL_FILED, received_by_plan="2026-11-02")
    make_event(session, case, K.WITHDRAWN, withdrawn_on="2026-11-10")
    make_event(session, case, K.ADVERSE_DETERMINATION, notice_on="2026-11-16", reissued="yes")

    assert first(session, case) == "internal_appeal"


def after_the_final_decision(session: Session, case: Case) -> None:
    make_event(session, case, K.INTERNAL_APPEAL_FILED, received_by_plan="2026-10-20")
    said = {"outcome": "upheld", "final": "yes", "said": "The treatment was not supervised."}
    make_event(session, case, K.APPEAL_DECIDED, notice_on="2026-11-02", received_on="2026-11-05", **said)


def test_a_request_that_the_plan_refused_is_offered_again(session: Session, case: Case) -> None:
    after_the_final_decision(session, case)
    make_event(session, case, K.EXTERNAL_REVIEW_REQUESTED, received_by_plan="2026-11-18")
    assert first(session, case) is None
    said = "The decision does not involve medical judgment."
    make_event(session, case, K.EXTERNAL_REVIEW_REFUSED, notice_on="2026-11-20", said=said)

    assert first(session, case) == "external_review_request"


def test_a_dismissal_leaves_external_review_open_after_the_appeal_itself(
    session: Session, case: Case
) -> None:
    make_event(session, case, K.INTERNAL_APPEAL_FILED, received_by_plan="2026-11-10")
    make_event(session, case, K.APPEAL_DISMISSED, notice_on="2026-11-17", said="It was late.")

    assert list(offers(session, case))[:2] == ["internal_appeal", "external_review_request"]


def test_a_provider_who_disputes_his_own_bill_has_filed_nothing_for_the_member(
    session: Session, case: Case
) -> None:
    by = {"filed_by": "provider_dispute"}
    make_event(session, case, K.INTERNAL_APPEAL_FILED, received_by_plan="2026-11-20", **by)

    assert not offers(session, case)["internal_appeal"].is_filed


def test_a_voluntary_level_is_never_first_and_keeps_external_review_there(
    session: Session, case: Case
) -> None:
    after_the_final_decision(session, case)
    assert first(session, case) == "external_review_request"
    assert offers(session, case)["voluntary_appeal"].why_not is None

    make_event(session, case, K.SECOND_LEVEL_FILED, received_by_plan="2026-11-12", voluntary="yes")
    assert first(session, case) == "external_review_request"
    assert offers(session, case)["voluntary_appeal"].is_filed


def test_an_individual_policy_has_no_voluntary_level(session: Session, bob: Account) -> None:
    case = make_case(session, bob, forms=(APPOINTED,), sponsor="individual", funding="insured")
    after_the_final_decision(session, case)

    assert "one internal level" in (offers(session, case)["voluntary_appeal"].why_not or "")


def test_the_claim_files_chase_never_stands_before_what_a_filing_asks_for(
    session: Session, bob: Account
) -> None:
    case = make_case(session, bob, forms=(APPOINTED,))
    make_event(session, case, K.CLAIM_FILE_REQUESTED, sent_on="2026-10-12", received_by_plan="2026-10-12")
    assert first(session, case) == "claim_file_chaser"
    make_event(session, case, K.INTERNAL_APPEAL_FILED, sent_on="2026-10-20", received_by_plan="2026-10-20")

    assert list(offers(session, case, days=10))[:2] == ["plan_is_late", "external_review_request"]
    assert offers(session, case, days=10)["claim_file_chaser"].fits_now


def test_once_the_appeals_own_date_presses_its_letter_stands_before_the_claim_files_chaser(
    session: Session, bob: Account
) -> None:
    # Given a claim file that was asked for and has not come, and an appeal due on April 3
    case = make_case(session, bob, forms=(APPOINTED,))
    make_event(session, case, K.CLAIM_FILE_REQUESTED, sent_on="2026-10-12", received_by_plan="2026-10-12")

    # When April 2 has come, then the appeal is the letter to write
    days = (datetime(2027, 4, 2, 15, tzinfo=UTC) - NOW).days
    assert first(session, case, days=days) == "internal_appeal"
    assert offers(session, case, days=days)["claim_file_chaser"].fits_now


def test_a_second_request_for_the_file_is_on_record_as_one_and_is_not_offered_again_until_it_is_due(
    session: Session, bob: Account
) -> None:
    # Given a claim file that was asked for, whose chaser is the letter to write
    case = make_case(session, bob, forms=(APPOINTED,))
    make_event(session, case, K.CLAIM_FILE_REQUESTED, sent_on="2026-10-12", received_by_plan="2026-10-12")
    assert first(session, case) == "claim_file_chaser"

    # When its sending is put on record, as a request with its proof
    assert KINDS["claim_file_chaser"].recorded_as is K.CLAIM_FILE_REQUESTED
    make_event(
        session, case, K.CLAIM_FILE_REQUESTED, sent_on="2026-11-22", channel="fax", tracking="5550142 OK"
    )

    # Then it is offered no more, and a third only when its own time has come
    assert first(session, case) != "claim_file_chaser"
    assert offers(session, case)["claim_file_chaser"].why_not == (
        "It has been asked for again: wait until the next request is due."
    )
    assert offers(session, case, days=11)["claim_file_chaser"].fits_now


def test_what_has_been_made_final_is_not_asked_for_again(session: Session, bob: Account, case: Case) -> None:
    make_event(session, case, K.INTERNAL_APPEAL_FILED, received_by_plan="2026-10-20", tracking="7020 0555")
    assert first(session, case) == "plan_is_late"

    version = keeping.write(session, bob, case, "plan_is_late", Wishes(), NOW)
    finishing.finalize(session, bob, case, version, PDF, NOW, "It goes out today.")

    found = offers(session, case)
    assert next(iter(found)) == "external_review_request"
    assert found["plan_is_late"].is_filed


def test_what_the_outside_review_has_settled_is_not_offered_any_more(session: Session, case: Case) -> None:
    make_event(session, case, K.INTERNAL_APPEAL_FILED, received_by_plan="2026-10-12")
    make_event(session, case, K.APPEAL_DECIDED, notice_on="2026-11-02", outcome="upheld", final="yes")
    make_event(session, case, K.EXTERNAL_REVIEW_REQUESTED, received_by_plan="2026-11-04")
    make_event(session, case, K.EXTERNAL_REVIEW_DECIDED, notice_on="2026-11-20", outcome="upheld")

    found = offers(session, case)

    assert found["external_review_request"].why_not == "The external review has been decided."
    assert found["voluntary_appeal"].why_not == "The external review has been decided."
    assert "decided for good" in (found["peer_to_peer_request"].why_not or "")


def test_a_claim_file_that_was_asked_for_stands_behind_what_is_still_to_be_written(
    session: Session, case: Case
) -> None:
    every = list(offers(session, case))

    assert every.index("claim_file_request") > every.index("letter_of_medical_necessity")
