"""Profile, letterhead, people and what needs a person."""

import pytest
from flask import Flask

from tests.web.conftest import Browser, Cast, GivenTime, stored
from tracker.db import write_session
from tracker.models import Account, AccountRole, Escalation, Organization, OutboxMessage
from tracker.services import escalations
from tracker.services.escalations import EscalationKind

PROFILE = {"name": "Robert Lindgren", "phone": "555-0142", "timezone": "America/Denver"}


def test_a_profile_is_saved(app: Flask, bob: Browser, cast: Cast) -> None:
    page = bob.post("/settings", PROFILE, follow_redirects=True).text
    (account,) = [each for each in stored(app, Account) if each.id == cast.bob]

    assert "Your profile is saved." in page
    assert (account.name, account.phone, account.timezone) == (
        "Robert Lindgren",
        "555-0142",
        "America/Denver",
    )


@pytest.mark.parametrize(
    "field, typed, sentence",
    [
        ("name", " ", "This is needed."),
        ("name", "Bob\x07", "cannot be printed"),
        ("name", "Bob\r\nBcc: everybody@example.org", "on one line"),
        ("name", "Bob\u2028Lindgren", "on one line"),
        ("name", "\u200b\u2060", "This is needed."),
        ("timezone", "America/Nowhere", "“America/Nowhere” is not a time zone that is known"),
    ],
)
def test_a_mistake_is_summed_up_and_nothing_is_lost(
    bob: Browser, field: str, typed: str, sentence: str
) -> None:
    answer = bob.post("/settings", {**PROFILE, field: typed})

    assert answer.status_code == 422
    assert "One answer needs another look" in answer.text
    assert sentence in answer.text
    assert "555-0142" in answer.text


def test_the_letterhead_is_for_administrators(app: Flask, bob: Browser, erin: Browser) -> None:
    typed = {"name": "Harbor Advocates", "address": "1 Pier Road\nGalveston, TX", "phone": "555-0100"}

    assert bob.post("/settings/organization", typed).status_code == 403
    assert erin.post("/settings/organization", typed).status_code == 302
    assert ("Harbor Advocates", "1 Pier Road\nGalveston, TX") in [
        (each.name, each.address) for each in stored(app, Organization)
    ]


def test_an_address_that_is_none_is_not_invited(app: Flask, erin: Browser) -> None:
    answer = erin.post("/settings/people", {"email": "kim at example", "role": "advocate"})

    assert answer.status_code == 422
    assert "This is not an e-mail address." in answer.text
    assert stored(app, OutboxMessage) == []


def test_the_last_administrator_stays(erin: Browser, app: Flask, cast: Cast) -> None:
    page = erin.post(f"/settings/people/{cast.erin}/close", follow_redirects=True).text

    assert "This is the last administrator." in page
    assert all(each.active for each in stored(app, Account))


def test_a_closed_account_can_be_reopened(erin: Browser, app: Flask, cast: Cast) -> None:
    erin.post(f"/settings/people/{cast.dana}/close")
    assert [each.id for each in stored(app, Account) if not each.active] == [cast.dana]

    erin.post(f"/settings/people/{cast.dana}/reopen")

    assert all(each.active for each in stored(app, Account))


def test_nobody_of_another_organization_can_be_closed(charlie: Browser, app: Flask, cast: Cast) -> None:
    assert charlie.post(f"/settings/people/{cast.bob}/close").status_code == 404
    assert all(each.active for each in stored(app, Account))


def test_people_lists_ones_own_organization(erin: Browser) -> None:
    page = erin.get("/settings/people").text

    assert "Dana Okoye" in page
    assert "Charlie Stone" not in page
    assert AccountRole.ADMINISTRATOR.value in page


class TestNeedsAPerson:
    """What a named person has to look at."""

    @pytest.fixture
    def path(self, app: Flask, cast: Cast, clock: GivenTime) -> str:
        """Where Bob closes an escalation of his."""
        with write_session(app.extensions["session_factory"]) as session:
            bob = session.get_one(Account, cast.bob)
            opened = escalations.open_escalation(
                session, bob, EscalationKind.MAIL_FAILED, "A mail to you was given up.", clock()
            )
            return f"/needs-a-person/{opened.id}/close"

    @pytest.mark.usefixtures("path")
    def test_it_stands_on_its_page_and_is_announced_in_the_morning(self, bob: Browser) -> None:
        assert "A mail to you was given up." in bob.get("/needs-a-person").text
        assert "One matter needs a person" in bob.get("/").text

    def test_it_is_closed_with_a_reason(self, app: Flask, bob: Browser, path: str) -> None:
        bob.post(path, {"because": "called Alice instead"})
        (closed,) = stored(app, Escalation)

        assert closed.closed_because == "called Alice instead"
        assert "Nothing needs a person" in bob.get("/needs-a-person").text

    def test_without_a_reason_it_stays(self, app: Flask, bob: Browser, path: str) -> None:
        page = bob.post(path, {"because": "  "}, follow_redirects=True).text
        (still,) = stored(app, Escalation)

        assert "Say in a few words what was done." in page
        assert still.closed_at is None

    def test_nobody_else_closes_it(self, app: Flask, erin: Browser, charlie: Browser, path: str) -> None:
        assert erin.post(path, {"because": "mine"}).status_code == 404
        assert charlie.post(path, {"because": "mine"}).status_code == 404
