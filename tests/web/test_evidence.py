"""The checklist and the criteria, worked on through their pages."""

import pytest
from flask import Flask
from markupsafe import escape

from tests.factories import make_case
from tests.web.conftest import Browser, Cast, stored
from tracker.db import write_session
from tracker.models import Account, ChecklistItem, Criterion, CriterionStatus


@pytest.fixture
def where(cast: Cast) -> str:
    """The evidence of Alice's case."""
    return f"/cases/{cast.case_id}/evidence"


def first(app: Flask) -> Criterion:
    """The first requirement."""
    return min(stored(app, Criterion), key=lambda row: row.position)


def test_the_playbook_fills_both_lists(app: Flask, bob: Browser, where: str) -> None:
    page = bob.get(where).text

    assert stored(app, Criterion)
    for row in stored(app, Criterion):
        assert str(row.requirement)[:40].split("'")[0] in page.replace("&#39;", "'")


def test_a_requirement_gets_what_the_record_shows(app: Flask, bob: Browser, where: str) -> None:
    row = first(app)
    typed = {
        "requirement": row.requirement,
        "kind": row.kind,
        "record_shows": "24 visits, October 6 to December 19, 2025",
        "outcome": "plateaued",
        "exhibit": "B, pp. 2-31",
        "status": "documented",
    }

    bob.post(f"{where}/criteria/{row.id}", typed)

    assert first(app).status is CriterionStatus.DOCUMENTED
    page = bob.get(f"{where}").text
    assert "24 visits, October 6 to December 19, 2025" in page
    assert "1 of " in page


def test_a_requirement_of_another_case_is_not_there(app: Flask, bob: Browser, cast: Cast) -> None:
    row = first(app)
    with write_session(app.extensions["session_factory"]) as session:
        other = make_case(session, session.get_one(Account, cast.bob))

    assert bob.get(f"/cases/{other.id}/evidence/criteria/{row.id}").status_code == 404
    assert bob.get(f"/cases/{cast.case_id}/evidence/criteria/{row.id}").status_code == 200


def test_a_documented_requirement_without_a_record_is_refused(app: Flask, bob: Browser, where: str) -> None:
    row = first(app)
    typed = {
        "requirement": "Six weeks of it",
        "kind": "requirement",
        "status": "documented",
        "outcome": "done",
    }

    answer = bob.post(f"{where}/criteria/{row.id}", typed)

    assert answer.status_code == 422
    assert "Say what the record shows, or leave the requirement open." in answer.text
    assert 'value="done"' in answer.text
    assert first(app).status is CriterionStatus.OPEN


def test_a_requirement_is_added_moved_up_and_removed(app: Flask, bob: Browser, where: str) -> None:
    bob.post(f"{where}/criteria/new", {"requirement": "No tobacco", "kind": "requirement", "status": "open"})
    added = max(stored(app, Criterion), key=lambda row: row.position)
    assert added.requirement == "No tobacco"

    bob.post(f"{where}/criteria/{added.id}/move", {"to": "up"})
    assert sorted(stored(app, Criterion), key=lambda row: row.position)[-2].id == added.id

    bob.post(f"{where}/criteria/{added.id}/remove")
    assert added.id not in {row.id for row in stored(app, Criterion)}


def test_what_has_come_is_ticked_and_may_be_unticked(app: Flask, bob: Browser, where: str) -> None:
    item = stored(app, ChecklistItem)[0]

    bob.post(f"{where}/items/{item.id}/tick", {"done": "yes"})
    assert next(i for i in stored(app, ChecklistItem) if i.id == item.id).done_at is not None

    bob.post(f"{where}/items/{item.id}/tick", {"done": "no"})
    assert next(i for i in stored(app, ChecklistItem) if i.id == item.id).done_at is None


def in_order(app: Flask) -> list[ChecklistItem]:
    """What is to be gathered, as the page lists it."""
    return sorted(stored(app, ChecklistItem), key=lambda item: item.position)


def test_an_item_is_said_otherwise_and_opens_with_what_stands(app: Flask, bob: Browser, where: str) -> None:
    item = in_order(app)[0]
    assert str(escape(item.label)) in bob.get(f"{where}/items/{item.id}").text

    answer = bob.post(
        f"{where}/items/{item.id}", {"label": "The MRI of May", "state": "needed", "note": "asked on Friday"}
    )

    assert answer.status_code == 302
    assert (in_order(app)[0].label, in_order(app)[0].note) == ("The MRI of May", "asked on Friday")


