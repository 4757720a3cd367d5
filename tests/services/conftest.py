"""Services meet SQLite and a real PostgreSQL: each test that asks for a session runs on both."""

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from tests.factories import use_test_key
from tests.postgres import postgres_url
from tracker.db import SessionFactory, begin_write, make_engine, session_factory


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables and no rows."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    engine = make_engine(f"sqlite:///{path}")
    SQLModel.metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def sqlite(empty_file: Path) -> sa.Engine:
    """One engine for all tests, so that it makes each statement once; the file is every test's own."""
    return make_engine(f"sqlite:///{empty_file.with_name('test.db')}")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, sqlite: sa.Engine, empty_file: Path) -> Iterator[SessionFactory]:
    """Makes sessions of an empty database."""
    use_test_key()
    if request.param == "sqlite":
        yield session_factory(_afresh(sqlite, empty_file))
        sqlite.dispose()
    else:
        engine = _postgres()
        yield session_factory(engine)
        _empty(engine)


@pytest.fixture
def session(database: SessionFactory) -> Iterator[Session]:
    """A session in a transaction that writes; nothing of it is kept."""
    with database() as opened:
        begin_write(opened)
        yield opened
        opened.rollback()


def _afresh(sqlite: sa.Engine, empty_file: Path) -> sa.Engine:
    """The engine on a new copy of the file; what a test has left of the one before is gone."""
    file = Path(str(sqlite.url.database))
    for left in file.parent.glob(f"{file.name}*"):
        left.unlink()
    shutil.copy(empty_file, file)
    return sqlite


@cache
def _postgres() -> sa.Engine:
    engine = make_engine(postgres_url("services"))
    SQLModel.metadata.create_all(engine)
    return engine


def _empty(engine: sa.Engine) -> None:
    """Take out what a test has committed; most have not."""
    tables = [f'"{table.name}"' for table in SQLModel.metadata.sorted_tables]
    with engine.begin() as connection:
        holds_rows = " OR ".join(f"EXISTS (SELECT 1 FROM {table})" for table in tables)
        if connection.execute(sa.text(f"SELECT {holds_rows}")).scalar_one():
            connection.execute(sa.text(f"TRUNCATE {', '.join(tables)} CASCADE"))
