"""The demonstration keeps to its own folder, whatever the settings of the real program say."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.program import free_port
from tracker import CHECKOUT
from tracker.cli import main
from tracker.cli.demo import FILLED, demo_folder, own_settings, start_anew_on_another_day
from tracker.cli.errors import StartError
from tracker.config import load

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)


def demo(**settings: str) -> Result:
    return CliRunner().invoke(main, ["demo"], env={"TRACKER_PORT": str(free_port()), **settings})


@pytest.mark.parametrize("name", ["TRACKER_DATABASE_URL", "TRACKER_MAIL", "TRACKER_DATA"])
def test_it_takes_neither_the_database_nor_the_mail_of_the_real_program(name: str) -> None:
    real = {name: "the real one", f"{name}_FILE": "/run/secrets/real", "TRACKER_PORT": "8123"}

    assert own_settings(real) == {"TRACKER_PORT": "8123"}


def test_without_a_folder_named_it_stands_in_its_own() -> None:
    assert demo_folder({}) == CHECKOUT / "var-demo"


def test_a_folder_that_is_named_is_taken(tmp_path: Path) -> None:
    folder = tmp_path / "shown"

    assert demo_folder({"TRACKER_DATA": str(folder)}) == folder
    folder.mkdir()
    assert demo_folder({"TRACKER_DATA": f" {folder} "}) == folder


def test_its_own_folder_is_known_again(tmp_path: Path) -> None:
    config = load({"TRACKER_DATA": str(tmp_path)})
    start_anew_on_another_day(config, NOW)

    assert (tmp_path / FILLED).read_text("utf-8") == "2026-11-22"
    assert demo_folder({"TRACKER_DATA": str(tmp_path)}) == tmp_path


@pytest.mark.parametrize("name", ["var", "./var/", "var-demo/../var"])
def test_the_real_programs_own_folder_is_refused(name: str) -> None:
    with pytest.raises(StartError, match="real program"):
        demo_folder({"TRACKER_DATA": name})


def test_a_folder_that_holds_anything_else_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "tracker.sqlite").write_bytes(b"a caseload")

    answer = demo(TRACKER_DATA=str(tmp_path))

    assert answer.exit_code == 1
    assert answer.stderr == (
        f"TRACKER_DATA names {tmp_path}, which holds something other than a demonstration; "
        "name an empty folder, or leave it out.\n"
    )
    assert [each.name for each in tmp_path.iterdir()] == ["tracker.sqlite"]
