"""A patient's two links: opening one changes nothing, pressing the button does."""

from uuid import UUID

import pytest
from flask import Flask

from tests.web.conftest import Browser, Cast, GivenTime, stored
from tracker.db import write_session
from tracker.models import Account, Case, Escalation, OutboxMessage, Patient
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


def test_pressing_the_button_verifies_the_address(
    app: Flask, browser: Browser, verify_path: str, clock: GivenTime
) -> None:
    assert "Thank you" in browser.post(verify_path).text
    assert stored(app, Patient)[0].email_verified_at == clock()


def test_pressing_it_again_frightens_nobody_and_changes_nothing(
    app: Flask, browser: Browser, verify_path: str, clock: GivenTime
) -> None:
    # Given an address that was verified
    browser.post(verify_path)
    verified_at = clock()

    # When the same mail is opened again weeks later, on another device
    clock.pass_by(days=20)
    answer = Browser(app).post(verify_path)

    # Then it is still verified, since that first day
    assert "Thank you" in answer.text
    assert stored(app, Patient)[0].email_verified_at == verified_at


def test_a_link_from_before_a_stop_starts_nothing_again(
    app: Flask, browser: Browser, verify_path: str, stop_path: str
) -> None:
    browser.post(verify_path)
    browser.post(stop_path)

    assert browser.post(verify_path).status_code == 410
    assert stored(app, Patient)[0].email_verified_at is None


def test_an_old_link_verifies_nothing(
    app: Flask, browser: Browser, verify_path: str, clock: GivenTime
) -> None:
    clock.pass_by(days=15)

    answer = browser.post(verify_path)

    assert answer.status_code == 410
    assert "Ask the person who helps you for a new one" in answer.text
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
    answer = browser.post(f"/stop/{token}")

    assert answer.status_code == 410
    assert "the mails have not stopped" in answer.text
    assert stored(app, Patient)[0].stopped_at is None


@pytest.fixture
def reach_path(app: Flask, cast: Cast) -> str:
    """The link in each mail to Alice by which she asks for another way."""
    (alice,) = stored(app, Patient)
    return mail_links.reach_url("", alice)


def test_looking_at_the_ways_to_be_reached_asks_for_none(
    app: Flask, browser: Browser, reach_path: str
) -> None:
    assert "Call me instead" in browser.get(reach_path).text
    assert stored(app, Escalation) == []


def test_a_press_tells_the_advocate_by_mail_and_on_the_screen_and_stops_nothing(
    app: Flask, browser: Browser, bob: Browser, reach_path: str, cast: Cast
) -> None:
    # When Alice presses a button, twice
    for _ in range(2):
        answer = browser.post(reach_path, {"wish": "call"})

    # Then she reads what follows and how to stop everything at once, and Bob hears of it once
    assert "will ask you" in answer.text
    assert "/stop/" in answer.text
    (mail,) = stored(app, OutboxMessage)
    assert (mail.account_id, mail.patient_id) == (cast.bob, None)
    assert "wants to be reached another way" in (mail.subject or "")
    assert "asks to be reached by telephone instead of email" in bob.get("/needs-a-person").text
    assert stored(app, Patient)[0].stopped_at is None


def test_a_press_of_nothing_is_asked_again(app: Flask, browser: Browser, reach_path: str) -> None:
    answer = browser.post(reach_path, {"wish": "pigeon"})

    assert answer.status_code == 422
    assert "Press one of the buttons." in answer.text
    assert stored(app, OutboxMessage) == []


def test_the_link_that_stops_mail_is_not_the_one_that_asks_for_another_way(
    app: Flask, browser: Browser, reach_path: str, stop_path: str
) -> None:
    stop, reach = stop_path.rpartition("/")[2], reach_path.rpartition("/")[2]

    assert browser.post(f"/stop/{reach}").status_code == 410
    assert browser.post(f"/reach/{stop}", {"wish": "call"}).status_code == 410
    assert stored(app, Patient)[0].stopped_at is None


def test_the_pages_name_nobody(browser: Browser, verify_path: str, stop_path: str, reach_path: str) -> None:
    for path in (verify_path, stop_path, reach_path):
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
