"""A denial as it is typed in: every field of the form, plain text, before anything is believed or kept."""

from dataclasses import dataclass

from tracker.rules.terms import EventKind


@dataclass(frozen=True)
class PartyInput:
    """One of the plan's parties: `role` is a PartyRole's value."""

    role: str
    name: str = ""
    unit: str = ""
    address: str = ""
    phone: str = ""
    fax: str = ""


@dataclass(frozen=True)
class FormInput:
    """A signed paper: `kind` is a FormKind's value, `person` whom it empowers; days as YYYY-MM-DD. `form` is the
    code of a paper in law/representatives.toml, or empty.
    """

    kind: str
    person: str = ""
    relation: str = ""
    signed_on: str = ""
    expires_on: str = ""
    form: str = ""


@dataclass(frozen=True)
class DenialInput:
    """What an advocate knows when a denial comes in. Empty text means that nobody knows or nobody said.

    Choices are the enums' values; the coverage's other facts are "yes", "no" or ""; `appeal_levels` is "1", "2"
    or "", `state_window_days` a number or ""; days are YYYY-MM-DD, moments YYYY-MM-DDTHH:MM in `timezone`.
    `denial_kind` is the event that the letter is; `playbook` is empty to have one chosen.
    """

    patient_name: str = ""
    patient_born_on: str = ""
    patient_email: str = ""
    patient_phone: str = ""
    patient_address: str = ""
    patient_guardian: str = ""
    patient_timezone: str = ""
    patient_language: str = "en"

    insurer: str = ""
    plan_name: str = ""
    member_name: str = ""
    member_id: str = ""
    group_number: str = ""
    claim_number: str = ""
    reference_number: str = ""

    sponsor: str = "unknown"
    funding: str = "unknown"
    grandfathered: str = ""
    appeal_levels: str = ""
    policy_state: str = ""
    essential_health_benefits: str = ""
    hhs_administered: str = ""
    joint_board: str = ""
    integrated: str = ""
    state_window_days: str = ""
    rating_period_2026: str = ""

    service: str = ""
    service_kind: str = "other"
    playbook: str = ""
    stated_reason: str = ""
    reason_kind: str = "other"
    policy_cited: str = ""
    claim_type: str = "pre_service"
    urgency: str = "standard"
    expedite_codes: tuple[str, ...] = ()
    treatment_on: str = ""
    approved_through_on: str = ""
    surprise_bill: bool = False
    sent_with_request: str = ""
    physician: str = ""
    physician_phone: str = ""
    notes: str = ""

    timezone: str = ""
    denial_kind: str = EventKind.ADVERSE_DETERMINATION.value
    notice_on: str = ""
    received_on: str = ""
    states_deadline_on: str = ""
    effective_on: str = ""

    parties: tuple[PartyInput, ...] = ()
    forms: tuple[FormInput, ...] = ()
