"""A small SQLite database with the tests' own key."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from tests.factories import use_test_key
from tracker.db import SessionFactory, make_engine, session_factory


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    """An engine on an empty database."""
    use_test_key()
    made = make_engine(f"sqlite:///{tmp_path}/test.db")
    SQLModel.metadata.create_all(made)
    yield made
    made.dispose()


@pytest.fixture
def sessions(engine: sa.Engine) -> SessionFactory:
    """Makes sessions on it."""
    return session_factory(engine)
