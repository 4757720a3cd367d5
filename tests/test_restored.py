"""A database put back from a backup mails nothing until somebody has looked."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from tests.factories import NOW, make_administrator, make_case
from tracker.cli.database import bring_up_to_date
from tracker.config import Config, load
from tracker.db import SessionFactory, make_engine, read_session, session_factory, write_session
from tracker.models import Escalation
from tracker.models.keyring import set_keyring
from tracker.services import escalations, outbox
from tracker.services.escalations import EscalationKind
from tracker.worker import once

A_MONTH_BEFORE = datetime.fromisoformat("2027-03-04T15:05Z")


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """The settings of a program that has a case whose appeal is due on April 3, 2027."""
    config = load({"TRACKER_DATA": str(tmp_path / "var")})
    set_keyring(config.encryption_keys)
    bring_up_to_date(config.database_url)
    engine = make_engine(config.database_url)
    with write_session(session_factory(engine)) as session:
        make_case(session, make_administrator(session, digest_stopped_at=NOW))
    engine.dispose()
    return config


@pytest.fixture
def sessions(config: Config) -> Iterator[SessionFactory]:
    """Makes sessions of its database."""
    engine = make_engine(config.database_url)
    yield session_factory(engine)
    engine.dispose()


def copy_of(config: Config, folder: Path) -> Path:
    """A backup of the database alone."""
    assert config.sqlite_path is not None
    return Path(shutil.copy(config.sqlite_path, folder / "backup.sqlite"))


def put_back(config: Config, backup: Path) -> None:
    assert config.sqlite_path is not None
    for left in config.sqlite_path.parent.glob(f"{config.sqlite_path.name}-*"):
        left.unlink()
    shutil.copy(backup, config.sqlite_path)


def made_an_hour_earlier(noted: Path) -> None:
    """The file as it would read had it been written an hour ago by the machine's own clock, which no test can turn."""
    moment, written = noted.read_text(encoding="ascii").split()
    noted.write_text(f"{moment} {int(written) - 3600}", encoding="ascii")


def test_an_older_copy_mails_nothing_until_an_administrator_lets_it(
    config: Config, sessions: SessionFactory, tmp_path: Path
) -> None:
    # Given a backup from before a reminder went
    once(config, NOW)
    backup = copy_of(config, tmp_path)
    assert once(config, A_MONTH_BEFORE).sent == 1

    # When it is put back and a pass is made
    put_back(config, backup)
    held = once(config, A_MONTH_BEFORE + timedelta(minutes=5))

    # Then the mail waits, and somebody is asked to look
    assert (held.sent, held.errors) == (0, [])
    with read_session(sessions) as session:
        assert "is an older copy" in (outbox.hold(session) or "")
        (task,) = session.exec(select(Escalation).where(Escalation.kind == EscalationKind.MAIL_ON_HOLD.value))
    assert "Mail is on hold." in task.sentence

    # And it goes once they have
    with write_session(sessions) as session:
        outbox.let_go(session)
        escalations.close_kind(session, EscalationKind.MAIL_ON_HOLD, "looked", NOW)
    assert once(config, A_MONTH_BEFORE + timedelta(minutes=10)).sent == 1


def test_after_mere_downtime_everything_goes(config: Config) -> None:
    once(config, NOW)

    assert once(config, A_MONTH_BEFORE).sent == 1


def test_a_data_folder_put_back_whole_waits_for_a_look(
    config: Config, sessions: SessionFactory, tmp_path: Path
) -> None:
    # Given a copy of the whole folder, made an hour ago, and a reminder that went after it
    once(config, NOW)
    backup = Path(shutil.copytree(config.data, tmp_path / "backup"))
    made_an_hour_earlier(backup / "last-pass")
    assert once(config, A_MONTH_BEFORE).sent == 1

    # When the copy is put over the folder
    shutil.copytree(backup, config.data, dirs_exist_ok=True)

    # Then nothing in it is newer than anything else, and yet the mail waits
    assert once(config, A_MONTH_BEFORE + timedelta(minutes=5)).sent == 0
    with read_session(sessions) as session:
        assert "was copied here" in (outbox.hold(session) or "")


def test_a_data_folder_moved_elsewhere_within_the_hour_goes_on(config: Config, tmp_path: Path) -> None:
    once(config, A_MONTH_BEFORE - timedelta(minutes=30))
    moved = Path(shutil.copytree(config.data, tmp_path / "moved"))
    made_an_hour_earlier(moved / "last-pass")

    assert once(load({"TRACKER_DATA": str(moved)}), A_MONTH_BEFORE).sent == 1


def test_a_moment_noted_without_its_file_holds_nothing_up(config: Config) -> None:
    once(config, NOW)
    (config.data / "last-pass").write_text(NOW.isoformat())

    assert once(config, A_MONTH_BEFORE).sent == 1


def test_a_database_that_was_in_use_elsewhere_waits_for_a_look(
    config: Config, sessions: SessionFactory
) -> None:
    once(config, NOW)
    (config.data / "last-pass").unlink()

    assert once(config, A_MONTH_BEFORE).sent == 0
    with read_session(sessions) as session:
        assert "no pass was ever made from this folder" in (outbox.hold(session) or "")


def test_another_machine_beside_one_that_works_is_no_reason(config: Config, tmp_path: Path) -> None:
    once(config, A_MONTH_BEFORE - timedelta(minutes=30))
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(config.data / "encryption.key", other)

    beside = load({"TRACKER_DATA": str(other), "TRACKER_DATABASE_URL": config.database_url})

    assert once(beside, A_MONTH_BEFORE).sent == 1


def test_a_pass_at_a_pretended_moment_holds_nothing_up(config: Config) -> None:
    once(config, NOW)
    once(config, NOW + timedelta(days=365), is_pretended=True)

    assert once(config, A_MONTH_BEFORE).errors == []
