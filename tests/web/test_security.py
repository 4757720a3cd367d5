"""What every answer tells the browser, and what a form without its secret meets."""

import io
import logging
import re

import pytest
from flask import Flask, redirect

from tests.web.conftest import Browser, Cast
from tracker.app import create_app
from tracker.config import load
from tracker.web import redaction
from tracker.web.redaction import Redaction


def policy_of(browser: Browser, path: str) -> dict[str, str]:
    header = browser.get(path).headers["Content-Security-Policy"]
    return dict(part.strip().split(" ", 1) for part in header.split(";"))


def test_a_page_may_load_only_from_here(bob: Browser) -> None:
    policy = policy_of(bob, "/")

    assert policy["default-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert {policy[each] for each in ("object-src", "base-uri", "frame-ancestors")} == {"'none'"}


def test_the_scripts_word_is_another_one_each_time_and_stands_on_the_page(bob: Browser) -> None:
    answer = bob.get("/")
    nonce = answer.headers["Content-Security-Policy"].split("'nonce-")[1].split("'")[0]

    assert f'nonce="{nonce}"' in answer.text
    assert nonce not in bob.get("/").headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["/", "/cases", "/law", "/deadlines", "/settings", "/needs-a-person", "/settings/calendar"]
)
def test_no_page_has_a_style_or_a_script_inside(bob: Browser, path: str) -> None:
    page = bob.get(path).text

    assert "<style" not in page
    assert " style=" not in page
    assert "onclick" not in page
    assert "https://cdn" not in page


@pytest.mark.parametrize("path", ["/", "/sign-in", "/healthz", "/nothing-here", "/static/look.css"])
def test_every_answer_carries_the_plain_headers(bob: Browser, path: str) -> None:
    headers = bob.get(path, buffered=True).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"


def test_no_page_is_kept_by_the_browser(bob: Browser) -> None:
    assert bob.get("/").headers["Cache-Control"] == "no-store"
    assert bob.get("/sign-in").headers["Cache-Control"] == "no-store"
    assert "max-age" in bob.get("/static/look.css", buffered=True).headers["Cache-Control"]


def test_over_plain_http_the_cookie_is_closed_to_scripts_and_to_other_sites(browser: Browser) -> None:
    answer = browser.get("/sign-in")

    assert "HttpOnly; Path=/; SameSite=Lax" in answer.headers["Set-Cookie"]
    assert "Strict-Transport-Security" not in answer.headers


def test_over_https_the_cookie_is_bound_to_the_host(
    environment: dict[str, str], app: Flask, cast: Cast
) -> None:
    secure = create_app(load({**environment, "TRACKER_BASE_URL": "https://appeals.example.org"}))

    answer = secure.test_client().get("/sign-in", base_url="https://appeals.example.org")

    assert answer.headers["Set-Cookie"].startswith("__Host-appeals=")
    assert "; Secure" in answer.headers["Set-Cookie"]
    assert "Domain=" not in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    secure.extensions["engine"].dispose()


def test_a_form_over_https_needs_no_referrer(environment: dict[str, str], app: Flask, cast: Cast) -> None:
    secure = create_app(load({**environment, "TRACKER_BASE_URL": "https://appeals.example.org"}))
    client, here = secure.test_client(), "https://appeals.example.org"
    page = client.get("/sign-in", base_url=here).text
    secret = page.split('csrf_token" value="')[1].split('"')[0]

    answer = client.post(
        "/sign-in", base_url=here, data={"csrf_token": secret, "email": "bob@example.org", "password": "x"}
    )

    assert answer.status_code == 200
    secure.extensions["engine"].dispose()


def test_a_form_without_its_secret_is_refused_and_what_was_typed_is_on_the_page(bob: Browser) -> None:
    answer = bob.client.post("/settings", data={"name": "Roberta Lindgren", "password": "do not show this"})

    assert answer.status_code == 400
    assert "This form is too old" in answer.text
    assert "Roberta Lindgren" in answer.text
    assert "do not show this" not in answer.text


def test_the_secret_of_another_session_is_refused(app: Flask, bob: Browser, cast: Cast) -> None:
    danas = Browser(app).sign_in(cast.dana).form_secret()

    assert bob.client.post("/settings", data={"name": "Bob", "csrf_token": danas}).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/s3cr3t-word.ics",
        "/invitations/s3cr3t-word",
        "/sign-in/s3cr3t-word",
        "/reach/s3cr3t-word",
        "/stop/s3cr3t-word",
        "/forgot-password/first.second.s3cr3t-word",
        "/cases?stage=decision&q=s3cr3t-word",
        "/sign-in?next=/cases?q%3Ds3cr3t-word%26stage%3Ddecision",
        "/law/aca.ext.fed.file?notice=2026-10-30&timezone=s3cr3t-word",
    ],
)
def test_no_secret_of_a_link_and_no_name_that_was_sought_reaches_a_log(path: str) -> None:
    entry = logging.LogRecord("tracker.web", logging.ERROR, "", 0, "Exception on %s [GET]", (path,), None)

    Redaction().filter(entry)

    assert "s3cr3t-word" not in entry.getMessage()
    assert "[GET]" in entry.getMessage()


def test_the_log_of_every_module_is_clean_and_so_is_what_was_raised(app: Flask) -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    logging.getLogger().addHandler(handler)
    redaction.install(app)
    try:
        raise RuntimeError("broken at /stop/s3cr3t-word")
    except RuntimeError:
        logging.getLogger("tracker.web.sessions").exception("No answer to /feeds/s3cr3t-word.ics")
    finally:
        logging.getLogger().removeHandler(handler)

    assert "No answer to /feeds/…" in written.getvalue()
    assert "broken at /stop/…" in written.getvalue()
    assert "s3cr3t-word" not in written.getvalue()


def test_an_error_inside_is_logged_without_the_secret(
    app: Flask, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(token: str) -> object:
        raise RuntimeError("broken on purpose")

    app.view_functions["feeds.feed"] = breaks
    breaks.is_public = True  # type: ignore[attr-defined]
    answer = browser.get("/feeds/s3cr3t-word.ics")

    assert answer.status_code == 500
    assert "Something went wrong here" in answer.text
    assert "broken on purpose" not in answer.text
    assert "/feeds/…" in caplog.text
    assert "s3cr3t-word" not in caplog.text


@pytest.mark.usefixtures("app")
def test_a_page_without_a_mark_is_closed(environment: dict[str, str]) -> None:
    later = create_app(load(environment))
    later.add_url_rule("/new-page", "new_page", lambda: redirect("/"))
    browser = Browser(later)

    assert browser.get("/new-page").headers["Location"] == "/sign-in?next=/new-page"
    assert browser.post("/new-page").status_code == 405


def test_the_address_of_a_stylesheet_changes_with_its_content(browser: Browser) -> None:
    address = re.search(r'href="(/static/look\.css\?v=[0-9a-f]{8})"', browser.get("/sign-in").text)

    assert address is not None
    assert browser.get(address[1], buffered=True).status_code == 200
