"""`tracker tick`, `tracker worker` and `tracker doctor`, as a person at a terminal meets them."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from sqlmodel import select

from tests.factories import NOW, make_account, make_case
from tracker import CHECKOUT
from tracker.cli import main
from tracker.config import Config, load
from tracker.db import make_engine, session_factory, write_session
from tracker.models import Case, Reminder, ReminderState
from tracker.models.keyring import set_keyring


def run(data: Path, *arguments: str, **settings: str) -> Result:
    return CliRunner(env={"TRACKER_DATA": str(data), **settings}).invoke(main, arguments)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with an empty database that is up to date."""
    assert run(tmp_path, "migrate").exit_code == 0
    return tmp_path


def config_of(data: Path) -> Config:
    return load({"TRACKER_DATA": str(data)})


def fill(data: Path) -> None:
    """A case whose appeal is due on 3 April 2027, of an advocate who wants no summary of the morning."""
    config = config_of(data)
    set_keyring(config.encryption_keys)
    engine = make_engine(config.database_url)
    with write_session(session_factory(engine)) as session:
        make_case(session, make_account(session, digest_stopped_at=NOW))
    engine.dispose()


def lose_the_reminders(data: Path) -> str:
    """The number of a case of which no reminder is planned any more."""
    engine = make_engine(config_of(data).database_url)
    with write_session(session_factory(engine)) as session:
        session.execute(sa.update(Reminder).values(state=ReminderState.CANCELLED))
        number = session.exec(select(Case.number)).one()
    engine.dispose()
    return number


class TestTick:
    def test_a_pass_writes_the_due_mail_into_the_folder_and_says_so(self, data: Path) -> None:
        fill(data)

        result = run(data, "tick", "--now", "2027-03-04T09:05-06:00")

        assert result.exit_code == 0
        assert "1 mails written, 1 mails sent, 0 failures" in result.output
        (mail,) = (data / "mail").glob("*.eml")
        assert "April 3, 2027" in mail.read_text()

    def test_a_moment_without_its_offset_is_refused_with_an_example(self, data: Path) -> None:
        result = run(data, "tick", "--now", "2027-03-04T09:05")

        assert result.exit_code == 2
        assert "has no offset; write it like 2026-11-22T09:00-05:00." in result.output

    def test_a_folder_that_cannot_be_written_is_told_and_loses_nothing(self, data: Path) -> None:
        fill(data)
        in_the_way = data / "in_the_way"
        in_the_way.write_text("a file, where a folder should be")
        moment = ("tick", "--now", "2027-03-04T09:05-06:00")

        result = run(data, *moment, TRACKER_MAIL=f"folder:{in_the_way}")

        assert "cannot be written" in result.output
        later = ("tick", "--now", "2027-03-04T09:25-06:00")
        assert "1 mails sent" in run(data, *later).output

    @pytest.mark.parametrize("command", ["tick", "worker"])
    def test_without_a_database_it_says_what_to_do(self, tmp_path: Path, command: str) -> None:
        result = run(tmp_path, command)

        assert result.exit_code == 1
        assert "`tracker migrate` makes it." in result.output
        assert not list(tmp_path.glob("*.sqlite"))


class TestDoctor:
    def test_a_program_that_works_is_well(self, data: Path) -> None:
        fill(data)
        run(data, "tick")

        result = run(data, "doctor")

        assert (result.exit_code, "WRONG" in result.output) == (0, False), result.output
        assert "The encryption keys open what is stored." in result.output

    def test_a_worker_that_has_not_run_is_wrong(self, data: Path) -> None:
        result = run(data, "doctor")

        assert result.exit_code == 1
        assert "WRONG  The worker has made no full pass yet" in result.output

    def test_a_key_that_does_not_open_the_rows_is_wrong(self, data: Path) -> None:
        fill(data)
        (data / "encryption.key").unlink()
        lost = run(data, "doctor")

        assert lost.exit_code == 1
        assert "encryption" in lost.output.lower()

    def test_a_date_that_nobody_would_be_told_of_is_found_until_a_person_has_it(self, data: Path) -> None:
        # Given a case whose reminders are gone, however that came about, after the sweep of this hour
        fill(data)
        run(data, "tick")
        number = lose_the_reminders(data)

        result = run(data, "doctor")

        assert result.exit_code == 1
        assert "have no reminder ahead and nobody who was asked to look" in result.output
        assert f"first in case {number}." in result.output

        # When the next sweep has put them before a person
        in_two_hours = datetime.now(UTC) + timedelta(hours=2)
        run(data, "tick", "--now", in_two_hours.isoformat(timespec="seconds"))

        assert "Every open date has a reminder ahead or a person who was asked" in run(data, "doctor").output

    def test_a_wrong_setting_is_named(self, data: Path) -> None:
        result = run(data, "doctor", TRACKER_MAIL="pigeon")

        assert result.exit_code == 1
        assert "WRONG  TRACKER_MAIL must be" in result.output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_asked_to_stop_ends_cleanly(data: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-c", "from tracker.cli import main; main()", "worker"]
    environment = {**os.environ, "TRACKER_DATA": str(data), "TRACKER_TICK_SECONDS": "1"}
    process = subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert "looks every 1 seconds" in process.stdout.readline()
    time.sleep(1)

    process.send_signal(number)

    assert process.wait(timeout=60) == 0
    assert process.stdout.read() == "Stopped.\n"
    process.stdout.close()
    assert run(data, "doctor").exit_code == 0
