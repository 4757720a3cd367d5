"""A request for external review of an insured policy: whom it names differs by state, and an address stands in none."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from tests.factories import NOW, make_account, make_case, make_event
from tracker.models import Account, Case
from tracker.rules.terms import EventKind
from tracker.services.denial_input import PartyInput
from tracker.services.letters.context import LetterContext
from tracker.services.letters.draft import Draft, draft
from tracker.services.letters.from_case import context_for

K = EventKind
CLAIMS = PartyInput(
    "claims_administrator", "Example Claims", "Appeals", "PO Box 1\nScranton, PA 18505", "", "555-0199"
)


@pytest.fixture
def bob(session: Session) -> Account:
    """An advocate."""
    return make_account(session)


def decided(session: Session, bob: Account, state: str, **changes: Any) -> Case:
    """An insured plan of that state, and its last word of October 5, 2026."""
    changes = {"funding": "insured", "parties": (CLAIMS,), "notice_on": "2026-06-05", **changes}
    case = make_case(session, bob, policy_state=state, **{"received_on": "", **changes})
    make_event(session, case, K.INTERNAL_APPEAL_FILED, received_by_plan="2026-09-14")
    make_event(session, case, K.APPEAL_DECIDED, notice_on="2026-10-05", outcome="upheld", final="yes")
    return case


def context(session: Session, case: Case, now: datetime = NOW) -> LetterContext:
    return context_for(session, case, "external_review_request", now)


def request(session: Session, case: Case, now: datetime = NOW) -> Draft:
    return draft(context(session, case, now), "external_review_request")


@pytest.mark.parametrize(
    "state,name",
    [
        ("NY", "New York State Department of Financial Services, External Appeals"),
        ("MI", "Department of Insurance and Financial Services"),
        ("MA", "Office of Patient Protection (Health Policy Commission)"),
        ("NJ", "Independent Health Care Appeals Program"),
        ("NC", "North Carolina Department of Insurance, Smart NC"),
    ],
)
def test_an_agency_that_is_sure_to_take_it_is_named_and_its_address_left_blank(
    session: Session, bob: Account, state: str, name: str
) -> None:
    letter = request(session, decided(session, bob, state))

    assert name in letter.text
    assert "address that the decision gives for it" in letter.blanks
    assert "Scranton" not in letter.text


@pytest.mark.parametrize(
    "state,told",
    [
        ("OH", "(it may be: the health plan issuer, not the state)"),
        (
            "TX",
            "(it may be: the company that denied; the Department of Insurance assigns the review organization)",
        ),
        ("AR", "(it may be: Arkansas Insurance Department)"),
        (
            "CA",
            "(it may be: Department of Managed Health Care (HMOs and most plans) or Department of Insurance",
        ),
    ],
)
def test_who_is_only_told_to_take_it_stands_in_a_marked_blank(
    session: Session, bob: Account, state: str, told: str
) -> None:
    letter = request(session, decided(session, bob, state))

    (blank,) = [each for each in letter.blanks if each.startswith("who takes this request")]
    assert told in blank
    assert "address that the decision gives for it" in letter.blanks


def test_where_nobody_saw_who_takes_it_the_blank_says_no_more(session: Session, bob: Account) -> None:
    letter = request(session, decided(session, bob, "NM"))

    assert "who takes this request, as the decision says" in letter.blanks
    assert "the external review process of the state whose law governs the policy" in letter.text


def test_a_statute_that_was_seen_is_cited_and_one_that_was_not_is_not(session: Session, bob: Account) -> None:
    seen = request(session, decided(session, bob, "NY")).text
    not_seen = request(session, decided(session, bob, "KY")).text

    assert "of New York, the state whose law governs the policy (N.Y. Insurance Law art. 49;" in seen
    assert "of Kentucky, the state whose law governs the policy (45 CFR 147.136(c)" in not_seen


def test_a_form_of_the_states_own_is_a_blank_to_confirm(session: Session, bob: Account) -> None:
    letter = request(session, decided(session, bob, "MI"))

    assert (
        "to confirm with the decision in hand, how it is filed: on the department's form FIS 0018"
        in letter.blanks
    )


@pytest.mark.parametrize("changes", [{"funding": "self_funded"}, {"policy_state": ""}])
def test_other_plans_letters_name_no_state(session: Session, bob: Account, changes: dict[str, str]) -> None:
    case = (
        decided(session, bob, **{"state": "NY", **changes})
        if "funding" in changes
        else decided(session, bob, "")
    )

    assert context(session, case).state is None


def test_a_row_that_nobody_has_read_for_180_days_is_not_named(session: Session, bob: Account) -> None:
    case = decided(session, bob, "NY")

    assert context(session, case, NOW.replace(year=2027, month=6)).state is None


def test_where_nobody_knows_who_bears_the_cost_the_agency_is_only_told(
    session: Session, bob: Account
) -> None:
    letter = request(session, decided(session, bob, "NY", funding="unknown"))

    assert any(
        "(it may be: New York State Department of Financial Services" in each for each in letter.blanks
    )


def test_after_the_federal_four_months_a_longer_time_of_the_state_is_why_it_counts(
    session: Session, bob: Account
) -> None:
    case = decided(session, bob, "CA")
    march = datetime(2027, 3, 1, 9, tzinfo=ZoneInfo("America/Chicago"))

    time = context(session, case, march).timeliness
    assert time is not None
    assert time.ends_on == date(2027, 2, 5)
    assert time.late_because == (
        "California, whose process governs, gives six months after the plan's written decision (Cal. Health & Safety "
        "Code 1374.30 to 1374.35 (DMHC); Cal. Insurance Code 10169 (CDI)), until April 5, 2027."
    )


def test_a_time_that_only_third_parties_tell_is_no_reason(session: Session, bob: Account) -> None:
    case = decided(session, bob, "WV")
    march = datetime(2027, 3, 1, 9, tzinfo=ZoneInfo("America/Chicago"))

    time = context(session, case, march).timeliness
    assert time is not None
    assert time.late_because is None


def test_what_only_an_expedited_request_may_do_is_told_in_no_other(session: Session, bob: Account) -> None:
    case = decided(session, bob, "OH")

    assert "made orally" not in draft(context(session, case), "external_review_request").text
    urgent = context_for(session, case, "external_review_expedited", NOW)
    assert "made orally" in draft(urgent, "external_review_expedited").text
