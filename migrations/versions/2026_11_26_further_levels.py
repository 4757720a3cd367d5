"""A case can stand at a level of a public program beyond the plan."""

from migrations.value_checks import replace_values

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BEFORE = (
    "denial_received",
    "claim_file_requested",
    "internal_appeal_filed",
    "decision",
    "external_review",
    "closed",
)
NOW = (*BEFORE[:-1], "further_review", "closed")


def upgrade() -> None:
    replace_values("case", "stage", "case_stage", NOW)


def downgrade() -> None:
    replace_values("case", "stage", "case_stage", BEFORE)
