"""A new denial that cannot be read: a sentence at its field, what was typed kept, nothing half saved."""

import io
import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.web.conftest import Browser, stored
from tests.web.seed_denials import FUSION, LETTER
from tracker.models import Case, Document, EventVersion, HeldUpload, Patient
from tracker.rules import playbooks
from tracker.services.documents import LARGEST

BAD_INPUT = {
    "a day that does not exist": ({"notice_on": "2026-02-30"}, "notice_on", "There is no day “2026-02-30”."),
    "a receipt before the letter": (
        {"received_on": "2026-11-01"},
        "received_on",
        "It cannot have come before the date printed on the letter.",
    ),
    "a letter of tomorrow": (
        {"notice_on": "2026-11-24", "received_on": ""},
        "notice_on",
        "lies in the future",
    ),
    "a year that is a slip of the finger": (
        {"notice_on": "2062-11-05", "received_on": ""},
        "notice_on",
        "looks like a slip of the finger",
    ),
    "a time that the clock skips": (
        {"notice_on": "2026-03-08", "notice_on_time": "02:30", "received_on": ""},
        "notice_on",
        "the clock skips it that day",
    ),
    "a time without its day": (
        {"received_on": "", "received_on_time": "14:00"},
        "received_on",
        "On which day? A time of day needs one.",
    ),
    "an unknown zone": (
        {"timezone": "other", "timezone_other": "Mars/Olympus"},
        "timezone",
        "“Mars/Olympus” is not a time zone that is known; use a name like America/Chicago.",
    ),
    "another zone without its name": (
        {"timezone": "other"},
        "timezone",
        "Write its name, such as America/Detroit.",
    ),
    "two levels on an individual policy": (
        {"sponsor": "individual", "funding": "insured", "appeal_levels": "2"},
        "appeal_levels",
        "An individual policy has",
    ),
    "a policy of one's own that is self-funded": (
        {"sponsor": "individual", "funding": "self_funded"},
        "funding",
        "An individual policy is insured",
    ),
    "text of a megabyte": (
        {"sent_with_request": "n" * 1_000_000},
        "sent_with_request",
        "This is 1,000,000 characters long.",
    ),
    "control characters": (
        {"service": "Fusion\x07"},
        "service",
        "A character after “Fusion” cannot be printed",
    ),
    "a choice that nobody offered": (
        {"sponsor": "the moon"},
        "sponsor",
        "Choose one of the answers offered.",
    ),
    "a reason to expedite that nobody offered": (
        {"expedite_codes": ["because"]},
        "expedite_codes",
        "Choose one of the answers offered.",
    ),
    "no name": ({"patient_name": " "}, "patient_name", "This is needed."),
    "an address that is none": ({"patient_email": "grace at home"}, "patient_email", "address"),
    "a party without a name": (
        {"plan_administrator_name": "", "plan_administrator_phone": "555-0100"},
        "plan_administrator_name",
        "This is needed.",
    ),
    "a release that ran out before it was signed": (
        {"release_name": "Rosa", "release_signed_on": "2026-06-02", "release_expires_on": "2026-06-01"},
        "release_expires_on",
        "It cannot have expired before it was signed.",
    ),
}


def send(bob: Browser, action: str = "preview", **changes: Any) -> TestResponse:
    """The form of a denial that nothing is wrong with, but for `changes`."""
    return bob.post("/cases/new", {**FUSION.form, "action": action, **changes})


def said_at(page: str, field: str) -> str:
    """The sentence beside a field; the field's summary at the top leads to it."""
    found = re.search(rf'<p class="wrong" id="[eq]-{field}">([^<]*)</p>', page)
    assert found is not None, f"nothing is said at {field}"
    return found[1]


@pytest.mark.parametrize("changes, field, sentence", BAD_INPUT.values(), ids=BAD_INPUT)
@pytest.mark.parametrize("action", ["preview", "save"])
def test_bad_input_gets_its_sentence_at_its_field_and_loses_nothing(
    app: Flask, bob: Browser, action: str, changes: dict[str, Any], field: str, sentence: str
) -> None:
    before = [len(stored(app, table)) for table in (Case, Patient, EventVersion)]

    answer = send(bob, action, **changes)

    assert answer.status_code == 422
    assert sentence in said_at(answer.text, field)
    assert f'href="#q-{field}"' in answer.text
    assert "documentation does not show six weeks" in answer.text
    typed = [
        text for text in changes.values() if isinstance(text, str) and text.strip() and "\x07" not in text
    ]
    assert all(
        text in answer.text or f'value="{text}"' in answer.text for text in typed if text != "the moon"
    )
    assert [len(stored(app, table)) for table in (Case, Patient, EventVersion)] == before


def reasons_offered(page: str) -> list[str]:
    """The headings of the reasons to expedite that stand on the page."""
    found = re.findall(
        r'<fieldset class="question" data-playbook="[^"]*"(?! hidden)><legend>(.*?)</legend>', page
    )
    return [unescape(title) for title in found]


def test_a_new_form_offers_the_reasons_to_expedite_that_hold_for_any_denial(bob: Browser) -> None:
    assert reasons_offered(bob.get("/cases/new").text) == ["Any denial"]


