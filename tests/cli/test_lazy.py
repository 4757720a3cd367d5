"""The `tracker` command: its help, and that a command loads no more than it needs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tracker.cli import SUMMARIES, main


def test_help_lists_every_command_with_its_line() -> None:
    answer = CliRunner().invoke(main, ["--help"])

    assert answer.exit_code == 0
    assert [name for name, summary in SUMMARIES.items() if name not in answer.output] == []


@pytest.mark.parametrize("name", SUMMARIES)
def test_each_command_explains_itself(name: str) -> None:
    answer = CliRunner().invoke(main, [name, "--help"])

    assert answer.exit_code == 0
    assert "Usage:" in answer.output


def test_an_unknown_command_is_refused() -> None:
    answer = CliRunner().invoke(main, ["sevre"])

    assert answer.exit_code == 2
    assert "sevre" in answer.output


@pytest.mark.parametrize("name", ["law", "deadlines"])
def test_the_law_is_asked_without_database_or_web_server(name: str) -> None:
    question = (
        "import json, sys; from tracker.cli import main; main([%r, '--help'], standalone_mode=False);"
        "print(json.dumps(sorted({'flask', 'sqlalchemy', 'gunicorn', 'cryptography'} & set(sys.modules))))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", question % name], capture_output=True, text=True, check=True
    )

    assert json.loads(answer.stdout.splitlines()[-1]) == []


def test_a_start_loads_nothing_that_only_a_letter_a_feed_or_a_provider_needs(tmp_path: Path) -> None:
    question = (
        "import json, os, sys; from tracker.app import create_app; from tracker.config import load;"
        "from tracker.worker import clock; config = load(os.environ); create_app(config); clock.sender_of(config);"
        f"print(json.dumps(sorted({WANTED_LATER!r} & set(sys.modules))))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", question],
        env={"TRACKER_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(answer.stdout) == []


WANTED_LATER = {"alembic", "docx", "icalendar", "markdown_it", "sendgrid"}
