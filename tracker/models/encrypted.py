"""Columns whose content is encrypted with AES-GCM and bound to table, row and column."""

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator


class EncryptedText(TypeDecorator[str]):
    """Text that is ciphertext in the database."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, table: str, column: str) -> None:
        super().__init__()
        self.table, self.column = table, column


class EncryptedBytes(TypeDecorator[bytes]):
    """Bytes that are ciphertext in the database."""

    impl = sa.LargeBinary
    cache_ok = True

    def __init__(self, table: str, column: str) -> None:
        super().__init__()
        self.table, self.column = table, column
