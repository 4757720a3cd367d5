"""A summary of each morning goes to whoever has not stopped it."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("digest_stopped_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("account", sa.Column("digest_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("account", "digest_on")
    op.drop_column("account", "digest_stopped_at")
