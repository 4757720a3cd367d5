"""A deadline put away because it is not needed, as a calendar file, and its reminder acknowledged."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from flask import Flask

from tests.web.conftest import Browser, Cast, GivenTime, stored
from tracker.db import write_session
from tracker.models import DeadlineRow, EventVersion, Reminder, ReminderState
from tracker.rules.terms import Status
from tracker.services.refreshing import refresh_cases


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


def test_a_deadline_that_was_missed_is_closed_with_why(
    app: Flask, cast: Cast, where: str, clock: GivenTime
) -> None:
    # Given the morning after the last day that could be argued
    pass_until_it_is_over(app, clock)
    bob = Browser(app).sign_in(cast.bob)
    link = f"{where}/deadlines/{appeal(app).id}/missed"
    assert '<details class="fold" open><summary>Done, superseded and missed' in bob.get(where).text
    assert link in bob.get(where).text
    assert "This date was missed" in bob.get(link).text

    # When its reason is missing, nothing is kept; when it is there, it is
    assert bob.post(link, {"noted_on": "2027-04-08"}).status_code == 422
    page = bob.post(
        link, {"noted_on": "2027-04-08", "because": "The fax line was dead."}, follow_redirects=True
    )

    assert "On record, with why." in page.text
    assert "The fax line was dead." in page.text
    assert link not in page.text
    assert '<details class="fold"><summary>Done, superseded and missed' in page.text
    assert appeal(app).status is Status.MISSED


def test_while_it_can_be_argued_a_deadline_is_not_called_missed(app: Flask, bob: Browser, where: str) -> None:
    link = f"{where}/deadlines/{appeal(app).id}/missed"

    answer = bob.post(link, {"noted_on": "2026-11-22", "because": "It is too late."})

    assert link not in bob.get(where).text
    assert answer.status_code == 422
    assert "The last day is not over yet: file today and say why" in answer.text
    assert "It is too late." in answer.text
    assert not any(each.kind == "deadline_missed" for each in stored(app, EventVersion))


def pass_until_it_is_over(app: Flask, clock: GivenTime) -> None:
    clock.at = datetime(2027, 4, 8, 15, tzinfo=UTC)
    with write_session(app.extensions["session_factory"]) as session:
        refresh_cases(session, clock.at)


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
