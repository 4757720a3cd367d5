"""A case: the patient, the plan, what was denied, and what is derived from its events."""

from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.models.columns import enum_column, key, reference, secret_bytes, secret_text
from tracker.rules.terms import (
    ClaimType,
    Funding,
    PartyRole,
    ReasonKind,
    ServiceKind,
    Sponsor,
    Stage,
    Urgency,
)

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Where a case without a next date sorts: after all that have one."""


class Detail(StrEnum):
    """How much a mail or a calendar entry may say."""

    NEUTRAL = "neutral"
    DETAILED = "detailed"


class Patient(SQLModel, table=True):
    """The claimant, and how it is safe to reach them.

    `email` is read by the patient, or by their guardian where `email_is_guardians`: then nothing goes there after
    `guardian_until`, and nothing at all while the case `is_private_from_guardian`.
    """

    id: UUID = key()
    organization_id: UUID = reference("organization.id")
    name: str | None = secret_text("patient", "name")
    born_on: str | None = secret_text("patient", "born_on")
    email: str | None = secret_text("patient", "email")
    phone: str | None = secret_text("patient", "phone")
    address: str | None = secret_text("patient", "address")
    guardian: str | None = secret_text("patient", "guardian")
    guardian_until: date | None = None
    email_is_guardians: bool = False
    is_private_from_guardian: bool = False
    timezone: str = Field(max_length=64)
    language: str = Field(default="en", max_length=8)
    wants_reminders: bool = False
    consented_at: datetime | None = None
    email_verified_at: datetime | None = None
    verify_token_hash: str | None = Field(default=None, max_length=64, unique=True)
    verify_expires_at: datetime | None = None
    sender_name: str | None = secret_text("patient", "sender_name")
    mail_from_hour: int = 9
    mail_until_hour: int = 20
    takes_attachments: bool = False
    detail: Detail = enum_column(Detail, "patient_detail")
    stopped_at: datetime | None = None
    stopped_because: str | None = secret_text("patient", "stopped_because")
    died_on: date | None = None
    created_at: datetime


class Insurer(SQLModel, table=True):
    """An insurer's name, once an organization: what the caseload can be filtered by."""

    __table_args__ = (sa.UniqueConstraint("organization_id", "name_hash"),)

    id: UUID = key()
    organization_id: UUID = reference("organization.id")
    name_hash: str = Field(max_length=32)
    name: str | None = secret_text("insurer", "name")


class Case(SQLModel, table=True):
    """One denial, carried to its end. The last block is derived from events and can be rebuilt.

    `next_on` is the day of the next date in the case's zone, `next_at` its moment where it has an hour, and
    `sort_at` its end. `group` and the rest of the block hold until `next_change_at`. Spaces separate
    `expedite_codes`. `drafts_due_at` is when something happened whose letters are still to be drafted.
    `law_edition` names the tables of law that its dates were worked out under.
    """

    __table_args__ = (
        sa.UniqueConstraint("organization_id", "number"),
        sa.Index("ix_case_board", "organization_id", "group", "sort_at", "id"),
        sa.Index("ix_case_own_board", "organization_id", "advocate_id", "group", "sort_at", "id"),
        sa.Index("ix_case_moved", "organization_id", "next_change_at"),
    )

    id: UUID = key()
    organization_id: UUID = reference("organization.id")
    advocate_id: UUID = reference("account.id")
    patient_id: UUID = reference("patient.id")
    number: str = Field(max_length=12)
    is_demo: bool = False

    sponsor: Sponsor = enum_column(Sponsor, "case_sponsor")
    funding: Funding = enum_column(Funding, "case_funding")
    grandfathered: bool | None = None
    appeal_levels: int | None = None
    policy_state: str | None = Field(default=None, max_length=2)
    essential_health_benefits: bool | None = None
    hhs_administered: bool | None = None
    joint_board: bool | None = None
    integrated: bool | None = None
    state_window_days: int | None = None
    rating_period_2026: bool | None = None
    claim_type: ClaimType = enum_column(ClaimType, "case_claim_type")
    urgency: Urgency = enum_column(Urgency, "case_urgency")
    reason_kind: ReasonKind = enum_column(ReasonKind, "case_reason_kind")
    service_kind: ServiceKind = enum_column(ServiceKind, "case_service_kind")
    surprise_bill: bool = False
    timezone: str = Field(max_length=64)
    treatment_on: date | None = None
    approved_through_on: date | None = None

    playbook: str = secret_text("case", "playbook")
    expedite_codes: str = secret_text("case", "expedite_codes")
    insurer: str | None = secret_text("case", "insurer")
    insurer_hash: str | None = Field(default=None, max_length=32, index=True)
    plan_name: str | None = secret_text("case", "plan_name")
    member_name: str | None = secret_text("case", "member_name")
    member_id: str | None = secret_text("case", "member_id")
    group_number: str | None = secret_text("case", "group_number")
    claim_number: str | None = secret_text("case", "claim_number")
    reference_number: str | None = secret_text("case", "reference_number")
    service: str | None = secret_text("case", "service")
    stated_reason: str | None = secret_text("case", "stated_reason")
    policy_cited: str | None = secret_text("case", "policy_cited")
    sent_with_request: str | None = secret_text("case", "sent_with_request")
    physician: str | None = secret_text("case", "physician")
    physician_phone: str | None = secret_text("case", "physician_phone")
    notes: str | None = secret_text("case", "notes")

    stage: Stage = enum_column(Stage, "case_stage", index=True)
    group: str = Field(default="nothing_pending", max_length=24)
    next_on: date | None = None
    next_at: datetime | None = None
    sort_at: datetime = NEVER
    next_deadline_id: UUID | None = Field(default=None)
    next_step: str = Field(default="", max_length=400)
    next_owner: str = Field(default="advocate", max_length=24)
    next_action: str = Field(default="", max_length=60)
    next_change_at: datetime | None = Field(default=None, index=True)
    drafts_due_at: datetime | None = Field(default=None, index=True)
    law_edition: str | None = Field(default=None, max_length=16)
    opened_at: datetime
    closed_at: datetime | None = None
    outcome: str | None = Field(default=None, max_length=24)


