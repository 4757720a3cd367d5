"""A letter that went out keeps the digests of its text and its PDF, and why it went out in spite of a fault."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("letter_version", sa.Column("text_sha256", sa.String(length=64), nullable=True))
    op.add_column("letter_version", sa.Column("pdf_sha256", sa.String(length=64), nullable=True))
    op.add_column("letter_version", sa.Column("despite", sa.Text(), nullable=True))


def downgrade() -> None:
    for column in ("despite", "pdf_sha256", "text_sha256"):
        op.drop_column("letter_version", column)
