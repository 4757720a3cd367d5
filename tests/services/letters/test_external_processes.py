"""A request for external review under each process: whom it goes to, what it cites, what it asks for."""

from typing import Any

import pytest
from sqlmodel import Session

from tests.factories import NOW, make_account, make_case, make_event
from tests.services.letters.faulty import CLAIMS
from tracker.models import Account, Case
from tracker.rules.terms import EventKind, FiledBy
from tracker.services import intake
from tracker.services.letters import keeping
from tracker.services.letters.draft import Draft, draft
from tracker.services.letters.from_case import context_for
from tracker.services.letters.offering import offered
from tracker.services.letters.wishes import Wishes

K = EventKind
URGENT = {
    "urgency": "expedited",
    "physician": "Dr. Hannah Osei",
    "notice_on": "2026-11-20",
    "received_on": "2026-11-20",
}
FEDERAL: dict[str, Any] = {"funding": "self_funded", "policy_state": ""}
STATES: dict[str, Any] = {"funding": "insured", "policy_state": "NY"}
KINDS_OF_REQUEST = pytest.mark.parametrize("kind", ["external_review_request", "external_review_expedited"])


@pytest.fixture
def bob(session: Session) -> Account:
    """The advocate."""
    return make_account(session)


def decided(session: Session, bob: Account, kind: str, **coverage: Any) -> Case:
    """A case in which this request is open: after the final decision, or beside the expedited appeal."""
    is_urgent = kind == "external_review_expedited"
    case = make_case(session, bob, parties=(CLAIMS,), **(URGENT if is_urgent else {}), **coverage)
    if is_urgent:
        called = {"received_by_plan": "2026-11-21T10:00", "telephoned_at": "2026-11-21T10:00"}
        make_event(session, case, K.INTERNAL_APPEAL_FILED, expedited=True, **called)
    else:
        make_event(session, case, K.INTERNAL_APPEAL_FILED, received_by_plan="2026-10-12")
        make_event(session, case, K.APPEAL_DECIDED, notice_on="2026-11-02", outcome="upheld", final="yes")
    return case


def written(session: Session, case: Case, kind: str) -> Draft:
    fitting = {each.kind.key for each in offered(session, case, NOW) if each.why_not is None}
    assert kind in fitting
    return draft(context_for(session, case, kind, NOW), kind)


@KINDS_OF_REQUEST
def test_the_federal_request_goes_to_the_plan_and_cites_the_federal_process(
    session: Session, bob: Account, kind: str
) -> None:
    letter = written(session, decided(session, bob, kind, **FEDERAL), kind)

    assert "federal process)" in letter.text
    assert "Example Claims" in letter.text
    assert "under the federal external review process (29 CFR 2590.715-2719(d))" in letter.text
    assert "147.136" not in letter.text
    assert "preliminary review" in letter.text


@KINDS_OF_REQUEST
def test_a_states_request_goes_where_the_state_takes_it_and_cites_its_statute(
    session: Session, bob: Account, kind: str
) -> None:
    letter = written(session, decided(session, bob, kind, **STATES), kind)

    assert "process of New York)" in letter.text
    assert "New York State Department of Financial Services" in letter.text
    assert "Example Claims" not in letter.text
    assert "(N.Y. Insurance Law art. 49; Public Health Law art. 49; 45 CFR 147.136(c)(2))" in letter.text
    assert "2590.715-2719(d)" not in letter.text
    assert "147.136(d)" not in letter.text
    assert "as this process provides, and not be chosen by the insurer" in letter.text
    assert "within five business days" not in letter.text


def test_the_request_to_hhs_goes_where_the_decision_says_and_claims_no_step_of_the_federal_process(
    session: Session, bob: Account
) -> None:
    hhs = {"sponsor": "state_local_government", "funding": "self_funded", "hhs_administered": "yes"}
    letter = written(
        session, decided(session, bob, "external_review_request", **hhs), "external_review_request"
    )

    assert "(process administered by HHS)" in letter.text
    assert "Department of Health and Human Services administers (45 CFR 147.136(d)(4))" in letter.text
    assert "Example Claims" not in letter.text
    assert "five business days" not in letter.text


def test_a_draft_turns_with_its_case_from_the_federal_process_to_the_states(
    session: Session, bob: Account
) -> None:
    # Given a request drafted under the federal process, with a section in somebody's own words
    case = decided(session, bob, "external_review_request", **FEDERAL)
    version = keeping.write(session, bob, case, "external_review_request", Wishes(), NOW)
    letter = keeping.letter_for(session, case, version.letter_id)
    keeping.rewrite(session, bob, case, letter, "arguments", "My own argument.", NOW)

    # When it turns out that an insurer of New York bears the cost
    intake.edit_case(session, bob, case, {"funding": "insured", "policy_state": "NY"}, NOW)
    version = keeping.take_in(session, bob, case, letter, NOW)

    # Then the same letter is the state's request, and keeps those words
    text = keeping.kept(session, letter, version).draft.text
    assert "process of New York)" in text
    assert "2590.715-2719(d)" not in text
    assert "My own argument." in text


def test_a_request_to_hhs_asks_to_confirm_its_own_forms(session: Session, bob: Account) -> None:
    case = decided(
        session, bob, "external_review_request", **{**FEDERAL, "hhs_administered": "yes", "sponsor": "church"}
    )

    letter = draft(context_for(session, case, "external_review_request", NOW), "external_review_request")
    members = draft(
        context_for(session, case, "external_review_request", NOW, Wishes(filed_by=FiledBy.MEMBER)),
        "external_review_request",
    )

    (forms,) = [each for each in letter.blanks if each.startswith("to confirm")]
    assert "HHS's own appointment of a representative, which both sign" in forms
    assert not any("appointment of a representative" in each for each in members.blanks)
