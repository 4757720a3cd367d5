"""What SendGrid tells of mails is believed only where it is signed, and a mail that did not arrive becomes a task."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.adapters.mail.signing import PUBLIC_KEY, as_bytes, event, signed
from tests.factories import NOW
from tests.web.conftest import Browser, Cast, GivenTime, stored
from tracker.adapters.mail.webhook import SIGNATURE, TIMESTAMP
from tracker.app import create_app
from tracker.config import load
from tracker.db import write_session
from tracker.models import Case, DeliveryReport, Escalation, OutboxMessage, OutboxStatus, Patient
from tracker.services import outbox
from tracker.services.outbox import Draft

HERE = "/webhooks/sendgrid"


@pytest.fixture
def heeding(app: Flask, environment: dict[str, str], clock: GivenTime) -> Flask:
    """The same program, told which key SendGrid signs with."""
    return create_app(load({**environment, "SENDGRID_WEBHOOK_KEY": PUBLIC_KEY}), clock)


@pytest.fixture
def mail(app: Flask, cast: Cast) -> UUID:
    """A reminder of Alice's case that was handed over."""
    with write_session(app.extensions["session_factory"]) as session:
        case = session.get_one(Case, cast.case_id)
        draft = Draft(
            unique_key="test",
            kind="reminder",
            to_address="alice@example.org",
            subject="A date",
            text="A date.",
            html="<p>A date.</p>",
            organization_id=case.organization_id,
            case_id=case.id,
            patient_id=case.patient_id,
        )
        message = outbox.enqueue(session, draft, "https://appeals.example.org", NOW)
        message.status, message.sent_at = OutboxStatus.SENT, NOW
        return message.id


@pytest.fixture
def tell(heeding: Flask, clock: GivenTime) -> Callable[..., TestResponse]:
    """Post events as SendGrid would, now."""

    def post(*events: Any, **headers: str) -> TestResponse:
        raw = as_bytes(*events)
        return heeding.test_client().post(HERE, data=raw, headers={**signed(raw, clock()), **headers})

    return post


Tell = Callable[..., TestResponse]


def test_a_delivered_mail_is_shown_as_delivered(tell: Tell, mail: UUID, app: Flask, erin: Browser) -> None:
    answer = tell(event(mail, "delivered", NOW, response="250 OK"))

    assert (answer.status_code, answer.data) == (204, b"")
    assert "delivered" in erin.get(f"/outbox/{mail}").text
    assert stored(app, Escalation) == []


@pytest.mark.parametrize(
    "kind, words",
    [
        ("bounce", "came back"),
        ("dropped", "was not passed on"),
        ("spamreport", "was reported as unwanted"),
        ("unsubscribe", "asking for no more mail"),
    ],
)
def test_a_mail_that_did_not_reach_its_reader_becomes_a_task_of_the_advocate(
    tell: Tell, mail: UUID, app: Flask, cast: Cast, kind: str, words: str
) -> None:
    tell(event(mail, kind, NOW, reason="550 5.1.1 <alice@example.org> is unknown"))

    tasks = stored(app, Escalation)
    assert {(task.account_id, task.case_id) for task in tasks} == {(cast.bob, cast.case_id)}
    assert any(words in task.sentence for task in tasks)
    assert not any("alice@example.org" in task.sentence for task in tasks)
    assert [each.account_id for each in stored(app, OutboxMessage) if each.kind == "alert"] == [cast.bob]


@pytest.mark.parametrize("kind, stops", [("bounce", False), ("spamreport", True), ("unsubscribe", True)])
def test_whoever_wants_no_more_mail_gets_none(
    tell: Tell, mail: UUID, app: Flask, kind: str, stops: bool
) -> None:
    tell(event(mail, kind, NOW))

    (patient,) = [each for each in stored(app, Patient) if each.stopped_at or not stops]
    assert (patient.stopped_at is not None) is stops


def test_what_comes_twice_counts_once_and_no_order_hides_a_failure(
    tell: Tell, mail: UUID, app: Flask, erin: Browser
) -> None:
    bounced, delivered = event(mail, "bounce", NOW), event(mail, "delivered", NOW + timedelta(seconds=9))

    tell(bounced, bounced)
    tell(delivered)
    tell(bounced, delivered)

    assert len(stored(app, DeliveryReport)) == 2
    assert len(stored(app, Escalation)) == 1
    assert "came back" in erin.get(f"/outbox/{mail}").text


def test_a_thousand_events_with_strangers_among_them_are_taken_in(tell: Tell, mail: UUID, app: Flask) -> None:
    strangers = [event(uuid4(), "delivered", NOW) for _ in range(998)]
    foreign = {"event": "delivered", "timestamp": int(NOW.timestamp()), "sg_event_id": "x"}

    answer = tell(*strangers, foreign, event(mail, "open", NOW), event(mail, "delivered", NOW))

    assert answer.status_code == 204
    assert [report.outbox_id for report in stored(app, DeliveryReport)] == [mail]


def test_nothing_is_believed_that_is_not_signed_now(
    heeding: Flask, tell: Tell, mail: UUID, app: Flask, clock: GivenTime
) -> None:
    raw = as_bytes(event(mail, "bounce", NOW))
    fresh, old = signed(raw, clock()), signed(raw, clock() - timedelta(minutes=11))
    client = heeding.test_client()

    answers = [
        client.post(HERE, data=raw),
        client.post(HERE, data=raw, headers={SIGNATURE: fresh[SIGNATURE]}),
        client.post(HERE, data=raw, headers={TIMESTAMP: fresh[TIMESTAMP]}),
        client.post(HERE, data=raw, headers=old),
        client.post(HERE, data=raw + b" ", headers=fresh),
        client.post(HERE, data=b"\xff" + raw, headers=fresh),
        client.post(HERE, data=raw, headers={**fresh, SIGNATURE: "no base64 at all"}),
        client.post(HERE, data=raw, headers={**fresh, TIMESTAMP: "yesterday"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 8
    assert stored(app, DeliveryReport) == []


@pytest.mark.parametrize("raw", [b"no json", b"[1]", b'[{"event": "bounce", "outbox_id": "x"}]', b"{}"])
def test_signed_nonsense_is_refused_and_keeps_nothing(
    heeding: Flask, app: Flask, clock: GivenTime, raw: bytes
) -> None:
    answer = heeding.test_client().post(HERE, data=raw, headers=signed(raw, clock()))

    assert answer.status_code in (204, 400)
    assert stored(app, DeliveryReport) == []


def test_without_a_key_there_is_no_such_page(app: Flask, clock: GivenTime) -> None:
    raw = as_bytes()

    assert app.test_client().post(HERE, data=raw, headers=signed(raw, clock())).status_code == 404
