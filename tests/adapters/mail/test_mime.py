"""What travels: two bodies that say the same, stable from one try to the next."""

from email.message import EmailMessage

import pytest

from tests.adapters.mail.examples import make_message
from tracker.adapters.mail.mime import as_email

CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_the_same_row_makes_the_same_bytes() -> None:
    first = as_email(make_message(ics=CALENDAR)).as_bytes()

    assert as_email(make_message(ics=CALENDAR)).as_bytes() == first
    assert as_email(make_message(outbox_id="other")).as_bytes() != first


def test_text_and_html_travel_as_alternatives() -> None:
    message = make_message()
    mail = as_email(message)

    assert mail.get_content_type() == "multipart/alternative"
    assert body(mail, "plain") == message.text
    assert body(mail, "html") == message.html


def test_the_headers_come_from_the_row() -> None:
    mail = as_email(make_message(from_name='Delgado, Rosa "R"', reply_to="bob@example.org"))

    assert mail["Message-ID"] == "<3f1c9a52-5a52-4a3c-9a5e-000000000001@example.org>"
    assert mail["Date"] == "Sun, 22 Nov 2026 14:00:00 +0000"
    assert mail["From"].addresses[0].display_name == 'Delgado, Rosa "R"'
    assert mail["Reply-To"] == "bob@example.org"


def test_machines_are_asked_not_to_answer() -> None:
    assert as_email(make_message())["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("method", ["PUBLISH", None])
def test_a_calendar_file_travels_under_the_method_that_it_has(method: str | None) -> None:
    ics = CALENDAR.replace(b"END", f"METHOD:{method}\r\nEND".encode()) if method else CALENDAR

    [attachment] = as_email(make_message(ics=ics)).iter_attachments()

    assert attachment.get_content_type() == "text/calendar"
    assert attachment.get_filename() == "date.ics"
    assert attachment.get_param("method") == method
    assert attachment.get_param("charset") == "utf-8"
    assert attachment.get_payload(decode=True) == ics


def test_every_line_ends_and_fits_as_smtp_wants() -> None:
    content = as_email(make_message(html="<p>" + "word " * 900 + "</p>")).as_bytes()

    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, content.split(b"\r\n"))) <= 998


def test_accented_addresses_keep_their_letters() -> None:
    assert "josé@example.org".encode() in as_email(make_message(to_address="josé@example.org")).as_bytes()
