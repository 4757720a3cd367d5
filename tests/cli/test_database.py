"""Bringing the database up to date, on a real PostgreSQL as on SQLite."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from tests.postgres import postgres_url
from tracker import CHECKOUT
from tracker.cli.database import bring_up_to_date, known_versions, newest


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'tracker.sqlite'}"
    return postgres_url(f"boot-{tmp_path.name}")


def test_an_empty_database_is_made_once(url: str) -> None:
    assert [bring_up_to_date(url), bring_up_to_date(url)] == [True, False]


def test_only_its_owner_may_read_the_file(tmp_path: Path) -> None:
    """The files that SQLite puts beside it take after it."""
    path = tmp_path / "tracker.sqlite"
    bring_up_to_date(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE birds (name TEXT)")
        files = list(tmp_path.iterdir())

        assert {file.name for file in files} > {"tracker.sqlite", "tracker.sqlite-wal"}
        assert [file.name for file in files if file.stat().st_mode & 0o077] == []


def test_the_newest_version_is_the_one_that_alembic_calls_head() -> None:
    head = ScriptDirectory(str(CHECKOUT / "migrations")).get_current_head()

    assert newest(known_versions()) == head


def test_machines_that_start_together_migrate_once() -> None:
    url = postgres_url("boot-together")
    migrate = f"from tracker.cli.database import bring_up_to_date; print(bring_up_to_date({url!r}))"
    started = [
        subprocess.Popen([sys.executable, "-c", migrate], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]

    assert sorted(process.communicate()[0] for process in started) == ["False\n", "False\n", "True\n"]
