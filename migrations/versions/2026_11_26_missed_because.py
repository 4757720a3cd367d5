"""An entry can say that a deadline was missed, and why: its deadline knows it, and nobody is asked any more."""

from importlib import import_module

import sqlalchemy as sa
from alembic import op

from migrations.value_checks import replace_values

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

EVENTS_BEFORE: tuple[str, ...] = import_module("migrations.versions.2026_11_26_relief_after_disasters").EVENTS
EVENTS = (*EVENTS_BEFORE[:-2], "deadline_missed", *EVENTS_BEFORE[-2:])


def upgrade() -> None:
    op.add_column("deadline", sa.Column("missed_by", sa.String(length=36), nullable=True))
    replace_values("event_version", "kind", "event_version_kind", EVENTS)
    replace_values("deadline", "trigger", "deadline_trigger", EVENTS)


def downgrade() -> None:
    """Rows of the kind that the older program does not know are refused by its checks."""
    replace_values("deadline", "trigger", "deadline_trigger", EVENTS_BEFORE)
    replace_values("event_version", "kind", "event_version_kind", EVENTS_BEFORE)
    op.drop_column("deadline", "missed_by")
