"""The outbox as an administrator sees it."""

from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.web.conftest import Browser, Cast, GivenTime, stored
from tracker.db import write_session
from tracker.models import Account, OutboxMessage, OutboxStatus, Reminder
from tracker.services import outbox


@pytest.fixture
def message_id(app: Flask, cast: Cast, clock: GivenTime) -> UUID:
    """A mail to Bob that was given up."""
    with write_session(app.extensions["session_factory"]) as session:
        bob = session.get_one(Account, cast.bob)
        draft = outbox.Draft(
            unique_key="one",
            kind="reminder",
            to_address=bob.email,
            subject="A date is near",
            text="Open the case <b>soon</b>.",
            html="<p>Open the case.</p>",
            organization_id=bob.organization_id,
        )
        message = outbox.enqueue(session, draft, "http://appeals.example.org", clock())
        message.status, message.attempts, message.error = OutboxStatus.GIVEN_UP, 8, "the mailbox is full"
        return message.id


def test_it_names_the_folder_that_mail_is_written_to(erin: Browser, data: Path) -> None:
    assert str(data / "mail") in erin.get("/outbox").text


def test_each_message_has_its_story(erin: Browser, message_id: UUID) -> None:
    page = erin.get("/outbox").text

    assert "A date is near" in page
    assert "given up" in page
    assert "the mailbox is full" in page


def test_a_message_reads_as_it_was_written_and_is_never_run(erin: Browser, message_id: UUID) -> None:
    page = erin.get(f"/outbox/{message_id}").text

    assert "Open the case &lt;b&gt;soon&lt;/b&gt;." in page


def test_a_message_that_was_given_up_can_be_tried_again(app: Flask, erin: Browser, message_id: UUID) -> None:
    erin.post(f"/outbox/{message_id}/retry")
    (message,) = stored(app, OutboxMessage)

    assert (message.status, message.attempts) == (OutboxStatus.QUEUED, 0)


def test_a_state_can_be_chosen(erin: Browser, message_id: UUID) -> None:
    assert "A date is near" in erin.get("/outbox?status=given_up").text
    assert "No messages here" in erin.get("/outbox?status=sent").text
    assert "A date is near" in erin.get("/outbox?status=nonsense&page=-3").text


def test_another_organization_sees_none_of_it(charlie: Browser, message_id: UUID) -> None:
    assert "A date is near" not in charlie.get("/outbox").text
    assert charlie.get(f"/outbox/{message_id}").status_code == 404
    assert charlie.post(f"/outbox/{message_id}/retry").status_code == 404


def test_an_administrator_sends_themself_a_test_and_not_ten(erin: Browser, app: Flask) -> None:
    for _ in range(10):
        erin.post("/outbox/trial")

    (mail,) = [each for each in stored(app, OutboxMessage) if each.kind == "trial"]
    assert mail.to_address == "erin@example.org"
    assert "A test from the appeal tracker" in erin.get("/outbox").text


def test_what_goes_out_until_tomorrow_night_is_shown_by_case(erin: Browser, cast: Cast) -> None:
    ahead = erin.get("/outbox").text.split("Goes out until tomorrow night")[1]

    assert "Nov 23, 2026, 9:00 am CST" in ahead
    assert cast.case_number in ahead
    assert "to the advocate, 1 date · Bob Lindgren’s case" in ahead


def test_where_nothing_is_planned_that_is_said(app: Flask, erin: Browser, cast: Cast) -> None:
    with write_session(app.extensions["session_factory"]) as session:
        session.execute(sa.delete(Reminder))

    assert "Nothing is planned until then." in erin.get("/outbox").text


def test_what_goes_out_elsewhere_is_not_shown(charlie: Browser, cast: Cast) -> None:
    assert cast.case_number not in charlie.get("/outbox").text


def test_mail_on_hold_is_said_and_let_go_by_a_press(app: Flask, erin: Browser) -> None:
    with write_session(app.extensions["session_factory"]) as session:
        outbox.put_on_hold(session, "This database is an older copy.")
    assert "Mail is on hold." in erin.get("/outbox").text

    erin.post("/outbox/let-go")

    assert "Mail is on hold." not in erin.get("/outbox").text


def test_nobody_takes_an_invitation_or_answers_for_a_patient_out_of_the_outbox(
    app: Flask, erin: Browser, clock: GivenTime, cast: Cast
) -> None:
    # Given an invitation in the outbox
    erin.post("/settings/people", {"email": "frank@example.org", "role": "advocate"})
    (invited,) = [each for each in stored(app, OutboxMessage) if each.kind == "invitation"]

    # When an administrator reads it there
    page = erin.get(f"/outbox/{invited.id}").text

    # Then all of it can be read but what opens the link
    assert "Choose a password:" in page
    assert "/invitations/…" in page
    assert "here it ends in dots" in page
