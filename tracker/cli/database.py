"""Brings the database to the newest migration, or says in one sentence why it cannot."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, make_url, text
from sqlalchemy.exc import OperationalError

from tracker import CHECKOUT
from tracker.cli.errors import StartError
from tracker.config import Config
from tracker.db import SessionFactory, make_engine, session_factory
from tracker.models.keyring import set_keyring

_PATIENCE_SECONDS = 3
_MIGRATION_LOCK = 2560503
"""PostgreSQL's advisory lock that keeps two machines from migrating at once: 29 CFR 2560.503."""


def bring_up_to_date(url: str) -> bool:
    """Migrate the database at `url` to the newest revision; True if there was anything to do.

    Raises StartError where it is locked, newer than this program, another program's, or out of reach.
    """
    path = _sqlite_file(url)
    if path is not None:
        _check_file(path)
    engine = make_engine(url)
    try:
        return _migrate(engine, url)
    except OperationalError as error:
        raise StartError(f"The database {_name(url)} does not answer: {_first_line(error)}") from error
    finally:
        engine.dispose()


@contextmanager
def sessions(config: Config) -> Iterator[SessionFactory]:
    """Sessions on the database of `config`, with its keys; every connection is closed at the end."""
    set_keyring(config.encryption_keys)
    engine = make_engine(config.database_url)
    try:
        yield session_factory(engine)
    finally:
        engine.dispose()


def alembic_config(url: str) -> AlembicConfig:
    """Alembic's settings from pyproject.toml, for the database at `url`."""
    settings = AlembicConfig(toml_file=CHECKOUT / "pyproject.toml")
    settings.attributes["database_url"] = url
    return settings


def _migrate(engine: Engine, url: str) -> bool:
    settings = alembic_config(url)
    scripts = ScriptDirectory.from_config(settings)
    with engine.connect() as connection, _alone(connection):
        current = _revision(connection, scripts, _name(url))
        if current == scripts.get_current_head():
            return False
        connection.rollback()
        command.upgrade(settings, "head")
        return True


def _revision(connection: Connection, scripts: ScriptDirectory, name: str) -> str | None:
    """The database's revision, None for an empty one; StartError where this program does not know it."""
    current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise StartError(
            f"The database {name} was written by a newer version of this program; update it first."
        )
    if current is None and inspect(connection).get_table_names():
        raise StartError(f"The database {name} holds another program's tables; name another database.")
    return current


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Hold PostgreSQL's lock for migrations; SQLite locks its file by itself."""
    if connection.dialect.name != "postgresql":
        yield
        return
    connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _MIGRATION_LOCK})
    try:
        yield
    finally:
        connection.rollback()
        connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _MIGRATION_LOCK})


def _check_file(path: Path) -> None:
    """Make the file's folder and see that it can be written to within a few seconds."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=_PATIENCE_SECONDS, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except OSError as error:
        raise StartError(f"The folder {path.parent} cannot be made: {error.strerror}.") from error
    except sqlite3.DatabaseError as error:
        raise StartError(_file_trouble(path, error)) from error


def _file_trouble(path: Path, error: sqlite3.DatabaseError) -> str:
    reason = str(error)
    if "locked" in reason:
        return f"The database {path} is locked by another program; close that one and start again."
    if "not a database" in reason:
        return f"{path} is not a database; move it away or name another one."
    return f"The database {path} cannot be written: {reason}."


def _sqlite_file(url: str) -> Path | None:
    parsed = make_url(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def _name(url: str) -> str:
    """What to call the database in a sentence: its file, or host and name, never its password."""
    parsed = make_url(url)
    return parsed.database or "" if parsed.host is None else f"{parsed.database} on {parsed.host}"


def _first_line(error: OperationalError) -> str:
    return str(error.orig).strip().partition("\n")[0].rstrip(".") + "."
