"""What a person reads when something cannot be done."""

from pathlib import Path

from flask import Flask

from tests.web.conftest import Browser, Cast


def test_a_page_that_is_not_there_says_so_to_anybody(browser: Browser, bob: Browser) -> None:
    for each in (browser, bob):
        answer = each.get("/nothing-here")

        assert answer.status_code == 404
        assert "There is nothing here" in answer.text


def test_a_form_sent_after_the_session_ended_keeps_what_was_typed(app: Flask, bob: Browser) -> None:
    secret = bob.form_secret()
    other = Browser(app)
    other.get("/sign-in")

    answer = other.post("/settings", {"name": "Roberta Lindgren"})

    assert secret != other.form_secret()
    assert answer.status_code == 401
    assert "You are signed out" in answer.text
    assert "Roberta Lindgren" in answer.text


def test_what_is_too_large_is_refused_in_a_sentence(bob: Browser) -> None:
    answer = bob.post("/settings", {"name": "x" * 25_000_000})

    assert answer.status_code == 413
    assert "At most 20 MB" in answer.text


def test_an_advocate_is_told_what_is_for_administrators(bob: Browser) -> None:
    answer = bob.get("/outbox")

    assert answer.status_code == 403
    assert "This is for administrators" in answer.text


def test_a_database_that_is_away_is_said_plainly(app: Flask, bob: Browser, data: Path) -> None:
    app.extensions["engine"].dispose()
    (data / "tracker.sqlite").rename(data / "elsewhere")
    (data / "tracker.sqlite").mkdir()

    answer = bob.get("/")

    assert answer.status_code == 503
    assert "The database does not answer" in answer.text
    assert answer.headers["Retry-After"] == "30"


def test_a_refused_request_leaves_nothing_behind(app: Flask, bob: Browser, cast: Cast) -> None:
    long_name = "N" * 300

    answer = bob.post("/settings", {"name": long_name, "phone": "555-0142", "timezone": "America/Chicago"})

    assert answer.status_code == 422
    assert long_name in answer.text
    assert "Bob Lindgren" in bob.get("/settings").text
    assert "555-0142" not in bob.get("/settings").text


def test_a_text_of_a_megabyte_is_refused_beside_its_field(bob: Browser) -> None:
    answer = bob.post("/settings", {"name": "x" * 1_000_000, "timezone": "America/Chicago"})

    assert answer.status_code == 422
    assert "This is 1,000,000 characters long." in answer.text


def test_an_address_that_only_takes_a_form_leads_to_the_page_that_holds_it(bob: Browser, cast: Cast) -> None:
    case = f"/cases/{cast.case_id}"

    for address, page in (
        (f"{case}/people/parties/claims_administrator", f"{case}/people"),
        (f"{case}/evidence/items", f"{case}/evidence"),
        (f"{case}/documents/{cast.case_id}/label", f"{case}/documents"),
        (f"{case}/letters/{cast.case_id}/final", f"{case}/letters/{cast.case_id}"),
    ):
        assert bob.get(address).headers["Location"] == page
