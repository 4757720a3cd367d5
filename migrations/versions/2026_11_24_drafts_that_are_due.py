"""Letters are drafted after what asks for them is on record: a case keeps that its drafts are still to be made."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not as a batch: SQLite would copy the table, and much refers to it.
    op.add_column("case", sa.Column("drafts_due_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_case_drafts_due_at"), "case", ["drafts_due_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_case_drafts_due_at"), table_name="case")
    op.drop_column("case", "drafts_due_at")
