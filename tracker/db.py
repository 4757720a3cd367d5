"""The engine and its sessions: SQLite in one file, or PostgreSQL through psycopg; knows no table.

On SQLite a transaction that reads is deferred and never waits; one that is to write takes the file's one
write lock when it begins, so that it never finds in the middle that what it has read is stale.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

_WRITES = "tracker_writes"
_FILE = "tracker_file"
_WAIT_SECONDS = 30
_CACHE_KIB = 16_384
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    f"PRAGMA cache_size=-{_CACHE_KIB}",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={_WAIT_SECONDS * 1000}",
)

SessionFactory = sessionmaker[Session]


def make_engine(url: str) -> sa.Engine:
    """An engine for `sqlite:///…` or `postgresql+psycopg://…`; nothing is opened yet."""
    if not url.startswith("sqlite"):
        return sa.create_engine(url, pool_pre_ping=True, hide_parameters=True)
    engine = sa.create_engine(url, connect_args={"timeout": _WAIT_SECONDS}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "checkout", _see_that_the_file_is_still_ours)
    return engine


def session_factory(engine: sa.Engine) -> SessionFactory:
    """Makes sessions whose rows stay readable after a commit."""
    return sessionmaker(engine, class_=Session, expire_on_commit=False)


def begin_write(session: Session) -> None:
    """Begin a transaction that writes; to be called before anything is read in it.

    Raises `sqlalchemy.exc.OperationalError` where another writer holds SQLite's lock for 30 seconds.
    """
    if session.in_transaction():
        raise RuntimeError("A transaction is already under way; a write must be announced before it begins.")
    session.connection(execution_options={_WRITES: True})


@contextmanager
def write_session(factory: SessionFactory) -> Iterator[Session]:
    """A session in a writing transaction: committed at the end, rolled back where something was raised."""
    with factory() as session:
        begin_write(session)
        yield session
        session.commit()


@contextmanager
def read_session(factory: SessionFactory) -> Iterator[Session]:
    """A session that only reads; whatever it changed is given up. What it read stays readable."""
    with factory() as session:
        yield session


def _prepare_sqlite(connection: Any, record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    file = cursor.execute("PRAGMA database_list").fetchone()[2]
    cursor.close()
    record.info[_FILE] = (file, _file_at(file))


def _see_that_the_file_is_still_ours(connection: object, record: ConnectionPoolEntry, proxy: object) -> None:
    """SQLite goes on writing to a file that was taken away or replaced, and all of it would be lost."""
    file, known = record.info[_FILE]
    if _file_at(file) != known:
        raise DisconnectionError("The database file was replaced.")


def _file_at(path: str) -> tuple[int, int] | None:
    """Which file stands there; None where there is none, or no file at all but the memory."""
    try:
        found = Path(path).stat() if path else None
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found else None


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
