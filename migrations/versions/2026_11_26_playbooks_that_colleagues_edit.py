"""A shared playbook may be one that colleagues change too."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    no = sa.false()
    op.add_column(
        "own_playbook", sa.Column("colleagues_edit", sa.Boolean(), nullable=False, server_default=no)
    )
    with op.batch_alter_table("own_playbook") as table:
        table.alter_column("colleagues_edit", server_default=None)


def downgrade() -> None:
    op.drop_column("own_playbook", "colleagues_edit")
