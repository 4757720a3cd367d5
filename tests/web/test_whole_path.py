"""A denial letter becomes dates, a calendar file and letters, through the pages alone; for each of five denials."""

import io
import re
from contextlib import closing
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP

import docx
import pikepdf
import pytest
from flask import Flask
from icalendar import Calendar

from tests.adapters.mail.smtp_server import PostOffice, listening
from tests.adapters.mail.test_smtp import mailer_for
from tests.web.conftest import Browser, stored
from tests.web.seed_denials import LETTER, SEEDS, SeedDenial
from tracker.models import Case, Document, EventVersion, HeldUpload, LetterVersion, Reminder
from tracker.rules.terms import Stage
from tracker.worker import Sender, tick

each_seed = pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)


def preview(bob: Browser, seed: SeedDenial) -> str:
    """Fill the form, letter and all, and ask for the dates."""
    answer = bob.post(
        "/cases/new", {**seed.form, "letter": (io.BytesIO(LETTER), "denial.pdf"), "action": "preview"}
    )
    assert answer.status_code == 200, answer.text
    return answer.text


def save(bob: Browser, seed: SeedDenial) -> str:
    """Look at the dates, then save; answers the address of the case."""
    held = re.search(r'name="held" value="([^"]+)"', preview(bob, seed))
    assert held is not None
    answer = bob.post("/cases/new", {**seed.form, "held": held[1], "action": "save"})
    return str(answer.headers["Location"])


@each_seed
def test_the_preview_shows_the_next_date_with_its_law_and_saves_nothing(
    app: Flask, bob: Browser, seed: SeedDenial
) -> None:
    before = len(stored(app, Case))

    page = preview(bob, seed)

    assert seed.file_by in page.replace('<span class="nowrap">', "").replace("</span>", "")
    assert "180 days later: Tuesday, May 4, 2027." in page
    assert seed.citation in page
    assert "The chain that follows" in page
    assert len(stored(app, Case)) == before


@each_seed
def test_a_saved_denial_has_its_case_its_letter_and_its_reminders(
    app: Flask, bob: Browser, seed: SeedDenial
) -> None:
    where = save(bob, seed)

    case = next(row for row in stored(app, Case) if where.endswith(str(row.id)))
    assert case.playbook == seed.playbook
    assert case.stage is Stage.DENIAL_RECEIVED
    assert [d.kind for d in stored(app, Document) if d.case_id == case.id] == ["denial_letter"]
    assert stored(app, HeldUpload) == []
    assert [r for r in stored(app, Reminder) if r.case_id == case.id]
    assert seed.citation in bob.get(where).text


@each_seed
def test_its_letters_come_as_pdf_and_as_word(bob: Browser, seed: SeedDenial) -> None:
    where = save(bob, seed)
    sent = {"to": "claims_administrator", "filed_by": "representative", "channels": ["fax"]}

    letter = bob.post(f"{where}/letters/new/{seed.appeal}", sent).headers["Location"]

    page = bob.get(letter).text
    assert str(seed.form["stated_reason"]) in page
    assert "left</span>" in page
    pdf = bob.get(f"{letter}/letter.pdf")
    assert len(pikepdf.open(io.BytesIO(pdf.data)).pages) >= 1
    word = docx.Document(io.BytesIO(bob.get(f"{letter}/letter.docx").data))
    assert any("Example Claims Administrator" in paragraph.text for paragraph in word.paragraphs)


@each_seed
def test_a_deadline_downloads_as_a_calendar_file_that_names_nothing_medical(
    bob: Browser, seed: SeedDenial
) -> None:
    where = save(bob, seed)
    link = re.search(r'href="([^"]+\.ics)"', bob.get(where).text)
    assert link is not None

    downloaded = bob.get(link[1]).data

    (event,) = Calendar.from_ical(downloaded).walk("VEVENT")
    assert event["DTSTART"].dt.isoformat() == "2027-05-04"
    for word in (seed.form["patient_name"], seed.form["service"], "Cigna"):
        assert str(word).encode() not in downloaded


