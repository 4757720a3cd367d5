"""Lets a column be empty that could not be, and back, on SQLite and on PostgreSQL; no row is touched.

SQLite cannot alter a column; its table's text is rewritten, as `migrations.value_checks` does and says why.
"""

import sqlalchemy as sa
from alembic import op

from migrations.value_checks import rewrite


def set_nullable(table: str, column: str, is_nullable: bool) -> None:
    """Let `column` of `table` be empty, or no longer; nobody may have left it empty then."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.alter_column(table, column, nullable=is_nullable)
        return
    schema = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", (table,)
    ).scalar_one()
    rewrite(connection, table, _rewritten(connection, schema, column, is_nullable))


def _rewritten(connection: sa.Connection, schema: str, column: str, is_nullable: bool) -> str:
    begins = schema.index(connection.dialect.identifier_preparer.quote(column) + " ")
    ends = schema.index(",", begins)
    declared = schema[begins:ends].removesuffix(" NOT NULL")
    return schema[:begins] + declared + ("" if is_nullable else " NOT NULL") + schema[ends:]
