"""The file for a calendar, from a denial to what really travels: through an SMTP server, and through SendGrid's API."""

import base64
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import ModuleType

import icalendar
import pytest
from sqlmodel import SQLModel, select

from tests.adapters.mail.sendgrid_server import StandIn, standing_in
from tests.adapters.mail.smtp_server import PostOffice, listening
from tests.factories import NOW, make_account, make_case, use_test_key
from tracker.adapters.mail import Mailer
from tracker.adapters.mail.sendgrid import SendGridMailer
from tracker.adapters.mail.smtp import SmtpMailer
from tracker.config import SmtpMail, SmtpSecurity
from tracker.db import SessionFactory, make_engine, session_factory, write_session
from tracker.models import DeadlineRow
from tracker.services import feeds
from tracker.worker import Sender, TickResult, attaching, tick

BASE_URL = "https://appeals.example.org"
DUE = datetime(2027, 3, 4, 15, 5, tzinfo=UTC)
"""The morning thirty days before the appeal is due."""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SessionFactory]:
    """An SQLite file with one case, whose advocate is Bob."""
    use_test_key()
    engine = make_engine(f"sqlite:///{tmp_path}/test.db")
    SQLModel.metadata.create_all(engine)
    sessions = session_factory(engine)
    with write_session(sessions) as session:
        make_case(session, make_account(session, email="bob@example.org", digest_stopped_at=NOW))
    yield sessions
    engine.dispose()


def send(database: SessionFactory, mailer: Mailer) -> TickResult:
    """One pass of the worker, in which one mail goes."""
    result = tick(database, Sender(mailer, BASE_URL, "Appeal tracker <reminders@example.org>"), DUE)
    assert result.sent == 1
    return result


def appeal(database: SessionFactory) -> DeadlineRow:
    with write_session(database) as session:
        return session.exec(select(DeadlineRow).where(DeadlineRow.rule == "erisa.appeal.file")).one()


def check(database: SessionFactory, ics: bytes) -> None:
    """The file publishes the appeal's date, as a feed of it would."""
    calendar = icalendar.Calendar.from_ical(ics)
    row = appeal(database)
    events = {str(each["UID"]): each for each in calendar.walk("VEVENT")}
    event = events[f"deadline-{row.id}@appeals.example.org"]
    assert calendar["METHOD"] == "PUBLISH"
    assert int(event["SEQUENCE"]) == row.revision
    assert event.decoded("DTSTART") == date(2027, 4, 3) == row.shown_on
    assert event["SUMMARY"].startswith("Appeal step due – case ")


def test_through_a_mail_server_the_file_and_its_part_name_the_same_method(database: SessionFactory) -> None:
    office = PostOffice()
    with listening(office) as port:
        send(database, SmtpMailer(SmtpMail("127.0.0.1", port, SmtpSecurity.IF_OFFERED)))

    (taken,) = office.taken
    mail = message_from_bytes(taken, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    (part,) = mail.iter_attachments()
    assert (part.get_content_type(), part.get_param("method")) == ("text/calendar", "PUBLISH")
    assert part.get_filename() == "date.ics"
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    check(database, content)
    assert "The attached file puts the dates in your calendar." in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_through_sendgrid_the_type_is_bare_and_the_file_has_the_method(database: SessionFactory) -> None:
    answers = StandIn()
    with standing_in(answers) as host:
        send(database, SendGridMailer("SG.a-key-for-tests", host=host))

    ((attachment,),) = [request["attachments"] for request in answers.requests]
    assert (attachment["type"], attachment["filename"]) == ("text/calendar", "date.ics")
    check(database, base64.b64decode(attachment["content"]))


@pytest.mark.parametrize("place, name", [(feeds, "of_mails"), (attaching, "write_attachment")])
def test_where_the_file_cannot_be_made_the_mail_goes_without_it(
    database: SessionFactory, monkeypatch: pytest.MonkeyPatch, place: ModuleType, name: str
) -> None:
    def breaks(*arguments: object) -> None:
        raise ValueError("torn")

    monkeypatch.setattr(place, name, breaks)
    answers = StandIn()
    with standing_in(answers) as host:
        result = send(database, SendGridMailer("SG.a-key-for-tests", host=host))

    assert "attachments" not in answers.requests[0]
    text, html = (part["value"] for part in answers.requests[0]["content"])
    assert "Open case" in text
    assert "attached file" not in text
    assert "Open case" in html
    assert "attached file" not in html
    assert result.notes == [attaching.WITHOUT]