@each_seed
def test_its_reminder_reaches_a_mail_server_and_names_nothing_medical(
    app: Flask, bob: Browser, seed: SeedDenial
) -> None:
    # Given a denial that was entered, and its case a week before its last day
    where = save(bob, seed)
    case = next(row for row in stored(app, Case) if where.endswith(str(row.id)))
    office, a_week_before = PostOffice(), datetime(2027, 4, 27, 14, 5, tzinfo=UTC)

    # When the worker makes a pass, its mail going through a real mail server
    with listening(office) as port, closing(mailer_for(port)) as mailer:
        sender = Sender(mailer, "https://appeals.example.org", "appeals@example.org")
        result = tick(app.extensions["session_factory"], sender, a_week_before)

    # Then the advocate gets the date of this case, in full
    assert (result.failures, result.errors) == (0, [])
    mails = [message_from_bytes(content, policy=SMTP) for content in office.taken]
    ours = [mail for mail in mails if case.number in str(mail["Subject"])]
    texts = [mail.get_body(("plain",)).get_content() for mail in ours]
    assert any("Mail by: Tuesday, April 27, 2027" in text and "by May 4, 2027" in text for text in texts)
    for word in (seed.form["patient_name"], seed.form["service"], seed.form["stated_reason"], "Cigna"):
        assert not any(str(word) in content.decode() for content in office.taken)


def test_a_case_goes_from_the_denial_to_the_external_review(app: Flask, bob: Browser) -> None:
    where = save(bob, SEEDS[2])
    steps: list[tuple[str, dict[str, object], str]] = [
        ("claim_file_requested", {"channel": "fax", "sent_on": "2026-11-20"}, "asked Nov 20"),
        (
            "internal_appeal_filed",
            {"filed_by": "representative", "channel": "certified_mail", "received_by_plan": "2026-11-21"},
            "received Nov 21",
        ),
        (
            "appeal_decided",
            {"notice_on": "2026-11-22", "outcome": "upheld", "final": "yes"},
            "upheld, letter of Nov 22",
        ),
    ]

    for kind, fields, shown in steps:
        answer = bob.post(f"{where}/events/new?kind={kind}", fields)
        assert answer.status_code == 302, answer.text
        assert shown in bob.get(where).text

    page = bob.get(where).text
    assert "Ask for external review" in page
    assert "29 CFR 2590.715-2719(d)(2)(i)" in page
    case = next(row for row in stored(app, Case) if where.endswith(str(row.id)))
    assert case.stage is Stage.DECISION
    request = bob.post(
        f"{where}/letters/new/external_review_request",
        {"to": "claims_administrator", "filed_by": "representative"},
    )
    assert "independent review organization" in bob.get(request.headers["Location"]).text


def test_a_final_letter_keeps_its_pdf_and_offers_to_record_the_sending(app: Flask, bob: Browser) -> None:
    where = save(bob, SEEDS[1])
    sent = {"to": "claims_administrator", "filed_by": "member", "channels": ["certified_mail"]}
    letter = bob.post(f"{where}/letters/new/internal_appeal", sent).headers["Location"]

    bob.post(f"{letter}/final", {"reason": "The records follow today."})

    (version,) = [each for each in stored(app, LetterVersion) if each.finalized_at]
    assert version.pdf is not None
    assert bob.get(f"{letter}/letter.pdf").data == version.pdf
    link = re.search(r'href="([^"]+)">Record sending', bob.get(letter).text)
    assert link is not None
    form = bob.get(link[1].replace("&amp;", "&")).text
    assert 'value="certified_mail" selected' in form
    assert f'value="{datetime(2026, 11, 22, tzinfo=UTC).date()}"' in form


def test_an_event_keeps_its_proof(app: Flask, bob: Browser) -> None:
    where = save(bob, SEEDS[0])
    proof = {"sent_on": "2026-11-20", "channel": "fax", "file": (io.BytesIO(LETTER), "fax.pdf")}

    bob.post(f"{where}/events/new?kind=claim_file_requested", proof)

    kept = next(d for d in stored(app, Document) if d.kind == "receipt")
    recorded = next(e for e in stored(app, EventVersion) if e.kind == "claim_file_requested")
    assert recorded.document_id == kept.id
