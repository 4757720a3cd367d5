"""Several documents may go out under one exhibit letter, in an order."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document", sa.Column("exhibit_place", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("document", "exhibit_place")
