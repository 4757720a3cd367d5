"""Runs the migrations: for the program, which hands over the database's address, and for the `alembic` command."""

import os
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

import tracker.models  # noqa: F401 - makes the tables known
from tracker import config
from tracker.db import make_engine
from tracker.models.encrypted import EncryptedBytes, EncryptedText


def database_url() -> str:
    """The address that the caller handed over, or the program's own setting."""
    handed_over = context.config.attributes.get("database_url")
    return handed_over or config.load(os.environ).database_url


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our own column types as what the database sees, so that a version needs nothing of the program."""
    if kind != "type":
        return False
    if isinstance(item, EncryptedText):
        return "sa.Text()"
    if isinstance(item, EncryptedBytes):
        return "sa.LargeBinary()"
    if isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False


def run(connection: sa.Connection) -> None:
    """All versions that are asked for, in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_item=render_item,
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()


engine = make_engine(database_url())
with engine.connect() as connection:
    run(connection)
    connection.commit()
engine.dispose()
