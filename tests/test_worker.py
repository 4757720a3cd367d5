"""The worker: nothing is lost, one bad thing stops no other, and it says how it is."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlmodel import Session, SQLModel, col, select

from tests.factories import (
    NOW,
    PDF,
    advocate_of,
    make_account,
    make_administrator,
    make_case,
    make_denial,
    make_event,
    make_organization,
    use_test_key,
)
from tests.program import free_port
from tracker import CHECKOUT
from tracker.adapters.mail import MailError, Message, Receipt
from tracker.db import SessionFactory, make_engine, read_session, session_factory, write_session
from tracker.models import (
    Account,
    AccountRole,
    Case,
    DeadlineRow,
    DeliveryEvent,
    Escalation,
    HeldUpload,
    Letter,
    OutboxMessage,
    OutboxStatus,
    Patient,
    Reminder,
    WebSession,
)
from tracker.rules.reminder_policy import DateKind
from tracker.rules.terms import EventKind
from tracker.services import (
    deadlines,
    events,
    health,
    held_uploads,
    intake,
    outbox,
    people,
    reminder_policies,
    reminders,
)
from tracker.services.outbox import Draft, Heard
from tracker.worker import Sender, TickResult, tick
from tracker.worker.restored import hold_if_restored, note_pass

BASE_URL = "https://appeals.example.org"
FROM = "Appeal tracker <reminders@example.org>"
DUE = datetime(2027, 3, 4, 15, 5, tzinfo=UTC)
"""Five minutes past nine in Chicago, thirty days before the appeal of the ordinary case is due."""

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
"""Due for a worker that is a process of its own and reads the clock."""


class ListMailer:
    """Keeps what it is given. `answer` may raise for a message."""

    def __init__(self, answer: Callable[[Message], object] = lambda message: None) -> None:
        self.sent: list[Message] = []
        self.answer = answer

    def send(self, message: Message) -> Receipt:
        self.answer(message)
        self.sent.append(message)
        return Receipt(provider_id=f"provider-{len(self.sent)}")

    def close(self) -> None:
        """There is nothing to close."""


def refuse_all(error: MailError) -> Callable[[Message], None]:
    def answer(message: Message) -> None:
        raise error

    return answer


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SessionFactory]:
    """Makes sessions of an empty SQLite file."""
    use_test_key()
    engine = make_engine(f"sqlite:///{tmp_path}/test.db")
    SQLModel.metadata.create_all(engine)
    yield session_factory(engine)
    engine.dispose()


def fill(database: SessionFactory, count: int = 1, since: datetime = NOW) -> None:
    """Messages that wait, each to somebody else."""
    with write_session(database) as session:
        harbor = make_organization(session)
        make_account(session, harbor)
        for number in range(count):
            draft = Draft(
                unique_key=f"test:{number}",
                kind="invitation",
                to_address=f"person{number}@example.org",
                subject="An account for you",
                text="Open it.",
                html="<p>Open it.</p>",
                organization_id=harbor.id,
            )
            outbox.enqueue(session, draft, BASE_URL, since)


def pass_at(database: SessionFactory, mailer: ListMailer, now: datetime = NOW, **changes: Any) -> TickResult:
    return tick(database, Sender(mailer, BASE_URL, FROM, **changes), now)


def messages(database: SessionFactory) -> list[OutboxMessage]:
    with read_session(database) as session:
        found = list(session.exec(select(OutboxMessage).order_by(OutboxMessage.unique_key)))
        session.expunge_all()
    return found


def statuses(database: SessionFactory) -> Counter[OutboxStatus]:
    return Counter(message.status for message in messages(database))


def escalations(database: SessionFactory) -> dict[str, str]:
    with read_session(database) as session:
        found = session.exec(select(Escalation).where(col(Escalation.closed_at).is_(None)))
        return {each.kind: each.sentence for each in found}


def health_of(database: SessionFactory, now: datetime) -> health.Health:
    with read_session(database) as session:
        return health.status(session, now)


class TestAPass:
    def test_a_due_reminder_reaches_its_advocate(self, database: SessionFactory) -> None:
        # Given a case whose appeal is due in thirty days
        with write_session(database) as session:
            bob = make_account(session, email="bob@example.org", digest_stopped_at=NOW)
            make_case(session, bob)
        mailer = ListMailer()

        # When a pass is made that morning
        result = pass_at(database, mailer, DUE)

        # Then the mail has gone, once, and the pass is a sign of life
        assert (result.queued, result.sent, result.failures, result.errors) == (1, 1, 0, [])
        (mail,) = mailer.sent
        assert (mail.to_address, mail.from_name) == ("bob@example.org", "Appeal tracker")
        assert "file by Saturday, April 3, 2027" in mail.subject
        assert pass_at(database, mailer, DUE + timedelta(minutes=1)).sent == 0
        assert health_of(database, DUE + timedelta(minutes=2)).is_fresh

    def test_time_alone_changes_a_case(self, database: SessionFactory) -> None:
        with write_session(database) as session:
            make_case(session)

        pass_at(database, ListMailer(), datetime(2027, 4, 4, 12, tzinfo=UTC))

        with read_session(database) as session:
            rows = session.exec(select(DeadlineRow).where(DeadlineRow.rule == "erisa.appeal.file"))
            assert rows.one().status.value == "past_cautious"

    def test_letters_that_a_process_had_not_drafted_when_it_died_are_drafted(
        self, database: SessionFactory
    ) -> None:
        with write_session(database) as session:
            intake.open_case(session, make_account(session), make_denial(), NOW)

        assert pass_at(database, ListMailer()).drafted == 2
        assert pass_at(database, ListMailer()).drafted == 0

        with read_session(database) as session:
            kinds = sorted(session.exec(select(Letter.kind)))
        assert kinds == ["claim_file_request", "internal_appeal"]

    def test_a_case_whose_letters_cannot_be_drafted_at_all_stops_no_other(
        self, database: SessionFactory
    ) -> None:
        with write_session(database) as session:
            broken = intake.open_case(session, make_account(session), make_denial(), NOW)
            whole = intake.open_case(session, make_account(session), make_denial(), NOW)
            session.flush()
            session.execute(
                sa.text("UPDATE event_version SET words = 'torn' WHERE case_id = :id"), {"id": broken.id.hex}
            )

        result = pass_at(database, ListMailer())

        assert (result.drafted, result.failures, result.errors) == (2, 1, [])
        with read_session(database) as session:
            assert session.get_one(Case, whole.id).drafts_due_at is None
            assert session.get_one(Case, broken.id).drafts_due_at == NOW + timedelta(hours=1)

    def test_mail_goes_in_batches_until_none_is_left(self, database: SessionFactory) -> None:
        fill(database, 23)
        mailer = ListMailer()

        assert pass_at(database, mailer, batch=5).sent == 23
        assert {message.provider_id is not None for message in messages(database)} == {True}
        assert len({mail.message_id for mail in mailer.sent}) == 23

    def test_sessions_that_are_over_are_forgotten(self, database: SessionFactory) -> None:
        with write_session(database) as session:
            over = WebSession(token_hash="a", data="{}", created_at=NOW, seen_at=NOW, expires_at=NOW)
            session.add(over)
            session.add(
                WebSession(**{**over.model_dump(exclude={"id"}), "token_hash": "b", "expires_at": DUE})
            )

        pass_at(database, ListMailer(), NOW + timedelta(hours=1))

        with read_session(database) as session:
            assert [kept.token_hash for kept in session.exec(select(WebSession))] == ["b"]

    def test_files_that_waited_too_long_for_their_form_are_forgotten(self, database: SessionFactory) -> None:
        with write_session(database) as session:
            bob = make_account(session)
            held_uploads.hold(session, bob, "early.pdf", "", PDF, NOW - timedelta(hours=47))
            late = held_uploads.hold(session, bob, "late.pdf", "", PDF, NOW)

        pass_at(database, ListMailer(), NOW + timedelta(hours=2))

        with read_session(database) as session:
            assert [kept.id for kept in session.exec(select(HeldUpload))] == [late.id]

    def test_a_summary_of_the_morning_can_be_stopped_by_a_mail_program(
        self, database: SessionFactory
    ) -> None:
        with write_session(database) as session:
            deadlines.sync(session, make_case(session, make_account(session)), DUE)
        mailer = ListMailer()

        pass_at(database, mailer, DUE)

        summary, reminder = sorted(mailer.sent, key=lambda mail: mail.stop_url is None)
        assert "Your cases on" in summary.subject
        assert (summary.stop_url or "").startswith(f"{BASE_URL}/summary/stop/")
        assert reminder.stop_url is None

    def test_one_that_cannot_be_written_stops_no_other_alarm_or_summary(
        self, database: SessionFactory
    ) -> None:
        # Given two advocates on the eve of their dates, of whom one stands in a zone that does not exist
        friday = datetime(2027, 4, 2, 14, 5, tzinfo=UTC)
        with write_session(database) as session:
            for email in ("bob@example.org", "carla@example.org"):
                advocate = make_account(session, email=email)
                deadlines.sync(session, make_case(session, advocate), friday)
            session.execute(
                sa.update(Account).where(Account.email == "carla@example.org").values(timezone="No/Where")
            )
            session.execute(sa.delete(Reminder))
        mailer = ListMailer()

        # When a pass is made, then the other one gets both, and what failed is counted
        result = pass_at(database, mailer, friday)
        assert [mail.to_address for mail in mailer.sent] == ["bob@example.org"] * 2
        assert (result.failures, result.errors) == (2, [])


class TestAnotherPolicy:
    """Two cases whose first reminder of thirty days ahead has gone, and an administrator who chooses other days."""

    def test_it_reaches_every_open_case_within_a_pass_and_nothing_goes_twice(
        self, database: SessionFactory
    ) -> None:
        with write_session(database) as session:
            erin = make_administrator(session, digest_stopped_at=NOW)
            make_case(session, erin)
            make_case(session, erin)
        mailer = ListMailer()
        assert pass_at(database, mailer, DUE).sent == 2

        offsets = {**reminder_policies.OWN.offsets, DateKind.LAST_DAY: (30, 20, 2, 0)}
        with write_session(database) as session:
            policy = reminder_policies.Policy(offsets, reminder_policies.OWN.ladder)
            reminder_policies.change(session, session.exec(select(Account)).one(), policy, DUE)
        result = pass_at(database, mailer, DUE + timedelta(minutes=1))

        assert (result.refreshed, result.sent, result.errors) == (2, 0, [])
        assert pass_at(database, mailer, DUE + timedelta(minutes=2)).refreshed == 0
        for days, told_so_far in [(9, 2), (10, 4), (16, 4), (30, 6)]:
            pass_at(database, mailer, DUE + timedelta(days=days))
            assert sum("file by" in mail.subject for mail in mailer.sent) == told_so_far, days


class TestMailThatDoesNotGo:
    def test_one_refused_address_stops_no_other(self, database: SessionFactory) -> None:
        fill(database, 3)

        def answer(message: Message) -> None:
            if message.to_address == "person1@example.org":
                raise MailError("There is no such mailbox.", permanent=True)

        result = pass_at(database, ListMailer(answer))

        assert (result.sent, result.failures) == (2, 1)
        assert statuses(database) == {OutboxStatus.SENT: 2, OutboxStatus.GIVEN_UP: 1}
        assert escalations(database) == {
            "mail_failed": "A mail to a colleague was given up: There is no such mailbox."
        }

    def test_a_death_stops_what_a_worker_has_claimed_and_not_sent_yet(self, database: SessionFactory) -> None:
        # Given three mails to Alice in one batch, and her death recorded while the first one goes
        with write_session(database) as session:
            case = make_case(session, make_account(session, digest_stopped_at=NOW))
            for number in range(3):
                draft = Draft(
                    unique_key=f"alice:{number}",
                    kind="patient_reminder",
                    to_address="alice@example.org",
                    subject="A date",
                    text="A date.",
                    html="<p>A date.</p>",
                    organization_id=case.organization_id,
                    case_id=case.id,
                    patient_id=case.patient_id,
                )
                outbox.enqueue(session, draft, BASE_URL, NOW)

        def she_dies(message: Message) -> None:
            if message.to_address == "alice@example.org":
                with write_session(database) as session:
                    here = session.get_one(Case, case.id)
                    people.record_death(session, advocate_of(session, here), here, "2026-11-20", NOW)

        mailer = ListMailer(she_dies)

        # When the batch is sent, one mail at a time
        pass_at(database, mailer, threads=1)

        # Then the others are kept from going
        assert [mail.to_address for mail in mailer.sent].count("alice@example.org") == 1
        assert statuses(database)[OutboxStatus.CANCELLED] == 3

    def test_a_busy_server_is_asked_again_with_the_same_message_id(self, database: SessionFactory) -> None:
        fill(database)
        tried: list[str] = []

        def busy_once(message: Message) -> None:
            tried.append(message.message_id)
            if len(tried) == 1:
                raise MailError("The server is busy.", permanent=False)

        mailer = ListMailer(busy_once)
        pass_at(database, mailer)
        assert pass_at(database, mailer, NOW + timedelta(seconds=30)).sent == 0

        assert pass_at(database, mailer, NOW + timedelta(minutes=2)).sent == 1
        assert len(set(tried)) == 1

    def test_a_fault_in_the_settings_stops_all_mail_loses_none_and_is_told(
        self, database: SessionFactory
    ) -> None:
        # Given a provider that refuses the key
        fill(database, 20)
        refused = MailError("SendGrid refused the key.", permanent=False, stop_all=True)

        # When a pass is made
        result = pass_at(database, ListMailer(refuse_all(refused)))

        # Then every message waits, without an attempt lost, and health and an administrator know why
        assert {(m.status, m.attempts) for m in messages(database)} == {(OutboxStatus.QUEUED, 0)}
        assert set(result.notes) == {"SendGrid refused the key."}
        pause = health_of(database, NOW).pause
        assert pause is not None
        assert pause.sentence == "SendGrid refused the key."
        assert escalations(database) == {"mail_paused": "No mail leaves: SendGrid refused the key."}

    def test_after_the_pause_mail_goes_again_and_nobody_is_asked_any_more(
        self, database: SessionFactory
    ) -> None:
        fill(database, 3)
        refused = MailError("SendGrid refused the key.", permanent=False, stop_all=True)
        pass_at(database, ListMailer(refuse_all(refused)))
        mailer = ListMailer()

        assert pass_at(database, mailer, NOW + timedelta(minutes=14)).sent == 0
        assert pass_at(database, mailer, NOW + timedelta(minutes=15)).sent == 3

        assert health_of(database, NOW).pause is None
        assert escalations(database) == {}

    def test_a_provider_that_asks_for_quiet_gets_it_and_nobody_is_alarmed(
        self, database: SessionFactory
    ) -> None:
        fill(database, 2)
        quiet = MailError("Too many messages.", permanent=False, retry_after_s=90)
        pass_at(database, ListMailer(refuse_all(quiet)))

        assert pass_at(database, ListMailer(), NOW + timedelta(seconds=80)).sent == 0
        assert pass_at(database, ListMailer(), NOW + timedelta(seconds=91)).sent == 2
        assert escalations(database) == {}

    def test_a_mailer_that_breaks_counts_as_one_that_may_work_again(self, database: SessionFactory) -> None:
        fill(database)

        def broken(message: Message) -> None:
            raise RuntimeError("no such thing")

        assert pass_at(database, ListMailer(broken)).failures == 1
        (message,) = messages(database)
        assert message.status is OutboxStatus.QUEUED
        assert message.error == "The mail could not be handed over (RuntimeError)."

    def test_a_server_that_comes_to_no_end_holds_nothing_up_and_its_mail_is_tried_again(
        self, database: SessionFactory
    ) -> None:
        # Given a server that answers letter by letter, and never comes to the end of its first answer
        fill(database, 9)
        end = threading.Event()

        # When a pass is made that has two threads
        with_patience = timedelta(seconds=0.2)
        result = pass_at(
            database, ListMailer(lambda message: not end.wait()), threads=2, patience=with_patience
        )
        end.set()

        # Then it ends, what was on its way is tried again, and the others wait as they did
        assert (result.sent, result.failures, result.errors) == (0, 2, [])
        assert {(m.status, m.attempts, m.error and m.error[:44]) for m in messages(database)} == {
            (OutboxStatus.QUEUED, 1, "The mail server answers and comes to no end;"),
            (OutboxStatus.QUEUED, 0, None),
        }
        assert pass_at(database, ListMailer(), NOW + timedelta(minutes=2)).sent == 9

    def test_a_message_that_cannot_be_opened_stops_no_other(self, database: SessionFactory) -> None:
        fill(database, 3)
        with write_session(database) as session:
            first = "SELECT id FROM outbox_message WHERE unique_key = 'test:1'"
            session.execute(sa.text(f"UPDATE outbox_body SET text = 'v1:test:0:AAAA' WHERE id = ({first})"))

        result = pass_at(database, ListMailer())

        assert (result.sent, result.failures) == (2, 1)

    def test_a_patient_who_cannot_be_reached_has_an_advocate_who_is_told_by_mail(
        self, database: SessionFactory
    ) -> None:
        # Given a patient who asked for reminders and whose mailbox is gone
        with write_session(database) as session:
            bob = make_account(session, email="bob@example.org")
            case = make_case(session, bob)
            patient = session.get_one(Patient, case.patient_id)
            patient.email, patient.wants_reminders = "patient@example.org", True
            patient.consented_at = patient.email_verified_at = NOW
            session.flush()
            reminders.replan(session, case, NOW)

        def answer(message: Message) -> None:
            if message.to_address == "patient@example.org":
                raise MailError("There is no such mailbox.", permanent=True)

        mailer = ListMailer(answer)

        # When their reminder comes, a week ahead
        pass_at(database, mailer, datetime(2027, 3, 27, 14, 5, tzinfo=UTC))
        pass_at(database, mailer, datetime(2027, 3, 27, 14, 6, tzinfo=UTC))

        # Then the advocate has their own reminder, and a mail that asks to tell the patient
        subjects = [mail.subject for mail in mailer.sent if mail.to_address == "bob@example.org"]
        assert len(subjects) == 2
        assert "refused" in subjects[-1]
        assert "mail_failed" in escalations(database)


class TestAPartThatBreaks:
    def test_it_stops_no_other_part_and_is_no_sign_of_life(self, database: SessionFactory) -> None:
        # Given a database in which the reminders cannot be read
        fill(database)
        pass_at(database, ListMailer(refuse_all(MailError("Busy.", permanent=False))))
        with write_session(database) as session:
            session.execute(sa.text("ALTER TABLE reminder RENAME TO mislaid"))

        # When a pass is made some minutes later
        now = NOW + timedelta(minutes=6)
        result = pass_at(database, ListMailer(), now)

        # Then mail goes all the same, and the pass says what broke
        assert result.sent == 1
        assert any(error.startswith("queueing reminders") for error in result.errors)
        with read_session(database) as session:
            assert not health.is_alive(session, now)


class TestAClockThatRanAhead:
    def test_what_was_claimed_or_put_off_in_a_time_that_has_not_come_goes_once_the_clock_is_right(
        self, database: SessionFactory
    ) -> None:
        # Given mails claimed, put off and paused by a worker whose clock ran a year ahead, and which died
        next_year = NOW + timedelta(days=365)
        fill(database, 3)
        with write_session(database) as session:
            outbox.claim(session, next_year, 1)
            other = outbox.claim(session, next_year, 1)
            outbox.mark_failed(session, other.token, other.ids[0], "Busy.", False, next_year)
            outbox.pause(session, next_year, "Too many requests.")

        # When passes are made by a clock that is right, then they go within the hour, and nothing holds them
        pass_at(database, ListMailer())
        assert pass_at(database, ListMailer(), NOW + timedelta(minutes=1)).sent == 3
        assert health_of(database, NOW).pause is None

    def test_its_cases_are_looked_at_again_and_no_open_date_is_without_a_reminder_or_a_person(
        self, database: SessionFactory
    ) -> None:
        # Given a case whose appeal is due in April 2027, and a pass that believed in 2029
        with write_session(database) as session:
            make_case(session, make_account(session))
        pass_at(database, ListMailer(), datetime(2029, 1, 1, tzinfo=UTC))

        # When the clock is put right
        pass_at(database, ListMailer(), DUE)

        # Then the appeal is open as before, and somebody looks after it
        with read_session(database) as session:
            rows = session.exec(select(DeadlineRow).where(DeadlineRow.rule == "erisa.appeal.file"))
            assert rows.one().status.value == "open"
            assert reminders.uncovered(session, DUE) == []


class TestTwoWorkers:
    def test_at_the_same_time_they_send_each_mail_once(self, database: SessionFactory) -> None:
        fill(database, 60)
        mailer, start = ListMailer(), threading.Barrier(2)

        def work() -> None:
            start.wait()
            pass_at(database, mailer, batch=5)

        workers = [threading.Thread(target=work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

        assert len(mailer.sent) == 60
        assert len({mail.message_id for mail in mailer.sent}) == 60
        assert statuses(database) == {OutboxStatus.SENT: 60}


class Mailbox:
    """A real SMTP server on this machine that counts by Message-ID; it may take its time."""

    def __init__(self, seconds_a_mail: float = 0.0) -> None:
        self.received: list[str] = []
        self.seconds_a_mail = seconds_a_mail

    async def handle_DATA(self, server: SMTP, session: SmtpSession, envelope: Envelope) -> str:
        content = envelope.content or b""
        mail = message_from_bytes(content if isinstance(content, bytes) else content.encode())
        self.received.append(str(mail["Message-ID"]))
        await asyncio.sleep(self.seconds_a_mail)
        return "250 OK"

    def wait_for(self, count: int) -> None:
        """Until so many mails came in, copies too; fails after a minute."""
        self._wait(lambda: len(self.received) >= count)

    def wait_for_all(self, count: int) -> None:
        """Until so many different mails came in."""
        self._wait(lambda: len(set(self.received)) >= count)

    def _wait(self, is_enough: Callable[[], bool]) -> None:
        patience = time.monotonic() + 60
        while not is_enough():
            assert time.monotonic() < patience, f"only {len(self.received)} mails came"
            time.sleep(0.002)


@contextmanager
def open_mailbox(seconds_a_mail: float) -> Iterator[tuple[Mailbox, int]]:
    mailbox = Mailbox(seconds_a_mail)
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield mailbox, controller.port
    finally:
        controller.stop()


@contextmanager
def worker_process(url: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "tests.worker_process", url, str(port)]
    process = subprocess.Popen(command, cwd=CHECKOUT, env={**os.environ, "PYTHONPATH": str(CHECKOUT)})
    try:
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.kill()
        process.wait()


def wait_until_all_are_marked(database: SessionFactory, count: int) -> None:
    patience = time.monotonic() + 60
    while statuses(database)[OutboxStatus.SENT] < count:
        assert time.monotonic() < patience
        time.sleep(0.1)


class TestAWorkerProcess:
    def test_killed_in_mid_send_loses_nothing_and_repeats_at_most_one_mail_a_kill(
        self, database: SessionFactory, tmp_path: Path
    ) -> None:
        # Given 40 mails, and a server that takes 20 ms for each
        mails, kills, url = 30, 3, f"sqlite:///{tmp_path}/test.db"
        fill(database, mails, since=LONG_AGO)
        with open_mailbox(seconds_a_mail=0.02) as (mailbox, port):
            # When the worker is killed three times while it sends
            for kill in range(kills):
                with worker_process(url, port) as process:
                    mailbox.wait_for(kill * 8 + 5)
                    process.kill()
                    process.wait()
            # And one more comes to the end
            with worker_process(url, port):
                mailbox.wait_for_all(mails)
                wait_until_all_are_marked(database, mails)

        # Then every mail came, and copies are no more than kills, under the same Message-ID
        counts = Counter(mailbox.received)
        assert set(counts) == {message.message_id for message in messages(database)}
        assert sum(counts.values()) - mails <= kills

    def test_stopped_past_its_lease_it_does_not_overwrite_who_took_over(
        self, database: SessionFactory, tmp_path: Path
    ) -> None:
        # Given a worker that is stopped in mid-send
        url = f"sqlite:///{tmp_path}/test.db"
        fill(database, since=LONG_AGO)
        with open_mailbox(seconds_a_mail=1.0) as (mailbox, port), worker_process(url, port) as stopped:
            mailbox.wait_for(1)
            stopped.send_signal(signal.SIGSTOP)

            # When another takes over, its lease being over, and the first one then goes on
            with worker_process(url, port):
                wait_until_all_are_marked(database, 1)
            (before,) = messages(database)
            stopped.send_signal(signal.SIGCONT)
            time.sleep(1.5)

        # Then the new owner's mark stands as it was
        (after,) = messages(database)
        assert (after.status, after.sent_at, after.attempts) == (OutboxStatus.SENT, before.sent_at, 2)
        assert len(mailbox.received) == 2


class Killed(BaseException):
    """The worker's process dies here."""


