"""What is heard of a mail after it was handed over: delivered, returned, unwanted, or nothing for a day."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

EVENTS = ("delivered", "deferred", "bounced", "dropped", "complained", "unsubscribed", "unheard")


def upgrade() -> None:
    op.create_table(
        "delivery_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("outbox_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.String(length=200), nullable=False),
        sa.Column(
            "event",
            sa.Enum(*EVENTS, name="delivery_event", native_enum=False, length=40, create_constraint=True),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["outbox_id"],
            ["outbox_message.id"],
            name=op.f("fk_delivery_report_outbox_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_report")),
        sa.UniqueConstraint("event_id", name=op.f("uq_delivery_report_event_id")),
    )
    op.create_index(op.f("ix_delivery_report_outbox_id"), "delivery_report", ["outbox_id"])


def downgrade() -> None:
    op.drop_table("delivery_report")