class Party(SQLModel, table=True):
    """One of the plan's parties, as the letter names it."""

    __table_args__ = (sa.UniqueConstraint("case_id", "role"),)

    id: UUID = key()
    organization_id: UUID = reference("organization.id")
    case_id: UUID = reference("case.id")
    role: PartyRole = enum_column(PartyRole, "party_role")
    name: str | None = secret_text("party", "name")
    unit: str | None = secret_text("party", "unit")
    address: str | None = secret_text("party", "address")
    phone: str | None = secret_text("party", "phone")
    fax: str | None = secret_text("party", "fax")


class SearchWord(SQLModel, table=True):
    """A keyed hash of a word of a case, so that encrypted names can be found."""

    __tablename__ = "search_word"
    case_id: UUID = Field(sa_column=sa.Column(sa.Uuid(), sa.ForeignKey("case.id"), primary_key=True))
    word_hash: str = Field(primary_key=True, max_length=32, index=True)


class ItemState(StrEnum):
    """Where something to gather stands."""

    NEEDED = "needed"
    ASKED_FOR = "asked_for"
    RECEIVED = "received"
    NOT_AVAILABLE = "not_available"


class ChecklistItem(SQLModel, table=True):
    """Something to gather, from the playbook or typed in.

    `holder` is who has it; `because` why it cannot be had. The advocate is reminded from `chase_on` on where it was
    asked for and has not come, last at `chased_at`.
    """

    __tablename__ = "checklist_item"
    id: UUID = key()
    organization_id: UUID = reference("organization.id")
    case_id: UUID = reference("case.id")
    position: int
    code: str | None = secret_text("checklist_item", "code")
    label: str | None = secret_text("checklist_item", "label")
    state: ItemState = enum_column(ItemState, "checklist_item_state")
    holder: str | None = secret_text("checklist_item", "holder")
    asked_on: date | None = None
    chase_on: date | None = Field(default=None, index=True)
    chased_at: datetime | None = None
    because: str | None = secret_text("checklist_item", "because")
    done_at: datetime | None = None
    note: str | None = secret_text("checklist_item", "note")


class CriterionStatus(StrEnum):
    """How far a requirement of the plan is answered."""

    OPEN = "open"
    DOCUMENTED = "documented"
    EXCEPTION = "exception"


class Criterion(SQLModel, table=True):
    """One requirement of the plan and what the record shows for it; a row of the letter's table.

    `policy_name`, `policy_number` and `policy_dated` say which policy or drug's label it stands in, `source` where.
    """

    id: UUID = key()
    organization_id: UUID = reference("organization.id")
    case_id: UUID = reference("case.id")
    position: int
    code: str | None = secret_text("criterion", "code")
    kind: str = Field(default="requirement", max_length=20)
    requirement: str | None = secret_text("criterion", "requirement")
    policy_name: str | None = secret_text("criterion", "policy_name")
    policy_number: str | None = secret_text("criterion", "policy_number")
    policy_dated: str | None = secret_text("criterion", "policy_dated")
    source: str | None = secret_text("criterion", "source")
    record_shows: str | None = secret_text("criterion", "record_shows")
    outcome: str | None = secret_text("criterion", "outcome")
    exhibit: str | None = secret_text("criterion", "exhibit")
    status: CriterionStatus = enum_column(CriterionStatus, "criterion_status")


class Document(SQLModel, table=True):
    """A file of the case; its content stands beside it so that lists stay light.

    `exhibit_place` orders the documents that go out under one `exhibit` letter, 1 first.
    """

    id: UUID = key()
    organization_id: UUID = reference("organization.id")
    case_id: UUID = reference("case.id")
    kind: str = Field(max_length=40)
    name: str | None = secret_text("document", "name")
    content_type: str = Field(max_length=100)
    size: int
    exhibit: str | None = Field(default=None, max_length=8)
    exhibit_place: int | None = None
    pages: int | None = None
    uploaded_by_id: UUID = reference("account.id")
    uploaded_at: datetime


class DocumentContent(SQLModel, table=True):
    """The bytes of a document."""

    __tablename__ = "document_content"
    id: UUID = key()
    document_id: UUID = reference("document.id", cascade=True)
    content: bytes | None = secret_bytes("document_content", "content")
