"""A mail to a patient that did not reach them, or that they did not want: the advocate hears within the minute."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from tests.factories import NOW, make_account, make_case
from tests.services.test_reminders import (
    let_the_patient_be_written_to,
    morning,
    planned,
    queue_due,
    rows,
    said,
)
from tracker.models import Case, DeliveryEvent, Escalation, OutboxMessage, OutboxStatus, Patient, Recipient
from tracker.services import escalations, people, unreached
from tracker.services.outbox import Heard

BASE_URL = "https://appeals.example.org"
WENT = morning("2027-03-27")
SOON = WENT + timedelta(minutes=2)


@pytest.fixture
def case(session: Session) -> Case:
    """Bob's case, whose patient asked for mail."""
    found = make_case(session, make_account(session, email="bob@example.org"))
    let_the_patient_be_written_to(session, found)
    return found


@pytest.fixture
def mail(session: Session, case: Case) -> OutboxMessage:
    """The reminder that went to the patient a week ahead."""
    queue_due(session, WENT)
    found = session.exec(select(OutboxMessage).where(OutboxMessage.kind == "patient_reminder")).one()
    found.status, found.sent_at = OutboxStatus.SENT, WENT
    session.flush()
    return found


def patient_of(session: Session, case: Case) -> Patient:
    return session.get_one(Patient, case.patient_id)


def hear(
    session: Session, mail: OutboxMessage, event: DeliveryEvent, at: datetime = SOON, key: str = "e1"
) -> None:
    heard = [Heard(mail.id, event, at, key, "550 5.1.1 user unknown")]
    unreached.take_in(session, heard, unreached.prepare(session, heard, BASE_URL, at), BASE_URL, at)


def news(session: Session, case: Case) -> list[str]:
    """What was mailed to the advocate beside reminders."""
    found = session.exec(select(OutboxMessage).where(OutboxMessage.kind == "alert"))
    return [" ".join(said(session, mail).split()) for mail in found]


@pytest.mark.parametrize("event", list(unreached.UNREACHED) + list(unreached.UNWANTED))
def test_it_is_a_task_and_a_mail_of_the_advocate_at_once(
    session: Session, case: Case, mail: OutboxMessage, event: DeliveryEvent
) -> None:
    hear(session, mail, event)

    tasks = [task for task in escalations.of_case(session, case) if task.kind.startswith("mail_")]
    assert {task.account_id for task in tasks} == {case.advocate_id}
    assert {task.opened_at for task in tasks} == {SOON}
    (told,) = news(session, case)
    assert "You are the one" in told


@pytest.mark.parametrize("event", unreached.UNREACHED)
def test_what_did_not_arrive_says_why_and_the_patient_goes_on_being_written_to(
    session: Session, case: Case, mail: OutboxMessage, event: DeliveryEvent
) -> None:
    hear(session, mail, event)

    assert "550 5.1.1 user unknown" in news(session, case)[0]
    assert patient_of(session, case).stopped_at is None


@pytest.mark.parametrize("event", unreached.UNWANTED)
def test_who_wants_no_mail_gets_none_until_they_confirm_it_anew(
    session: Session, case: Case, mail: OutboxMessage, event: DeliveryEvent
) -> None:
    row = rows(session, case)
    assert planned(session, row, Recipient.PATIENT) != {}

    hear(session, mail, event)

    patient = patient_of(session, case)
    assert (patient.stopped_at, patient.email_verified_at) == (SOON, None)
    assert planned(session, row, Recipient.PATIENT) == {}

    # When the advocate starts the mails again, only the patient's own press makes them go
    bob = escalations.named_person(session, case)
    token = people.start_reminders(session, bob, case, SOON + timedelta(days=1))
    assert planned(session, row, Recipient.PATIENT) == {}
    people.verify_address(session, token or "", SOON + timedelta(days=1, hours=1))
    assert planned(session, row, Recipient.PATIENT) != {}


def test_what_is_told_twice_is_mailed_once(session: Session, case: Case, mail: OutboxMessage) -> None:
    hear(session, mail, DeliveryEvent.BOUNCED)
    hear(session, mail, DeliveryEvent.BOUNCED, key="e2")
    hear(session, mail, DeliveryEvent.UNSUBSCRIBED, key="e3")
    hear(session, mail, DeliveryEvent.COMPLAINED, key="e4")

    assert len(news(session, case)) == 2


def test_an_old_word_does_not_stop_what_the_patient_has_confirmed_since(
    session: Session, case: Case, mail: OutboxMessage
) -> None:
    patient_of(session, case).email_verified_at = SOON + timedelta(hours=1)
    session.flush()

    hear(session, mail, DeliveryEvent.UNSUBSCRIBED, at=SOON)

    assert patient_of(session, case).stopped_at is None


def test_a_mail_to_staff_that_comes_back_stops_nobody_and_is_on_a_screen_alone(
    session: Session, case: Case
) -> None:
    queue_due(session, WENT)
    mail = session.exec(select(OutboxMessage).where(OutboxMessage.kind == "reminder")).one()

    hear(session, mail, DeliveryEvent.COMPLAINED)

    assert news(session, case) == []
    assert patient_of(session, case).stopped_at is None
    assert [task.kind for task in session.exec(select(Escalation))] == ["mail_bounced"]


def test_what_is_said_of_a_mail_of_nobody_is_left(session: Session, case: Case) -> None:
    heard = [Heard(case.id, DeliveryEvent.UNSUBSCRIBED, NOW, "x")]

    found = unreached.prepare(session, heard, BASE_URL, NOW)

    assert found == unreached.Following((), {})
