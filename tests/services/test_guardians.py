"""A child's guardian is written to until the day that is on record, and never about what is kept private."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from tests.factories import NOW, advocate_of, make_case
from tests.services.test_reminders import BASE_URL, MEDICAL, mails, planned, queue_due, rows, said
from tracker.models import (
    Case,
    Escalation,
    FormReminder,
    OutboxMessage,
    OutboxStatus,
    Patient,
    Recipient,
    Reminder,
    ReminderState,
)
from tracker.services import people, reminders
from tracker.services.escalations import EscalationKind
from tracker.services.people import ContactInput, PeopleError

CHICAGO = ZoneInfo("America/Chicago")
LAST_DAY = "2027-03-29"
"""Five days before the last day of the appeal: its reminder of seven days before goes, and none after it."""
AMARA = ContactInput(
    email="amara@example.org",
    timezone="America/Chicago",
    read_by="guardian",
    guardian="Amara Okafor",
    guardian_until=LAST_DAY,
)


def at(day: str, hour: int = 9) -> datetime:
    """That hour of a day in Chicago, where everybody is."""
    return datetime.fromisoformat(f"{day}T{hour:02}:00").replace(tzinfo=CHICAGO).astimezone(UTC)


def plan(
    session: Session, case: Case, typed: ContactInput = AMARA, now: datetime = NOW, **changes: Any
) -> Patient:
    """The contact plan as typed."""
    return people.set_contact(session, advocate_of(session, case), case, replace(typed, **changes), now)


def confirm(session: Session, case: Case, now: datetime = NOW) -> None:
    """Whoever reads the address asks for reminders and presses the link."""
    token = people.start_reminders(session, advocate_of(session, case), case, now)
    assert token is not None
    people.verify_address(session, token, now)


def to_patient(session: Session) -> list[OutboxMessage]:
    return [mail for mail in mails(session) if mail.patient_id]


def due_to_patient(session: Session, case: Case) -> list[Reminder]:
    statement = select(Reminder).where(
        Reminder.case_id == case.id,
        Reminder.recipient == Recipient.PATIENT,
        Reminder.state == ReminderState.PLANNED,
    )
    return list(session.exec(statement))


def of_guardian(session: Session) -> dict[str, str]:
    """What became of the reminders of the guardian's last day."""
    return {
        each.step: each.state.value for each in session.exec(select(FormReminder)) if each.form_id is None
    }


def asked(session: Session) -> list[Escalation]:
    statement = select(Escalation).where(Escalation.kind == EscalationKind.GUARDIAN_ENDED.value)
    return [each for each in session.exec(statement) if each.closed_at is None]


@pytest.fixture
def case(session: Session) -> Case:
    """The case of a child whose mother has confirmed her address."""
    case = make_case(session)
    plan(session, case)
    confirm(session, case)
    return case


def test_the_guardian_is_written_to_until_their_last_day_and_not_after_it(
    session: Session, case: Case
) -> None:
    # Given the guardian's last day between the two reminders of a date
    assert set(planned(session, rows(session, case), Recipient.PATIENT)) == {"days_7", "days_1"}

    # When the mornings of both have come
    queue_due(session, at("2027-03-27"))
    before = [mail.to_address for mail in to_patient(session)]
    queue_due(session, at("2027-04-02"))

    # Then the first has gone to them, and the second to nobody
    assert before == ["amara@example.org"]
    assert len(to_patient(session)) == 1
    fates = {
        r.step: (r.state.value, r.because)
        for r in session.exec(select(Reminder).where(Reminder.recipient == Recipient.PATIENT))
    }
    assert fates["days_1"] == ("cancelled", "the guardian’s authority has ended")


def test_a_guardian_reads_of_the_case_and_not_of_their_own(session: Session, case: Case) -> None:
    plan(session, case, detail="detailed")
    queue_due(session, at("2027-03-27"))

    (mail,) = to_patient(session)
    words = said(session, mail)
    assert "Hello Amara," in words
    assert "The appeal to the plan" in words
    assert "your case" not in words


