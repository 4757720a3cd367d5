"""A case walked through its ladder reads and writes rows as every service does: SQLite is enough."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories import use_test_key
from tracker.db import SessionFactory, make_engine, session_factory


@pytest.fixture
def database(tmp_path: Path, empty_file: Path) -> Iterator[SessionFactory]:
    """Makes sessions of an empty database."""
    use_test_key()
    engine = make_engine(f"sqlite:///{shutil.copy(empty_file, tmp_path / 'test.db')}")
    yield session_factory(engine)
    engine.dispose()