def test_a_half_filled_form_shows_the_reasons_for_what_was_denied_and_loses_nothing(bob: Browser) -> None:
    typed = {"service": "Tandem t:slim insulin pump", "patient_name": "Theo Lind", "notice_on": "2026-11"}

    answer = bob.post("/cases/new", {**typed, "action": "reasons"})

    assert answer.status_code == 200
    assert reasons_offered(answer.text) == ["Insulin pump (Tandem)", "Any denial"]
    assert all(f'value="{text}"' in answer.text for text in typed.values())
    assert "needs another look" not in answer.text
    assert '<details class="fold" id="reasons" open>' in answer.text


def test_a_playbook_that_was_chosen_goes_before_the_one_that_fits(bob: Browser) -> None:
    page = send(bob, "reasons", playbook="lactation_ibclc").text

    assert reasons_offered(page)[0] == playbooks.load()["lactation_ibclc"].title


def test_a_reason_that_is_ticked_stays_in_sight_when_the_playbook_changes(bob: Browser) -> None:
    page = send(bob, "reasons", playbook="lactation_ibclc", expedite_codes=["cancer_progressing"]).text

    titles = [playbooks.load()[name].title for name in ("lactation_ibclc", "checkpoint_inhibitor")]
    assert {*titles, "Any denial"} == set(reasons_offered(page))


def test_a_file_that_is_no_letter_is_refused_while_reasons_are_looked_for(bob: Browser) -> None:
    page = send(bob, "reasons", letter=(io.BytesIO(b"MZ\x90\x00\x03"), "letter.pdf")).text

    assert "A file must be a PDF" in said_at(page, "letter")


def test_any_time_zone_can_be_named_and_stays_through_the_preview(app: Flask, bob: Browser) -> None:
    preview = send(bob, timezone="other", timezone_other=" America/Detroit ").text
    assert '<input type="hidden" name="timezone" value="America/Detroit">' in preview

    form = send(bob, "edit", timezone="America/Detroit").text
    send(bob, "save", timezone="America/Detroit")

    assert '<option value="other" selected>' in form
    assert 'name="timezone_other" value="America/Detroit"' in form
    assert stored(app, Case)[-1].timezone == "America/Detroit"


def test_the_dates_name_the_playbook_and_miss_a_reason_to_expedite(bob: Browser) -> None:
    urgent = send(bob, urgency="expedited").text
    with_reason = send(bob, urgency="expedited", expedite_codes=["rapid_deterioration"]).text

    assert "playbook: Lumbar spinal fusion" in urgent
    assert "No reason to ask for an expedited decision is ticked" in urgent
    assert "No reason to ask for an expedited decision is ticked" not in with_reason


def test_a_letter_is_kept_while_another_field_is_wrong(app: Flask, bob: Browser) -> None:
    wrong = send(bob, notice_on="2026-02-30", letter=(io.BytesIO(LETTER), "my denial.pdf"))
    held = re.search(r'name="held" value="([^"]+)"', wrong.text)
    assert held is not None
    assert "my denial.pdf is kept" in wrong.text

    send(bob, "save", held=held[1])

    (document,) = stored(app, Document)
    assert document.name == "my denial.pdf"
    assert stored(app, HeldUpload) == []


def test_a_kept_letter_is_its_owners_alone(app: Flask, bob: Browser, charlie: Browser) -> None:
    wrong = send(bob, notice_on="2026-02-30", letter=(io.BytesIO(LETTER), "my denial.pdf"))
    held = re.search(r'name="held" value="([^"]+)"', wrong.text)
    assert held is not None

    page = send(charlie, held=held[1]).text

    assert "my denial.pdf" not in page
    assert len(stored(app, HeldUpload)) == 1


@pytest.mark.parametrize(
    "content, name, sentence",
    [
        (b"MZ\x90\x00\x03", "letter.pdf", "A file must be a PDF"),
        (b"", "letter.pdf", "This file is empty."),
        (b"%PDF-" + b"n" * LARGEST, "letter.pdf", "At most 20 MB are kept"),
    ],
    ids=["another kind", "empty", "too large"],
)
def test_a_file_that_is_no_letter_is_refused_at_its_field(
    app: Flask, bob: Browser, content: bytes, name: str, sentence: str
) -> None:
    answer = send(bob, letter=(io.BytesIO(content), name))

    assert answer.status_code == 422
    assert sentence in said_at(answer.text, "letter")
    assert '<a href="#q-letter">The letter itself</a>:' in answer.text
    assert "documentation does not show six weeks" in answer.text
    assert stored(app, HeldUpload) == []


def test_one_can_go_back_from_the_dates_and_finds_everything_as_it_was(bob: Browser) -> None:
    page = send(bob, "edit", patient_guardian="Ola Lindqvist").text

    assert 'value="Ola Lindqvist"' in page
    assert 'value="2026-11-05"' in page
    assert "needs another look" not in page


def test_coverage_that_nobody_knows_runs_on_the_letters_own_date(bob: Browser) -> None:
    answer = send(
        bob,
        sponsor="unknown",
        funding="unknown",
        grandfathered="unknown",
        appeal_levels="unknown",
        policy_state="",
        states_deadline_on="2027-01-15",
    )

    assert answer.status_code == 200
    assert "January 15" in answer.text
    assert "the letter in hand" in answer.text


def test_the_preview_tells_the_chain_that_would_follow(bob: Browser) -> None:
    page = send(bob).text

    assert "If the appeal reaches the plan on" in page
    assert "If the plan upholds the denial on" in page
    assert "29 CFR 2560.503-1(i)(2)(ii)" in page
    assert "29 CFR 2590.715-2719(d)(2)(i)" in page
