"""What a mail says moves out of the row that is written anew at each claim and each mark.

The ciphertext moves as it is: it stays sealed for the message's row and the columns it was written into.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox_body",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("html", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["outbox_message.id"], name=op.f("fk_outbox_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_body")),
    )
    op.execute("INSERT INTO outbox_body (id, text, html) SELECT id, text, html FROM outbox_message")
    # Not as a batch: SQLite would copy the table, and reminders refer to it.
    op.drop_column("outbox_message", "html")
    op.drop_column("outbox_message", "text")


def downgrade() -> None:
    op.add_column("outbox_message", sa.Column("text", sa.Text(), nullable=True))
    op.add_column("outbox_message", sa.Column("html", sa.Text(), nullable=True))
    for column in ("text", "html"):
        op.execute(
            f"UPDATE outbox_message SET {column} ="  # noqa: S608 - two constants
            f" (SELECT {column} FROM outbox_body WHERE outbox_body.id = outbox_message.id)"
        )
    op.drop_table("outbox_body")
