"""Playbooks that an organization writes for itself, with every version of them."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_playbook",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("copied_from", sa.String(length=60), nullable=True),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_own_playbook_organization_id")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_own_playbook_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_playbook")),
    )
    op.create_table(
        "own_playbook_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("playbook_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=160), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("edited_by_id", sa.Uuid(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_own_playbook_version_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["playbook_id"],
            ["own_playbook.id"],
            name=op.f("fk_own_playbook_version_playbook_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["edited_by_id"], ["account.id"], name=op.f("fk_own_playbook_version_edited_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_playbook_version")),
        sa.UniqueConstraint(
            "playbook_id", "revision", name=op.f("uq_own_playbook_version_playbook_id_revision")
        ),
    )
    for column in ("organization_id", "author_id"):
        op.create_index(op.f(f"ix_own_playbook_{column}"), "own_playbook", [column])
    for column in ("organization_id", "playbook_id", "edited_by_id"):
        op.create_index(op.f(f"ix_own_playbook_version_{column}"), "own_playbook_version", [column])


def downgrade() -> None:
    op.drop_table("own_playbook_version")
    op.drop_table("own_playbook")
