"""What Medicare, Medicaid, CHIP, FEHB, TRICARE, the VA and Marketplace eligibility need: kinds, levels, facts."""

import sqlalchemy as sa
from alembic import op

from migrations.value_checks import replace_values

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SPONSORS_BEFORE = (
    "private_employer",
    "church",
    "state_local_government",
    "individual",
    "unknown",
    "medicare",
    "medicaid",
    "federal_employee",
    "tricare",
    "other",
)
SPONSORS = (
    "private_employer",
    "church",
    "state_local_government",
    "individual",
    "short_term",
    "medicare_advantage",
    "medicare_part_d",
    "original_medicare",
    "medicare",
    "medicaid_managed_care",
    "medicaid_fee_for_service",
    "chip",
    "medicaid",
    "fehb",
    "tricare",
    "va",
    "other",
    "unknown",
)
EVENTS_BEFORE = (
    "claim_received",
    "claim_misdirected",
    "information_requested",
    "claim_extended",
    "information_supplied",
    "adverse_determination",
    "course_reduction_notified",
    "rescission_notified",
    "claim_file_requested",
    "claim_file_received",
    "plan_documents_requested",
    "plan_documents_received",
    "sbc_requested",
    "sbc_received",
    "peer_to_peer_offered",
    "peer_to_peer_held",
    "step_exception_requested",
    "step_exception_decided",
    "drug_exception_external_requested",
    "drug_exception_external_decided",
    "internal_appeal_filed",
    "expedite_refused",
    "extension_agreed",
    "new_evidence_received",
    "appeal_decided",
    "second_level_filed",
    "appeal_dismissed",
    "good_cause_shown",
    "exhaustion_waived",
    "deminimis_explanation_requested",
    "deminimis_explanation_received",
    "immediate_review_rejected",
    "resubmission_notice_received",
    "external_review_requested",
    "external_review_incomplete",
    "external_review_completed",
    "preliminary_review_completed",
    "external_review_accepted",
    "external_review_refused",
    "iro_assigned",
    "iro_notice_received",
    "information_sent_to_iro",
    "iro_forwarded_information",
    "iro_oral_notice",
    "external_review_decided",
    "surprise_bill_claim_received",
    "surprise_bill_claim_answered",
    "initial_bill_received",
    "provider_dispute_started",
    "provider_dispute_insufficient",
    "provider_dispute_cured",
    "plan_complied",
    "call_logged",
    "note_added",
    "deadline_not_needed",
    "withdrawn",
    "closed",
)
EVENTS = (
    "claim_received",
    "claim_misdirected",
    "information_requested",
    "claim_extended",
    "information_supplied",
    "adverse_determination",
    "course_reduction_notified",
    "rescission_notified",
    "claim_file_requested",
    "claim_file_received",
    "plan_documents_requested",
    "plan_documents_received",
    "sbc_requested",
    "sbc_received",
    "peer_to_peer_offered",
    "peer_to_peer_held",
    "step_exception_requested",
    "step_exception_decided",
    "drug_exception_external_requested",
    "drug_exception_external_decided",
    "internal_appeal_filed",
    "expedite_refused",
    "extension_agreed",
    "new_evidence_received",
    "appeal_decided",
    "second_level_filed",
    "appeal_dismissed",
    "good_cause_shown",
    "exhaustion_waived",
    "deminimis_explanation_requested",
    "deminimis_explanation_received",
    "immediate_review_rejected",
    "resubmission_notice_received",
    "external_review_requested",
    "external_review_incomplete",
    "external_review_completed",
    "preliminary_review_completed",
    "external_review_accepted",
    "external_review_refused",
    "iro_assigned",
    "iro_notice_received",
    "information_sent_to_iro",
    "iro_forwarded_information",
    "iro_oral_notice",
    "external_review_decided",
    "surprise_bill_claim_received",
    "surprise_bill_claim_answered",
    "initial_bill_received",
    "provider_dispute_started",
    "provider_dispute_insufficient",
    "provider_dispute_cured",
    "plan_complied",
    "call_logged",
    "note_added",
    "appeal_extended",
    "board_meetings_learned",
    "criteria_requested",
    "criteria_received",
    "continuation_requested",
    "services_end_notified",
    "discharge_planned",
    "qio_requested",
    "qio_decided",
    "qio_reconsideration_requested",
    "ire_case_received",
    "ire_requested",
    "ire_decided",
    "qic_requested",
    "qic_decided",
    "alj_requested",
    "alj_decided",
    "council_requested",
    "council_decided",
    "court_filed",
    "fair_hearing_requested",
    "fair_hearing_decided",
    "opm_requested",
    "opm_decided",
    "tqmc_requested",
    "tqmc_decided",
    "formal_review_requested",
    "formal_review_decided",
    "hearing_requested",
    "hearing_decided",
    "va_review_requested",
    "va_review_decided",
    "eligibility_determined",
    "eligibility_appeal_filed",
    "eligibility_appeal_decided",
    "hhs_appeal_filed",
    "care_provided",
    "deadline_not_needed",
    "withdrawn",
    "closed",
)
ACTORS_BEFORE = (
    "claimant",
    "plan",
    "plan_administrator",
    "iro",
    "reviewer",
)
ACTORS = (
    "claimant",
    "plan",
    "plan_administrator",
    "iro",
    "reviewer",
    "agency",
)
UNITS_BEFORE = (
    "hours",
    "days",
    "business_days",
    "calendar_months",
    "immediate",
    "stated",
)
UNITS = (
    "hours",
    "days",
    "business_days",
    "calendar_months",
    "months",
    "noon",
    "year_end",
    "immediate",
    "stated",
)


def upgrade() -> None:
    op.add_column("case", sa.Column("joint_board", sa.Boolean(), nullable=True))
    op.add_column("case", sa.Column("integrated", sa.Boolean(), nullable=True))
    op.add_column("case", sa.Column("state_window_days", sa.Integer(), nullable=True))
    op.add_column("case", sa.Column("rating_period_2026", sa.Boolean(), nullable=True))
    replace_values("case", "sponsor", "case_sponsor", (*SPONSORS, "federal_employee"))
    op.execute("UPDATE \"case\" SET sponsor = 'fehb' WHERE sponsor = 'federal_employee'")
    replace_values("case", "sponsor", "case_sponsor", SPONSORS)
    replace_values("event_version", "kind", "event_version_kind", EVENTS)
    replace_values("deadline", "trigger", "deadline_trigger", EVENTS)
    replace_values("deadline", "actor", "deadline_actor", ACTORS)
    replace_values("deadline", "unit", "deadline_unit", UNITS)


def downgrade() -> None:
    """Rows of kinds that the older program does not know are refused by its checks."""
    replace_values("deadline", "unit", "deadline_unit", UNITS_BEFORE)
    replace_values("deadline", "actor", "deadline_actor", ACTORS_BEFORE)
    replace_values("deadline", "trigger", "deadline_trigger", EVENTS_BEFORE)
    replace_values("event_version", "kind", "event_version_kind", EVENTS_BEFORE)
    replace_values("case", "sponsor", "case_sponsor", SPONSORS_BEFORE)
    for name in ("rating_period_2026", "state_window_days", "integrated", "joint_board"):
        op.drop_column("case", name)
