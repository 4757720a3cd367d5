"""An administrator chooses how far ahead is reminded, and who is told when nobody answers; and who supervises whom."""

import re
from typing import Any

import pytest
from flask import Flask

from tests.web.conftest import Browser, Cast, stored
from tracker.db import write_session
from tracker.models import Account, ReminderPolicy
from tracker.services import reminder_policies

OWN: dict[str, Any] = {
    "last_day": "30, 14, 7, 3, 1",
    "last_hour": "48, 24, 6",
    "target": "30, 14, 7, 3, 1",
    "plans_answer": "",
    "signed_form": "30, 7",
    "patients_day": "7, 1",
    "patients_hour": "24",
    "advocate_days": "4",
    "advocate_tells": ["advocate"],
    "supervisor_days": "3",
    "supervisor_tells": ["advocate", "supervisor"],
    "administrators_days": "2",
    "administrators_tells": ["administrators"],
    "example": "2027-04-03",
    "action": "save",
}


def in_words(page: str) -> str:
    """What a page says, without its marks and with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_page_opens_with_the_programs_own_policy_and_saving_that_changes_nothing(
    app: Flask, erin: Browser
) -> None:
    page = erin.get("/settings/reminders").text
    for name in ("last_day", "last_hour", "plans_answer", "patients_day", "supervisor_days"):
        assert f'name="{name}" value="{OWN[name]}"' in page

    answer = erin.post("/settings/reminders", OWN, follow_redirects=True)

    assert "This is how it was already." in answer.text
    assert stored(app, ReminderPolicy) == []


def test_the_page_shows_what_would_go_for_an_example(erin: Browser) -> None:
    page = in_words(erin.post("/settings/reminders", {**OWN, "action": "look"}).text)

    expected = (
        "Sat Mar 27, 2027, 9:00 am CDT Reminder 7 days ahead the advocate "
        "Sat Mar 27, 2027, 9:00 am CDT Reminder 7 days ahead the patient, where they asked for mail "
        "Tue Mar 30, 2027, 9:00 am CDT If nobody has answered the advocate "
        "Wed Mar 31, 2027, 9:00 am CDT Reminder 3 days ahead the advocate "
        "Wed Mar 31, 2027, 9:00 am CDT If nobody has answered the advocate and the supervisor "
        "Thu Apr 1, 2027, 9:00 am CDT If nobody has answered the administrators"
    )
    assert expected in page
    assert "everybody who may see the case" in page


def test_what_is_only_looked_at_is_not_kept(app: Flask, erin: Browser) -> None:
    page = in_words(erin.post("/settings/reminders", {**OWN, "last_day": "60, 2", "action": "look"}).text)

    assert "which is not saved yet" in page
    assert "Tue Feb 2, 2027, 9:00 am CST Reminder 60 days ahead" in page
    assert stored(app, ReminderPolicy) == []


def test_another_policy_is_kept_and_the_worker_is_said_to_follow(app: Flask, erin: Browser) -> None:
    sent = {**OWN, "last_day": "45 10 2", "supervisor_days": "", "administrators_tells": ["supervisor"]}

    page = erin.post("/settings/reminders", sent, follow_redirects=True).text

    assert "what was sent is not sent again" in page
    assert "being brought in step" in page
    assert 'name="last_day" value="45, 10, 2"' in page
    assert 'name="supervisor_days" value=""' in page
    (row,) = stored(app, ReminderPolicy)
    assert row.offsets["last_day"] == [45, 10, 2, 0]
    assert [(rung["step"], rung["tells"]) for rung in row.ladder] == [
        ("advocate", ["advocate"]),
        ("administrators", ["supervisor"]),
    ]


@pytest.mark.parametrize(
    "name, typed, sentence",
    [
        ("last_day", "30, 14, 3", "one 1 or 2 days ahead, while there is time to send"),
        ("last_day", "3, 1", "needs one reminder 7 days ahead or earlier"),
        ("last_hour", "6", "needs one reminder 24 hours ahead or earlier"),
        ("patients_day", "7, 3, 1", "At most 2 reminders fit here."),
        ("plans_answer", "soon", "“soon” is not a number"),
        ("advocate_days", "12", "2 to 10 business days"),
        ("advocate_days", "two", "Write a number of business days, 2 to 10."),
        ("administrators_days", "9", "would begin before the one above it"),
        ("supervisor_tells", [], "Say whom this step tells"),
        ("supervisor_tells", ["the moon"], "Say whom this step tells"),
        ("example", "2027-02-30", "There is no day “2027-02-30”"),
    ],
)
def test_what_cannot_be_chosen_is_said_at_its_field_and_nothing_is_lost_or_kept(
    app: Flask, erin: Browser, name: str, typed: object, sentence: str
) -> None:
    answer = erin.post("/settings/reminders", {**OWN, "target": "21, 4", name: typed})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'id="e-{name}"' in answer.text
    assert 'name="target" value="21, 4"' in answer.text
    assert stored(app, ReminderPolicy) == []


def test_it_is_for_administrators(app: Flask, bob: Browser) -> None:
    assert bob.get("/settings/reminders").status_code == 403
    assert bob.post("/settings/reminders", OWN).status_code == 403
    assert "/settings/reminders" not in bob.get("/settings").text


def test_the_request_leaves_the_cases_to_the_worker(app: Flask, erin: Browser) -> None:
    erin.post("/settings/reminders", {**OWN, "last_day": "10, 2"})

    with write_session(app.extensions["session_factory"]) as session:
        assert reminder_policies.has_changes(session)


class TestWhoSupervises:
    def test_an_administrator_chooses_and_takes_back(self, app: Flask, erin: Browser, cast: Cast) -> None:
        where = f"/settings/people/{cast.bob}/supervisor"

        page = erin.post(where, {"supervisor": str(cast.dana)}, follow_redirects=True).text
        assert "is told when Bob Lindgren does not answer for a date." in page
        assert f'<option value="{cast.dana}" selected>' in page
        assert supervisors(app) == {cast.bob: cast.dana}

        page = erin.post(where, {"supervisor": ""}, follow_redirects=True).text
        assert "The administrators are told when Bob Lindgren" in page
        assert supervisors(app) == {}

    @pytest.mark.parametrize("who", ["bob", "charlie", "the moon"])
    def test_somebody_else_of_the_organization_it_has_to_be(
        self, app: Flask, erin: Browser, cast: Cast, who: str
    ) -> None:
        picked = str(getattr(cast, who, who))

        page = erin.post(
            f"/settings/people/{cast.bob}/supervisor", {"supervisor": picked}, follow_redirects=True
        ).text

        assert "Choose a colleague who has an account here." in page
        assert supervisors(app) == {}


def supervisors(app: Flask) -> dict[object, object]:
    return {each.id: each.supervised_by_id for each in stored(app, Account) if each.supervised_by_id}
