"""A patient's two links: opening one changes nothing, pressing the button does."""

from uuid import UUID

import pytest
from flask import Flask

from tests.web.conftest import Browser, Cast, GivenTime, stored
from tracker.db import write_session
from tracker.models import Account, Case, Patient
from tracker.services import digests, mail_links, people


@pytest.fixture
def verify_path(app: Flask, cast: Cast, clock: GivenTime) -> str:
    """The link that Alice gets to verify her address."""
    with write_session(app.extensions["session_factory"]) as session:
        bob, case = session.get_one(Account, cast.bob), session.get_one(Case, cast.case_id)
        contact = people.ContactInput(email="alice@example.org", timezone="America/Chicago")
        people.set_contact(session, bob, case, contact, clock())
        return f"/verify/{people.start_reminders(session, bob, case, clock())}"


@pytest.fixture
def stop_path(app: Flask, cast: Cast) -> str:
    """The link in each mail to Alice."""
    (alice,) = stored(app, Patient)
    return mail_links.stop_url("", alice)


def test_looking_at_the_link_verifies_nothing(app: Flask, browser: Browser, verify_path: str) -> None:
    assert browser.get(verify_path).status_code == 200
    assert stored(app, Patient)[0].email_verified_at is None


def test_pressing_the_button_verifies_the_address_once(
    app: Flask, browser: Browser, verify_path: str, clock: GivenTime
) -> None:
    assert "Thank you" in browser.post(verify_path).text
    assert stored(app, Patient)[0].email_verified_at == clock()
    assert browser.post(verify_path).status_code == 410


def test_an_old_link_verifies_nothing(
    app: Flask, browser: Browser, verify_path: str, clock: GivenTime
) -> None:
    clock.pass_by(days=15)

    answer = browser.post(verify_path)

    assert answer.status_code == 410
    assert "Ask your advocate for a new one" in answer.text
    assert stored(app, Patient)[0].email_verified_at is None


def test_looking_at_the_stop_link_stops_nothing(app: Flask, browser: Browser, stop_path: str) -> None:
    assert browser.get(stop_path).status_code == 200
    assert stored(app, Patient)[0].stopped_at is None


def test_one_press_stops_all_mail(app: Flask, browser: Browser, stop_path: str, clock: GivenTime) -> None:
    assert "The mails have stopped" in browser.post(stop_path).text
    assert stored(app, Patient)[0].stopped_at == clock()
    assert browser.post(stop_path).status_code == 200


@pytest.mark.parametrize("token", ["nonsense", f"{UUID(int=7).hex}-0123456789abcdef"])
def test_a_made_up_stop_link_does_nothing(app: Flask, browser: Browser, cast: Cast, token: str) -> None:
    assert browser.post(f"/stop/{token}").status_code == 410
    assert stored(app, Patient)[0].stopped_at is None


def test_the_pages_name_nobody(browser: Browser, verify_path: str, stop_path: str) -> None:
    for path in (verify_path, stop_path):
        page = browser.get(path).text

        assert "Alice" not in page
        assert "Cigna" not in page


def test_the_summary_is_stopped_by_a_press_and_not_by_a_look(app: Flask, cast: Cast) -> None:
    stranger = app.test_client()
    path = digests.stop_url("", cast.bob)
    assert "Stop the summary" in stranger.get(path).text
    assert not any(account.digest_stopped_at for account in stored(app, Account))

    answer = stranger.post(path, data={"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert [account.id for account in stored(app, Account) if account.digest_stopped_at] == [cast.bob]
    assert stranger.post(f"{path}x").status_code == 410
