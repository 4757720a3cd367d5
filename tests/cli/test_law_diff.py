"""`tracker law diff`: which dates of open cases other tables of law would move, and working them out anew."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlmodel import select

from tests.factories import NOW, make_case
from tests.other_law import appeal_within, under
from tracker import CHECKOUT
from tracker.cli import main
from tracker.config import load
from tracker.db import SessionFactory, make_engine, read_session, session_factory, write_session
from tracker.models import AuditEntry, Case, DeadlineRow, Reminder
from tracker.models.keyring import set_keyring


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a case whose appeal is due on 3 April 2027."""
    folder = tmp_path / "data"
    assert run(folder, "migrate").exit_code == 0
    with write_session(sessions_of(folder)) as session:
        make_case(session, now=NOW)
    return folder


def run(data: Path, *words: str) -> Result:
    return CliRunner(env={"TRACKER_DATA": str(data)}).invoke(main, list(words))


def diff(data: Path, *words: str) -> Result:
    return run(data, "law", "diff", *words)


def sessions_of(data: Path) -> SessionFactory:
    config = load({"TRACKER_DATA": str(data)})
    set_keyring(config.encryption_keys)
    return session_factory(make_engine(config.database_url))


def number_of(data: Path) -> str:
    with read_session(sessions_of(data)) as session:
        return session.exec(select(Case)).one().number


def appeal_of(data: Path) -> DeadlineRow:
    with read_session(sessions_of(data)) as session:
        return session.exec(select(DeadlineRow).where(DeadlineRow.rule == "erisa.appeal.file")).one()


def test_under_the_tables_that_the_dates_were_worked_out_under_nothing_differs(data: Path) -> None:
    answer = diff(data)

    assert (answer.exit_code, answer.output) == (
        0,
        "No open case would have other dates; 1 were looked at.\n",
    )


class TestAgainst:
    def test_a_folder_with_other_tables_is_compared_line_by_line(self, data: Path, tmp_path: Path) -> None:
        law = appeal_within(tmp_path, 60)

        answer = diff(data, "--against", str(law))

        assert answer.exit_code == 0, answer.output
        *lines, total = answer.output.splitlines()
        assert lines == [
            f"{number_of(data)}  erisa.appeal.file only: 2026-12-04 -> 2027-04-03, "
            "at the latest 2026-12-08 -> 2027-04-07, mail by 2026-11-27 -> 2027-03-27"
        ]
        assert total == "1 of 1 open cases would have other dates."

    def test_the_folder_above_the_tables_will_do_too(self, data: Path, tmp_path: Path) -> None:
        appeal_within(tmp_path, 60)

        assert "1 of 1 open cases" in diff(data, "--against", str(tmp_path)).output

    def test_as_json_it_names_codes_and_dates_alone(self, data: Path, tmp_path: Path) -> None:
        answer = diff(data, "--against", str(appeal_within(tmp_path, 60)), "--json")

        told = json.loads(answer.stdout)
        assert told["open_cases"] == 1
        (difference,) = told["differences"]
        assert difference.keys() == {"case", "rule", "limb", "event", "before", "now"}
        assert difference["before"]["shown"] == "2026-12-04"
        assert difference["now"]["shown"] == "2027-04-03"
        assert "Moreau" not in answer.output

    def test_a_version_of_the_checkout_is_compared(self, data: Path) -> None:
        answer = diff(data, "--against", "HEAD")

        assert answer.exit_code == 0, answer.output
        assert "open case" in answer.output

    @pytest.mark.parametrize("ref", ["no-such-version", "-x", "--output=/nowhere", "HEAD~100000"])
    def test_what_is_neither_is_one_sentence(self, data: Path, ref: str) -> None:
        answer = diff(data, f"--against={ref}")

        assert answer.exit_code == 1
        assert answer.output == (
            f"“{ref}” is neither a folder nor a version of this checkout that has tables of law.\n"
        )

    def test_without_git_a_sentence_says_so(self, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", "/nowhere")

        answer = diff(data, "--against", "HEAD")

        assert answer.exit_code == 1
        assert answer.output == "“HEAD” is no folder, and without Git nothing else can be looked up.\n"

    def test_a_folder_without_tables_is_one_sentence(self, data: Path, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()

        answer = diff(data, "--against", str(tmp_path / "empty"))

        assert answer.exit_code == 1
        assert "There are no tables of law in" in answer.output

    def test_a_row_that_this_program_cannot_read_is_one_sentence(self, data: Path, tmp_path: Path) -> None:
        law = appeal_within(tmp_path, 60)
        (law / "fehb.toml").write_text('[[rule]]\nid = "fehb.old"\nwhat = 1\n')

        answer = diff(data, "--against", str(law))

        assert answer.exit_code == 1
        assert answer.output.startswith("Those tables cannot be read by this program: law/fehb.toml: row 1")
        assert answer.output.count("\n") == 1

    def test_a_table_that_is_missing_is_one_sentence(self, data: Path, tmp_path: Path) -> None:
        law = appeal_within(tmp_path, 60)
        (law / "fehb.toml").unlink()

        answer = diff(data, "--against", str(law))

        assert answer.output == "Those tables cannot be read by this program: fehb.toml is missing.\n"

    def test_it_cannot_be_applied(self, data: Path) -> None:
        answer = diff(data, "--against", "HEAD", "--apply")

        assert answer.exit_code == 2
        assert "leave out --against" in answer.output


class TestApply:
    def test_cases_are_worked_out_anew_audited_and_told(self, data: Path, tmp_path: Path) -> None:
        # Given a program whose tables now give 60 days, and dates that were worked out with 180
        with under(appeal_within(tmp_path, 60)):
            assert "2027-04-03 -> 2026-12-04" in diff(data).output
            assert str(appeal_of(data).shown_on) == "2027-04-03"

            # When that is applied
            answer = diff(data, "--apply")

            # Then the date has moved, and a second look finds nothing
            assert answer.exit_code == 0, answer.output
            assert "One case was worked out anew" in answer.stderr
            assert str(appeal_of(data).shown_on) == "2026-12-04"
            assert "No open case" in diff(data).output

        with read_session(sessions_of(data)) as session:
            entries = session.exec(select(AuditEntry).where(AuditEntry.action == "deadline changed")).all()
            assert any("because the tables of law changed" in entry.detail for entry in entries)
            assert session.exec(select(Reminder).where(Reminder.step == "law_changed")).one()


def test_doctor_says_how_many_cases_would_have_other_dates(data: Path, tmp_path: Path) -> None:
    assert (
        "The dates of all open cases were worked out under these tables of law." in run(data, "doctor").output
    )

    with under(appeal_within(tmp_path, 60)):
        answer = run(data, "doctor")

    assert answer.exit_code == 1
    assert "WRONG  1 of 1 open cases would have other dates under these tables of law" in answer.output


def test_without_a_database_one_sentence_says_what_to_do(tmp_path: Path) -> None:
    answer = diff(tmp_path)

    assert answer.exit_code == 1
    assert "`tracker migrate` makes it" in answer.output


def test_the_command_itself_runs_where_processes_start_afresh(data: Path, tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("tracker")), "law", "diff", "--json"]
    answer: subprocess.CompletedProcess[Any] = subprocess.run(
        [*command, "--against", str(appeal_within(tmp_path, 60))],
        cwd=CHECKOUT,
        env={"PATH": os.environ["PATH"], "TRACKER_DATA": str(data)},
        capture_output=True,
        text=True,
    )

    assert answer.returncode == 0, answer.stderr
    assert len(json.loads(answer.stdout)["differences"]) == 1
