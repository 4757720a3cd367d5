"""Letters of public programs from a case on record: the level that is open, by when, and under its own law."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from tests.factories import NOW, make_account, make_case, make_event
from tracker.models import Account, Case
from tracker.rules.terms import EventKind, PartyRole
from tracker.services.letters import keeping
from tracker.services.letters.from_case import context_for
from tracker.services.letters.offering import Offer, offered
from tracker.services.letters.wishes import Wishes

K = EventKind
FILED = (K.INTERNAL_APPEAL_FILED, {"received_by_plan": "2026-08-20", "sent_on": "2026-08-20"})
UPHELD = (K.APPEAL_DECIDED, {"notice_on": "2026-11-02", "outcome": "upheld"})
UPHELD_EARLY = (K.APPEAL_DECIDED, {"notice_on": "2026-09-18", "outcome": "upheld"})
SENT_ON = (K.IRE_CASE_RECEIVED, {"received_by_office": "2026-09-21"})
IRE_ASKED = (K.IRE_REQUESTED, {"received_by_office": "2026-09-21"})
IRE_UPHELD = (K.IRE_DECIDED, {"notice_on": "2026-11-02", "outcome": "upheld"})
QIC_ASKED = (K.QIC_REQUESTED, {"received_by_office": "2026-09-21"})
QIC_UPHELD = (K.QIC_DECIDED, {"notice_on": "2026-11-02", "outcome": "upheld"})
ALJ_ASKED = (K.ALJ_REQUESTED, {"received_by_office": "2026-11-04"})
ALJ_UPHELD = (K.ALJ_DECIDED, {"notice_on": "2026-11-16", "outcome": "upheld"})
LATER = "2026-08-05"
LADDERS: tuple[tuple[str, str, tuple[Any, ...], str], ...] = (
    ("medicare_advantage", "2026-11-02", (), "ma_reconsideration"),
    ("medicare_advantage", LATER, (FILED, UPHELD_EARLY, SENT_ON, IRE_UPHELD), "alj_hearing_request"),
    (
        "medicare_advantage",
        LATER,
        (FILED, UPHELD_EARLY, SENT_ON, IRE_UPHELD, ALJ_ASKED, ALJ_UPHELD),
        "council_review_request",
    ),
    ("medicare_part_d", "2026-11-02", (), "part_d_redetermination"),
    ("medicare_part_d", LATER, (FILED, UPHELD), "part_d_reconsideration"),
    ("medicare_part_d", LATER, (FILED, UPHELD_EARLY, IRE_ASKED, IRE_UPHELD), "alj_hearing_request"),
    ("original_medicare", "2026-11-02", (), "original_medicare_redetermination"),
    ("original_medicare", LATER, (FILED, UPHELD), "qic_reconsideration"),
    ("original_medicare", LATER, (FILED, UPHELD_EARLY, QIC_ASKED, QIC_UPHELD), "alj_hearing_request"),
    ("medicaid_managed_care", "2026-11-02", (), "medicaid_appeal"),
    ("medicaid_managed_care", LATER, (FILED, UPHELD), "fair_hearing_request"),
    ("medicaid_fee_for_service", "2026-11-02", (), "fair_hearing_request"),
    ("chip", "2026-11-02", (), "chip_appeal"),
    ("chip", LATER, (FILED, UPHELD), "chip_review_request"),
    ("fehb", "2026-11-02", (), "fehb_reconsideration"),
    ("fehb", LATER, (FILED, UPHELD), "opm_review_request"),
    ("tricare", "2026-11-02", (), "tricare_reconsideration"),
)


@pytest.fixture
def bob(session: Session) -> Account:
    """An advocate."""
    return make_account(session)


def case_of(
    session: Session, bob: Account, sponsor: str, notice_on: str, *events: Any, **changes: Any
) -> Case:
    """A case of a public program after these events, whose advocate is appointed."""
    facts = {"funding": "unknown", "grandfathered": "", "appeal_levels": "", "received_on": "", **changes}
    case = make_case(session, bob, sponsor=sponsor, notice_on=notice_on, **facts)
    for kind, fields in events:
        make_event(session, case, kind, **fields)
    return case


def of_the_program(offers: tuple[Offer, ...]) -> list[str]:
    """The levels that are offered, in their order."""
    return [each.kind.key for each in offers if each.kind.is_of_program and each.why_not is None]


@pytest.mark.parametrize("sponsor, notice_on, events, wanted", LADDERS)
def test_the_level_that_is_open_is_the_one_that_is_asked_for_now(
    session: Session, bob: Account, sponsor: str, notice_on: str, events: tuple[Any, ...], wanted: str
) -> None:
    case = case_of(session, bob, sponsor, notice_on, *events)

    offers = offered(session, case, NOW)

    now = [each.kind.key for each in offers if each.fits_now and each.kind.is_of_program]
    assert now[:1] == [wanted]
    assert wanted in {letter.kind for letter in keeping.letters(session, case)} or not events


def test_a_level_that_is_not_open_says_so(session: Session, bob: Account) -> None:
    case = case_of(session, bob, "fehb", "2026-11-02")

    (opm,) = [each for each in offered(session, case, NOW) if each.kind.key == "opm_review_request"]

    assert opm.why_not == "Nothing is on record that this level would answer now."


def test_the_carriers_silence_is_what_opm_is_asked_about(session: Session, bob: Account) -> None:
    case = case_of(session, bob, "fehb", LATER, FILED)

    letter = keeping.write(session, bob, case, "opm_review_request", Wishes(), NOW)

    text = keeping.kept(session, keeping.letter_for(session, case, letter.letter_id), letter).draft.text
    assert "No answer has come to the request of August 20, 2026; the last day for this request is" in text
    assert "5 CFR 890.105(e)(1)(ii)" in text


def test_a_carrier_that_still_has_time_is_silent_of_nothing(session: Session, bob: Account) -> None:
    asked = (K.INTERNAL_APPEAL_FILED, {"received_by_plan": "2026-11-20", "sent_on": "2026-11-20"})
    case = case_of(session, bob, "fehb", "2026-11-02", asked)

    offers = offered(session, case, NOW)

    assert of_the_program(offers) == ["fehb_reconsideration"]
    assert "opm_review_request" not in {letter.kind for letter in keeping.letters(session, case)}


def test_where_nobody_has_read_the_law_the_decisions_own_day_is_told(session: Session, bob: Account) -> None:
    case = case_of(session, bob, "chip", "2026-11-02", states_deadline_on="2026-12-28")

    letter = keeping.write(session, bob, case, "chip_appeal", Wishes(), NOW)

    text = keeping.kept(session, keeping.letter_for(session, case, letter.letter_id), letter).draft.text
    assert "the last day for this appeal is December 28, 2026, as it states." in text
    assert "to check against the decision in hand" not in text


def test_an_address_is_never_filled_in_by_itself(session: Session, bob: Account) -> None:
    case = case_of(session, bob, "fehb", LATER, FILED, UPHELD)

    to = context_for(session, case, "opm_review_request", NOW).addressee

    assert (to.role, to.address_lines) == (PartyRole.IRO, ())
    assert to.name == "U.S. Office of Personnel Management, Healthcare and Insurance"


def test_benefits_that_are_to_be_cut_are_asked_to_go_on_unless_the_patient_does_not_want_it(
    session: Session, bob: Account
) -> None:
    cut = {
        "denial_kind": "course_reduction_notified",
        "claim_type": "concurrent",
        "effective_on": "2026-12-04",
    }
    case = case_of(session, bob, "medicaid_managed_care", "2026-11-18", **cut)

    asked = context_for(session, case, "medicaid_appeal", NOW).keep
    let_go = context_for(session, case, "medicaid_appeal", NOW, Wishes(keep_benefits=False)).keep

    assert asked is not None
    assert asked.by_on == date(2026, 12, 4)
    assert let_go is None


def test_an_urgent_case_asks_for_an_expedited_decision_in_its_own_time(
    session: Session, bob: Account
) -> None:
    case = case_of(
        session, bob, "medicare_part_d", "2026-11-18", urgency="expedited", physician="Dr. Hannah Osei"
    )

    context = context_for(session, case, "part_d_redetermination", NOW)

    assert context.expedite is not None
    assert context.decision_due is not None
    assert context.decision_due.within == "within 72 hours after you receive this request"


def test_a_request_that_is_late_is_written_all_the_same(session: Session, bob: Account) -> None:
    case = case_of(session, bob, "medicare_advantage", "2026-08-05")

    late = context_for(session, case, "ma_reconsideration", NOW, Wishes(late_because="A stroke on October 1"))

    assert late.timeliness is not None
    assert late.timeliness.ends_on == date(2026, 10, 9)
    assert late.timeliness.late_because == "A stroke on October 1."
    assert "ma_reconsideration" in of_the_program(offered(session, case, NOW))