class Caseload(RuleBasedStateMachine):
    """Cases are opened, corrected, filed, decided and closed while time passes and the worker ticks, or dies; the
    provider reports what it likes, in any order and twice; an old backup is put back.
    """

    @initialize()
    def begin(self) -> None:
        use_test_key()
        engine = make_engine("sqlite://")
        SQLModel.metadata.create_all(engine)
        self.database, self.now, self.mailer = session_factory(engine), NOW, ListMailer(self.lives)
        self.revisions: dict[Any, int] = {}
        self.ended: dict[Any, OutboxStatus] = {}
        self.folder = tempfile.TemporaryDirectory(prefix="tracker-caseload-")
        self.backup: sqlite3.Connection | None = None
        self.sends_left, self.repeats = -1, 0

    def teardown(self) -> None:
        self.folder.cleanup()

    def lives(self, message: Message) -> None:
        self.sends_left -= 1
        if self.sends_left == 0:
            raise Killed

    @rule(
        days_ago=st.integers(0, 200),
        urgent=st.booleans(),
        claim=st.sampled_from(["pre_service", "post_service"]),
    )
    def a_denial_comes(self, days_ago: int, urgent: bool, claim: str) -> None:
        today = self.now.astimezone(ZoneInfo("America/Chicago")).date()
        notice = (today - timedelta(days=days_ago)).isoformat()
        urgency = "expedited" if urgent and claim == "pre_service" else "standard"
        with write_session(self.database) as session:
            make_case(
                session, now=self.now, notice_on=notice, received_on=notice, urgency=urgency, claim_type=claim
            )

    @precondition(lambda self: self.has_open_cases())
    @rule(data=st.data(), days=st.integers(1, 60))
    def its_letter_turns_out_older(self, data: st.DataObject, days: int) -> None:
        with write_session(self.database) as session:
            case = self.one_of(session, data)
            letter = next(
                e for e in events.current(session, case) if e.kind is EventKind.ADVERSE_DETERMINATION
            )
            notice = datetime.fromisoformat(letter.fields["notice_on"]) - timedelta(days=days)
            fields = {"notice_on": f"{notice:%Y-%m-%d}", "received_on": f"{notice:%Y-%m-%d}"}
            bob = session.get_one(Account, case.advocate_id)
            events.correct(session, bob, case, letter.event_key, fields, {}, "misread", self.now)

    @precondition(lambda self: self.has_open_cases())
    @rule(data=st.data(), far=st.integers(7, 60), near=st.integers(1, 2), steps=st.integers(0, 3))
    def its_organization_reminds_on_other_days(
        self, data: st.DataObject, far: int, near: int, steps: int
    ) -> None:
        own = reminder_policies.OWN
        offsets = {**own.offsets, DateKind.LAST_DAY: (far, near, 0), DateKind.TARGET: (0,)}
        with write_session(self.database) as session:
            bob = session.get_one(Account, self.one_of(session, data).advocate_id)
            bob.role = AccountRole.ADMINISTRATOR
            policy = reminder_policies.Policy(offsets, own.ladder[:steps])
            reminder_policies.change(session, bob, policy, self.now)

    @precondition(lambda self: self.has_open_cases())
    @rule(data=st.data())
    def an_appeal_is_filed(self, data: st.DataObject) -> None:
        with write_session(self.database) as session:
            case = self.one_of(session, data)
            received = (self.now - timedelta(hours=1)).isoformat()
            kind = EventKind.INTERNAL_APPEAL_FILED
            make_event(session, case, kind, self.now, received_by_plan=received)

    @precondition(lambda self: self.has_open_cases())
    @rule(data=st.data())
    def a_case_is_closed(self, data: st.DataObject) -> None:
        with write_session(self.database) as session:
            case = self.one_of(session, data)
            closed_on = self.now.astimezone(ZoneInfo(case.timezone)).date().isoformat()
            make_event(session, case, EventKind.CLOSED, self.now, closed_on=closed_on, outcome="lost")

    @rule(hours=st.integers(1, 24 * 45))
    def time_passes_and_the_worker_ticks(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.tick()

    def tick(self) -> None:
        folder = Path(self.folder.name)
        sender = Sender(self.mailer, BASE_URL, FROM)
        result = tick(self.database, sender, self.now, sign_of_life=lambda: note_pass(folder, self.now))
        assert (result.errors, result.failures, result.violations) == ([], 0, 0)

    @rule(hours=st.integers(1, 24 * 45), sends=st.integers(1, 3))
    def time_passes_and_the_worker_dies_while_it_sends(self, hours: int, sends: int) -> None:
        self.now += timedelta(hours=hours)
        self.sends_left = sends
        with suppress(Killed):
            self.tick()
        self.sends_left, self.repeats = -1, self.repeats + 1

    @precondition(lambda self: self.mailer.sent)
    @rule(data=st.data(), told=st.lists(st.sampled_from(list(DeliveryEvent)), min_size=1, max_size=3))
    def the_provider_reports_in_any_order_and_twice(
        self, data: st.DataObject, told: list[DeliveryEvent]
    ) -> None:
        mail = self.mailer.sent[data.draw(st.integers(0, len(self.mailer.sent) - 1))]
        key = UUID(mail.outbox_id)
        heard = [Heard(key, event, self.now, f"{key}/{event}") for event in told]
        for each in (heard, heard[::-1]):
            with write_session(self.database) as session:
                outbox.take_in(session, each, self.now)

    @rule()
    def a_backup_is_made(self) -> None:
        self.backup = sqlite3.connect(":memory:")
        with self.database() as session:
            self.file(session).backup(self.backup)

    @precondition(lambda self: self.backup)
    @rule(hours=st.integers(1, 48))
    def the_backup_is_put_back(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        assert self.backup is not None
        with self.database() as session:
            self.backup.backup(self.file(session))
        self.revisions, self.ended = {}, {}
        before = len(self.mailer.sent)
        is_held = hold_if_restored(self.database, Path(self.folder.name), self.now)
        self.tick()
        assert not is_held or len(self.mailer.sent) == before
        with write_session(self.database) as session:
            outbox.let_go(session)
        self.repeats += 1

    def file(self, session: Session) -> sqlite3.Connection:
        driver = session.connection().connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        session.rollback()
        return driver

    def has_open_cases(self) -> bool:
        with read_session(self.database) as session:
            return bool(self.open_cases(session))

    def open_cases(self, session: Session) -> list[Case]:
        return list(session.exec(select(Case).where(col(Case.closed_at).is_(None)).order_by(Case.number)))

    def one_of(self, session: Session, data: st.DataObject) -> Case:
        cases = self.open_cases(session)
        return cases[data.draw(st.integers(0, len(cases) - 1))]

    @invariant()
    def no_open_date_is_without_a_reminder_or_a_person(self) -> None:
        with read_session(self.database) as session:
            assert reminders.uncovered(session, self.now) == []

    @invariant()
    def no_calendar_sequence_falls(self) -> None:
        with read_session(self.database) as session:
            for row in session.exec(select(DeadlineRow)):
                assert row.revision >= self.revisions.get(row.id, 0)
                self.revisions[row.id] = row.revision

    @invariant()
    def what_has_gone_or_was_cancelled_stays_so(self) -> None:
        with read_session(self.database) as session:
            ends = (OutboxStatus.SENT, OutboxStatus.CANCELLED)
            now = {m.id: m.status for m in session.exec(select(OutboxMessage)) if m.status in ends}
        assert {key: now.get(key) for key in self.ended} == self.ended
        self.ended = now

    @invariant()
    def no_mail_goes_more_often_than_workers_died_or_backups_came_back(self) -> None:
        counts = Counter(mail.message_id for mail in self.mailer.sent)
        assert all(count <= 1 + self.repeats for count in counts.values())


TestCaseload = Caseload.TestCase
TestCaseload.settings = settings(
    max_examples=10,
    stateful_step_count=8,
    deadline=None,
    phases=[Phase.generate],  # to make a failing caseload smaller takes minutes
)
