"""A letter says what went before it: an appeal dismissed, a request refused, a letter issued anew, a part approved."""

from typing import Any

import pytest
from sqlmodel import Session

from tests.factories import NOW, make_account, make_case, make_event
from tracker.models import Case
from tracker.rules.terms import EventKind
from tracker.services.letters import keeping
from tracker.services.letters.draft import Draft, draft
from tracker.services.letters.from_case import Wishes, context_for
from tracker.services.letters.kinds import KINDS
from tracker.services.letters.record import read
from tracker.services.letters.refusing import refusal

K = EventKind
SENT = {
    "sent_on": "2026-10-28",
    "received_by_plan": "2026-10-30",
    "channel": "certified_mail",
    "tracking": "7020 0555",
}


@pytest.fixture
def case(session: Session) -> Case:
    """Alice's case."""
    return make_case(session, make_account(session))


def letter(session: Session, case: Case, kind: str = "internal_appeal", **wishes: Any) -> Draft:
    return draft(context_for(session, case, kind, NOW, Wishes(**wishes)), kind)


def dismissed(session: Session, case: Case) -> None:
    make_event(session, case, K.INTERNAL_APPEAL_FILED, **SENT)
    make_event(session, case, K.APPEAL_DISMISSED, notice_on="2026-11-16", said="No appointment was enclosed")


def test_an_appeal_after_a_dismissal_quotes_it_and_says_what_has_been_put_right(
    session: Session, case: Case
) -> None:
    dismissed(session, case)

    text = letter(session, case, put_right="It is enclosed now (Exhibit A)").text
    assert (
        "The internal appeal that was received on October 30, 2026 (certified mail 7020 0555) was dismissed on "
        "November 16, 2026 with this reason: “No appointment was enclosed.” It is enclosed now (Exhibit A). I ask that "
        "it be taken up again as of the day on which it was first received."
    ) in text
    assert "what answers that reason, with its exhibit" in letter(session, case).blanks


def test_a_dismissed_appeal_gets_a_letter_of_its_own(session: Session, case: Case) -> None:
    before = [each.kind for each in keeping.letters(session, case)]
    dismissed(session, case)

    after = [each.kind for each in keeping.letters(session, case)]
    assert after.count("internal_appeal") == before.count("internal_appeal") + 1


def test_external_review_after_a_dismissal_asks_that_it_be_taken_as_the_end(
    session: Session, case: Case
) -> None:
    dismissed(session, case)

    text = letter(session, case, "external_review_request").text
    assert (
        "On November 16, 2026 the plan dismissed the internal appeal that was received on October 30, 2026 "
        "(certified mail 7020 0555), with this reason: “No appointment was enclosed.”"
    ) in text
    assert "I ask that this be treated as the end of the internal process." in text
    assert "The dismissal is dated November 16, 2026; four months end on March 16, 2027" in text


def test_a_request_after_a_refusal_quotes_it(session: Session, case: Case) -> None:
    make_event(session, case, K.INTERNAL_APPEAL_FILED, received_by_plan="2026-10-12")
    said = {"outcome": "upheld", "final": "yes", "said": "Not supervised."}
    make_event(session, case, K.APPEAL_DECIDED, notice_on="2026-11-02", **said)
    make_event(session, case, K.EXTERNAL_REVIEW_REQUESTED, received_by_plan="2026-11-16")
    make_event(
        session, case, K.EXTERNAL_REVIEW_REFUSED, notice_on="2026-11-19", said="Not a medical judgment."
    )

    text = letter(session, case, "external_review_request").text
    assert "was refused on November 19, 2026 with this reason: “Not a medical judgment.”" in text


def test_an_appeal_of_a_letter_issued_anew_asks_whether_the_earlier_one_counts(
    session: Session, case: Case
) -> None:
    make_event(session, case, K.INTERNAL_APPEAL_FILED, **SENT)
    make_event(session, case, K.ADVERSE_DETERMINATION, notice_on="2026-11-16", reissued="yes")

    text = letter(session, case).text
    assert "Determination dated November 16, 2026 in place of the one dated October 5, 2026" in text
    assert (
        "An internal appeal against the letter that this one replaces was received on October 30, 2026"
        in text
    )
    assert "tell me in writing whether you take it as an appeal of this letter too" in text


def test_an_appeal_after_a_withdrawal_says_so(session: Session, case: Case) -> None:
    make_event(session, case, K.INTERNAL_APPEAL_FILED, **SENT)
    make_event(session, case, K.WITHDRAWN, withdrawn_on="2026-11-06")
    make_event(session, case, K.ADVERSE_DETERMINATION, notice_on="2026-11-16", reissued="yes")

    assert "was withdrawn on November 6, 2026. This one takes its place." in letter(session, case).text


def test_an_appeal_that_stands_is_not_spoken_of_as_one_that_fell(session: Session, case: Case) -> None:
    make_event(session, case, K.INTERNAL_APPEAL_FILED, **SENT)

    assert not [each for each in letter(session, case).sections if each.key == "again"]


