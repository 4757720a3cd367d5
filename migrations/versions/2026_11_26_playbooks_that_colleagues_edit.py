"""A shared playbook may be one that colleagues change too."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The default stays in the table: to take it out, SQLite copies the table, and that deletes what refers to it."""
    op.add_column(
        "own_playbook", sa.Column("colleagues_edit", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    op.drop_column("own_playbook", "colleagues_edit")
