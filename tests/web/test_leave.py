"""Handing over one's mails and tasks, through the pages."""

import pytest
from flask import Flask

from tests.factories import NOW
from tests.web.conftest import Browser, Cast
from tracker.db import write_session
from tracker.models import Account
from tracker.services import escalations
from tracker.services.escalations import EscalationKind


@pytest.fixture
def dana(app: Flask, cast: Cast) -> Browser:
    """Dana's browser, signed in: she is Bob's colleague."""
    return Browser(app).sign_in(cast.dana)


def test_a_colleague_covers_and_both_see_it(bob: Browser, dana: Browser, cast: Cast) -> None:
    page = bob.post("/settings/away", {"cover": str(cast.dana), "until": "2026-12-04"}, follow_redirects=True)

    assert "gets your mails and tasks until Friday, December 4, 2026" in page.text
    assert "You cover for" in dana.get("/").text
    assert f"/cases?advocate={cast.bob}" in dana.get("/").text
    assert "gets your mails and tasks until Fri Dec 4" in bob.get("/").text
    bob.post("/settings/away/back")
    assert "You cover for" not in dana.get("/").text
    assert "gets your mails" not in bob.get("/").text


def test_a_mistake_is_said_at_its_field_and_nobody_covers(bob: Browser, dana: Browser, cast: Cast) -> None:
    answer = bob.post("/settings/away", {"cover": str(cast.dana), "until": "2026-11-01"})

    assert answer.status_code == 422
    assert "This day has passed." in answer.text
    assert bob.post("/settings/away", {"cover": "the moon", "until": "2026-12-04"}).status_code == 422
    assert "You cover for" not in dana.get("/").text


def test_who_covers_sees_and_closes_what_already_waited(
    app: Flask, bob: Browser, dana: Browser, cast: Cast
) -> None:
    with write_session(app.extensions["session_factory"]) as session:
        account = session.get_one(Account, cast.bob)
        kind = EscalationKind.MAIL_BOUNCED
        task = escalations.open_escalation(session, account, kind, "A mail came back.", NOW).id
    close = f"/needs-a-person/{task}/close"
    assert dana.post(close, {"because": "Called."}).status_code == 404

    bob.post("/settings/away", {"cover": str(cast.dana), "until": "2026-12-04"})

    assert "It waits for Bob Lindgren, who is not here." in dana.get("/needs-a-person").text
    assert "who is not here" not in bob.get("/needs-a-person").text
    assert (
        "Closed, with what you did." in dana.post(close, {"because": "Called."}, follow_redirects=True).text
    )
    assert "A mail came back." not in bob.get("/needs-a-person").text
