"""Which paper a signed form is, and the reminders before it runs out."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STATES = ("planned", "queued", "cancelled", "skipped")


def upgrade() -> None:
    op.add_column("signed_form", sa.Column("form", sa.String(length=40), nullable=True))
    op.create_table(
        "form_reminder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *STATES,
                name="form_reminder_state",
                native_enum=False,
                length=40,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("because", sa.String(length=200), nullable=True),
        sa.Column("outbox_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_form_reminder_organization_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_form_reminder_case_id")),
        sa.ForeignKeyConstraint(
            ["form_id"], ["signed_form.id"], name=op.f("fk_form_reminder_form_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["outbox_id"], ["outbox_message.id"], name=op.f("fk_form_reminder_outbox_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_reminder")),
        sa.UniqueConstraint("form_id", "step", "due_at", name=op.f("uq_form_reminder_form_id_step_due_at")),
    )
    op.create_index("ix_form_reminder_due", "form_reminder", ["state", "due_at"])
    for column in ("organization_id", "case_id", "form_id", "outbox_id"):
        op.create_index(op.f(f"ix_form_reminder_{column}"), "form_reminder", [column])


def downgrade() -> None:
    op.drop_table("form_reminder")
    op.drop_column("signed_form", "form")
