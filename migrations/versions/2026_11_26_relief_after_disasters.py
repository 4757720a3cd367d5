"""An entry can say that relief after a disaster was confirmed for the county and the plan."""

from importlib import import_module

from migrations.value_checks import replace_values

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

EVENTS_BEFORE: tuple[str, ...] = import_module("migrations.versions.2026_11_26_public_programs").EVENTS
EVENTS = (*EVENTS_BEFORE[:-3], "disaster_relief_confirmed", *EVENTS_BEFORE[-3:])


def upgrade() -> None:
    replace_values("event_version", "kind", "event_version_kind", EVENTS)
    replace_values("deadline", "trigger", "deadline_trigger", EVENTS)


def downgrade() -> None:
    """Rows of the kind that the older program does not know are refused by its checks."""
    replace_values("deadline", "trigger", "deadline_trigger", EVENTS_BEFORE)
    replace_values("event_version", "kind", "event_version_kind", EVENTS_BEFORE)
