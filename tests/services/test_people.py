"""A patient is written to where they asked, at an address they proved, until somebody presses stop."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from tests.factories import KEY, NOW, TestKey, advocate_of, make_case, use_test_key
from tracker.models import (
    AuditEntry,
    Case,
    Detail,
    OutboxMessage,
    OutboxStatus,
    Patient,
    Recipient,
    Reminder,
    ReminderState,
)
from tracker.models.keyring import set_keyring
from tracker.services import alarms, deadlines, digests, escalations, people, search
from tracker.services.mail_links import stop_token
from tracker.services.people import ContactInput, PeopleError

CONTACT = ContactInput(email="alice@example.org", timezone="America/Chicago", sender_name="Bob")


def alices_case(session: Session, **changes: Any) -> Case:
    """Alice's case, with dates that lie ahead."""
    return make_case(session, notice_on="2026-11-20", received_on="", **changes)


def reachable(session: Session) -> tuple[Case, Patient]:
    """Alice's case where she asked for reminders and proved her address."""
    case = alices_case(session, patient_email="alice@example.org")
    token = people.start_reminders(session, advocate_of(session, case), case, NOW)
    assert token is not None
    people.verify_address(session, token, NOW)
    return case, people.patient_of(session, case)


def planned(session: Session, case: Case) -> int:
    """How many reminders to the patient wait."""
    session.flush()
    waiting = select(Reminder).where(
        Reminder.case_id == case.id,
        Reminder.recipient == Recipient.PATIENT,
        Reminder.state == ReminderState.PLANNED,
    )
    return len(session.exec(waiting).all())


def waiting_mail(session: Session, case: Case, patient: Patient) -> OutboxMessage:
    """A mail to the patient that has not left."""
    message = OutboxMessage(
        organization_id=case.organization_id,
        case_id=case.id,
        patient_id=patient.id,
        unique_key="test",
        kind="reminder",
        message_id="<test@example.org>",
        status=OutboxStatus.QUEUED,
        next_try_at=NOW,
        created_at=NOW,
    )
    session.add(message)
    session.flush()
    return message


def test_nobody_is_written_to_who_did_not_ask(session: Session) -> None:
    assert planned(session, alices_case(session, patient_email="alice@example.org")) == 0


def test_who_asked_is_written_to_once_the_address_is_proven(session: Session) -> None:
    case = alices_case(session, patient_email="alice@example.org")
    token = people.start_reminders(session, advocate_of(session, case), case, NOW)
    assert token is not None
    assert planned(session, case) == 0

    patient = people.verify_address(session, token, NOW)

    assert (patient.email_verified_at, patient.consented_at) == (NOW, NOW)
    assert planned(session, case) > 0


def test_an_address_proven_before_needs_no_other_link(session: Session) -> None:
    case, _ = reachable(session)

    assert people.start_reminders(session, advocate_of(session, case), case, NOW) is None


def test_without_an_address_nothing_starts(session: Session) -> None:
    case = alices_case(session)

    with pytest.raises(PeopleError, match="no e-mail address"):
        people.start_reminders(session, advocate_of(session, case), case, NOW)


def test_a_link_that_is_guessed_or_too_old_proves_nothing_and_a_second_press_changes_nothing(
    session: Session,
) -> None:
    case = alices_case(session, patient_email="alice@example.org")
    token = people.start_reminders(session, advocate_of(session, case), case, NOW)
    assert token is not None
    with pytest.raises(PeopleError, match="too old"):
        people.verify_address(session, token, NOW + timedelta(days=14))
    people.verify_address(session, token, NOW)
    assert people.verify_address(session, token, NOW + timedelta(days=30)).email_verified_at == NOW

    for wrong in ("", "guess"):
        with pytest.raises(PeopleError):
            people.verify_address(session, wrong, NOW)


def test_a_new_address_must_be_proven_anew(session: Session) -> None:
    case, patient = reachable(session)
    message = waiting_mail(session, case, patient)

    people.set_contact(
        session,
        advocate_of(session, case),
        case,
        ContactInput(email="Alice.New@example.org", timezone="America/Chicago"),
        NOW,
    )

    assert (patient.email, patient.email_verified_at) == ("alice.new@example.org", None)
    assert planned(session, case) == 0
    assert message.status is OutboxStatus.CANCELLED


def test_one_press_stops_all_mail_in_every_case(session: Session) -> None:
    case, patient = reachable(session)
    message = waiting_mail(session, case, patient)

    people.stop_reminders(session, None, patient, "I asked for it.", NOW)
    people.stop_reminders(session, None, patient, "Again.", NOW + timedelta(days=1))

    assert (patient.stopped_at, patient.stopped_because) == (NOW, "I asked for it.")
    assert planned(session, case) == 0
    assert message.status is OutboxStatus.CANCELLED
    actions = session.exec(select(AuditEntry.action).where(AuditEntry.case_id == case.id)).all()
    assert "reminders to the patient stopped" in actions


def test_what_was_stopped_starts_again_only_when_the_patient_confirms_it(session: Session) -> None:
    case, patient = reachable(session)
    people.stop_reminders(session, None, patient, "I asked for it.", NOW)

    token = people.start_reminders(session, advocate_of(session, case), case, NOW)
    assert token is not None
    assert planned(session, case) == 0
    assert patient.stopped_because == "I asked for it."

    people.verify_address(session, token, NOW)
    assert (patient.stopped_at, patient.stopped_because) == (None, None)
    assert planned(session, case) > 0


