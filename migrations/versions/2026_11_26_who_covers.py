"""An advocate who is away names who covers, and until which day."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("covered_by_id", sa.Uuid(), nullable=True))
    op.add_column("account", sa.Column("away_until", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("account", "away_until")
    op.drop_column("account", "covered_by_id")
