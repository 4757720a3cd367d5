"""Calendar links: a secret in an address, shown once, and nothing to read without it."""

import re

import icalendar
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.web.conftest import Browser, Cast, GivenTime, stored
from tracker.models import Feed
from tracker.services.tokens import token_hash


def make_link(browser: Browser, page: str = "/settings/calendar") -> str:
    """Press the button; answers the feed's path."""
    found = re.search(r"http://appeals\.example\.org(/feeds/[^\s<]+\.ics)", browser.post(page).text)
    assert found is not None
    return found[1]


@pytest.fixture
def link(bob: Browser) -> str:
    """The path of Bob's feed."""
    return make_link(bob)


def read(app: Flask, path: str, **more: str) -> TestResponse:
    """Read a feed as a calendar program does: without cookies."""
    return app.test_client().get(path, **more)  # type: ignore[arg-type]


def titles(answer: TestResponse) -> list[str]:
    return [str(event["SUMMARY"]) for event in icalendar.Calendar.from_ical(answer.data).walk("VEVENT")]


def test_a_feed_needs_no_sign_in_and_holds_the_dates(app: Flask, link: str, cast: Cast) -> None:
    answer = read(app, link)

    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert any(cast.case_number in title for title in titles(answer))


def test_a_feed_names_nobody_and_nothing_medical(app: Flask, link: str) -> None:
    text = read(app, link).text

    assert not [word for word in ("Alice", "Moreau", "Cigna", "fusion", "0555-0142") if word in text]


def test_a_feed_is_for_nobody_else(app: Flask, link: str) -> None:
    headers = read(app, link).headers

    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Set-Cookie" not in headers


def test_the_same_dates_are_not_sent_twice(app: Flask, link: str) -> None:
    tag = read(app, link).headers["ETag"]

    again = app.test_client().get(link, headers={"If-None-Match": tag})

    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["ETag"] == tag


def test_a_changed_date_is_sent(app: Flask, link: str, bob: Browser, clock: GivenTime) -> None:
    tag = read(app, link).headers["ETag"]
    clock.pass_by(days=1)

    assert app.test_client().get(link, headers={"If-None-Match": tag}).status_code == 200


def test_only_the_head_can_be_asked_for(app: Flask, link: str) -> None:
    answer = app.test_client().head(link)

    assert answer.status_code == 200
    assert answer.data == b""
    assert "ETag" in answer.headers


def test_an_unknown_link_and_a_revoked_one_look_alike(app: Flask, link: str, bob: Browser) -> None:
    bob.post("/settings/calendar/revoke")

    revoked, unknown = read(app, link), read(app, "/feeds/never-was.ics")

    assert (revoked.status_code, revoked.data) == (404, unknown.data)
    assert dict(revoked.headers).keys() == dict(unknown.headers).keys()


def test_a_replaced_link_shows_nothing_any_more(app: Flask, link: str, bob: Browser) -> None:
    fresh = make_link(bob)

    assert read(app, link).status_code == 404
    assert read(app, fresh).status_code == 200


def test_the_link_of_a_closed_account_shows_nothing(app: Flask, link: str, erin: Browser, cast: Cast) -> None:
    erin.post(f"/settings/people/{cast.bob}/close")

    assert read(app, link).status_code == 404


def test_the_secret_is_shown_once_and_only_its_hash_is_kept(app: Flask, bob: Browser) -> None:
    secret = make_link(bob).removeprefix("/feeds/").removesuffix(".ics")
    (feed,) = stored(app, Feed)

    assert feed.token_hash == token_hash(secret)
    assert secret not in bob.get("/settings/calendar").text


def test_the_page_offers_every_way_in_and_says_what_calendars_are_not(bob: Browser) -> None:
    page = bob.post("/settings/calendar").text

    assert "webcal://appeals.example.org/feeds/" in page
    assert "https://calendar.google.com/calendar/r?cid=webcal" in page
    assert "Calendars may lag a day; email is the reminder." in page


def test_the_page_says_who_read_it_last(app: Flask, link: str, bob: Browser) -> None:
    assert "not yet" in bob.get("/settings/calendar").text

    app.test_client().get(link, headers={"User-Agent": "Google-Calendar-Importer"})

    assert "by Google-Calendar-Importer" in bob.get("/settings/calendar").text


def test_a_feed_of_one_case_is_of_that_case(app: Flask, bob: Browser, charlie: Browser, cast: Cast) -> None:
    page = f"/cases/{cast.case_id}/calendar"

    answer = read(app, make_link(bob, page))

    assert titles(answer)
    assert all(cast.case_number in title for title in titles(answer))
    assert charlie.post(page).status_code == 404
