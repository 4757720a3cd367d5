"""Whoever fills the blanks of a letter finds the way back to it."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.web.conftest import Browser, Cast, GivenTime, stored
from tracker.models import WebSession

SENT = {"to": "claims_administrator", "filed_by": "representative", "channels": ["fax"]}


@pytest.fixture
def case(cast: Cast) -> str:
    """Alice's case."""
    return f"/cases/{cast.case_id}"


def test_a_page_that_fills_a_blank_leads_back_to_the_letter(bob: Browser, case: str) -> None:
    assert "Back to the letter" not in bob.get(f"{case}/people").text
    letter = str(bob.post(f"{case}/letters/new/internal_appeal", SENT).headers["Location"])
    bob.get(letter)

    for page in (f"{case}/people", f"{case}/evidence", f"{case}/documents", f"{case}/edit", "/settings"):
        assert f'<a href="{letter}">Back to the letter: Internal appeal</a>' in bob.get(page).text, page
    assert "Back to the letter" not in bob.get("/cases").text

    bob.get(case)
    assert "Back to the letter" not in bob.get(f"{case}/people").text


def test_another_case_does_not_lead_to_it(bob: Browser, case: str, cast: Cast) -> None:
    bob.get(str(bob.post(f"{case}/letters/new/internal_appeal", SENT).headers["Location"]))

    assert "Back to the letter" not in bob.get(f"/cases/{'0' * 8}-0000-4000-8000-{'0' * 12}/people").text


def test_a_party_that_is_kept_is_said_to_be(bob: Browser, case: str) -> None:
    typed = {"claims_administrator_name": "Example Claims Administrator"}

    page = bob.post(f"{case}/people/parties/claims_administrator", typed, follow_redirects=True).text

    assert "Example Claims Administrator is kept as the claims administrator." in page


def test_reading_a_letter_again_writes_nothing(app: Flask, bob: Browser, case: str, clock: GivenTime) -> None:
    letter = str(bob.post(f"{case}/letters/new/internal_appeal", SENT).headers["Location"])
    bob.get(letter)
    before = [each.seen_at for each in stored(app, WebSession)]

    clock.at += timedelta(seconds=1)
    bob.get(letter)

    assert [each.seen_at for each in stored(app, WebSession)] == before
