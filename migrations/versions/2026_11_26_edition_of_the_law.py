"""A case keeps under which edition of the law its dates were worked out."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not as a batch: SQLite would copy the table, and much refers to it.
    op.add_column("case", sa.Column("law_edition", sa.String(16), nullable=True))


def downgrade() -> None:
    op.drop_column("case", "law_edition")
