"""Services meet SQLite and a real PostgreSQL: each test that asks for a session runs on both."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from tests.factories import use_test_key
from tests.postgres import postgres_url
from tracker.db import SessionFactory, begin_write, make_engine, session_factory


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SessionFactory]:
    """Makes sessions of an empty database."""
    use_test_key()
    url = f"sqlite:///{tmp_path}/test.db" if request.param == "sqlite" else postgres_url("services")
    engine = make_engine(url)
    if request.param == "postgresql":
        SQLModel.metadata.create_all(engine)
        _empty(engine)
    else:
        SQLModel.metadata.create_all(engine)
    yield session_factory(engine)
    engine.dispose()


@pytest.fixture
def session(database: SessionFactory) -> Iterator[Session]:
    """A session in a transaction that writes; nothing of it is kept."""
    with database() as opened:
        begin_write(opened)
        yield opened
        opened.rollback()


def _empty(engine: sa.Engine) -> None:
    tables = ", ".join(f'"{table.name}"' for table in SQLModel.metadata.sorted_tables)
    with engine.begin() as connection:
        connection.execute(sa.text(f"TRUNCATE {tables} CASCADE"))
