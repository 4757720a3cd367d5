"""Columns whose content is encrypted with AES-GCM and bound to table, row and column.

What is stored is an envelope, `v1:<key id>:<row>:<nonce and ciphertext>`; the last part of a text's is
base64, of the bytes' is raw. Table, row and column are authenticated with it, so that what was moved
elsewhere does not open. A column knows its table and name, never its row: before a row is written, mapper
hooks give each value its row's id, and after a row is loaded they compare that id with the envelope's.
"""

import base64
import os
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import event
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapper, object_mapper
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

from tracker.models.keyring import reading_key, writing_key

_NONCE_BYTES = 12


class SealError(Exception):
    """A value is not what was written into this table, row and column, or nobody said which row it is for."""


class BoundText(str):
    """Text that knows the row it is written into or was read from."""

    __slots__ = ("row",)
    row: str

    def __new__(cls, text: str, row: str) -> "BoundText":
        self = super().__new__(cls, text)
        self.row = row
        return self

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]  # a copy needs the row too
        return str(self), self.row


class BoundBytes(bytes):
    """Bytes that know their row."""

    row: str

    def __new__(cls, content: bytes, row: str) -> "BoundBytes":
        self = super().__new__(cls, content)
        self.row = row
        return self

    def __getnewargs__(self) -> tuple[bytes, str]:  # type: ignore[override]  # a copy needs the row too
        return bytes(self), self.row


def bound(text: str, row: UUID) -> BoundText:
    """Text for a statement that goes past the mapper, such as a bulk insert: says for which row it is."""
    return BoundText(text, row.hex)


def opened(text: str | None, row: UUID) -> str | None:
    """Text of a statement that went past the mapper, once it proves to be of that row. Raises SealError."""
    if text is None:
        return None
    if not isinstance(text, BoundText) or text.row != row.hex:
        raise SealError(f"An encrypted value was not written for the row {row}.")
    return str(text)


class EncryptedText(TypeDecorator[str]):
    """Text that is ciphertext in the database. Nothing can be compared with it; search goes by words."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, table: str, column: str) -> None:
        super().__init__()
        self.table, self.column = table, column

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Seal the value for its row. Raises SealError where it has none."""
        if value is None:
            return None
        row = _row_of(value, self.table, self.column)
        key_id, cipher = writing_key()
        sealed = _seal(cipher, value.encode(), _context(self.table, row, self.column))
        return f"v1:{key_id}:{row}:{base64.b64encode(sealed).decode()}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Open an envelope. Raises SealError where it was written for another table or column."""
        if value is None:
            return None
        try:
            _, key_id, row, text = value.split(":")
            sealed = base64.b64decode(text)
        except ValueError as error:
            raise SealError(f"{self.table}.{self.column} holds something that was never sealed.") from error
        content = _open(reading_key(key_id), sealed, _context(self.table, row, self.column))
        return BoundText(content.decode(), row)


class EncryptedBytes(TypeDecorator[bytes]):
    """Bytes that are ciphertext in the database."""

    impl = sa.LargeBinary
    cache_ok = True

    def __init__(self, table: str, column: str) -> None:
        super().__init__()
        self.table, self.column = table, column

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Seal the value for its row. Raises SealError where it has none."""
        if value is None:
            return None
        row = _row_of(value, self.table, self.column)
        key_id, cipher = writing_key()
        sealed = _seal(cipher, value, _context(self.table, row, self.column))
        return f"v1:{key_id}:{row}:".encode() + sealed

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Open an envelope. Raises SealError where it was written for another table or column."""
        if value is None:
            return None
        try:
            _, key_id, row, sealed = bytes(value).split(b":", 3)
        except ValueError as error:
            raise SealError(f"{self.table}.{self.column} holds something that was never sealed.") from error
        context = _context(self.table, row.decode(), self.column)
        return BoundBytes(_open(reading_key(key_id.decode()), sealed, context), row.decode())


def _context(table: str, row: str, column: str) -> bytes:
    return f"v1|{table}|{row}|{column}".encode()


def _seal(cipher: AESGCM, content: bytes, context: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, content, context)


def _open(cipher: AESGCM, sealed: bytes, context: bytes) -> bytes:
    try:
        return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context)
    except (InvalidTag, ValueError) as error:
        raise SealError(f"An encrypted value does not belong to {context.decode()}.") from error


def _row_of(value: object, table: str, column: str) -> str:
    if isinstance(value, BoundText | BoundBytes):
        return value.row
    raise SealError(f"A value for {table}.{column} came without its row, or was to be searched for.")


_secrets: dict[Mapper[Any], tuple[str, ...]] = {}


def _secret_names(mapper: Mapper[Any]) -> tuple[str, ...]:
    if mapper not in _secrets:
        secret = (EncryptedText, EncryptedBytes)
        _secrets[mapper] = tuple(
            prop.key for prop in mapper.column_attrs if isinstance(prop.columns[0].type, secret)
        )
    return _secrets[mapper]


def _bind_rows(mapper: Mapper[Any], connection: object, target: Any) -> None:
    values = target.__dict__
    for name in _secret_names(mapper):
        value = values.get(name)
        if isinstance(value, str):
            values[name] = BoundText(value, target.id.hex)
        elif isinstance(value, bytes):
            values[name] = BoundBytes(value, target.id.hex)


def _compare_rows(target: Any, context: object, attributes: object = None) -> None:
    values = target.__dict__
    for name in _secret_names(object_mapper(target)):
        value = values.get(name)
        if isinstance(value, BoundText | BoundBytes):
            if value.row != target.id.hex:
                raise SealError(f"{name} of {type(target).__name__} {target.id} was written for another row.")
            values[name] = str(value) if isinstance(value, BoundText) else bytes(value)


event.listen(SQLModel, "before_insert", _bind_rows, propagate=True)
event.listen(SQLModel, "before_update", _bind_rows, propagate=True)
event.listen(SQLModel, "load", _compare_rows, propagate=True)
event.listen(SQLModel, "refresh", _compare_rows, propagate=True)
