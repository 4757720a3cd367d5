"""Where each thing to gather stands and when to ask again; in which policy each requirement stands."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

STATES = ("needed", "asked_for", "received", "not_available")
POLICY = ("policy_name", "policy_number", "policy_dated")


def upgrade() -> None:
    for column in ("holder", "because"):
        op.add_column("checklist_item", sa.Column(column, sa.Text(), nullable=True))
    for column in ("asked_on", "chase_on"):
        op.add_column("checklist_item", sa.Column(column, sa.Date(), nullable=True))
    op.add_column("checklist_item", sa.Column("chased_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("checklist_item", sa.Column("state", sa.String(length=40), nullable=True))
    op.execute(
        "UPDATE checklist_item SET state = CASE WHEN done_at IS NULL THEN 'needed' ELSE 'received' END"
    )
    state = sa.Enum(
        *STATES, name="checklist_item_state", native_enum=False, length=40, create_constraint=True
    )
    with op.batch_alter_table("checklist_item") as table:
        table.alter_column("state", existing_type=sa.String(length=40), type_=state, nullable=False)
    op.create_index(op.f("ix_checklist_item_chase_on"), "checklist_item", ["chase_on"])
    for column in POLICY:
        op.add_column("criterion", sa.Column(column, sa.Text(), nullable=True))


def downgrade() -> None:
    for column in POLICY:
        op.drop_column("criterion", column)
    op.drop_index(op.f("ix_checklist_item_chase_on"), "checklist_item")
    with op.batch_alter_table("checklist_item") as table:
        table.drop_constraint(op.f("ck_checklist_item_checklist_item_state"), type_="check")
        for column in ("state", "chased_at", "chase_on", "asked_on", "because", "holder"):
            table.drop_column(column)
