"""The regulations' words as enums (29 CFR 2560.503-1, 45 CFR 147.136); the values are what is stored and read."""

from enum import StrEnum


class Sponsor(StrEnum):
    """Who provides the coverage. MEDICARE and MEDICAID say that nobody knows yet which kind of it."""

    PRIVATE_EMPLOYER = "private_employer"
    CHURCH = "church"
    STATE_LOCAL_GOVERNMENT = "state_local_government"
    INDIVIDUAL = "individual"
    SHORT_TERM = "short_term"
    MEDICARE_ADVANTAGE = "medicare_advantage"
    MEDICARE_PART_D = "medicare_part_d"
    ORIGINAL_MEDICARE = "original_medicare"
    MEDICARE = "medicare"
    MEDICAID_MANAGED_CARE = "medicaid_managed_care"
    MEDICAID_FEE_FOR_SERVICE = "medicaid_fee_for_service"
    CHIP = "chip"
    MEDICAID = "medicaid"
    FEHB = "fehb"
    TRICARE = "tricare"
    VA = "va"
    OTHER = "other"
    UNKNOWN = "unknown"


class Funding(StrEnum):
    """Who bears the risk."""

    SELF_FUNDED = "self_funded"
    INSURED = "insured"
    UNKNOWN = "unknown"


class ClaimType(StrEnum):
    """29 CFR 2560.503-1(m)(2) and (m)(3); concurrent care is (f)(2)(ii)."""

    PRE_SERVICE = "pre_service"
    POST_SERVICE = "post_service"
    CONCURRENT = "concurrent"


class Urgency(StrEnum):
    """EXPEDITED is a claim involving urgent care, 29 CFR 2560.503-1(m)(1)."""

    STANDARD = "standard"
    EXPEDITED = "expedited"


class Jeopardy(StrEnum):
    """What waiting puts at risk, in the words of 29 CFR 2560.503-1(m)(1)."""

    LIFE = "life"
    HEALTH = "health"
    FUNCTION = "function"
    SEVERE_PAIN = "severe_pain"


class Actor(StrEnum):
    """Who must act."""

    CLAIMANT = "claimant"
    PLAN = "plan"
    PLAN_ADMINISTRATOR = "plan_administrator"
    IRO = "iro"
    REVIEWER = "reviewer"
    AGENCY = "agency"


class Unit(StrEnum):
    """How a period is counted.

    CALENDAR_MONTHS overflow into the first day of the next month, as 45 CFR 147.136(d)(2)(i) says; MONTHS end with
    their month. NOON is noon of the nth calendar day, YEAR_END December 31 of the nth year after.
    """

    HOURS = "hours"
    DAYS = "days"
    BUSINESS_DAYS = "business_days"
    CALENDAR_MONTHS = "calendar_months"
    MONTHS = "months"
    NOON = "noon"
    YEAR_END = "year_end"
    IMMEDIATE = "immediate"
    STATED = "stated"


class Status(StrEnum):
    """Where a deadline stands at a moment."""

    OPEN = "open"
    MET = "met"
    MISSED = "missed"
    LATE = "late"
    PAST_CAUTIOUS = "past_cautious"
    SUPERSEDED = "superseded"
    NEEDS_DATE = "needs_date"


class Outcome(StrEnum):
    """How a determination, a decision or a review came out, seen from the claimant."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"
    PARTLY = "partly"


class FiledBy(StrEnum):
    """Who filed. A provider's own dispute spends none of the member's rights."""

    MEMBER = "member"
    REPRESENTATIVE = "representative"
    PROVIDER_FOR_MEMBER = "provider_for_member"
    PROVIDER_DISPUTE = "provider_dispute"


class ActsAs(StrEnum):
    """As what somebody acts for the patient; what they need for that differs by coverage."""

    REPRESENTATIVE = "representative"
    URGENT_PROFESSIONAL = "urgent_professional"
    PHYSICIAN = "physician"
    PROVIDER = "provider"
    GUARDIAN = "guardian"


class Channel(StrEnum):
    """How something was sent."""

    FAX = "fax"
    MAIL = "mail"
    CERTIFIED_MAIL = "certified_mail"
    COURIER = "courier"
    PORTAL = "portal"
    EMAIL = "email"
    TELEPHONE = "telephone"
    IN_PERSON = "in_person"


class ReasonKind(StrEnum):
    """The reason of a denial as a kind; the letter's own words are kept beside it."""

    MEDICAL_NECESSITY = "medical_necessity"
    STEP_THERAPY = "step_therapy"
    EXPERIMENTAL = "experimental"
    QUANTITY_LIMIT = "quantity_limit"
    NON_FORMULARY = "non_formulary"
    NOT_COVERED_BENEFIT = "not_covered_benefit"
    OUT_OF_NETWORK = "out_of_network"
    PRIOR_AUTHORIZATION_MISSING = "prior_authorization_missing"
    LEVEL_OF_CARE = "level_of_care"
    CODING_OR_BILLING = "coding_or_billing"
    UNTIMELY_FILING = "untimely_filing"
    ELIGIBILITY = "eligibility"
    RESCISSION = "rescission"
    OTHER = "other"