def test_what_waited_past_the_last_day_does_not_go(session: Session, case: Case) -> None:
    queue_due(session, at("2027-03-27"))
    (mail,) = to_patient(session)

    looked = reminders.look_again(session, mail, BASE_URL, at("2027-03-30"))

    assert looked is not None
    assert looked.because == "the guardian’s authority has ended"


def test_the_advocate_is_reminded_thirty_and_seven_days_before_and_asked_after_it(
    session: Session, case: Case
) -> None:
    # Given three mornings that are planned
    assert of_guardian(session) == {"days_30": "planned", "days_7": "planned", "ran_out": "planned"}

    # When they have come
    told = []
    for day in ("2027-02-27", "2027-03-22", "2027-03-30"):
        queue_due(session, at(day))
        told.append(("The guardian’s authority" in said(session, mails(session)[-1]), len(asked(session))))

    # Then each has its mail, and the last stays on the screen
    assert told == [(True, 0), (True, 0), (True, 1)]
    assert "ended on March 29, 2027" in asked(session)[0].sentence


def test_such_a_mail_names_nobody_and_nothing_medical(session: Session, case: Case) -> None:
    queue_due(session, at("2027-02-27"))

    words = said(session, mails(session)[-1]).lower()
    assert "last day: monday, march 29, 2027" in words
    assert not [word for word in (*MEDICAL, "amara", "okafor") if word in words]


def test_the_question_closes_once_the_guardian_is_off_the_record(session: Session, case: Case) -> None:
    queue_due(session, at("2027-03-30"))
    assert asked(session)

    plan(session, case, email="chidi@example.org", read_by="patient", guardian="", guardian_until="")

    assert asked(session) == []


def test_the_young_adult_asks_and_confirms_before_anything_goes_to_them(session: Session, case: Case) -> None:
    patient = plan(session, case, read_by="patient", guardian_until="")

    assert (patient.wants_reminders, patient.consented_at, patient.email_verified_at) == (False, None, None)
    assert due_to_patient(session, case) == []
    confirm(session, case)
    assert due_to_patient(session, case)


def test_what_is_kept_private_goes_to_nobody_while_the_guardian_reads_the_address(
    session: Session, case: Case
) -> None:
    # Given a mail that waits, and one that a worker holds
    queue_due(session, at("2027-03-27"))
    (mail,) = to_patient(session)
    mail.status, mail.lease_token = OutboxStatus.LEASED, "held"

    # When the case is marked
    plan(session, case, is_private_from_guardian="yes", now=at("2027-03-27"))

    # Then neither goes, nothing is planned, and nobody can be asked to confirm that address
    assert (mail.status, mail.lease_token) == (OutboxStatus.CANCELLED, None)
    assert due_to_patient(session, case) == []
    with pytest.raises(PeopleError, match="kept private from the guardian"):
        people.start_reminders(session, advocate_of(session, case), case, NOW)


def test_what_is_kept_private_goes_to_the_teenagers_own_confirmed_address(
    session: Session, case: Case
) -> None:
    plan(session, case, email="chidi@example.org", read_by="patient", is_private_from_guardian="yes")
    assert due_to_patient(session, case) == []

    confirm(session, case)
    queue_due(session, at("2027-03-27"))

    assert [mail.to_address for mail in to_patient(session)] == ["chidi@example.org"]


def test_a_guardians_address_needs_the_last_day(session: Session) -> None:
    with pytest.raises(PeopleError) as refused:
        plan(session, make_case(session), guardian_until="")

    assert [problem.field for problem in refused.value.problems] == ["guardian_until"]


def test_a_guardian_of_a_small_child_may_act_for_many_years(session: Session) -> None:
    assert plan(session, make_case(session), guardian_until="2043-05-01").guardian_until is not None


def test_a_death_ends_the_reminders_of_the_guardian_too(session: Session, case: Case) -> None:
    people.record_death(session, advocate_of(session, case), case, "2026-11-20", NOW)

    assert set(of_guardian(session).values()) == {"cancelled"}


def test_planning_again_changes_nothing(session: Session, case: Case) -> None:
    before = [(r.id, r.state, r.due_at) for r in session.exec(select(FormReminder))]

    reminders.replan(session, case, NOW + timedelta(minutes=5))

    assert [(r.id, r.state, r.due_at) for r in session.exec(select(FormReminder))] == before