def test_a_partial_approval_leaves_what_is_still_denied(session: Session, case: Case) -> None:
    make_event(session, case, K.INTERNAL_APPEAL_FILED, received_by_plan="2026-10-12")
    said = {"outcome": "partly", "final": "yes", "said": "One level is approved."}
    make_event(session, case, K.APPEAL_DECIDED, notice_on="2026-11-02", **said)

    asked = letter(session, case, "external_review_request", still_denied="the fusion at L5.")
    assert "dated November 2, 2026 (approved in part)" in asked.text
    assert "reversed so far as it denies coverage, and" in asked.text
    assert "“One level is approved.” A part is approved. Still denied: the fusion at L5." in asked.text
    assert "what is still denied" in letter(session, case, "external_review_request").blanks


def test_what_was_sent_is_asked_after_with_its_proof_and_the_calls_about_it(
    session: Session, case: Case
) -> None:
    sent = {"sent_on": "2026-11-18", "channel": "fax", "tracking": "confirmation 5550420"}
    make_event(session, case, K.INTERNAL_APPEAL_FILED, **sent)
    make_event(
        session, case, K.CALL_LOGGED, called_at="2026-11-20", with_whom="Kim", said="She could not find it"
    )

    text = letter(session, case, "receipt_request").text
    assert (
        "On November 18, 2026 I sent you the internal appeal named above by fax, confirmation 5550420."
        in text
    )
    assert "I called on November 20, 2026 and spoke with Kim. She could not find it." in text


def test_a_voluntary_level_gives_up_nothing_and_names_the_day_for_external_review(
    session: Session, case: Case
) -> None:
    make_event(session, case, K.INTERNAL_APPEAL_FILED, received_by_plan="2026-10-12")
    said = {"outcome": "upheld", "final": "yes", "said": "Not supervised.", "received_on": "2026-11-05"}
    make_event(session, case, K.APPEAL_DECIDED, notice_on="2026-11-02", **said)

    text = letter(session, case, "voluntary_appeal").text
    assert "The member does not have to use this level, and gives up nothing by using it." in text
    assert "will be requested by March 5, 2027, whether or not you have decided by then" in text
    assert "is due" not in text


def asked_for_external_review(session: Session, case: Case) -> None:
    make_event(session, case, K.INTERNAL_APPEAL_FILED, received_by_plan="2026-10-12")
    make_event(
        session, case, K.APPEAL_DECIDED, notice_on="2026-11-02", outcome="upheld", final="yes", said="No."
    )
    make_event(session, case, K.EXTERNAL_REVIEW_REQUESTED, received_by_plan="2026-11-09")


def test_a_plan_that_has_not_looked_at_a_request_is_late_with_its_notice_and_with_no_decision(
    session: Session, case: Case
) -> None:
    asked_for_external_review(session, case)

    text = letter(session, case, "plan_is_late").text
    assert "No notice of the preliminary review of the request for external review has reached me." in text
    assert "The 5 business days from receipt ended on November 17, 2026" in text
    assert "decision has reached" not in text


def test_an_issuer_under_its_states_process_is_not_called_late_by_the_federal_times(session: Session) -> None:
    case = make_case(session, make_account(session), funding="insured")
    asked_for_external_review(session, case)

    assert refusal(read(session, case, NOW), KINDS["plan_is_late"]) == (
        "The plan is not certainly late with an answer."
    )


def test_an_approved_course_of_treatment_is_to_go_on_while_the_appeal_is_pending(session: Session) -> None:
    cut = {"denial_kind": "course_reduction_notified", "effective_on": "2026-12-01"}
    case = make_case(
        session, make_account(session), claim_type="concurrent", approved_through_on="2026-12-01", **cut
    )

    text = letter(session, case).text
    assert (
        "coverage of the approved treatment to go on until this appeal has been decided "
        "(29 CFR 2590.715-2719(b)(2)(iii)), and the decision before December 1, 2026, when the treatment is to end "
        "(29 CFR 2560.503-1(f)(2)(ii)(A))"
    ) in text


def test_a_surprise_bill_is_answered_as_one(session: Session) -> None:
    bill = {"surprise_bill": True, "reason_kind": "out_of_network", "claim_type": "post_service"}
    case = make_case(session, make_account(session), treatment_on="2026-08-01", **bill)

    text = letter(session, case).text
    assert "The claim concerns the protections against surprise bills." in text
    assert "please name one who is trained in it" not in text


def test_a_rescission_is_no_pre_service_claim(session: Session) -> None:
    cancelled = {
        "denial_kind": "rescission_notified",
        "effective_on": "2026-12-20",
        "reason_kind": "rescission",
    }
    case = make_case(session, make_account(session), **cancelled)

    text = letter(session, case).text
    assert "This is an appeal of a rescission" in text
    assert "pre-service" not in text
