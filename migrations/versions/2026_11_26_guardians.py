"""Whether a guardian reads a patient's mail, until which day, and what is kept private from them."""

import sqlalchemy as sa
from alembic import op

from migrations.nullable import set_nullable

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("patient", sa.Column("guardian_until", sa.Date(), nullable=True))
    for name in ("email_is_guardians", "is_private_from_guardian"):
        op.add_column("patient", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    set_nullable("form_reminder", "form_id", True)


def downgrade() -> None:
    op.execute("DELETE FROM form_reminder WHERE form_id IS NULL")
    set_nullable("form_reminder", "form_id", False)
    for name in ("is_private_from_guardian", "email_is_guardians", "guardian_until"):
        op.drop_column("patient", name)
