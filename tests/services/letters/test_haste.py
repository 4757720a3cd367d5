"""Letters that ask for haste say so where a clerk looks, claim only the haste that their law gives, and tell a call as
it was made."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from tests.factories import NOW, make_account, make_case, make_event
from tests.services.letters.faulty import APPOINTED, CLAIMS
from tracker.models import Account, Case
from tracker.rules.terms import EventKind, FiledBy
from tracker.services import casefile
from tracker.services.letters import finishing, keeping
from tracker.services.letters.draft import Draft, draft
from tracker.services.letters.from_case import context_for
from tracker.services.letters.keeping import KeptLetter
from tracker.services.letters.kinds import KINDS
from tracker.services.letters.offering import offered
from tracker.services.letters.wishes import Wishes
from tracker.web.letter_questions import wishes_asked
from tracker.web.letter_sending import said_of_sending

K = EventKind
TODAY = NOW.date()
URGENT = {
    "urgency": "expedited",
    "expedite_codes": ("jeopardy_life_or_health",),
    "physician": "Dr. Hannah Osei",
    "treatment_on": "2026-12-12",
    "notice_on": "2026-11-19",
    "received_on": "2026-11-20",
    "parties": (CLAIMS,),
    "forms": (APPOINTED,),
}
CALL: dict[str, Any] = {
    "called_at": "2026-11-21T10:15",
    "with_whom": "Kim",
    "reference": "C-1",
    "asked_expedited": True,
}
CERTIFIED = Wishes(certified_on=TODAY, certification_exhibit="C")
FILED = (K.INTERNAL_APPEAL_FILED, {"received_by_plan": "2026-11-20", "sent_on": "2026-11-20"})
UPHELD = (K.APPEAL_DECIDED, {"notice_on": "2026-11-21", "outcome": "upheld"})
SENT_ON = (K.IRE_CASE_RECEIVED, {"received_by_office": "2026-11-21"})
IRE_ASKED = (K.IRE_REQUESTED, {"received_by_office": "2026-11-21"})
IRE_UPHELD = (K.IRE_DECIDED, {"notice_on": "2026-11-22", "outcome": "upheld"})
PROGRAM = {"funding": "unknown", "grandfathered": "", "appeal_levels": ""}
Happened = tuple[EventKind, Mapping[str, Any]]


@pytest.fixture
def bob(session: Session) -> Account:
    """The advocate."""
    return make_account(session)


def urgent(session: Session, bob: Account, sponsor: str, *happened: Happened, **changes: Any) -> Case:
    case = make_case(session, bob, **{**URGENT, **PROGRAM, "sponsor": sponsor, **changes})
    for kind, fields in happened:
        make_event(session, case, kind, **fields)
    return case


def written(session: Session, case: Case, kind: str, wishes: Wishes = CERTIFIED) -> Draft:
    return draft(context_for(session, case, kind, NOW, wishes), kind)


def kept(session: Session, bob: Account, case: Case, kind: str) -> KeptLetter:
    version = keeping.write(session, bob, case, kind, CERTIFIED, NOW)
    return keeping.kept(session, keeping.letter_for(session, case, version.letter_id), version)


def test_a_level_asked_for_with_haste_says_so_in_its_title_and_how_to_answer_it(
    session: Session, bob: Account
) -> None:
    case = urgent(session, bob, "medicare_advantage", (K.CALL_LOGGED, CALL))

    letter = written(session, case, "ma_reconsideration")

    assert "by a Medicare Advantage plan (expedited)" in letter.text
    assert "Dr. Hannah Osei certified on November 22, 2026 (Exhibit C)" in letter.text
    assert "take it as an ordinary request filed today" in letter.text


def test_what_an_expedited_decision_upholds_is_not_sent_on_under_the_paragraph_of_the_ordinary_one(
    session: Session, bob: Account
) -> None:
    in_haste = written(session, urgent(session, bob, "medicare_advantage"), "ma_reconsideration")
    ordinary = urgent(session, bob, "medicare_advantage", urgency="standard", expedite_codes=())
    paid = urgent(
        session,
        bob,
        "medicare_advantage",
        urgency="standard",
        expedite_codes=(),
        claim_type="post_service",
        treatment_on="2026-10-01",
    )

    assert "go to the independent review entity at once, and" in in_haste.text
    assert "422.590(a)" not in in_haste.text
    assert "(42 CFR 422.590(a)), and" in written(session, ordinary, "ma_reconsideration").text
    assert "(42 CFR 422.590(b)), and" in written(session, paid, "ma_reconsideration").text


def test_a_hearing_is_hastened_where_the_drug_program_hastens_it(session: Session, bob: Account) -> None:
    decided = (FILED, UPHELD, IRE_ASKED, IRE_UPHELD)
    drug = urgent(session, bob, "medicare_part_d", *decided, service_kind="drug")
    ordinary = urgent(
        session, bob, "medicare_part_d", *decided, service_kind="drug", urgency="standard", expedite_codes=()
    )

    letter = written(session, drug, "alj_hearing_request")

    assert "administrative law judge (expedited)" in letter.text
    assert "This is an expedited request; the decision is due within 10 days" in letter.text
    assert "This is a standard request; the decision is due within 90 days" in (
        written(session, ordinary, "alj_hearing_request").text
    )


def test_no_other_program_is_told_that_it_hastens_a_hearing(session: Session, bob: Account) -> None:
    case = urgent(session, bob, "medicare_advantage", FILED, UPHELD, SENT_ON, IRE_UPHELD)

    assert "expedited" not in written(session, case, "alj_hearing_request").text


def test_a_program_without_a_time_for_haste_is_asked_for_it_and_told_the_ordinary_time(
    session: Session, bob: Account
) -> None:
    letter = written(session, urgent(session, bob, "fehb"), "fehb_reconsideration")

    assert "I ask for haste; the decision is due even without it within 30 days" in letter.text
    assert "This is an expedited request" not in letter.text


def test_an_urgent_second_level_and_an_urgent_exception_ask_for_the_certification(
    session: Session, bob: Account
) -> None:
    case = urgent(
        session,
        bob,
        "private_employer",
        FILED,
        (K.APPEAL_DECIDED, {"notice_on": "2026-11-21", "outcome": "upheld", "final": "no"}),
        funding="self_funded",
        grandfathered="no",
        appeal_levels="2",
    )
    file = casefile.read(session, case, NOW)

    for kind in ("second_level_appeal", "step_exception_request"):
        asked = {each.name for each in wishes_asked(file, KINDS[kind])}
        assert {"certified_on", "certification_exhibit"} <= asked, kind


def test_a_call_without_its_hour_is_no_call_on_record(session: Session, bob: Account) -> None:
    case = urgent(session, bob, "medicare_advantage", (K.CALL_LOGGED, {**CALL, "called_at": "2026-11-21"}))
    letter = kept(session, bob, case, "ma_reconsideration")

    assert "hour of the call" in letter.blanks
    assert "telephoned" in {fault.code for fault in finishing.faults_of(session, case, letter, NOW)}


def test_a_call_that_another_made_is_not_told_as_the_members_own(session: Session, bob: Account) -> None:
    case = urgent(session, bob, "medicare_advantage", (K.CALL_LOGGED, CALL))

    members = Wishes(filed_by=FiledBy.MEMBER, certified_on=TODAY, certification_exhibit="C")

    assert "I asked for this by telephone" in written(session, case, "ma_reconsideration").text
    assert (
        "This was asked for by telephone on November 21, 2026, 10:15 am CST, in a call with Kim"
        in written(session, case, "ma_reconsideration", members).text
    )


def test_the_call_to_the_plan_is_not_told_as_one_to_the_hearing_office(
    session: Session, bob: Account
) -> None:
    filed = {"expedited": True, "received_by_plan": "2026-11-19T10:00", "telephoned_at": "2026-11-19T10:00"}
    case = urgent(session, bob, "medicaid_managed_care", (K.INTERNAL_APPEAL_FILED, filed))

    letter = draft(
        context_for(session, case, "fair_hearing_request", NOW + timedelta(days=5), CERTIFIED),
        "fair_hearing_request",
    )

    assert "by telephone on" not in letter.text


def test_an_external_review_asked_for_after_the_decision_tells_its_own_call(
    session: Session, bob: Account
) -> None:
    case = urgent(
        session,
        bob,
        "private_employer",
        FILED,
        (K.APPEAL_DECIDED, {"notice_on": "2026-11-20", "outcome": "upheld", "final": "yes"}),
        (K.CALL_LOGGED, CALL),
        funding="self_funded",
        grandfathered="no",
        appeal_levels="1",
    )

    assert "I asked for this by telephone on November 21" in (
        written(session, case, "external_review_expedited").text
    )


def test_the_sending_of_a_letter_is_recorded_as_it_asked(session: Session, bob: Account) -> None:
    hastened = urgent(session, bob, "medicare_advantage", (K.CALL_LOGGED, CALL))
    hearing = urgent(session, bob, "medicare_advantage", FILED, UPHELD, SENT_ON, IRE_UPHELD)

    asked = said_of_sending(hastened, kept(session, bob, hastened, "ma_reconsideration"), NOW)
    heard = said_of_sending(hearing, kept(session, bob, hearing, "alj_hearing_request"), NOW)

    assert (asked["expedited"], heard["expedited"]) == ("yes", "no")


def test_the_review_that_hhs_runs_is_open_beside_the_expedited_appeal(session: Session, bob: Account) -> None:
    filed = {"expedited": True, "received_by_plan": "2026-11-21T10:00", "telephoned_at": "2026-11-21T10:00"}
    case = urgent(
        session,
        bob,
        "state_local_government",
        (K.INTERNAL_APPEAL_FILED, filed),
        funding="self_funded",
        grandfathered="no",
        appeal_levels="1",
        hhs_administered="yes",
    )

    fitting = {each.kind.key for each in offered(session, case, NOW) if each.why_not is None}

    assert "external_review_expedited" in fitting
    assert "the time of an expedited internal appeal would seriously jeopardize" in (
        written(session, case, "external_review_expedited").text
    )


@pytest.mark.parametrize(
    "sponsor, kind, needs_paper",
    [
        ("fehb", "fehb_reconsideration", True),
        ("tricare", "tricare_reconsideration_expedited", True),
        ("medicaid_managed_care", "medicaid_appeal", True),
        ("medicare_advantage", "ma_reconsideration", False),
        ("private_employer", "internal_appeal_expedited", False),
    ],
)
def test_haste_gives_a_physician_no_right_to_file_that_the_programs_law_does_not(
    session: Session, bob: Account, sponsor: str, kind: str, needs_paper: bool
) -> None:
    case = urgent(session, bob, sponsor, (K.CALL_LOGGED, CALL), forms=())
    wishes = Wishes(filed_by=FiledBy.PROVIDER_FOR_MEMBER, certified_on=TODAY, certification_exhibit="C")

    version = keeping.write(session, bob, case, kind, wishes, NOW)
    letter = keeping.kept(session, keeping.letter_for(session, case, version.letter_id), version)
    found = {fault.code for fault in finishing.faults_of(session, case, letter, NOW)}

    assert bool(found & {"provider", "consent"}) is needs_paper


@pytest.mark.parametrize("decided_on", ["2026-11-21", "2026-11-22"])
def test_the_call_by_which_an_appeal_was_filed_that_is_decided_asked_nobody_for_external_review(
    session: Session, bob: Account, decided_on: str
) -> None:
    by_call = {"expedited": "yes", "telephoned_at": CALL["called_at"], "telephone_reference": "C-1"}
    filed = (K.INTERNAL_APPEAL_FILED, {**by_call, "received_by_plan": "2026-11-21T10:16"})
    upheld = (K.APPEAL_DECIDED, {"notice_on": decided_on, "outcome": "upheld", "final": "yes"})
    case = urgent(session, bob, "private_employer", (K.CALL_LOGGED, CALL), filed, upheld)

    assert "C-1" not in written(session, case, "external_review_expedited").text
    make_event(session, case, K.CALL_LOGGED, **{**CALL, "called_at": "2026-11-22T08:00", "reference": "C-2"})
    assert "reference C-2" in written(session, case, "external_review_expedited").text
