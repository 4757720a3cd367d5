"""The outbox as an administrator sees it."""

from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

from tests.web.conftest import Browser, Cast, GivenTime, stored
from tracker.db import write_session
from tracker.models import Account, OutboxMessage, OutboxStatus
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
