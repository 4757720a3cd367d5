"""How many pages an upload has, counted before it is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("held_upload", sa.Column("pages", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("held_upload", "pages")
