"""SendGrid against a stand-in: what is sent, and what each answer means for the message."""

import base64
import json
import logging
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from tests.adapters.mail.examples import free_port, make_message
from tests.adapters.mail.sendgrid_server import StandIn, standing_in
from tracker.adapters.mail import MailError, Message, Receipt
from tracker.adapters.mail.sendgrid import SendGridMailer

KEY = "SG.a-key-for-tests"


def send(answers: StandIn, message: Message | None = None, timeout_s: float = 5.0) -> Receipt:
    """Send one message to the stand-in."""
    with standing_in(answers) as host:
        return SendGridMailer(KEY, host=host, timeout_s=timeout_s).send(message or make_message())


def refused_by(answers: StandIn, timeout_s: float = 5.0) -> MailError:
    """The error of a message that the stand-in did not accept."""
    with pytest.raises(MailError) as refused:
        send(answers, timeout_s=timeout_s)
    return refused.value


def payload_of(message: Message) -> dict[str, Any]:
    """What the stand-in was sent for a message."""
    answers = StandIn()
    send(answers, message)
    [payload] = answers.requests
    return payload


def test_an_accepted_message_has_sendgrid_s_id() -> None:
    answers = StandIn()

    assert send(answers) == Receipt(provider_id="abc123")
    assert answers.paths == ["/v3/mail/send"]
    assert answers.keys == [f"Bearer {KEY}"]


def test_the_payload_is_one_recipient_two_bodies_and_an_opaque_id() -> None:
    message = make_message(reply_to="bob@example.org")

    payload = payload_of(message)

    assert payload["personalizations"] == [{"to": [{"email": "alice@example.org"}]}]
    assert payload["from"] == {"email": "tracker@example.org", "name": "Appeal tracker"}
    assert payload["reply_to"] == {"email": "bob@example.org"}
    assert payload["subject"] == message.subject
    assert payload["content"] == [
        {"type": "text/plain", "value": message.text},
        {"type": "text/html", "value": message.html},
    ]
    assert payload["custom_args"] == {"outbox_id": message.outbox_id}


def test_nothing_is_tracked_and_nothing_scheduled() -> None:
    payload = payload_of(make_message())

    assert payload["tracking_settings"] == {
        "click_tracking": {"enable": False, "enable_text": False},
        "open_tracking": {"enable": False},
        "subscription_tracking": {"enable": False},
        "ganalytics": {"enable": False},
    }
    assert not payload.keys() & {"categories", "send_at", "batch_id", "mail_settings", "template_id", "asm"}


def test_a_calendar_file_is_attached_under_a_neutral_name() -> None:
    [attachment] = payload_of(make_message(ics=b"BEGIN:VCALENDAR\r\n"))["attachments"]

    assert base64.b64decode(attachment["content"]) == b"BEGIN:VCALENDAR\r\n"
    assert attachment["filename"] == "date.ics"
    assert attachment["type"] == "text/calendar"


@pytest.mark.parametrize("status", [400, 413])
def test_a_message_that_is_at_fault_is_given_up(status: int) -> None:
    body = json.dumps({"errors": [{"message": "Does not contain a valid address: alice@example.org."}]})

    error = refused_by(StandIn(status=status, body=body.encode()))

    assert error.permanent
    assert not error.stop_all
    assert error.sentence == f"SendGrid answered {status}: Does not contain a valid address: (address)."


@pytest.mark.parametrize("status", [401, 403, 404, 405])
def test_a_setting_that_is_at_fault_stops_all(status: int) -> None:
    error = refused_by(StandIn(status=status))

    assert error.stop_all
    assert not error.permanent
    assert KEY not in error.sentence


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_fault_of_sendgrid_is_temporary(status: int) -> None:
    error = refused_by(StandIn(status=status, body=b"<html>Bad gateway</html>"))

    assert not error.permanent
    assert not error.stop_all
    assert error.retry_after_s is None
    assert error.sentence == f"SendGrid answered {status}."


@pytest.mark.parametrize(
    "header,shortest,longest",
    [
        (lambda now: str(now + 120), 100, 120),
        (lambda now: str(now - 5), 1, 1),
        (lambda now: str(now + 10**6), 3600, 3600),
        (lambda now: "soon", 60, 60),
    ],
)
def test_too_many_requests_wait_until_the_moment_named(header: Any, shortest: int, longest: int) -> None:
    error = refused_by(StandIn(status=429, headers={"X-RateLimit-Reset": header(int(time.time()))}))

    assert not error.permanent
    assert error.retry_after_s is not None
    assert shortest <= error.retry_after_s <= longest


def test_too_many_requests_wait_as_long_as_retry_after_says() -> None:
    in_two_minutes = format_datetime(datetime.now(UTC) + timedelta(seconds=120), usegmt=True)

    assert refused_by(StandIn(status=429, headers={"Retry-After": "90"})).retry_after_s == 90
    dated = refused_by(StandIn(status=429, headers={"Retry-After": in_two_minutes})).retry_after_s
    assert dated is not None
    assert 100 <= dated <= 120


def test_too_many_requests_without_a_moment_wait_a_minute() -> None:
    assert refused_by(StandIn(status=429, headers={})).retry_after_s == 60


def test_an_answer_that_is_not_202_has_sent_nothing() -> None:
    error = refused_by(StandIn(status=200))

    assert error.stop_all
    assert "200 instead of 202" in error.sentence


def test_a_server_that_says_nothing_is_left_after_the_timeout() -> None:
    answers = StandIn(hangs=True)

    error = refused_by(answers, timeout_s=0.2)

    assert len(answers.requests) == 1
    assert not error.permanent
    assert "no answer in time" in error.sentence


def test_a_connection_that_breaks_is_temporary() -> None:
    error = refused_by(StandIn(cuts=True))

    assert not error.permanent
    assert not error.stop_all
    assert "may have gone" in error.sentence


def test_a_server_that_is_not_there_is_temporary() -> None:
    with pytest.raises(MailError) as refused:
        SendGridMailer(KEY, host=f"http://127.0.0.1:{free_port()}").send(make_message())

    assert not refused.value.permanent


def test_the_log_holds_neither_address_nor_key(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        send(StandIn())

    assert "alice" not in caplog.text
    assert KEY not in caplog.text


def test_what_may_be_stopped_says_how_to_mail_programs() -> None:
    headers = payload_of(make_message(stop_url="https://appeals.example.org/summary/stop/5Tr8"))["headers"]

    assert headers["List-Unsubscribe"] == "<https://appeals.example.org/summary/stop/5Tr8>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "List-Unsubscribe" not in payload_of(make_message())["headers"]
