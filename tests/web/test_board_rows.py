"""A case in the caseload as a sentence: the day or the hour, and what stands beside it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from tests.factories import NOW
from tracker.rules.terms import Funding, Sponsor, Stage, Status
from tracker.services.caseload import BoardRow
from tracker.web.board_rows import Line, line_of

ALICES_ROW = BoardRow(
    case_id=UUID(int=1),
    number="A-9XPT",
    patient="Alice Moreau",
    guardian=None,
    service="Tandem insulin pump",
    insurer="Cigna",
    sponsor=Sponsor.PRIVATE_EMPLOYER,
    funding=Funding.SELF_FUNDED,
    state="TX",
    stage=Stage.DECISION,
    timezone="America/Chicago",
    is_demo=False,
    advocate_id=UUID(int=2),
    next_on=date(2026, 12, 2),
    next_at=None,
    sort_at=NOW,
    next_step="Ask for external review.",
    next_owner="advocate",
    next_action="external_review_requested",
    title="Ask for external review",
    status=Status.OPEN,
    shown_on=date(2026, 12, 2),
    shown_at=None,
    outer_on=date(2026, 12, 7),
    outer_at=None,
    mail_by_on=None,
)
"""Nothing unusual, as seen on Sunday, 22 November 2026, 9:00 in Chicago."""


@pytest.fixture(autouse=True)
def request_context(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def line(group: str = "this_month", **changes: Any) -> Line:
    return line_of(replace(ALICES_ROW, **changes), group, NOW)


def test_a_day_stands_with_how_far_it_is() -> None:
    shown = line()

    assert (shown.when, shown.beside) == ("Wed Dec 2", "in 10 days")


def test_a_day_of_another_year_says_which() -> None:
    assert line(next_on=date(2027, 1, 4)).when == "Jan 4, 2027"


def test_what_must_be_mailed_says_when_it_is_due() -> None:
    shown = line(next_on=date(2026, 11, 25), mail_by_on=date(2026, 11, 25))

    assert (shown.when, shown.beside) == ("Wed Nov 25", "mail by, due Dec 2")


def test_an_hour_of_today_stands_in_front() -> None:
    shown = line(next_at=datetime(2026, 11, 22, 22, 10, tzinfo=UTC))

    assert (shown.when, shown.beside) == ("4:10 pm", "today, in 7 hours, CST")


def test_an_hour_of_another_day_stands_beside_the_day() -> None:
    shown = line(next_at=datetime(2026, 11, 24, 22, 10, tzinfo=UTC))

    assert (shown.when, shown.beside) == ("Tue Nov 24", "4:10 pm CST, in 55 hours")


def test_a_date_that_nobody_knows_is_to_be_found() -> None:
    shown = line(next_on=None, shown_on=None, status=Status.NEEDS_DATE)

    assert (shown.when, shown.beside) == ("No date yet", "find it in the letter")


def test_a_case_on_which_nothing_is_pending_is_not_sent_to_the_letter() -> None:
    shown = line("nothing_pending", next_on=None, shown_on=None, status=None)

    assert (shown.when, shown.beside) == ("No date", "nothing is pending")


def test_a_date_past_the_cautious_one_says_until_when_it_can_be_argued() -> None:
    shown = line("overdue", status=Status.PAST_CAUTIOUS, next_on=date(2026, 11, 20))

    assert (shown.tone, shown.beside, shown.more) == ("late", "2 days ago", "Arguable until Dec 7")


def test_a_plan_that_is_to_answer_is_named() -> None:
    assert line("waiting_on_plan", next_owner="plan").more == "The plan is to answer"


def test_a_target_says_that_it_is_not_the_laws_date() -> None:
    assert line(title="Target: ask for external review").more == "Our target date"


def test_a_title_that_the_step_says_already_is_not_said_twice() -> None:
    assert line().more == ""


def test_the_facts_leave_out_what_is_not_known() -> None:
    bare = {"service": None, "insurer": None, "sponsor": Sponsor.UNKNOWN, "funding": Funding.UNKNOWN}

    assert (line(**bare).facts, line(**bare).number) == ("", "A-9XPT")


@pytest.mark.parametrize(
    "action, words",
    [
        ("internal_appeal_filed", "Write the appeal"),
        ("call_logged", "Log a call"),
        ("confirm_receipt", "Open the case"),
        ("wait", "Record an event"),
    ],
)
def test_the_button_does_the_step(action: str, words: str) -> None:
    assert line(next_action=action).action.words == words
