"""/healthz, and what an administrator sees of the worker."""

from pathlib import Path

import pytest
from flask import Flask

from tests.web.conftest import Browser, GivenTime
from tracker.db import write_session
from tracker.services import health


@pytest.fixture
def a_pass_has_ended(app: Flask, clock: GivenTime) -> None:
    """The worker has just made a full pass."""
    with write_session(app.extensions["session_factory"]) as session:
        health.beat(session, health.TICK, clock(), 0)


@pytest.mark.usefixtures("a_pass_has_ended")
class TestHealthz:
    """200 only while the database answers and the last pass is younger than five minutes."""

    def test_all_is_well_after_a_pass(self, browser: Browser) -> None:
        answer = browser.get("/healthz")

        assert answer.status_code == 200
        assert answer.json == {"database": "ok", "worker": "ok"}

    def test_five_minutes_without_a_pass_are_too_many(self, browser: Browser, clock: GivenTime) -> None:
        clock.pass_by(minutes=4, seconds=59)
        assert browser.get("/healthz").status_code == 200
        clock.pass_by(seconds=1)

        answer = browser.get("/healthz")

        assert answer.status_code == 503
        assert answer.json == {"database": "ok", "worker": "late"}

    def test_a_database_that_is_away_is_said(self, app: Flask, browser: Browser, data: Path) -> None:
        app.extensions["engine"].dispose()
        (data / "tracker.sqlite").rename(data / "elsewhere")
        (data / "tracker.sqlite").mkdir()

        answer = browser.get("/healthz")

        assert answer.status_code == 503
        assert answer.json == {"database": "away", "worker": "unknown"}


def test_without_any_pass_it_is_not_well(browser: Browser) -> None:
    assert browser.get("/healthz").status_code == 503


def test_an_administrator_sees_that_no_mail_is_leaving(erin: Browser) -> None:
    assert "No mail is leaving." in erin.get("/outbox").text


def test_a_background_error_is_shown(app: Flask, erin: Browser, clock: GivenTime) -> None:
    with write_session(app.extensions["session_factory"]) as session:
        health.beat(session, health.TICK, clock(), 2, "a reminder could not be written")

    page = erin.get("/outbox").text

    assert "a reminder could not be written" in page
    assert "No mail is leaving." not in page
