"""A mail of reminders is written while nobody waits for it, and kept only if nothing has moved since: on both
databases, in transactions that are committed.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from tests.factories import NOW, advocate_of, make_case, make_event
from tracker.adapters.mail import Message, Receipt
from tracker.db import SessionFactory, read_session, write_session
from tracker.models import Case, OutboxMessage, OutboxStatus, Patient, Reminder, ReminderState
from tracker.rules.terms import EventKind
from tracker.services import events, outbox, people, reminders
from tracker.services.people import ContactInput
from tracker.services.reminders import Prepared, Settled
from tracker.worker import delivery

BASE_URL = "https://appeals.example.org"
DUE = datetime(2027, 3, 4, 15, 5, tzinfo=UTC)
"""Five minutes past nine in Chicago, thirty days before the appeal of the ordinary case is due."""

LAST_WEEK = datetime(2027, 3, 27, 14, 5, tzinfo=UTC)
"""The morning on which the patient is reminded too."""


def open_case(database: SessionFactory) -> UUID:
    """Alice's case, with Alice written to as well."""
    with write_session(database) as session:
        case = make_case(session)
        bob = advocate_of(session, case)
        contact = ContactInput(email="alice@example.org", timezone="America/Chicago")
        people.set_contact(session, bob, case, contact, NOW)
        people.verify_address(session, people.start_reminders(session, bob, case, NOW) or "", NOW)
        return case.id


def prepare(database: SessionFactory, case_id: UUID, now: datetime) -> list[Prepared]:
    with read_session(database) as session:
        return reminders.prepare(session, case_id, BASE_URL, now)


def keep(database: SessionFactory, prepared: list[Prepared], now: datetime) -> reminders.Queued:
    with write_session(database) as session:
        return reminders.keep(session, prepared, BASE_URL, now)


def told(database: SessionFactory) -> list[str]:
    """What stands in the outbox, without what asked the patient to verify an address."""
    with read_session(database) as session:
        found = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.created_at)))
        return [outbox.body_of(session, each).text or "" for each in found if "reminder" in each.kind]


def states(database: SessionFactory, step: str) -> set[ReminderState]:
    with read_session(database) as session:
        return set(session.exec(select(Reminder.state).where(Reminder.step == step)))


def its_letter_turns_out_later(session: Session, case: Case) -> None:
    """A month later, so that the appeal is due a month later too."""
    bob, letter = advocate_of(session, case), events.current(session, case)[0]
    fields = {"notice_on": "2026-11-05", "received_on": "2026-11-09"}
    events.correct(session, bob, case, letter.event_key, fields, {}, "read the wrong line", DUE)


def its_appeal_is_filed(session: Session, case: Case) -> None:
    make_event(session, case, EventKind.INTERNAL_APPEAL_FILED, DUE, received_by_plan="2027-03-01T10:00")


def it_is_closed(session: Session, case: Case) -> None:
    make_event(session, case, EventKind.CLOSED, DUE, closed_on="2027-03-01", outcome="lost")


def its_advocate_moves(session: Session, case: Case) -> None:
    advocate_of(session, case).email = "elsewhere@example.org"


def the_patient_stops_mail(session: Session, case: Case) -> None:
    people.stop_reminders(session, None, session.get_one(Patient, case.patient_id), "Enough.", LAST_WEEK)


def change(database: SessionFactory, case_id: UUID, how: Callable[[Session, Case], None]) -> None:
    with write_session(database) as session:
        how(session, session.get_one(Case, case_id))


def test_nothing_is_written_while_a_mail_is_prepared(database: SessionFactory) -> None:
    case_id = open_case(database)

    prepared = prepare(database, case_id, DUE)

    assert [len(each.outcome.mails) for each in prepared] == [1]
    assert told(database) == []
    assert states(database, "days_30") == {ReminderState.PLANNED}


def test_what_did_not_move_is_kept_once(database: SessionFactory) -> None:
    # Given a mail that two workers have written at the same time
    case_id = open_case(database)
    first, second = prepare(database, case_id, DUE), prepare(database, case_id, DUE)

    # When both want to keep theirs
    kept = [keep(database, each, DUE).messages for each in (first, second)]

    # Then there is one mail, and every reminder knows it
    assert kept == [1, 0]
    assert len(told(database)) == 1
    assert states(database, "days_30") == {ReminderState.QUEUED}


@pytest.mark.parametrize(
    "how, next_morning",
    [
        (its_letter_turns_out_later, DUE + timedelta(days=32)),
        (its_appeal_is_filed, None),
        (it_is_closed, None),
    ],
)
def test_a_date_that_moves_between_the_writing_and_the_keeping_is_not_told_as_it_was(
    database: SessionFactory, how: Callable[[Session, Case], None], next_morning: datetime | None
) -> None:
    # Given a mail that names the third of April, and a case that changes before it is kept
    case_id = open_case(database)
    prepared = prepare(database, case_id, DUE)
    change(database, case_id, how)

    # When it is to be kept
    queued = keep(database, prepared, DUE)

    # Then it is not, and no reminder is marked as sent that never went
    assert (queued.messages, queued.failures) == (0, 0)
    assert told(database) == []
    assert ReminderState.QUEUED not in states(database, "days_30")

    # And what is right now goes in a pass of its own
    if next_morning:
        again = prepare(database, case_id, next_morning)
        assert keep(database, again, next_morning).messages == 1
        assert "Tuesday, May 4, 2027" in told(database)[0]


