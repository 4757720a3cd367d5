"""What belongs to another organization is not there."""

from uuid import uuid4

import pytest
from sqlmodel import Session, select

from tests.factories import make_account, make_administrator, make_case
from tracker.models import Case, Organization, Patient
from tracker.services import access
from tracker.services.access import NotAllowed, NotFound


def test_the_case_opens_for_its_advocate_and_for_a_colleague(session: Session) -> None:
    account = make_account(session)
    colleague = make_account(session, session.get_one(Organization, account.organization_id))
    case = make_case(session, account)

    assert access.case_for(session, account, case.id) is case
    assert access.case_for(session, colleague, case.id) is case


def test_for_a_stranger_it_is_not_there_and_neither_is_what_never_was(session: Session) -> None:
    case, charlie = make_case(session), make_administrator(session, name="Charlie")

    for case_id in (case.id, uuid4()):
        with pytest.raises(NotFound):
            access.case_for(session, charlie, case_id)


def test_any_row_is_kept_behind_the_same_door(session: Session) -> None:
    account, charlie = make_account(session), make_account(session)
    case = make_case(session, account)

    assert access.row_for(session, account, Patient, case.patient_id).name == "Alice Moreau"
    with pytest.raises(NotFound):
        access.row_for(session, charlie, Patient, case.patient_id)


def test_a_row_that_is_nobodys_is_not_there(session: Session) -> None:
    account = make_account(session)

    with pytest.raises(NotFound):
        access.row_for(session, account, Organization, account.organization_id)


def test_a_statement_is_kept_to_the_organization(session: Session) -> None:
    account = make_account(session)
    case, _ = make_case(session, account), make_case(session)

    assert session.exec(access.scope(select(Case.id), account)).all() == [case.id]
    assert session.exec(access.scope(select(Case), account)).all() == [case]


def test_only_an_active_administrator_administers(session: Session) -> None:
    access.require_administrator(make_administrator(session))

    for account in (make_account(session), make_administrator(session, active=False)):
        with pytest.raises(NotAllowed):
            access.require_administrator(account)
