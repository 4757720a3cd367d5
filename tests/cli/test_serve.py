"""Starting and stopping: one sentence where it cannot start, nothing left behind where it stops."""

import socket
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.program import free_port, running
from tracker.cli import main
from tracker.cli.database import bring_up_to_date

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "var"


def serve(data: Path, **settings: str) -> Result:
    """Start it, in this process, with a key for whatever database the test has put there."""
    own = {"TRACKER_DATA": str(data), "TRACKER_PORT": str(free_port()), "TRACKER_ENCRYPTION_KEY": KEY}
    return CliRunner().invoke(main, ["serve"], env={**own, **settings})


def refused_in_one_sentence(answer: Result) -> bool:
    return answer.exit_code == 1 and answer.stderr.count("\n") == 1 and answer.stderr.endswith(".\n")


def answers_well(address: str) -> bool:
    """Whether `address` answers 200 within a minute: the first tick begins with the program, and takes a moment."""
    for _ in range(120):
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError:
            time.sleep(0.5)
    return False


@pytest.fixture
def database(data: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the database that the program is about to use, its tables made."""
    data.mkdir()
    bring_up_to_date(f"sqlite:///{data / 'tracker.sqlite'}")
    with closing(sqlite3.connect(data / "tracker.sqlite", isolation_level=None)) as connection:
        yield connection


def test_a_busy_port_is_named(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        answer = serve(data, TRACKER_PORT=port)

    assert refused_in_one_sentence(answer)
    assert f"Port {port} is in use" in answer.stderr


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    answer = serve(tmp_path / "file" / "var")

    assert refused_in_one_sentence(answer)
    assert str(tmp_path / "file" / "var") in answer.stderr


def test_a_folder_of_the_database_that_cannot_be_made_is_named(data: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    answer = serve(data, TRACKER_DATABASE_URL=f"sqlite:///{tmp_path}/file/tracker.sqlite")

    assert refused_in_one_sentence(answer)
    assert str(tmp_path / "file") in answer.stderr


def test_a_newer_database_asks_for_an_update(data: Path, database: sqlite3.Connection) -> None:
    database.execute("UPDATE alembic_version SET version_num = 'from_next_year'")
    answer = serve(data)

    assert refused_in_one_sentence(answer)
    assert "newer version of this program" in answer.stderr


def test_a_locked_database_is_named(data: Path, database: sqlite3.Connection) -> None:
    database.execute("BEGIN EXCLUSIVE")
    answer = serve(data)

    assert refused_in_one_sentence(answer)
    assert "locked by another program" in answer.stderr


def test_a_file_that_is_no_database_is_left_as_it_was(data: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear plan, " * 100)
    answer = serve(data, TRACKER_DATABASE_URL=f"sqlite:///{tmp_path / 'letter.txt'}")

    assert refused_in_one_sentence(answer)
    assert "is not a database" in answer.stderr
    assert (tmp_path / "letter.txt").read_text() == "Dear plan, " * 100


def test_the_tables_of_another_program_are_left_alone(data: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.sqlite")) as other:
        other.execute("CREATE TABLE birds (name TEXT)")
    answer = serve(data, TRACKER_DATABASE_URL=f"sqlite:///{tmp_path / 'other.sqlite'}")

    assert refused_in_one_sentence(answer)
    assert "another program's tables" in answer.stderr


def test_a_postgresql_that_does_not_answer_is_named_without_its_password(data: Path) -> None:
    url = f"postgresql+psycopg://bob:swordfish@127.0.0.1:{free_port()}/appeals"
    answer = serve(data, TRACKER_DATABASE_URL=url)

    assert refused_in_one_sentence(answer)
    assert "appeals on 127.0.0.1" in answer.stderr
    assert "swordfish" not in answer.stderr


def test_a_wrong_setting_is_named(data: Path) -> None:
    answer = serve(data, TRACKER_THREADS="many")

    assert refused_in_one_sentence(answer)
    assert "TRACKER_THREADS" in answer.stderr


def test_migrating_twice_changes_nothing(data: Path) -> None:
    first = CliRunner().invoke(main, ["migrate"], env={"TRACKER_DATA": str(data)})
    second = CliRunner().invoke(main, ["migrate"], env={"TRACKER_DATA": str(data)})

    assert first.output == "The database is now up to date.\n"
    assert second.output == "The database was up to date already.\n"


def test_it_serves_ticks_and_stops_at_one_press_of_ctrl_c(data: Path) -> None:
    with running(data) as program:
        assert answers_well(f"{program.address}/healthz")
        assert program.link().startswith(program.address)

        assert program.stop() == 0

    assert program.printed[-1] == "Stopped.\n"
    assert not [line for line in program.printed if "Traceback" in line]
    with socket.create_server(("127.0.0.1", int(program.address.rpartition(":")[2]))):
        pass


def test_the_link_for_the_first_account_changes_at_every_start_until_it_is_used(data: Path) -> None:
    with running(data) as first:
        pass
    with running(data) as second:
        pass

    assert first.link() != second.link()
