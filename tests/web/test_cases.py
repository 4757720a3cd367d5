"""The page of a case: where it stands, what comes next and why, and what is on record."""

import re

import pytest
from flask import Flask

from tests.factories import make_case
from tests.web.conftest import Browser, Cast, stored
from tracker.db import write_session
from tracker.models import Account, Case, DeadlineRow


@pytest.fixture
def where(cast: Cast) -> str:
    """The address of Alice's case."""
    return f"/cases/{cast.case_id}"


def text_of(page: str) -> str:
    """A page's words, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def test_the_next_deadline_stands_large_with_its_arithmetic_and_its_law(bob: Browser, where: str) -> None:
    words = text_of(bob.get(where).text)

    assert "Next deadline: file the internal appeal" in words
    assert "Saturday, April 3, 2027" in words
    assert "mail by Mar 27, 2027 so that it arrives" in words
    assert "arguable until Apr 7, 2027" in words
    assert "180 days later: Saturday, April 3, 2027." in words
    assert "29 CFR 2560.503-1(h)(3)(i)" in words


def test_the_stages_tell_what_was_done_and_where_it_stands(bob: Browser, where: str) -> None:
    page = bob.get(where).text

    assert "letter of Oct 5" in page
    assert re.search(r'aria-current="step"><b>Internal appeal</b>not yet filed', page)


def test_every_deadline_shows_its_law_its_source_and_how_it_was_read(
    app: Flask, bob: Browser, where: str
) -> None:
    page = bob.get(where).text

    for row in stored(app, DeadlineRow):
        assert row.title in page
        said = "Good practice, not a legal date." if row.basis == "practice" else row.citation
        assert said in page
        assert f"/law/{row.rule}" in page


@pytest.mark.parametrize(
    "only, there, not_there",
    [
        ("all", ("Denial (adverse", "Spoke of the fax"), ()),
        ("events", ("Denial (adverse",), ("Spoke of the fax",)),
        ("calls", ("Spoke of the fax",), ("Denial (adverse",)),
        ("mail", ("Nothing of this kind yet",), ("Denial (adverse", "Spoke of the fax")),
    ],
)
def test_the_timeline_can_be_kept_to_events_to_calls_or_to_mail(
    bob: Browser, where: str, only: str, there: tuple[str, ...], not_there: tuple[str, ...]
) -> None:
    call = {"called_at": "2026-11-20", "called_at_time": "10:15", "said": "Spoke of the fax."}
    bob.post(f"{where}/events/new?kind=call_logged", call)

    page = bob.get(f"{where}?show={only}").text

    timeline = page[page.index('id="timeline"') : page.index('class="case-side"')]
    assert all(words in timeline for words in there)
    assert not any(words in timeline for words in not_there)


def test_once_it_is_too_late_for_the_mail_the_page_says_how_it_still_comes_in_time(
    app: Flask, bob: Browser, cast: Cast
) -> None:
    with write_session(app.extensions["session_factory"]) as session:
        near = {"notice_on": "2026-05-29", "received_on": ""}
        case_id = make_case(session, session.get_one(Account, cast.bob), **near).id

    words = text_of(bob.get(f"/cases/{case_id}").text)

    assert "in 3 days · too late for the mail: fax, upload or hand it in" in words
    assert "mail by Nov 18" not in words


def test_an_answer_counted_from_the_day_of_sending_is_called_an_estimate(bob: Browser, where: str) -> None:
    bob.post(f"{where}/events/new?kind=internal_appeal_filed", {"channel": "fax", "sent_on": "2026-11-18"})

    words = text_of(bob.get(where).text)

    assert "in 26 days · an estimate until its receipt is on record" in words
    assert "The plan · an estimate" in words


def test_an_urgent_target_reads_today(app: Flask, bob: Browser, cast: Cast) -> None:
    with write_session(app.extensions["session_factory"]) as session:
        urgent = {"notice_on": "2026-11-21", "received_on": "", "urgency": "expedited"}
        case_id = make_case(session, session.get_one(Account, cast.bob), **urgent).id

    words = text_of(bob.get(f"/cases/{case_id}").text)

    assert "Nov 22today Target: file the internal appeal" in words
    assert "File the internal appeal today: the matter is urgent." in words
    assert "yesterday" not in words


def test_a_plan_that_is_late_opens_the_next_door_and_says_so(bob: Browser, where: str) -> None:
    bob.post(f"{where}/events/new?kind=internal_appeal_filed", {"received_by_plan": "2026-10-12"})

    words = text_of(bob.get(where).text)

    assert "The plan is late." in words
    assert "deemed" in words or "counts as finished" in words


def test_while_a_plan_has_hours_to_answer_its_clock_stands_in_front(bob: Browser, where: str) -> None:
    filed = {"received_by_plan": "2026-11-21", "received_by_plan_time": "10:00", "expedited": "yes"}

    bob.post(f"{where}/events/new?kind=internal_appeal_filed", filed)

    words = text_of(bob.get(where).text)
    assert "Next answer due: plan decides the expedited appeal" in words
    assert "Tuesday, November 24, 2026, 10:00 am CST" in words


def test_the_time_zone_is_changed_with_what_else_is_known(app: Flask, bob: Browser, where: str) -> None:
    form = bob.get(f"{where}/edit").text
    assert '<option value="America/Chicago" selected>' in form
    assert "Hours that are on record stay as they were typed" in form

    known = {"patient_name": "Alice Moreau", "service": "Fusion", "sponsor": "unknown", "urgency": "standard"}
    kinds = {"service_kind": "procedure", "reason_kind": "step_therapy", "claim_type": "pre_service"}
    answer = bob.post(f"{where}/edit", {**known, **kinds, "timezone": "America/Denver"})

    assert answer.status_code == 302, answer.text
    assert stored(app, Case)[0].timezone == "America/Denver"
    assert "America/Chicago to America/Denver" in bob.get(f"{where}/record").text


def test_coverage_is_changed_and_the_dates_follow(app: Flask, bob: Browser, where: str) -> None:
    form = bob.get(f"{where}/edit").text
    assert 'value="Lumbar spinal fusion, L4-L5"' in form
    known = {
        "sponsor": "medicare_advantage",
        "funding": "unknown",
        "service": "Lumbar spinal fusion",
        "service_kind": "procedure",
        "reason_kind": "step_therapy",
        "claim_type": "pre_service",
        "urgency": "standard",
        "patient_name": "Alice Moreau",
        "playbook": "lumbar_spinal_fusion",
        "timezone": "America/Chicago",
    }

    answer = bob.post(f"{where}/edit", known)

    assert answer.status_code == 302, answer.text
    rules = {row.rule: row.status for row in stored(app, DeadlineRow)}
    assert rules["erisa.appeal.file"] == "superseded"
    assert rules["ma.recon.file"] == "open"


def test_the_form_of_a_case_offers_the_reasons_of_its_playbook_and_shows_others_on_request(
    app: Flask, bob: Browser, where: str
) -> None:
    own = bob.get(f"{where}/edit").text
    others = bob.post(f"{where}/edit", {"action": "reasons", "service": "CIMT after a stroke"}).text

    assert 'data-playbook="lumbar_spinal_fusion"><legend>' in own
    assert 'data-playbook="cimt" hidden>' in own
    assert 'data-playbook="cimt"><legend>' in others
    assert next(iter(stored(app, Case))).service == "Lumbar spinal fusion, L4-L5"


def test_a_change_that_cannot_be_is_refused_at_its_field(app: Flask, bob: Browser, where: str) -> None:
    answer = bob.post(f"{where}/edit", {"sponsor": "individual", "funding": "self_funded"})

    assert answer.status_code == 422
    assert 'id="e-patient_name">This is needed.' in answer.text
    assert next(iter(stored(app, Case))).sponsor == "private_employer"


def test_a_closed_case_says_how_it_ended_and_reminds_on_nothing(bob: Browser, where: str) -> None:
    bob.post(f"{where}/events/new?kind=closed", {"closed_on": "2026-11-21", "outcome": "won"})

    words = text_of(bob.get(where).text)

    assert "This case is closed: won: the care is covered." in words
    assert "No date is pending" in words


def test_the_record_names_who_did_what(bob: Browser, where: str) -> None:
    page = bob.get(f"{where}/record").text

    assert "case opened" in page
    assert "Bob Lindgren" in page


def test_the_record_says_titles_and_not_the_names_that_the_program_keeps(bob: Browser, where: str) -> None:
    bob.post(f"{where}/events/new?kind=call_logged", {"called_at": "2026-11-21"})

    words = text_of(bob.get(f"{where}/record").text)

    assert "Call, version 1" in words
    assert "call_logged" not in words
    assert "adverse_determination" not in words


def test_of_two_entries_of_one_day_the_one_that_came_last_stands_first(bob: Browser, where: str) -> None:
    for words in ("The first note.", "The second note."):
        bob.post(f"{where}/events/new?kind=note_added", {"noted_on": "2026-10-12", "note": words})

    page = bob.get(where).text
    assert page.index("The second note.") < page.index("The first note.")
