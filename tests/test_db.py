"""The database keeps its promises: durable, with foreign keys, one writer at a time and readers beside it."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, select

from tests.factories import make_organization, use_test_key
from tests.postgres import postgres_url
from tracker.db import (
    SessionFactory,
    begin_write,
    make_engine,
    read_session,
    session_factory,
    write_session,
)
from tracker.models import Organization


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    """An engine on an empty SQLite file."""
    use_test_key()
    made = make_engine(f"sqlite:///{tmp_path}/test.db")
    SQLModel.metadata.create_all(made)
    yield made
    made.dispose()


@pytest.fixture
def sessions(engine: sa.Engine) -> SessionFactory:
    """Makes sessions on it."""
    return session_factory(engine)


@pytest.mark.parametrize(
    "pragma, value",
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 30000)],
)
def test_a_connection_to_sqlite_is_durable_and_strict(engine: sa.Engine, pragma: str, value: object) -> None:
    with engine.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value


def test_a_row_cannot_refer_to_what_is_not_there(sessions: SessionFactory) -> None:
    with pytest.raises(sa.exc.IntegrityError), write_session(sessions) as session:
        session.execute(
            sa.text(
                "INSERT INTO invitation (id, organization_id, role, token_hash, created_at, expires_at) "
                "VALUES ('1', 'nobody', 'advocate', 'x', '2026-11-22', '2026-11-22')"
            )
        )


def test_what_a_writing_session_did_is_kept(sessions: SessionFactory) -> None:
    with write_session(sessions) as session:
        make_organization(session, name="Kept")

    with read_session(sessions) as session:
        assert session.exec(select(Organization.name)).all() == ["Kept"]


def test_where_something_was_raised_nothing_is_kept(sessions: SessionFactory) -> None:
    with pytest.raises(sa.exc.IntegrityError), write_session(sessions) as session:
        make_organization(session, id=make_organization(session).id)

    with read_session(sessions) as session:
        assert session.exec(select(Organization)).all() == []


def test_a_writer_waits_for_the_one_before_it_and_then_sees_what_it_wrote(sessions: SessionFactory) -> None:
    has_begun, seen = threading.Event(), []

    def second() -> None:
        has_begun.set()
        with write_session(sessions) as session:
            seen.extend(session.exec(select(Organization.name)).all())

    with write_session(sessions) as session:
        make_organization(session, name="First")
        other = threading.Thread(target=second)
        other.start()
        has_begun.wait()
        assert seen == []
    other.join()

    assert seen == ["First"]


def test_a_reader_does_not_wait_for_a_writer(sessions: SessionFactory) -> None:
    with write_session(sessions) as writer:
        make_organization(writer)
        with read_session(sessions) as reader:
            assert reader.exec(select(Organization)).all() == []


def test_a_file_that_was_replaced_under_the_running_program_is_opened_anew(
    sessions: SessionFactory, tmp_path: Path
) -> None:
    # Given a file in use, and a copy of it from before the first organization
    (file,) = tmp_path.glob("*.db")
    backup = tmp_path / "backup"
    with closing(sqlite3.connect(file)) as here, closing(sqlite3.connect(backup)) as there:
        here.backup(there)
    with write_session(sessions) as session:
        make_organization(session)

    # When the copy takes its place
    for left in tmp_path.glob(f"{file.name}-*"):
        left.unlink()
    backup.replace(file)

    # Then it is read, and written to
    with write_session(sessions) as session:
        assert session.exec(select(Organization)).all() == []
        make_organization(session, name="Afterwards")
    with read_session(sessions) as session:
        assert [each.name for each in session.exec(select(Organization))] == ["Afterwards"]


def test_a_write_is_announced_before_anything_is_read(sessions: SessionFactory) -> None:
    with sessions() as session:
        session.exec(select(Organization)).all()
        with pytest.raises(RuntimeError, match="already under way"):
            begin_write(session)


def test_a_writing_session_works_on_postgresql_as_well() -> None:
    use_test_key()
    engine = make_engine(postgres_url("db"))
    SQLModel.metadata.create_all(engine)
    with write_session(session_factory(engine)) as session:
        made = make_organization(session, address="41 Quay Street")

    with read_session(session_factory(engine)) as session:
        assert session.get_one(Organization, made.id).address == "41 Quay Street"
    engine.dispose()
