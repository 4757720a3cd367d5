"""The measurements work, however long they take; how fast the program is, no test says."""

import subprocess
import sys
from pathlib import Path

import pytest

from bench.table import Aim, Row, Shown, as_table
from tracker import CHECKOUT

MEASURED = (
    "All deadlines of a case: 2 events",
    "All deadlines of a case: 10 events",
    "All deadlines of a case: 12 events",
    "All law read at the first start, processor time",
    "All law read at start-up, processor time",
    "Second start",
    "Caseload, 200 open cases",
    "Today, everyone's, 200 open cases",
    "Today, one's own, 200 open cases",
    "Letter from a case to PDF",
    "Letter from a case to DOCX",
    "Feed of 50 dates, fresh, every line written anew",
    "Feed of 50 dates, fresh, its lines kept from before",
    "Feed of 50 dates, not modified (304)",
    "Feed of 50 dates, not modified, against the easier one",
    "Claim and mark 500 messages, 50 at a time, SQLite",
    "One commit, for which the disk is waited for",
    "The worker's whole delivery, SQLite",
    "10 mails through a provider that takes 40 ms a call",
    "Claim and mark 500 messages, 50 at a time, PostgreSQL",
    "Claim and mark 500 messages by 2 workers, SQLite",
    "Claim and mark 500 messages by 4 workers, SQLite",
    "Claim and mark 500 messages by 2 workers, PostgreSQL",
    "Claim and mark 500 messages by 4 workers, PostgreSQL",
    "A pass in which nothing is due, with 5,000 reminders in the table",
    "Memory of a worker, with 5,000 reminders in the table",
)


def test_a_little_of_everything_is_measured_and_the_users_data_is_left_alone(tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "bench", "--quick"],
        cwd=CHECKOUT,
        env={"PATH": "/usr/sbin:/usr/bin:/bin", "TRACKER_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
    )

    assert answer.returncode == 0, answer.stderr
    lines = [line.removeprefix("| ") for line in answer.stdout.splitlines() if line.startswith("| ")]
    assert tuple(what for line in lines for what in MEASURED if line.startswith(what)) == MEASURED
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "shown,written",
    [(Shown.MILLISECONDS, "2.50 ms"), (Shown.RATE, "400 a second")],
    ids=lambda each: str(each),
)
def test_a_line_names_its_baseline_and_how_many_times_as_long_it_took(shown: Shown, written: str) -> None:
    row = Row("A page", 0.0025, "an idle page", 0.001, shown, Aim("under 3 ms", is_met=True))

    _, _, line = as_table([row]).splitlines()

    assert [cell.strip() for cell in line.strip("|").split("|")][1] == written
    assert "| 2.50 " in line
    assert line.endswith("| under 3 ms | yes |")


def test_an_aim_that_was_missed_says_so() -> None:
    assert Row("A page", 1, "an idle page", 1, aim=Aim("at once", is_met=False)).cells[-1] == "no"
