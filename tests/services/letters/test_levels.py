"""Letters of public programs from a case on record: the level that is open, by when, and under its own law."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from tests.factories import NOW, make_account, make_case, make_event
from tracker.models import Account, Case
from tracker.rules.ladder import ladders
from tracker.rules.terms import EventKind, PartyRole, Sponsor
from tracker.services.letters import finishing, keeping
from tracker.services.letters.context import Way
from tracker.services.letters.draft import draft
from tracker.services.letters.from_case import context_for
from tracker.services.letters.kinds import KINDS
from tracker.services.letters.offering import Offer, offered
from tracker.services.letters.program_kinds import PROGRAM_KINDS
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
TQMC_ASKED = (K.TQMC_REQUESTED, {"received_by_office": "2026-09-21"})
TQMC_UPHELD = (K.TQMC_DECIDED, {"notice_on": "2026-11-02", "outcome": "upheld"})
FORMAL_ASKED = (K.FORMAL_REVIEW_REQUESTED, {"received_by_office": "2026-09-21"})
FORMAL_UPHELD = (K.FORMAL_REVIEW_DECIDED, {"notice_on": "2026-11-02", "outcome": "upheld"})
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
    ("tricare", LATER, (FILED, UPHELD), "tricare_second_reconsideration"),
    ("tricare", LATER, (FILED, UPHELD_EARLY, TQMC_ASKED, TQMC_UPHELD), "tricare_hearing_request"),
    ("va", "2026-11-02", (), "va_clinical_appeal"),
    ("va", LATER, (FILED, UPHELD), "va_review_request"),
)
OF_FACTS: tuple[tuple[tuple[Any, ...], str], ...] = (
    ((FILED, UPHELD), "tricare_formal_review"),
    ((FILED, UPHELD_EARLY, FORMAL_ASKED, FORMAL_UPHELD), "tricare_hearing_request"),
)
GO_BY_THEMSELVES = ("Court", "Independent review (IRE)")


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


@pytest.mark.parametrize("events, wanted", OF_FACTS)
def test_a_dispute_over_facts_under_tricare_goes_to_the_formal_review_and_to_a_hearing(
    session: Session, bob: Account, events: tuple[Any, ...], wanted: str
) -> None:
    case = case_of(session, bob, "tricare", LATER, *events, reason_kind="coding_or_billing")

    now = [each.kind.key for each in offered(session, case, NOW) if each.fits_now]
    assert [key for key in now if KINDS[key].is_of_program] == [wanted]
    assert "tricare_second_reconsideration" not in of_the_program(offered(session, case, NOW))


def test_every_level_of_every_ladder_has_a_letter_that_asks_for_it() -> None:
    private = [kind for kind in KINDS.values() if not kind.is_of_program]
    for sponsor, levels in ladders().items():
        mine = [kind for kind in PROGRAM_KINDS if sponsor in kind.sponsors] or private
        asked = {kind.recorded_as for kind in mine}
        missing = [level.name for level in levels if not asked & set(level.asked)]
        assert set(missing) <= set(GO_BY_THEMSELVES), (sponsor, missing)
        assert "Independent review (IRE)" not in missing or sponsor is Sponsor.MEDICARE_ADVANTAGE


def test_an_urgent_case_of_tricare_asks_for_the_expedited_reconsideration_while_its_three_days_run(
    session: Session, bob: Account
) -> None:
    urgent = {"urgency": "expedited", "physician": "Dr. Hannah Osei"}
    in_time = case_of(session, bob, "tricare", "2026-11-21", **urgent)
    too_late = case_of(session, bob, "tricare", "2026-11-02", **urgent)

    assert next(iter(offered(session, in_time, NOW))).kind.key == "tricare_reconsideration_expedited"
    assert next(iter(offered(session, too_late, NOW))).kind.key == "tricare_reconsideration"


@pytest.mark.parametrize("amount, is_enough", [("$49", False), ("$50", True), ("", False)])
def test_a_formal_review_takes_no_dispute_over_less_than_fifty_dollars(
    session: Session, bob: Account, amount: str, is_enough: bool
) -> None:
    case = case_of(session, bob, "tricare", LATER, FILED, UPHELD, reason_kind="coding_or_billing")

    version = keeping.write(session, bob, case, "tricare_formal_review", Wishes(amount=amount), NOW)

    kept = keeping.kept(session, keeping.letter_for(session, case, version.letter_id), version)
    faults = {fault.code for fault in finishing.faults_of(session, case, kept, NOW)}
    assert ("amount" in faults) is not is_enough


def test_the_va_is_asked_for_the_review_that_was_chosen(session: Session, bob: Account) -> None:
    case = case_of(session, bob, "va", "2026-11-02", reason_kind="not_covered_benefit")

    by_itself = context_for(session, case, "va_review_request", NOW)
    chosen = context_for(session, case, "va_review_request", NOW, Wishes(way="board"))

    assert (by_itself.way, chosen.way) == (Way.HIGHER_LEVEL, Way.BOARD), "nothing new is enclosed"
    assert "VA Form 20-0996" in draft(by_itself, "va_review_request").text
    assert "VA Form 10182" in draft(chosen, "va_review_request").text


def test_a_clinical_appeal_is_about_treatment_and_has_no_last_day(session: Session, bob: Account) -> None:
    about_treatment = case_of(session, bob, "va", "2026-11-02")
    about_benefits = case_of(session, bob, "va", "2026-11-02", reason_kind="eligibility")

    assert "va_clinical_appeal" in of_the_program(offered(session, about_treatment, NOW))
    assert (
        "timely"
        not in draft(
            context_for(session, about_treatment, "va_clinical_appeal", NOW), "va_clinical_appeal"
        ).text
    )
    assert of_the_program(offered(session, about_benefits, NOW)) == ["va_review_request"]


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


def test_a_medicaid_plan_that_lets_its_time_pass_opens_the_hearing(session: Session, bob: Account) -> None:
    case = case_of(session, bob, "medicaid_managed_care", LATER, FILED)

    hearing = draft(context_for(session, case, "fair_hearing_request", NOW), "fair_hearing_request").text
    notice = draft(context_for(session, case, "plan_is_late", NOW), "plan_is_late").text

    assert "The plan received the appeal on August 20, 2026; its decision was due by" in hearing
    assert "this request may be made now (42 CFR 438.408(c)(3), (f)(1)(i))" in hearing
    assert "from the date of the plan's decision (42 CFR 438.408(f)(2)), and none has come" in hearing
    assert "the last day for this request is" not in hearing
    assert "may ask for a state fair hearing now (42 CFR 438.408(c)(3), (f)(1)(i))" in notice


def test_a_chip_plans_silence_is_told_without_a_text_that_nobody_read(session: Session, bob: Account) -> None:
    case = case_of(session, bob, "chip", LATER, FILED)

    review = draft(context_for(session, case, "chip_review_request", NOW), "chip_review_request").text

    assert "and has not come" in review
    assert "457.1260" not in review


def test_the_decision_that_upholds_a_cut_is_no_notice_of_it(session: Session, bob: Account) -> None:
    cut = (K.COURSE_REDUCTION_NOTIFIED, {"notice_on": "2026-08-05", "effective_on": "2026-08-20"})
    upheld = (K.APPEAL_DECIDED, {"notice_on": "2026-11-19", "outcome": "upheld"})
    case = case_of(session, bob, "medicaid_managed_care", LATER, cut, FILED, upheld)

    hearing = draft(context_for(session, case, "fair_hearing_request", NOW), "fair_hearing_request").text

    assert "The decision of November 19, 2026 upholds the end or the reduction of care" in hearing


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


@pytest.mark.parametrize(
    "sponsor, kind",
    [("medicaid_managed_care", "medicaid_appeal"), ("medicaid_fee_for_service", "fair_hearing_request")],
)
@pytest.mark.parametrize(
    "born_on, is_young", [("2005-11-23", True), ("2005-11-22", False), ("1971-06-14", False), ("", False)]
)
def test_medicaids_measure_for_the_young_is_named_until_the_day_of_21(
    session: Session, bob: Account, sponsor: str, kind: str, born_on: str, is_young: bool
) -> None:
    # Given a patient of Medicaid on November 22, 2026
    case = case_of(session, bob, sponsor, "2026-11-02", patient_born_on=born_on)

    text = draft(context_for(session, case, kind, NOW), kind).text

    assert ("42 USC 1396d(r)(5)" in text) is is_young
    assert ("under 21" in text) is is_young


def test_chip_is_not_told_of_medicaids_measure(session: Session, bob: Account) -> None:
    case = case_of(session, bob, "chip", "2026-11-02", patient_born_on="2015-05-04")

    assert "1396d" not in draft(context_for(session, case, "chip_appeal", NOW), "chip_appeal").text


@pytest.mark.parametrize(
    "claim, reason, criteria, course",
    [
        ("pre_service", "medical_necessity", True, False),
        ("concurrent", "medical_necessity", True, True),
        ("pre_service", "coding_or_billing", False, False),
    ],
)
def test_a_medicare_plan_is_held_to_the_criteria_that_it_may_apply(
    session: Session, bob: Account, claim: str, reason: str, criteria: bool, course: bool
) -> None:
    case = case_of(session, bob, "medicare_advantage", "2026-11-02", claim_type=claim, reason_kind=reason)

    text = draft(context_for(session, case, "ma_reconsideration", NOW), "ma_reconsideration").text

    assert ("(42 CFR 422.101(b)(6))" in text) is criteria
    assert ("(42 CFR 422.112(b)(8)(i)(A))" in text) is course


@pytest.mark.parametrize("states_on, is_named", [("2026-11-20", True), ("2026-12-10", False)])
def test_a_day_that_the_letter_cuts_short_is_answered_once_it_has_gone_by(
    session: Session, bob: Account, states_on: str, is_named: bool
) -> None:
    """The letter is written on November 22, in time by the rule."""
    case = case_of(session, bob, "medicare_advantage", "2026-11-02", states_deadline_on=states_on)

    text = draft(context_for(session, case, "ma_reconsideration", NOW), "ma_reconsideration").text

    assert "This request is timely." in text
    assert ("states November 20, 2026, which is less time than the rule gives." in text) is is_named
