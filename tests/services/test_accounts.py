"""Accounts are made by one-time links, and belong to one organization."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from tests.factories import NOW, make_account, make_administrator, make_organization
from tracker.db import SessionFactory, write_session
from tracker.models import Account, AccountRole, AuditEntry, Invitation, Organization
from tracker.services import accounts, profiles
from tracker.services.access import NotAllowed, NotFound
from tracker.services.accounts import AccountError


def first_token(session: Session) -> str:
    """The secret of the link that makes the first account."""
    link = accounts.first_account_link(session, "http://127.0.0.1:8000/", NOW)
    assert link is not None
    return link.removeprefix("http://127.0.0.1:8000/invitations/")


def accepted(session: Session, token: str, **changes: Any) -> Account:
    """The account that a link makes."""
    typed = {
        "name": "Rosa Delgado",
        "email": "Rosa@Example.org ",
        "password_hash": "hash",
        "organization_name": "Harbor Patient Advocates",
        "timezone": "America/Chicago",
        **changes,
    }
    return accounts.accept(session, token, now=NOW, **typed)


def fields(refused: pytest.ExceptionInfo[AccountError]) -> list[str]:
    """The fields at which something was wrong."""
    return [problem.field for problem in refused.value.problems]


def test_the_first_link_makes_an_administrator_and_an_organization(session: Session) -> None:
    rosa = accepted(session, first_token(session))

    assert (rosa.email, rosa.role, rosa.password) == (
        "rosa@example.org",
        AccountRole.ADMINISTRATOR,
        "hash",
    )
    assert session.get_one(Organization, rosa.organization_id).name == "Harbor Patient Advocates"


def test_a_link_that_two_people_press_at_once_makes_one_account(database: SessionFactory) -> None:
    with write_session(database) as session:
        token = first_token(session)

    def press(email: str) -> bool:
        try:
            with write_session(database) as session:
                accepted(session, token, email=email)
        except AccountError:
            return False
        return True

    with ThreadPoolExecutor(1) as other, write_session(database) as session:
        accepted(session, token)
        pressed = other.submit(press, "charlie@example.org")
        wait([pressed], timeout=0.5)
        session.commit()

        assert pressed.result() is False


def test_once_there_is_an_account_there_is_no_first_link(session: Session) -> None:
    make_account(session)

    assert accounts.first_account_link(session, "http://127.0.0.1:8000", NOW) is None


def test_only_the_newest_first_link_works(session: Session) -> None:
    earlier, newest = first_token(session), first_token(session)

    with pytest.raises(AccountError, match="used or is too old"):
        accepted(session, earlier)

    assert accepted(session, newest).active


def test_a_secret_is_not_stored(session: Session) -> None:
    token = first_token(session)

    assert session.exec(select(Invitation.token_hash)).one() != token


def test_a_link_works_once(session: Session) -> None:
    token = first_token(session)
    accepted(session, token)

    with pytest.raises(AccountError):
        accepted(session, token, email="bob@example.org")


def test_a_link_works_for_a_week(session: Session) -> None:
    token = first_token(session)

    assert accounts.invitation(session, token, NOW + timedelta(days=6))
    with pytest.raises(AccountError):
        accounts.invitation(session, token, NOW + timedelta(days=7))


def test_a_colleague_is_invited_to_the_same_organization(session: Session) -> None:
    rosa = make_administrator(session)
    token = accounts.invite(session, rosa, "Bob@example.org", AccountRole.ADVOCATE, NOW)
    assert [each.email for each in accounts.invitations(session, rosa, NOW)] == ["bob@example.org"]

    bob = accepted(session, token, name="Bob Lindgren", email="other@example.org", organization_name="")

    assert (bob.organization_id, bob.email, bob.role) == (
        rosa.organization_id,
        "bob@example.org",
        AccountRole.ADVOCATE,
    )
    assert accounts.invitations(session, rosa, NOW) == []


def test_an_address_is_invited_a_few_times_and_then_has_to_wait(session: Session) -> None:
    rosa = make_administrator(session)
    for _ in range(5):
        accounts.invite(session, rosa, "bob@example.org", AccountRole.ADVOCATE, NOW)

    with pytest.raises(AccountError, match=r"Another one can be sent in 1 minute\."):
        accounts.invite(session, rosa, " Bob@Example.org", AccountRole.ADVOCATE, NOW)

    accounts.invite(session, rosa, "bob@example.org", AccountRole.ADVOCATE, NOW + timedelta(minutes=1))


def test_an_advocate_invites_nobody(session: Session) -> None:
    with pytest.raises(NotAllowed):
        accounts.invite(session, make_account(session), "bob@example.org", AccountRole.ADVOCATE, NOW)


@pytest.mark.parametrize(
    "email", ["", "bob", "bob@example", "bob@exam ple.org", "b\x00b@example.org", "x" * 320 + "@example.org"]
)
def test_what_is_no_address_is_not_invited(session: Session, email: str) -> None:
    with pytest.raises(AccountError, match="not an e-mail address"):
        accounts.invite(session, make_administrator(session), email, AccountRole.ADVOCATE, NOW)


def test_an_address_has_one_account(session: Session) -> None:
    bob = make_account(session)

    with pytest.raises(AccountError, match="already"):
        accounts.invite(session, make_administrator(session), bob.email.upper(), AccountRole.ADVOCATE, NOW)


WRONG = [
    ({"name": " "}, ["name"]),
    ({"name": "x" * 300}, ["name"]),
    ({"email": "rosa"}, ["email"]),
    ({"organization_name": ""}, ["organization_name"]),
    ({"timezone": "Mars/Olympus"}, ["timezone"]),
    ({"name": "", "email": ""}, ["name", "email"]),
]


@pytest.mark.parametrize("changes, wrong", WRONG, ids=str)
def test_what_is_wrong_is_said_at_its_field_and_the_link_stays_good(
    session: Session, changes: dict[str, str], wrong: list[str]
) -> None:
    token = first_token(session)

    with pytest.raises(AccountError) as refused:
        accepted(session, token, **changes)

    assert fields(refused) == wrong
    assert accepted(session, token)


def test_an_account_is_found_by_its_address_however_written(session: Session) -> None:
    bob = make_account(session, email="bob@example.org")

    assert accounts.by_email(session, " BOB@example.org") is bob
    assert accounts.by_email(session, "alice@example.org") is None


def test_the_last_administrator_stays(session: Session) -> None:
    rosa = make_administrator(session)
    with pytest.raises(AccountError, match="last administrator"):
        accounts.deactivate(session, rosa, rosa, NOW)

    make_administrator(session, session.get_one(Organization, rosa.organization_id))
    accounts.deactivate(session, rosa, rosa, NOW)

    assert not rosa.active


def test_a_deactivated_account_ends_its_sessions_and_may_come_back(session: Session) -> None:
    rosa = make_administrator(session)
    bob = make_account(session, session.get_one(Organization, rosa.organization_id))
    before = bob.fs_uniquifier

    accounts.deactivate(session, rosa, bob, NOW)
    assert not bob.active
    assert bob.fs_uniquifier != before

    accounts.reactivate(session, rosa, bob, NOW)
    assert bob.active


def test_a_stranger_is_no_colleague(session: Session) -> None:
    rosa, charlie = make_administrator(session), make_account(session, name="Charlie")

    for verb in (accounts.deactivate, accounts.reactivate):
        with pytest.raises(NotFound):
            verb(session, rosa, charlie, NOW)
    assert accounts.colleagues(session, rosa) == [rosa]


def test_a_sign_in_link_signs_in_once(session: Session) -> None:
    rosa = make_administrator(session)
    token = accounts.one_time_sign_in(session, rosa, NOW)

    assert accounts.redeem_sign_in(session, token, NOW) is rosa
    with pytest.raises(AccountError):
        accounts.redeem_sign_in(session, token, NOW)


def test_a_sign_in_link_makes_no_account_and_an_invitation_signs_nobody_in(session: Session) -> None:
    rosa = make_administrator(session)
    sign_in = accounts.one_time_sign_in(session, rosa, NOW)
    invited = accounts.invite(session, rosa, "bob@example.org", AccountRole.ADVOCATE, NOW)

    with pytest.raises(AccountError):
        accepted(session, sign_in)
    with pytest.raises(AccountError):
        accounts.redeem_sign_in(session, invited, NOW)


def test_a_deactivated_account_is_not_signed_in(session: Session) -> None:
    rosa = make_administrator(session)
    token = accounts.one_time_sign_in(session, rosa, NOW)
    rosa.active = False

    with pytest.raises(AccountError):
        accounts.redeem_sign_in(session, token, NOW)


def test_a_profile_and_a_letterhead_can_be_changed(session: Session) -> None:
    rosa = make_administrator(session)

    profiles.edit_profile(session, rosa, "Rosa D.", "555-0110", "America/Denver", NOW)
    organization = profiles.edit_organization(session, rosa, "Harbor", "41 Quay Street", "555-0111", NOW)

    assert (rosa.name, rosa.phone, rosa.timezone) == ("Rosa D.", "555-0110", "America/Denver")
    assert (organization.name, organization.address) == ("Harbor", "41 Quay Street")


def test_a_letterhead_is_the_administrators(session: Session) -> None:
    bob = make_account(session, make_organization(session))

    with pytest.raises(NotAllowed):
        profiles.edit_organization(session, bob, "Ours", "", "", NOW)


def test_what_happens_to_accounts_is_on_record(session: Session) -> None:
    rosa = accepted(session, first_token(session))
    accounts.invite(session, rosa, "bob@example.org", AccountRole.ADVOCATE, NOW)
    accounts.note_sign_in(session, rosa, NOW)

    actions = session.exec(select(AuditEntry.action).where(AuditEntry.account_id == rosa.id)).all()
    assert set(actions) == {"account made", "account invited", "signed in"}
    assert rosa.last_seen_at == NOW
