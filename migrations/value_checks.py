"""Changes which values a column's check lets in, on SQLite and on PostgreSQL, and touches no row.

SQLite cannot alter a check. Rewriting the table's text in its schema is the way that SQLite's own documentation
(ALTER TABLE, section 7) gives for changes that no stored row can notice; copying the table would delete what
refers to it.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


def replace_values(table: str, column: str, check: str, values: Sequence[str]) -> None:
    """Let `column` of `table` hold just these values; `check` is the name that the model gives the check."""
    name = f"ck_{table}_{check}"
    allowed = ", ".join(f"'{value}'" for value in values)
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        _rewrite(connection, table, column, name, allowed)
        return
    quoted = connection.dialect.identifier_preparer.quote
    op.execute(f"ALTER TABLE {quoted(table)} DROP CONSTRAINT {name}")
    op.execute(f"ALTER TABLE {quoted(table)} ADD CONSTRAINT {name} CHECK ({quoted(column)} IN ({allowed}))")


def _rewrite(connection: sa.Connection, table: str, column: str, name: str, allowed: str) -> None:
    schema = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", (table,)
    ).scalar_one()
    begins = schema.index(f"CONSTRAINT {name} CHECK (")
    ends = schema.index("))", begins) + 2
    written = connection.dialect.identifier_preparer.quote(column)
    check = f"CONSTRAINT {name} CHECK ({written} IN ({allowed}))"
    rewrite(connection, table, schema[:begins] + check + schema[ends:])


def rewrite(connection: sa.Connection, table: str, schema: str) -> None:
    """Replace the text of a table in SQLite's schema, where no stored row can notice."""
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = ?", (schema, table)
    )
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")
