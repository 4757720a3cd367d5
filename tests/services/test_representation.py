"""Whoever files for the patient has a form on record that holds; where not, it is said, with what the clock does."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from tests.factories import NOW, advocate_of, make_case, make_event
from tracker.models import Case, FormKind
from tracker.rules.terms import ActsAs, EventKind, FiledBy
from tracker.services import papers
from tracker.services.denial_input import FormInput
from tracker.services.papers import PaperError
from tracker.services.representation import NoForm, other_program, suggested_end, without_form
from tracker.services.timeline import coverage_of_case, facts_of

TODAY = NOW.date()
OF_MEDICARE: dict[str, Any] = {
    "sponsor": "medicare_advantage",
    "funding": "unknown",
    "grandfathered": "",
    "appeal_levels": "",
    "notice_on": "2026-11-02",
    "received_on": "",
}


def a_form(**changes: str) -> FormInput:
    return FormInput(
        **{"kind": "representative", "person": "Bob Lindgren", "signed_on": "2026-11-10", **changes}
    )


def keep(session: Session, case: Case, **changes: str) -> None:
    papers.add_form(session, advocate_of(session, case), case, a_form(**changes), NOW)


def filed(session: Session, case: Case, by: str = "representative", **fields: Any) -> None:
    make_event(
        session, case, EventKind.INTERNAL_APPEAL_FILED, filed_by=by, received_by_plan="2026-11-16", **fields
    )


def found(session: Session, case: Case, today: date = TODAY) -> NoForm | None:
    return without_form(facts_of(session, case), papers.forms(session, case), today)


def test_a_representative_without_a_form_is_told_that_the_clock_waits(session: Session) -> None:
    case = make_case(session, **OF_MEDICARE)
    filed(session, case)

    missing = found(session, case)

    assert missing is not None
    assert (missing.filed_by, missing.filed_on) == (FiledBy.REPRESENTATIVE, date(2026, 11, 16))
    assert missing.may_act.waits is not None


def test_a_form_that_held_when_it_was_filed_goes_on_for_that_filing(session: Session) -> None:
    case = make_case(session, **OF_MEDICARE)
    keep(session, case, form="cms_1696", expires_on="2026-11-17")
    filed(session, case)

    assert found(session, case) is None


def test_a_form_that_came_after_the_filing_is_enough_from_then_on(session: Session) -> None:
    case = make_case(session, **OF_MEDICARE)
    keep(session, case, signed_on="2026-11-20")
    filed(session, case)

    assert found(session, case, date(2026, 11, 19)) is not None
    assert found(session, case, date(2026, 11, 20)) is None


def test_a_form_that_ran_out_before_the_filing_does_not_count(session: Session) -> None:
    case = make_case(session, **OF_MEDICARE)
    keep(session, case, signed_on="2025-11-10")
    filed(session, case)

    assert found(session, case) is not None


def test_a_form_of_another_program_is_named_and_does_not_count(session: Session) -> None:
    case = make_case(session)
    keep(session, case, form="cms_1696")
    filed(session, case)

    missing = found(session, case)

    assert missing is not None
    assert missing.other == "CMS-1696, Appointment of Representative"
    assert missing.may_act.waits is None
    assert other_program(coverage_of_case(case), "plan_form") == ""


def test_a_release_of_records_lets_nobody_act(session: Session) -> None:
    case = make_case(session, **OF_MEDICARE)
    keep(session, case, kind="records_release")
    filed(session, case)

    assert found(session, case) is not None


def test_the_member_needs_no_form(session: Session) -> None:
    case = make_case(session, **OF_MEDICARE)
    filed(session, case, by="member")

    assert found(session, case) is None


def test_the_treating_physician_of_a_medicare_plan_needs_none(session: Session) -> None:
    case = make_case(session, **OF_MEDICARE)
    filed(session, case, by="provider_for_member")

    assert found(session, case) is None


@pytest.mark.parametrize("expedited, who", [("yes", None), ("", ActsAs.PROVIDER)])
def test_a_professional_needs_a_form_unless_the_claim_is_urgent(
    session: Session, expedited: str, who: ActsAs | None
) -> None:
    case = make_case(session)
    filed(session, case, by="provider_for_member", expedited=expedited)

    missing = found(session, case)

    assert (missing.may_act.who if missing else None) is who


def test_a_decision_ends_the_matter(session: Session) -> None:
    case = make_case(session)
    filed(session, case)
    make_event(session, case, EventKind.APPEAL_DECIDED, notice_on="2026-11-18", outcome="upheld")

    assert found(session, case) is None


def test_the_end_that_law_gives_is_taken_where_nobody_typed_one(session: Session) -> None:
    case = make_case(session, **OF_MEDICARE)
    keep(session, case, form="cms_1696", signed_on="2026-11-10")

    (form,) = papers.forms(session, case)
    assert form.expires_on == date(2027, 11, 10)
    end = suggested_end(coverage_of_case(case), FormKind.REPRESENTATIVE, "cms_1696", form.signed_on)
    assert end is not None
    assert end[1].citation == "42 CFR 405.910(e)"


def test_a_typed_end_stays_and_one_that_is_emptied_is_none(session: Session) -> None:
    case = make_case(session, **OF_MEDICARE)
    account = advocate_of(session, case)
    form = papers.add_form(session, account, case, a_form(expires_on="2027-01-31"), NOW)
    assert form.expires_on == date(2027, 1, 31)

    papers.edit_form(session, account, case, form.id, a_form(expires_on=""), NOW)

    assert form.expires_on is None


def test_a_form_of_an_employers_plan_gets_no_end_of_its_own(session: Session) -> None:
    case = make_case(session)
    keep(session, case, form="plan_form")

    (form,) = papers.forms(session, case)
    assert form.expires_on is None


def test_a_release_gets_no_end_of_its_own(session: Session) -> None:
    case = make_case(session, **OF_MEDICARE)
    keep(session, case, kind="records_release")

    (form,) = papers.forms(session, case)
    assert form.expires_on is None


def test_a_paper_that_nobody_offered_is_refused(session: Session) -> None:
    case = make_case(session)

    with pytest.raises(PaperError):
        keep(session, case, form="a_napkin")


def test_the_physicians_own_way_ends_before_the_hearing(session: Session) -> None:
    case = make_case(session, **OF_MEDICARE)
    make_event(session, case, EventKind.ALJ_REQUESTED, sent_on="2026-11-20", filed_by="provider_for_member")

    without = found(session, case)

    assert without is not None
    assert without.may_act.consent.form == "cms_1696"
