"""The outbox is looked through by what has not been sent, so a message that was sent leaves that index."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_outbox_claim", "outbox_message")
    op.create_index(
        "ix_outbox_unsent",
        "outbox_message",
        ["status", "next_try_at"],
        sqlite_where=sa.text("sent_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_unsent", "outbox_message")
    op.create_index("ix_outbox_claim", "outbox_message", ["status", "next_try_at"])
