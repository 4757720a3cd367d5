"""Brings the database to the newest migration, or says in one sentence why it cannot."""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, make_url, text
from sqlalchemy.exc import OperationalError

from tracker import CHECKOUT
from tracker.cli.errors import StartError
from tracker.config import Config
from tracker.db import SessionFactory, make_engine, session_factory
from tracker.models.keyring import set_keyring

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig

_PATIENCE_SECONDS = 3
_VERSIONS = CHECKOUT / "migrations" / "versions"
_VERSION_TABLE = "alembic_version"
_ASSIGNMENT = re.compile(
    r"""^(?P<name>(?:down_)?revision)\b[^=\n]*=\s*["'](?P<value>\w+)["']""", re.MULTILINE
)
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


def _migrate(engine: Engine, url: str) -> bool:
    versions = known_versions()
    with engine.connect() as connection, _alone(connection):
        current = _version(connection, versions, _name(url))
        if current == newest(versions):
            return False
        connection.rollback()
        _upgrade(url)
        return True


def alembic_config(url: str) -> "AlembicConfig":
    """Alembic's settings from pyproject.toml, for the database at `url`; imported only where they are needed."""
    from alembic.config import Config as AlembicConfig

    settings = AlembicConfig(toml_file=CHECKOUT / "pyproject.toml")
    settings.attributes["database_url"] = url
    return settings


def _upgrade(url: str) -> None:
    """Let Alembic run the versions. Most starts have none to run and never import it."""
    from alembic import command

    command.upgrade(alembic_config(url), "head")


def known_versions() -> dict[str, str | None]:
    """Each version of the tables that this program knows, and the one before it; read from its file's text."""
    texts = [file.read_text(encoding="utf-8") for file in sorted(_VERSIONS.glob("*.py"))]
    return {named["revision"]: named.get("down_revision") for named in map(_assigned, texts)}


def newest(versions: dict[str, str | None]) -> str:
    """The version that no other comes after."""
    (head,) = set(versions) - set(versions.values())
    return head


def _assigned(text: str) -> dict[str, str]:
    return {match["name"]: match["value"] for match in _ASSIGNMENT.finditer(text)}


def _version(connection: Connection, versions: dict[str, str | None], name: str) -> str | None:
    """The database's version, None for an empty one; StartError where it is not one of ours."""
    tables = inspect(connection).get_table_names()
    if _VERSION_TABLE not in tables:
        if tables:
            raise StartError(f"The database {name} holds another program's tables; name another database.")
        return None
    current: str | None = connection.scalar(text(f"SELECT version_num FROM {_VERSION_TABLE}"))  # noqa: S608 - a constant
    if current is not None and current not in versions:
        raise StartError(
            f"The database {name} was written by a newer version of this program; update it first."
        )
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
    """Make the folder and the file, readable by their owner alone, and see that it can be written to within a
    few seconds.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(OSError):  # It is there already, or SQLite will say better why it cannot be.
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
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
