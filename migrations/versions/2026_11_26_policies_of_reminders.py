"""An organization chooses how far ahead it reminds and who is told when nobody answers; advocates have a supervisor."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminder_policy",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("offsets", sa.JSON(), nullable=False),
        sa.Column("ladder", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("applied_revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_reminder_policy_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("pk_reminder_policy")),
    )
    op.add_column("account", sa.Column("supervised_by_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("account", "supervised_by_id")
    op.drop_table("reminder_policy")
