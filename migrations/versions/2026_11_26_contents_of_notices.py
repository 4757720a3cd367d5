"""What was found in a letter that denies, item by item of what it has to contain."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STATES = ("not_read", "there", "missing", "does_not_apply")


def upgrade() -> None:
    op.create_table(
        "notice_finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("event_key", sa.String(length=36), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *STATES,
                name="notice_finding_state",
                native_enum=False,
                length=40,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("read_by_id", sa.Uuid(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_notice_finding_organization_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_notice_finding_case_id")),
        sa.ForeignKeyConstraint(["read_by_id"], ["account.id"], name=op.f("fk_notice_finding_read_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_finding")),
        sa.UniqueConstraint(
            "case_id", "event_key", "item", name=op.f("uq_notice_finding_case_id_event_key_item")
        ),
    )
    for column in ("organization_id", "case_id", "read_by_id"):
        op.create_index(op.f(f"ix_notice_finding_{column}"), "notice_finding", [column])


def downgrade() -> None:
    op.drop_table("notice_finding")
