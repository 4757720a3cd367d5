"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=400), nullable=True),
        sa.Column("last_error_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "organization",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.String(length=400), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "sign_in_throttle",
        sa.Column("subject_hash", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject_hash", name=op.f("pk_sign_in_throttle")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "advocate",
                "administrator",
                name="account_role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_account_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_account_fs_uniquifier")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_email"), ["email"], unique=True)
        batch_op.create_index(batch_op.f("ix_account_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "insurer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("name_hash", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_insurer_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insurer")),
        sa.UniqueConstraint(
            "organization_id", "name_hash", name=op.f("uq_insurer_organization_id_name_hash")
        ),
    )
    with op.batch_alter_table("insurer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_insurer_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "patient",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("born_on", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("guardian", sa.Text(), nullable=True),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("wants_reminders", sa.Boolean(), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("email_verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verify_token_hash", sa.String(length=64), nullable=True),
        sa.Column("verify_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sender_name", sa.Text(), nullable=True),
        sa.Column("mail_from_hour", sa.Integer(), nullable=False),
        sa.Column("mail_until_hour", sa.Integer(), nullable=False),
        sa.Column(
            "detail",
            sa.Enum(
                "neutral",
                "detailed",
                name="patient_detail",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_because", sa.Text(), nullable=True),
        sa.Column("died_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_patient_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient")),
        sa.UniqueConstraint("verify_token_hash", name=op.f("uq_patient_verify_token_hash")),
    )
    with op.batch_alter_table("patient", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_patient_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("detail", sa.String(length=400), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_audit_entry_account_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_audit_entry_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_case", ["case_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("advocate_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column(
            "sponsor",
            sa.Enum(
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
                name="case_sponsor",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "funding",
            sa.Enum(
                "self_funded",
                "insured",
                "unknown",
                name="case_funding",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("grandfathered", sa.Boolean(), nullable=True),
        sa.Column("appeal_levels", sa.Integer(), nullable=True),
        sa.Column("policy_state", sa.String(length=2), nullable=True),
        sa.Column("essential_health_benefits", sa.Boolean(), nullable=True),
        sa.Column("hhs_administered", sa.Boolean(), nullable=True),
        sa.Column(
            "claim_type",
            sa.Enum(
                "pre_service",
                "post_service",
                "concurrent",
                name="case_claim_type",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "urgency",
            sa.Enum(
                "standard",
                "expedited",
                name="case_urgency",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason_kind",
            sa.Enum(
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
                name="case_reason_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "service_kind",
            sa.Enum(
                "drug",
                "device",
                "procedure",
                "therapy",
                "preventive_service",
                "imaging",
                "inpatient",
                "other",
                name="case_service_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("surprise_bill", sa.Boolean(), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("treatment_on", sa.Date(), nullable=True),
        sa.Column("approved_through_on", sa.Date(), nullable=True),
        sa.Column("playbook", sa.Text(), nullable=True),
        sa.Column("expedite_codes", sa.Text(), nullable=True),
        sa.Column("insurer", sa.Text(), nullable=True),
        sa.Column("insurer_hash", sa.String(length=32), nullable=True),
        sa.Column("plan_name", sa.Text(), nullable=True),
        sa.Column("member_name", sa.Text(), nullable=True),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("group_number", sa.Text(), nullable=True),
        sa.Column("claim_number", sa.Text(), nullable=True),
        sa.Column("reference_number", sa.Text(), nullable=True),
        sa.Column("service", sa.Text(), nullable=True),
        sa.Column("stated_reason", sa.Text(), nullable=True),
        sa.Column("policy_cited", sa.Text(), nullable=True),
        sa.Column("sent_with_request", sa.Text(), nullable=True),
        sa.Column("physician", sa.Text(), nullable=True),
        sa.Column("physician_phone", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column(
            "stage",
            sa.Enum(
                "denial_received",
                "claim_file_requested",
                "internal_appeal_filed",
                "decision",
                "external_review",
                "closed",
                name="case_stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("group", sa.String(length=24), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sort_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_deadline_id", sa.Uuid(), nullable=True),
        sa.Column("next_step", sa.String(length=400), nullable=False),
        sa.Column("next_owner", sa.String(length=24), nullable=False),
        sa.Column("next_action", sa.String(length=60), nullable=False),
        sa.Column("next_change_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(["advocate_id"], ["account.id"], name=op.f("fk_case_advocate_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_case_organization_id")
        ),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_case_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        sa.UniqueConstraint("organization_id", "number", name=op.f("uq_case_organization_id_number")),
    )
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_advocate_id"), ["advocate_id"], unique=False)
        batch_op.create_index("ix_case_board", ["organization_id", "group", "sort_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_insurer_hash"), ["insurer_hash"], unique=False)
        batch_op.create_index("ix_case_moved", ["organization_id", "next_change_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_next_change_at"), ["next_change_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(
            "ix_case_own_board", ["organization_id", "advocate_id", "group", "sort_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_case_patient_id"), ["patient_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_stage"), ["stage"], unique=False)

    op.create_table(
        "held_upload",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_held_upload_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_held_upload_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_upload")),
    )
    with op.batch_alter_table("held_upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_held_upload_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_held_upload_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "advocate",
                "administrator",
                name="invitation_role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_invitation_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_invitation_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "web_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_web_session_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_web_session_token_hash")),
    )
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_session_account_id"), ["account_id"], unique=False)

    op.create_table(
        "checklist_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_checklist_item_case_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_checklist_item_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_item")),
    )
    with op.batch_alter_table("checklist_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checklist_item_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_checklist_item_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "criterion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("record_shows", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("exhibit", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "documented",
                "exception",
                name="criterion_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_criterion_case_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_criterion_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
    )
    with op.batch_alter_table("criterion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_criterion_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_criterion_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "deadline",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("limb", sa.String(length=40), nullable=False),
        sa.Column("event_key", sa.String(length=36), nullable=False),
        sa.Column(
            "trigger",
            sa.Enum(
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
                name="deadline_trigger",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "actor",
            sa.Enum(
                "claimant",
                "plan",
                "plan_administrator",
                "iro",
                "reviewer",
                name="deadline_actor",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "unit",
            sa.Enum(
                "hours",
                "days",
                "business_days",
                "calendar_months",
                "immediate",
                "stated",
                name="deadline_unit",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("shown_on", sa.Date(), nullable=True),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outer_on", sa.Date(), nullable=True),
        sa.Column("outer_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_by_on", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "met",
                "missed",
                "late",
                "past_cautious",
                "superseded",
                "needs_date",
                name="deadline_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("basis", sa.String(length=60), nullable=True),
        sa.Column("citation", sa.String(length=300), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("verification", sa.String(length=40), nullable=False),
        sa.Column("checked", sa.String(length=10), nullable=False),
        sa.Column("confidence", sa.String(length=10), nullable=False),
        sa.Column("trail", sa.JSON(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("met_by", sa.String(length=36), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_deadline_case_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_deadline_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
        sa.UniqueConstraint(
            "case_id", "rule", "limb", "event_key", name=op.f("uq_deadline_case_id_rule_limb_event_key")
        ),
    )
    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.create_index("ix_deadline_case_id", ["case_id", "revision"], unique=False)
        batch_op.create_index(
            "ix_deadline_live",
            ["organization_id", "status", "shown_on", "shown_at", "mail_by_on", "actor", "case_id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_deadline_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("exhibit", sa.String(length=8), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("uploaded_by_id", sa.Uuid(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_document_case_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_document_organization_id")
        ),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["account.id"], name=op.f("fk_document_uploaded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_uploaded_by_id"), ["uploaded_by_id"], unique=False)

    op.create_table(
        "feed",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("detail", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_by", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_feed_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_feed_case_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_feed_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_feed_token_hash")),
    )
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feed_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_feed_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_feed_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_letter_case_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_letter_created_by_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_letter_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_created_by_id"), ["created_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "outbox_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("patient_id", sa.Uuid(), nullable=True),
        sa.Column("unique_key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("to_address", sa.Text(), nullable=True),
        sa.Column("from_name", sa.Text(), nullable=True),
        sa.Column("reply_to", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "queued",
                "leased",
                "sent",
                "given_up",
                "cancelled",
                name="outbox_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_token", sa.String(length=36), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=400), nullable=True),
        sa.Column("provider_id", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_outbox_message_account_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_outbox_message_case_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_outbox_message_organization_id")
        ),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_outbox_message_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("unique_key", name=op.f("uq_outbox_message_unique_key")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_claim", ["status", "next_try_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_message_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_message_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_outbox_message_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_outbox_message_patient_id"), ["patient_id"], unique=False)

    op.create_table(
        "party",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "plan_administrator",
                "claims_administrator",
                "delegated_reviewer",
                "pharmacy_manager",
                "iro",
                name="party_role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("fax", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_party_case_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_party_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("case_id", "role", name=op.f("uq_party_case_id_role")),
    )
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_party_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_party_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "search_word",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("word_hash", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_search_word_case_id")),
        sa.PrimaryKeyConstraint("case_id", "word_hash", name=op.f("pk_search_word")),
    )
    with op.batch_alter_table("search_word", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_word_word_hash"), ["word_hash"], unique=False)

    op.create_table(
        "signed_form",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "representative",
                "records_release",
                name="signed_form_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("relation", sa.Text(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_signed_form_case_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_signed_form_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_form")),
    )
    with op.batch_alter_table("signed_form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signed_form_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signed_form_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "document_content",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_content_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_content")),
    )
    with op.batch_alter_table("document_content", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_content_document_id"), ["document_id"], unique=False)

    op.create_table(
        "escalation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("deadline_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("sentence", sa.String(length=400), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_because", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_escalation_account_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_escalation_case_id")),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadline.id"], name=op.f("fk_escalation_deadline_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_escalation_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation")),
    )
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_escalation_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_escalation_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_escalation_deadline_id"), ["deadline_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_escalation_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "event_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("event_key", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
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
                name="event_version_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("because", sa.Text(), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_event_version_case_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_event_version_document_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_event_version_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["account.id"], name=op.f("fk_event_version_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_version")),
        sa.UniqueConstraint(
            "case_id", "event_key", "version", name=op.f("uq_event_version_case_id_event_key_version")
        ),
    )
    with op.batch_alter_table("event_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_version_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "ix_event_version_current",
            ["case_id", "event_key"],
            unique=True,
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
        )
        batch_op.create_index(batch_op.f("ix_event_version_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_version_event_key"), ["event_key"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_event_version_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_event_version_recorded_by_id"), ["recorded_by_id"], unique=False)

    op.create_table(
        "letter_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("context", sa.Text(), nullable=True),
        sa.Column("blocks", sa.Text(), nullable=True),
        sa.Column("blanks", sa.Integer(), nullable=False),
        sa.Column("is_edited", sa.Boolean(), nullable=False),
        sa.Column("finalized_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_letter_version_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name=op.f("fk_letter_version_letter_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_letter_version_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_version")),
        sa.UniqueConstraint("letter_id", "version", name=op.f("uq_letter_version_letter_id_version")),
    )
    with op.batch_alter_table("letter_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_version_created_by_id"), ["created_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_version_letter_id"), ["letter_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_letter_version_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "reminder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("deadline_id", sa.Uuid(), nullable=False),
        sa.Column(
            "recipient",
            sa.Enum(
                "advocate",
                "patient",
                name="reminder_recipient",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "queued",
                "cancelled",
                "skipped",
                name="reminder_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("because", sa.String(length=200), nullable=True),
        sa.Column("outbox_id", sa.Uuid(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["acknowledged_by_id"], ["account.id"], name=op.f("fk_reminder_acknowledged_by_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_reminder_case_id")),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadline.id"], name=op.f("fk_reminder_deadline_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_reminder_organization_id")
        ),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox_message.id"], name=op.f("fk_reminder_outbox_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "deadline_id",
            "recipient",
            "step",
            "due_at",
            name=op.f("uq_reminder_deadline_id_recipient_step_due_at"),
        ),
    )
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminder_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reminder_deadline_id"), ["deadline_id"], unique=False)
        batch_op.create_index("ix_reminder_due", ["state", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_reminder_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reminder_outbox_id"), ["outbox_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reminder_outbox_id"))
        batch_op.drop_index(batch_op.f("ix_reminder_organization_id"))
        batch_op.drop_index("ix_reminder_due")
        batch_op.drop_index(batch_op.f("ix_reminder_deadline_id"))
        batch_op.drop_index(batch_op.f("ix_reminder_case_id"))

    op.drop_table("reminder")
    with op.batch_alter_table("letter_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_version_organization_id"))
        batch_op.drop_index(batch_op.f("ix_letter_version_letter_id"))
        batch_op.drop_index(batch_op.f("ix_letter_version_created_by_id"))

    op.drop_table("letter_version")
    with op.batch_alter_table("event_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_version_recorded_by_id"))
        batch_op.drop_index(batch_op.f("ix_event_version_organization_id"))
        batch_op.drop_index(batch_op.f("ix_event_version_event_key"))
        batch_op.drop_index(batch_op.f("ix_event_version_document_id"))
        batch_op.drop_index(
            "ix_event_version_current",
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
        )
        batch_op.drop_index(batch_op.f("ix_event_version_case_id"))

    op.drop_table("event_version")
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_escalation_organization_id"))
        batch_op.drop_index(batch_op.f("ix_escalation_deadline_id"))
        batch_op.drop_index(batch_op.f("ix_escalation_case_id"))
        batch_op.drop_index(batch_op.f("ix_escalation_account_id"))

    op.drop_table("escalation")
    with op.batch_alter_table("document_content", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_content_document_id"))

    op.drop_table("document_content")
    with op.batch_alter_table("signed_form", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signed_form_organization_id"))
        batch_op.drop_index(batch_op.f("ix_signed_form_case_id"))

    op.drop_table("signed_form")
    with op.batch_alter_table("search_word", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_search_word_word_hash"))

    op.drop_table("search_word")
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_party_organization_id"))
        batch_op.drop_index(batch_op.f("ix_party_case_id"))

    op.drop_table("party")
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_message_patient_id"))
        batch_op.drop_index(batch_op.f("ix_outbox_message_organization_id"))
        batch_op.drop_index(batch_op.f("ix_outbox_message_case_id"))
        batch_op.drop_index(batch_op.f("ix_outbox_message_account_id"))
        batch_op.drop_index("ix_outbox_claim")

    op.drop_table("outbox_message")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_organization_id"))
        batch_op.drop_index(batch_op.f("ix_letter_created_by_id"))
        batch_op.drop_index(batch_op.f("ix_letter_case_id"))

    op.drop_table("letter")
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feed_organization_id"))
        batch_op.drop_index(batch_op.f("ix_feed_case_id"))
        batch_op.drop_index(batch_op.f("ix_feed_account_id"))

    op.drop_table("feed")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_uploaded_by_id"))
        batch_op.drop_index(batch_op.f("ix_document_organization_id"))
        batch_op.drop_index(batch_op.f("ix_document_case_id"))

    op.drop_table("document")
    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deadline_organization_id"))
        batch_op.drop_index("ix_deadline_live")
        batch_op.drop_index("ix_deadline_case_id")

    op.drop_table("deadline")
    with op.batch_alter_table("criterion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_criterion_organization_id"))
        batch_op.drop_index(batch_op.f("ix_criterion_case_id"))

    op.drop_table("criterion")
    with op.batch_alter_table("checklist_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_checklist_item_organization_id"))
        batch_op.drop_index(batch_op.f("ix_checklist_item_case_id"))

    op.drop_table("checklist_item")
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_web_session_account_id"))

    op.drop_table("web_session")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_organization_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_account_id"))

    op.drop_table("invitation")
    with op.batch_alter_table("held_upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_held_upload_organization_id"))
        batch_op.drop_index(batch_op.f("ix_held_upload_account_id"))

    op.drop_table("held_upload")
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_stage"))
        batch_op.drop_index(batch_op.f("ix_case_patient_id"))
        batch_op.drop_index("ix_case_own_board")
        batch_op.drop_index(batch_op.f("ix_case_organization_id"))
        batch_op.drop_index(batch_op.f("ix_case_next_change_at"))
        batch_op.drop_index("ix_case_moved")
        batch_op.drop_index(batch_op.f("ix_case_insurer_hash"))
        batch_op.drop_index("ix_case_board")
        batch_op.drop_index(batch_op.f("ix_case_advocate_id"))

    op.drop_table("case")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_organization_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_account_id"))
        batch_op.drop_index("ix_audit_case")

    op.drop_table("audit_entry")
    with op.batch_alter_table("patient", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patient_organization_id"))

    op.drop_table("patient")
    with op.batch_alter_table("insurer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_insurer_organization_id"))

    op.drop_table("insurer")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_organization_id"))
        batch_op.drop_index(batch_op.f("ix_account_email"))

    op.drop_table("account")
    op.drop_table("sign_in_throttle")
    op.drop_table("setting")
    op.drop_table("organization")
    op.drop_table("heartbeat")
