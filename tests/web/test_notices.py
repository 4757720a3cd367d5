"""The check-list of a letter that denies, its defects on the case, and relief after a disaster, through the pages."""

import pytest
from flask import Flask

from tests.factories import make_case
from tests.web.conftest import Browser, Cast, stored
from tracker.db import write_session
from tracker.models import Account, DeadlineRow, EventVersion, NoticeFinding, NoticeState

RELIEF = {
    "confirmed_on": "2026-11-20",
    "relief": "helene_fl",
    "county": "Leon",
    "county_confirmed": "yes",
    "plan_confirmed": "yes",
}


@pytest.fixture
def key(app: Flask, cast: Cast) -> str:
    """The key of Alice's denial."""
    return next(each.event_key for each in stored(app, EventVersion) if each.case_id == cast.case_id)


def test_a_case_offers_the_check_list_of_its_denial(bob: Browser, cast: Cast, key: str) -> None:
    page = bob.get(f"/cases/{cast.case_id}").text

    assert "What is wrong with the letters" in page
    assert f"/cases/{cast.case_id}/letters-checked/{key}" in page
    assert "not checked yet" in page


def test_each_item_stands_with_its_paragraph_and_how_it_was_read(bob: Browser, cast: Cast, key: str) -> None:
    page = bob.get(f"/cases/{cast.case_id}/letters-checked/{key}").text

    assert "Does it name the plan provisions that it rests on?" in page
    assert "29 CFR 2560.503-1(g)(1)(ii)" in page
    assert "29 CFR 2590.715-2719(b)(2)(ii)(E)(5)" in page
    assert "Read in the regulation, copy dated 2026" in page


def test_what_is_missing_stands_on_the_case_with_its_citation(
    app: Flask, bob: Browser, cast: Cast, key: str
) -> None:
    answer = bob.post(
        f"/cases/{cast.case_id}/letters-checked/{key}",
        {"provisions": "missing", "note.provisions": "It names none", "reason": "there"},
    )

    assert answer.status_code == 302
    assert {row.item: row.state for row in stored(app, NoticeFinding)} == {
        "provisions": NoticeState.MISSING,
        "reason": NoticeState.THERE,
    }
    page = bob.get(f"/cases/{cast.case_id}").text
    assert "It lacks the specific plan provisions on which the determination is based." in page
    assert "It names none" in page
    assert "1 missing" in page
    assert "Found by Bob" in bob.get(f"/cases/{cast.case_id}/letters-checked/{key}").text


def test_an_answer_that_was_not_offered_loses_nothing(app: Flask, bob: Browser, cast: Cast, key: str) -> None:
    answer = bob.post(
        f"/cases/{cast.case_id}/letters-checked/{key}",
        {"reason": "burnt", "provisions": "missing", "note.provisions": "It names none"},
    )

    assert answer.status_code == 422
    assert "Choose one of the answers offered." in answer.text
    assert 'value="It names none"' in answer.text
    assert stored(app, NoticeFinding) == []


def test_a_letter_that_gives_less_time_than_the_law_is_named_as_a_defect(
    app: Flask, bob: Browser, cast: Cast
) -> None:
    with write_session(app.extensions["session_factory"]) as session:
        case = make_case(session, session.get_one(Account, cast.bob), states_deadline_on="2026-12-04")

    page = bob.get(f"/cases/{case.id}").text

    assert (
        "It gives until Friday, December 4, 2026, less time than the law: until Saturday, April 3, 2027."
        in page
    )
    assert (
        "The letter of October 5, 2026 states Friday, December 4, 2026, less time than the law gives." in page
    )


def test_a_letter_that_gives_more_time_is_named_as_the_source_of_the_date(
    app: Flask, bob: Browser, cast: Cast
) -> None:
    with write_session(app.extensions["session_factory"]) as session:
        case = make_case(session, session.get_one(Account, cast.bob), states_deadline_on="2027-10-05")

    page = bob.get(f"/cases/{case.id}").text

    assert "The letter of October 5, 2026 states Tuesday, October 5, 2027: more time than the law" in page


def test_relief_is_confirmed_by_county_and_plan_and_moves_the_date(
    app: Flask, bob: Browser, cast: Cast
) -> None:
    with write_session(app.extensions["session_factory"]) as session:
        case = make_case(session, session.get_one(Account, cast.bob), notice_on="2024-09-14", received_on="")
    assert (
        "relief after" in bob.get(f"/cases/{case.id}").text.lower()
        or "To ask:" in bob.get(f"/cases/{case.id}").text
    )

    answer = bob.post(f"/cases/{case.id}/events/new?kind=disaster_relief_confirmed", RELIEF)

    assert answer.status_code == 302, answer.text
    rows = {row.rule: row for row in stored(app, DeadlineRow) if row.case_id == case.id}
    assert str(rows["erisa.appeal.file"].shown_on) == "2025-10-20"
    assert "Hurricane Helene, Florida" in bob.get(f"/cases/{case.id}").text


@pytest.mark.parametrize("missing", ["relief", "county", "county_confirmed", "plan_confirmed"])
def test_relief_that_nobody_looked_up_is_asked_for_at_its_field(
    bob: Browser, cast: Cast, missing: str
) -> None:
    typed = {name: value for name, value in RELIEF.items() if name != missing}

    answer = bob.post(f"/cases/{cast.case_id}/events/new?kind=disaster_relief_confirmed", typed)

    assert answer.status_code == 422
    assert f'id="e-{missing}"' in answer.text
