"""The plan's parties and the signed papers of a case."""

from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import Session

from tests.factories import NOW, advocate_of, make_case
from tracker.models import FormKind
from tracker.rules.terms import PartyRole
from tracker.services import papers
from tracker.services.access import NotFound
from tracker.services.denial_input import FormInput, PartyInput
from tracker.services.papers import PaperError

APPOINTMENT = FormInput("representative", "Bob Lindgren", "brother", "2026-10-10", "2027-10-10")


def test_a_role_is_played_by_one_party(session: Session) -> None:
    case = make_case(session)
    account = advocate_of(session, case)
    papers.set_party(session, account, case, PartyInput("iro", "First Review"), NOW)
    papers.set_party(session, account, case, PartyInput("plan_administrator", "Example Inc."), NOW)
    papers.set_party(session, account, case, PartyInput("iro", "Second Review", fax="555-0167"), NOW)

    assert [(party.role, party.name) for party in papers.parties(session, case)] == [
        (PartyRole.PLAN_ADMINISTRATOR, "Example Inc."),
        (PartyRole.IRO, "Second Review"),
    ]


def test_a_party_can_be_taken_out(session: Session) -> None:
    case = make_case(session)
    account = advocate_of(session, case)
    papers.set_party(session, account, case, PartyInput("iro", "First Review"), NOW)

    papers.remove_party(session, account, case, PartyRole.IRO, NOW)

    assert papers.parties(session, case) == []
    with pytest.raises(NotFound):
        papers.remove_party(session, account, case, PartyRole.IRO, NOW)


def test_a_party_without_a_name_is_refused(session: Session) -> None:
    case = make_case(session)

    with pytest.raises(PaperError, match="needed"):
        papers.set_party(session, advocate_of(session, case), case, PartyInput("iro"), NOW)


def test_a_signed_paper_can_be_added_put_right_and_removed(session: Session) -> None:
    case = make_case(session)
    account = advocate_of(session, case)
    form = papers.add_form(session, account, case, APPOINTMENT, NOW)

    typed = FormInput("records_release", "Bob Lindgren", "", "2026-10-11", "")
    papers.edit_form(session, account, case, form.id, typed, NOW)
    assert (form.kind, form.signed_on, form.expires_on) == (
        FormKind.RECORDS_RELEASE,
        date(2026, 10, 11),
        None,
    )

    papers.remove_form(session, account, case, form.id, NOW)
    assert papers.forms(session, case) == []


@pytest.mark.parametrize(
    "on, holds",
    [("2026-10-09", False), ("2026-10-10", True), ("2027-10-10", True), ("2027-10-11", False)],
)
def test_a_paper_holds_from_its_signing_to_its_end(session: Session, on: str, holds: bool) -> None:
    case = make_case(session)
    papers.add_form(session, advocate_of(session, case), case, APPOINTMENT, NOW)
    found = papers.forms(session, case)

    assert papers.is_authorized(found, FormKind.REPRESENTATIVE, date.fromisoformat(on)) is holds
    assert not papers.is_authorized(found, FormKind.RECORDS_RELEASE, date.fromisoformat(on))


def test_a_paper_of_another_case_is_not_there(session: Session) -> None:
    case, other = make_case(session), make_case(session)
    theirs = papers.add_form(session, advocate_of(session, other), other, APPOINTMENT, NOW)

    for form_id in (theirs.id, uuid4()):
        with pytest.raises(NotFound):
            papers.remove_form(session, advocate_of(session, case), case, form_id, NOW)
