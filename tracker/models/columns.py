"""Columns that several tables share: keys, enums stored by value, encrypted text, moments and plain JSON."""

from enum import Enum
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.models.encrypted import EncryptedBytes, EncryptedText

SQLModel.model_config["defer_build"] = (
    True  # rows are not validated; what would do it is made when it is used
)
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def key() -> Any:
    """A primary key: a UUID made in Python, so that it is known before the row is written."""
    return Field(default_factory=uuid4, primary_key=True)


def reference(target: str, *, nullable: bool = False, index: bool = True, cascade: bool = False) -> Any:
    """A foreign key to `target` ("case.id")."""
    ondelete = "CASCADE" if cascade else None
    kind = sa.ForeignKey(target, ondelete=ondelete)
    return Field(sa_column=sa.Column(sa.Uuid(), kind, nullable=nullable, index=index), default=None)


def enum_column(kind: type[Enum], name: str, *, nullable: bool = False, index: bool = False) -> Any:
    """Stores the enum's value and refuses strangers by a check called `name`."""
    stored = sa.Enum(
        kind,
        native_enum=False,
        length=40,
        values_callable=lambda e: [m.value for m in e],
        create_constraint=True,
        name=name,
    )
    return Field(sa_column=sa.Column(stored, nullable=nullable, index=index), default=None)


def secret_text(table: str, column: str) -> Any:
    """Encrypted text, bound to its table, row and column; None where nothing is known."""
    return Field(sa_column=sa.Column(EncryptedText(table, column), nullable=True), default=None)


def secret_bytes(table: str, column: str) -> Any:
    """Encrypted bytes, bound likewise."""
    return Field(sa_column=sa.Column(EncryptedBytes(table, column), nullable=True), default=None)


def json_column() -> Any:
    """Plain JSON: law facts, trails, codes; never names, contact data or clinical text."""
    return Field(sa_column=sa.Column(sa.JSON(), nullable=False), default_factory=dict)


__all__ = ["UUID", "enum_column", "json_column", "key", "reference", "secret_bytes", "secret_text"]