def test_a_mail_goes_to_the_address_that_its_reader_has_when_it_is_kept(database: SessionFactory) -> None:
    case_id = open_case(database)
    prepared = prepare(database, case_id, DUE)
    change(database, case_id, its_advocate_moves)

    assert keep(database, prepared, DUE).messages == 0
    assert keep(database, prepare(database, case_id, DUE), DUE).messages == 1

    with read_session(database) as session:
        mail = session.exec(select(OutboxMessage).where(OutboxMessage.kind == "reminder")).one()
        assert mail.to_address == "elsewhere@example.org"


def test_a_patient_who_stops_our_mail_while_one_is_written_gets_none(database: SessionFactory) -> None:
    case_id = open_case(database)
    prepared = prepare(database, case_id, LAST_WEEK)
    change(database, case_id, the_patient_stops_mail)

    keep(database, prepared, LAST_WEEK)
    keep(database, prepare(database, case_id, LAST_WEEK), LAST_WEEK)

    with read_session(database) as session:
        kinds = set(session.exec(select(OutboxMessage.kind)))
    assert "reminder" in kinds
    assert "patient_reminder" not in kinds


def test_a_process_that_dies_before_it_keeps_a_mail_leaves_its_reminders_due(
    database: SessionFactory,
) -> None:
    # Given a worker that wrote a mail, and died in the transaction that was to keep it
    case_id = open_case(database)
    prepared = prepare(database, case_id, DUE)
    with database() as dying:
        reminders.keep(dying, prepared, BASE_URL, DUE)
        dying.rollback()

    # When the next one comes
    with read_session(database) as session:
        assert reminders.due_cases(session, DUE) == [case_id]
    kept = keep(database, prepare(database, case_id, DUE), DUE)

    # Then the mail is there, once
    assert kept.messages == 1
    assert len(told(database)) == 1


def claimed(database: SessionFactory, now: datetime) -> outbox.Claimed:
    with write_session(database) as session:
        return outbox.claim(session, now)


def look_again(
    database: SessionFactory, claimed: outbox.Claimed, key: UUID, now: datetime
) -> reminders.Looked:
    with read_session(database) as session:
        opened = outbox.claimed_message(session, claimed, key)
        assert opened is not None
        looked = reminders.look_again(session, opened[0], BASE_URL, now)
        assert looked is not None
        return looked


def settle(
    database: SessionFactory, claimed: outbox.Claimed, key: UUID, looked: reminders.Looked, now: datetime
) -> Settled:
    with write_session(database) as session:
        opened = outbox.claimed_message(session, claimed, key)
        assert opened is not None
        return reminders.settle(session, *opened, looked, now)


def reminder_in_the_outbox(database: SessionFactory) -> UUID:
    with read_session(database) as session:
        return session.exec(select(OutboxMessage.id).where(OutboxMessage.kind == "reminder")).one()


def test_a_waiting_mail_whose_date_moves_while_it_is_written_anew_is_looked_at_once_more(
    database: SessionFactory,
) -> None:
    # Given a mail that waited two days, was claimed and written anew
    case_id, later = open_case(database), DUE + timedelta(days=2)
    keep(database, prepare(database, case_id, DUE), DUE)
    key, mine = reminder_in_the_outbox(database), claimed(database, later)
    looked = look_again(database, mine, key, later)
    before = told(database)

    # When its date moves before that is kept
    change(database, case_id, its_letter_turns_out_later)

    # Then nothing is kept of it; looked at again, it names the new date
    assert settle(database, mine, key, looked, later) is Settled.MOVED
    assert told(database) == before
    assert settle(database, mine, key, look_again(database, mine, key, later), later) is Settled.GOES
    assert "Tuesday, May 4, 2027" in told(database)[0]


def test_a_waiting_mail_of_what_is_done_while_it_is_written_anew_does_not_go(
    database: SessionFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given a mail that waited, and an appeal that is filed at the very moment it is written anew
    case_id, later = open_case(database), DUE + timedelta(days=2)
    keep(database, prepare(database, case_id, DUE), DUE)
    with write_session(database) as session:
        for other in session.exec(select(OutboxMessage).where(OutboxMessage.kind != "reminder")):
            outbox.cancel(session, other, "not of this test", DUE)
    look, changes = reminders.look_again, [its_appeal_is_filed]

    def look_and_be_overtaken(
        session: Session, message: OutboxMessage, base_url: str, now: datetime
    ) -> reminders.Looked | None:
        looked = look(session, message, base_url, now)
        while changes:
            change(database, case_id, changes.pop())
        return looked

    monkeypatch.setattr(reminders, "look_again", look_and_be_overtaken)

    # When the worker delivers
    sender = delivery.Sender(NoMailer(), BASE_URL, "reminders@example.org")
    delivered = delivery.deliver(database, sender, later, lambda: True)

    # Then it was looked at once more, and does not go
    assert (delivered.sent, delivered.failed) == (0, 0)
    with read_session(database) as session:
        mail = session.get_one(OutboxMessage, reminder_in_the_outbox(database))
        assert (mail.status, mail.error) == (OutboxStatus.CANCELLED, "what it reminds of was done")


class NoMailer:
    """Nothing may reach it."""

    def send(self, message: Message) -> Receipt:
        raise AssertionError(message.subject)

    def close(self) -> None:
        """There is nothing to close."""
