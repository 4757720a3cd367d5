"""A deadline put away because it is not needed, as a calendar file, and its reminder acknowledged."""

from uuid import uuid4

import pytest
from flask import Flask

from tests.web.conftest import Browser, Cast, stored
from tracker.db import write_session
from tracker.models import DeadlineRow, EventVersion, Reminder, ReminderState
from tracker.rules.terms import Status


@pytest.fixture
def where(cast: Cast) -> str:
    """The address of Alice's case."""
    return f"/cases/{cast.case_id}"


def appeal(app: Flask) -> DeadlineRow:
    """Alice's deadline for the internal appeal."""
    return next(row for row in stored(app, DeadlineRow) if row.rule == "erisa.appeal.file")


def test_a_deadline_is_put_away_with_a_reason_and_can_be_brought_back(
    app: Flask, bob: Browser, where: str
) -> None:
    said = {"decided_on": "2026-11-22", "because": "Alice chose another surgeon."}

    bob.post(f"{where}/deadlines/{appeal(app).id}/not-needed", said)

    assert appeal(app).status is Status.SUPERSEDED
    assert "Alice chose another surgeon." in bob.get(where).text
    entry = next(e for e in stored(app, EventVersion) if e.kind == "deadline_not_needed")
    bob.post(f"{where}/events/{entry.event_key}/remove", {"because": "She came back."})
    assert appeal(app).status is Status.OPEN


def test_nothing_is_put_away_without_a_reason(app: Flask, bob: Browser, where: str) -> None:
    answer = bob.post(f"{where}/deadlines/{appeal(app).id}/not-needed", {"decided_on": "2026-11-22"})

    assert answer.status_code == 422
    assert 'id="e-because">This is needed.' in answer.text
    assert appeal(app).status is Status.OPEN


def test_an_acknowledgement_says_who_read_it_and_leaves_the_deadline_open(
    app: Flask, bob: Browser, where: str, cast: Cast
) -> None:
    sent = next(r for r in stored(app, Reminder) if r.deadline_id == appeal(app).id)
    with write_session(app.extensions["session_factory"]) as session:
        session.get_one(Reminder, sent.id).state = ReminderState.QUEUED
    assert "I have read it" in bob.get(where).text

    bob.post(f"{where}/reminders/{sent.id}/acknowledge")

    read = next(r for r in stored(app, Reminder) if r.id == sent.id)
    assert read.acknowledged_by_id == cast.bob
    assert appeal(app).status is Status.OPEN


def test_a_deadline_of_another_case_is_not_there(bob: Browser, where: str) -> None:
    assert bob.get(f"{where}/deadlines/{uuid4()}.ics").status_code == 404
    assert bob.get(f"{where}/deadlines/{uuid4()}/not-needed").status_code == 404