class ServiceKind(StrEnum):
    """What was denied, as a kind: step-therapy laws mostly reach drugs only."""

    DRUG = "drug"
    DEVICE = "device"
    PROCEDURE = "procedure"
    THERAPY = "therapy"
    PREVENTIVE_SERVICE = "preventive_service"
    IMAGING = "imaging"
    INPATIENT = "inpatient"
    OTHER = "other"


class Stage(StrEnum):
    """Where a case stands, as an advocate would name it."""

    DENIAL_RECEIVED = "denial_received"
    CLAIM_FILE_REQUESTED = "claim_file_requested"
    INTERNAL_APPEAL_FILED = "internal_appeal_filed"
    DECISION = "decision"
    EXTERNAL_REVIEW = "external_review"
    FURTHER_REVIEW = "further_review"
    CLOSED = "closed"


class PartyRole(StrEnum):
    """The up to four parties that a plan is, and the reviewer outside it."""

    PLAN_ADMINISTRATOR = "plan_administrator"
    CLAIMS_ADMINISTRATOR = "claims_administrator"
    DELEGATED_REVIEWER = "delegated_reviewer"
    PHARMACY_MANAGER = "pharmacy_manager"
    IRO = "iro"


class EventKind(StrEnum):
    """What people enter; everything else is derived from these."""

    CLAIM_RECEIVED = "claim_received"
    CLAIM_MISDIRECTED = "claim_misdirected"
    INFORMATION_REQUESTED = "information_requested"
    CLAIM_EXTENDED = "claim_extended"
    INFORMATION_SUPPLIED = "information_supplied"
    ADVERSE_DETERMINATION = "adverse_determination"
    COURSE_REDUCTION_NOTIFIED = "course_reduction_notified"
    RESCISSION_NOTIFIED = "rescission_notified"
    CLAIM_FILE_REQUESTED = "claim_file_requested"
    CLAIM_FILE_RECEIVED = "claim_file_received"
    PLAN_DOCUMENTS_REQUESTED = "plan_documents_requested"
    PLAN_DOCUMENTS_RECEIVED = "plan_documents_received"
    SBC_REQUESTED = "sbc_requested"
    SBC_RECEIVED = "sbc_received"
    PEER_TO_PEER_OFFERED = "peer_to_peer_offered"
    PEER_TO_PEER_HELD = "peer_to_peer_held"
    STEP_EXCEPTION_REQUESTED = "step_exception_requested"
    STEP_EXCEPTION_DECIDED = "step_exception_decided"
    DRUG_EXCEPTION_EXTERNAL_REQUESTED = "drug_exception_external_requested"
    DRUG_EXCEPTION_EXTERNAL_DECIDED = "drug_exception_external_decided"
    INTERNAL_APPEAL_FILED = "internal_appeal_filed"
    EXPEDITE_REFUSED = "expedite_refused"
    EXTENSION_AGREED = "extension_agreed"
    NEW_EVIDENCE_RECEIVED = "new_evidence_received"
    APPEAL_DECIDED = "appeal_decided"
    SECOND_LEVEL_FILED = "second_level_filed"
    APPEAL_DISMISSED = "appeal_dismissed"
    GOOD_CAUSE_SHOWN = "good_cause_shown"
    EXHAUSTION_WAIVED = "exhaustion_waived"
    DEMINIMIS_EXPLANATION_REQUESTED = "deminimis_explanation_requested"
    DEMINIMIS_EXPLANATION_RECEIVED = "deminimis_explanation_received"
    IMMEDIATE_REVIEW_REJECTED = "immediate_review_rejected"
    RESUBMISSION_NOTICE_RECEIVED = "resubmission_notice_received"
    EXTERNAL_REVIEW_REQUESTED = "external_review_requested"
    EXTERNAL_REVIEW_INCOMPLETE = "external_review_incomplete"
    EXTERNAL_REVIEW_COMPLETED = "external_review_completed"
    PRELIMINARY_REVIEW_COMPLETED = "preliminary_review_completed"
    EXTERNAL_REVIEW_ACCEPTED = "external_review_accepted"
    EXTERNAL_REVIEW_REFUSED = "external_review_refused"
    IRO_ASSIGNED = "iro_assigned"
    IRO_NOTICE_RECEIVED = "iro_notice_received"
    INFORMATION_SENT_TO_IRO = "information_sent_to_iro"
    IRO_FORWARDED_INFORMATION = "iro_forwarded_information"
    IRO_ORAL_NOTICE = "iro_oral_notice"
    EXTERNAL_REVIEW_DECIDED = "external_review_decided"
    SURPRISE_BILL_CLAIM_RECEIVED = "surprise_bill_claim_received"
    SURPRISE_BILL_CLAIM_ANSWERED = "surprise_bill_claim_answered"
    INITIAL_BILL_RECEIVED = "initial_bill_received"
    PROVIDER_DISPUTE_STARTED = "provider_dispute_started"
    PROVIDER_DISPUTE_INSUFFICIENT = "provider_dispute_insufficient"
    PROVIDER_DISPUTE_CURED = "provider_dispute_cured"
    PLAN_COMPLIED = "plan_complied"
    CALL_LOGGED = "call_logged"
    NOTE_ADDED = "note_added"
    APPEAL_EXTENDED = "appeal_extended"
    BOARD_MEETINGS_LEARNED = "board_meetings_learned"
    CRITERIA_REQUESTED = "criteria_requested"
    CRITERIA_RECEIVED = "criteria_received"
    CONTINUATION_REQUESTED = "continuation_requested"
    SERVICES_END_NOTIFIED = "services_end_notified"
    DISCHARGE_PLANNED = "discharge_planned"
    QIO_REQUESTED = "qio_requested"
    QIO_DECIDED = "qio_decided"
    QIO_RECONSIDERATION_REQUESTED = "qio_reconsideration_requested"
    IRE_CASE_RECEIVED = "ire_case_received"
    IRE_REQUESTED = "ire_requested"
    IRE_DECIDED = "ire_decided"
    QIC_REQUESTED = "qic_requested"
    QIC_DECIDED = "qic_decided"
    ALJ_REQUESTED = "alj_requested"
    ALJ_DECIDED = "alj_decided"
    COUNCIL_REQUESTED = "council_requested"
    COUNCIL_DECIDED = "council_decided"
    COURT_FILED = "court_filed"
    FAIR_HEARING_REQUESTED = "fair_hearing_requested"
    FAIR_HEARING_DECIDED = "fair_hearing_decided"
    OPM_REQUESTED = "opm_requested"
    OPM_DECIDED = "opm_decided"
    TQMC_REQUESTED = "tqmc_requested"
    TQMC_DECIDED = "tqmc_decided"
    FORMAL_REVIEW_REQUESTED = "formal_review_requested"
    FORMAL_REVIEW_DECIDED = "formal_review_decided"
    HEARING_REQUESTED = "hearing_requested"
    HEARING_DECIDED = "hearing_decided"
    VA_REVIEW_REQUESTED = "va_review_requested"
    VA_REVIEW_DECIDED = "va_review_decided"
    ELIGIBILITY_DETERMINED = "eligibility_determined"
    ELIGIBILITY_APPEAL_FILED = "eligibility_appeal_filed"
    ELIGIBILITY_APPEAL_DECIDED = "eligibility_appeal_decided"
    HHS_APPEAL_FILED = "hhs_appeal_filed"
    CARE_PROVIDED = "care_provided"
    DISASTER_RELIEF_CONFIRMED = "disaster_relief_confirmed"
    DEADLINE_NOT_NEEDED = "deadline_not_needed"
    DEADLINE_MISSED = "deadline_missed"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
