"""The week ahead is counted from one index, which now knows what is to be done at once by its limb."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BEFORE = ["organization_id", "status", "shown_on", "shown_at", "mail_by_on", "actor", "case_id"]
NOW = [*BEFORE, "limb"]


def upgrade() -> None:
    op.drop_index("ix_deadline_live", "deadline")
    op.create_index("ix_deadline_live", "deadline", NOW)


def downgrade() -> None:
    op.drop_index("ix_deadline_live", "deadline")
    op.create_index("ix_deadline_live", "deadline", BEFORE)
