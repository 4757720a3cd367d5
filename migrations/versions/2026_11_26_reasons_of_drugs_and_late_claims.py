"""Three more reasons of a denial: a quantity limit, a drug off the formulary, a claim that came too late."""

from migrations.value_checks import replace_values

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BEFORE = (
    "medical_necessity",
    "step_therapy",
    "experimental",
    "not_covered_benefit",
    "out_of_network",
    "prior_authorization_missing",
    "level_of_care",
    "coding_or_billing",
    "eligibility",
    "rescission",
    "other",
)
AFTER = (
    "medical_necessity",
    "step_therapy",
    "experimental",
    "quantity_limit",
    "non_formulary",
    "not_covered_benefit",
    "out_of_network",
    "prior_authorization_missing",
    "level_of_care",
    "coding_or_billing",
    "untimely_filing",
    "eligibility",
    "rescission",
    "other",
)


def upgrade() -> None:
    replace_values("case", "reason_kind", "case_reason_kind", AFTER)


def downgrade() -> None:
    replace_values("case", "reason_kind", "case_reason_kind", BEFORE)