def test_a_stop_ends_the_link_that_was_to_confirm_an_address(session: Session) -> None:
    case, patient = reachable(session)
    people.stop_reminders(session, None, patient, "", NOW)
    token = people.start_reminders(session, advocate_of(session, case), case, NOW)
    assert token is not None

    people.stop_reminders(session, None, patient, "", NOW)

    with pytest.raises(PeopleError):
        people.verify_address(session, token, NOW)
    assert patient.stopped_at is not None


def test_the_link_that_stops_mail_is_the_patients_alone(session: Session) -> None:
    _, patient = reachable(session)
    other = people.patient_of(session, alices_case(session))
    token = stop_token(patient)

    assert people.by_stop_token(session, token) is patient
    forged = f"{other.id.hex}-{token.partition('-')[2]}"
    for wrong in (forged, token[:-1], "", "-", "x" * 200, patient.id.hex):
        with pytest.raises(PeopleError):
            people.by_stop_token(session, wrong)


def test_the_link_outlives_a_change_of_key(session: Session) -> None:
    _, patient = reachable(session)
    token = stop_token(patient)
    set_keyring([TestKey("newer", bytes(32)), KEY])
    try:
        assert people.by_stop_token(session, token) is patient
    finally:
        use_test_key()


def test_a_death_ends_all_mail_and_leaves_the_case_open(session: Session) -> None:
    case, patient = reachable(session)

    people.record_death(session, advocate_of(session, case), case, "2026-11-20", NOW)

    assert (patient.died_on, patient.stopped_at, case.closed_at) == (date(2026, 11, 20), NOW, None)
    assert planned(session, case) == 0
    with pytest.raises(PeopleError, match="has died"):
        people.start_reminders(session, advocate_of(session, case), case, NOW)
    (task,) = escalations.of_account(session, advocate_of(session, case))
    assert "Find out who may act now" in task.sentence


def test_nothing_that_staff_are_told_ever_goes_to_the_patient(session: Session) -> None:
    # Given a patient who asked for mail, and a date that nobody has answered for on the last working day before it
    case, patient = reachable(session)
    the_day_before = datetime(2027, 5, 18, 14, 5, tzinfo=UTC)
    deadlines.sync(session, case, the_day_before)

    # When everybody is told, and the morning is summed up
    for alarm in alarms.due_alarms(session, "https://appeals.example.org", the_day_before):
        alarms.raise_alarm(session, alarm, "https://appeals.example.org", the_day_before)
    for made in digests.due_digests(session, "https://appeals.example.org", the_day_before):
        digests.keep(session, made, "https://appeals.example.org", the_day_before)

    # Then the patient is not among those who are written to
    mails = list(session.exec(select(OutboxMessage).where(col(OutboxMessage.kind).in_(("alarm", "digest")))))
    assert mails
    assert not any(mail.patient_id or mail.to_address == patient.email for mail in mails)


@pytest.mark.parametrize("died_on", ["", "2026-11-31", "2026-11-23", "2062-01-01"])
def test_a_day_of_death_that_cannot_be_is_refused(session: Session, died_on: str) -> None:
    case = alices_case(session)

    with pytest.raises(PeopleError) as refused:
        people.record_death(session, advocate_of(session, case), case, died_on, NOW)

    assert [problem.field for problem in refused.value.problems] == ["died_on"]
    assert people.patient_of(session, case).stopped_at is None


def test_how_it_is_safe_to_write_is_kept_and_a_choice_of_detail_is_on_record(session: Session) -> None:
    case = alices_case(session)
    typed = ContactInput(
        email=" Alice@Example.org ",
        phone="555-0142",
        address="12 Harbor Street\r\nGalveston",
        timezone="America/Denver",
        sender_name="Bob",
        mail_from_hour="10",
        mail_until_hour="16",
        detail="detailed",
    )

    patient = people.set_contact(session, advocate_of(session, case), case, typed, NOW)

    assert (patient.email, patient.address) == ("alice@example.org", "12 Harbor Street\nGalveston")
    assert (patient.mail_from_hour, patient.mail_until_hour, patient.timezone) == (10, 16, "America/Denver")
    assert patient.detail is Detail.DETAILED
    actions = session.exec(select(AuditEntry.action).where(AuditEntry.case_id == case.id)).all()
    assert "patient's detail chosen" in actions


WRONG = [
    ({"email": "alice"}, "email"),
    ({"timezone": "Mars/Olympus"}, "timezone"),
    ({"phone": "x" * 500}, "phone"),
    ({"sender_name": "a\x00b"}, "sender_name"),
    ({"mail_from_hour": "25"}, "mail_from_hour"),
    ({"mail_until_hour": "noon"}, "mail_until_hour"),
    ({"detail": "all"}, "detail"),
]


@pytest.mark.parametrize("changes, field", WRONG, ids=lambda value: str(value)[:25])
def test_a_contact_that_cannot_be_is_refused(session: Session, changes: dict[str, str], field: str) -> None:
    case = alices_case(session)

    with pytest.raises(PeopleError) as refused:
        people.set_contact(
            session,
            advocate_of(session, case),
            case,
            ContactInput(**{"timezone": "America/Chicago", **changes}),
            NOW,
        )

    assert [problem.field for problem in refused.value.problems] == [field]


def test_a_changed_contact_leaves_the_case_to_be_found(session: Session) -> None:
    case = alices_case(session)

    people.set_contact(session, advocate_of(session, case), case, CONTACT, NOW)
    session.flush()

    assert search.find(session, case.organization_id, "alice moreau") == {case.id}