def test_an_item_without_words_is_refused_and_the_note_is_kept(app: Flask, bob: Browser, where: str) -> None:
    item = in_order(app)[0]

    answer = bob.post(f"{where}/items/{item.id}", {"label": " ", "note": "asked on Friday"})

    assert answer.status_code == 422
    assert 'id="e-label">This is needed.' in answer.text
    assert "asked on Friday" in answer.text
    assert in_order(app)[0].label == item.label


def test_an_item_is_moved_up_and_down(app: Flask, bob: Browser, where: str) -> None:
    first_item, second_item, *_ = in_order(app)

    bob.post(f"{where}/items/{second_item.id}/move", {"to": "up"})
    assert [item.id for item in in_order(app)[:2]] == [second_item.id, first_item.id]

    bob.post(f"{where}/items/{second_item.id}/move", {"to": "down"})
    assert [item.id for item in in_order(app)[:2]] == [first_item.id, second_item.id]


def test_an_item_of_another_case_is_not_there(app: Flask, bob: Browser, cast: Cast) -> None:
    item = in_order(app)[0]
    with write_session(app.extensions["session_factory"]) as session:
        other = make_case(session, session.get_one(Account, cast.bob))

    for path in (f"items/{item.id}", f"items/{item.id}/move"):
        assert bob.post(f"/cases/{other.id}/evidence/{path}", {"label": "x"}).status_code == 404


def test_something_more_to_gather_is_added_and_an_empty_one_refused(
    app: Flask, bob: Browser, where: str
) -> None:
    bob.post(f"{where}/items", {"label": "Photographs", "state": "needed", "note": "asked Alice on Friday"})
    assert "Photographs" in bob.get(where).text

    answer = bob.post(f"{where}/items", {"label": " ", "state": "needed", "note": "asked Alice again"})

    assert answer.status_code == 422
    assert "asked Alice again" in answer.text


ASKED = {
    "label": "Therapy notes",
    "state": "asked_for",
    "holder": "Bayou Therapy, 555-010-7000",
    "asked_on": "2026-11-02",
}


def test_what_was_asked_for_and_has_not_come_stands_out(app: Flask, bob: Browser, where: str) -> None:
    item = in_order(app)[0]

    bob.post(f"{where}/items/{item.id}", ASKED)

    page = bob.get(where).text
    assert "has not come" in page
    assert "Who has it: Bayou Therapy, 555-010-7000" in page
    assert "1 late" in page
    form = bob.get(f"{where}/items/{item.id}").text
    assert 'value="2026-11-02"' in form
    assert 'value="2026-11-12"' in form


def test_what_was_asked_for_without_a_day_is_refused_and_nothing_is_lost(
    app: Flask, bob: Browser, where: str
) -> None:
    answer = bob.post(f"{where}/items/{in_order(app)[0].id}", {**ASKED, "asked_on": ""})

    assert answer.status_code == 422
    assert "On which day was it asked for?" in answer.text
    assert "Bayou Therapy" in answer.text


def test_what_cannot_be_had_says_why(app: Flask, bob: Browser, where: str) -> None:
    answers = {"label": "Notes", "state": "not_available", "because": "The clinic burned down in 2019."}
    bob.post(f"{where}/items/{in_order(app)[0].id}", answers)

    assert "Not to be had: The clinic burned down in 2019." in bob.get(where).text


def test_what_is_missing_most_is_said_and_where_the_plan_says_so(
    app: Flask, bob: Browser, where: str
) -> None:
    assert "Missing most:" in bob.get(where).text

    answers = {
        "requirement": "Six weeks of therapy",
        "kind": "requirement",
        "status": "open",
        "policy_name": "Lumbar Spinal Fusion",
        "policy_number": "0303",
        "policy_dated": "June 1, 2026",
        "source": "page 4",
    }
    bob.post(f"{where}/criteria/new", answers)

    assert "Lumbar Spinal Fusion, no. 0303, June 1, 2026, page 4" in bob.get(where).text


def test_what_is_late_stands_on_today_and_leads_to_its_checklist(bob: Browser, cast: Cast) -> None:
    where = f"/cases/{cast.case_id}/evidence"
    assert "has not come" not in bob.get("/").text
    typed = {"label": "<b>Therapy</b> notes", "state": "asked_for", "asked_on": "2026-11-02"}

    bob.post(f"{where}/items", {**typed, "chase_on": "2026-11-12"})

    page = bob.get("/").text
    assert "Asked for, and has not come" in page
    assert f'href="{where}#gather"' in page
    assert "&lt;b&gt;Therapy&lt;/b&gt; notes" in page
    assert "by Thu Nov 12" in page
