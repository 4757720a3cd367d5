"""Five denials as somebody types them in: what each form sends, and what has to come of it. Invented people."""

from dataclasses import dataclass

from tests.factories import PDF

LETTER = PDF


@dataclass(frozen=True)
class SeedDenial:
    """One denial: the form as sent; `file_by` is the appeal's date as the page writes it, `citation` its law."""

    name: str
    form: dict[str, str | list[str]]
    file_by: str
    citation: str
    playbook: str
    appeal: str


def _form(**changes: str | list[str]) -> dict[str, str | list[str]]:
    return {
        "denial_kind": "adverse_determination",
        "notice_on": "2026-11-05",
        "received_on": "2026-11-09",
        "timezone": "America/Chicago",
        "insurer": "Cigna",
        "reason_kind": "step_therapy",
        "claim_type": "pre_service",
        "urgency": "standard",
        "funding": "self_funded",
        "grandfathered": "no",
        "appeal_levels": "1",
        "policy_state": "TX",
        "claims_administrator_name": "Example Claims Administrator",
        "claims_administrator_unit": "Appeals Unit",
        "claims_administrator_address": "PO Box 5550\nSpringfield, IL 62701",
        "claims_administrator_fax": "555-0199",
        **changes,
    }


LACTATION = SeedDenial(
    "lactation counselling by an IBCLC",
    _form(
        patient_name="Grace Whitfield",
        sponsor="private_employer",
        service="Lactation counseling by an IBCLC, six visits",
        service_kind="preventive_service",
        stated_reason="nurse and peer support must be tried first",
        urgency="expedited",
        expedite_codes=["breastfeeding_failing"],
        physician="Dr. Nora Beck",
    ),
    "Tuesday, May 4",
    "29 CFR 2560.503-1(h)(3)(i)",
    "lactation_ibclc",
    "internal_appeal_expedited",
)
PUMP = SeedDenial(
    "Tandem insulin pump",
    _form(
        patient_name="Walter Brandt",
        sponsor="individual",
        funding="insured",
        essential_health_benefits="yes",
        service="Tandem insulin pump",
        service_kind="device",
        stated_reason="requires six months of multiple daily injections",
        physician="Dr. Leila Yusuf",
    ),
    "Tuesday, May 4",
    "29 CFR 2560.503-1(h)(3)(i), as applied by 45 CFR 147.136(b)",
    "insulin_pump_tandem",
    "internal_appeal",
)
FUSION = SeedDenial(
    "lumbar spinal fusion",
    _form(
        patient_name="Theo Lindqvist",
        sponsor="private_employer",
        service="Lumbar spinal fusion, L4-L5",
        service_kind="procedure",
        stated_reason="documentation does not show six weeks of supervised conservative treatment",
        states_deadline_on="2027-05-04",
        physician="Dr. Hannah Osei",
    ),
    "Tuesday, May 4",
    "29 CFR 2560.503-1(h)(3)(i)",
    "lumbar_spinal_fusion",
    "internal_appeal",
)
MOVEMENT = SeedDenial(
    "constraint-induced movement therapy",
    _form(
        patient_name="June Halvorsen",
        sponsor="state_local_government",
        service="Constraint-induced movement therapy after a stroke",
        service_kind="therapy",
        stated_reason="conventional occupational therapy has to be tried first",
        appeal_levels="2",
        physician="Dr. Omar Rahal",
    ),
    "Tuesday, May 4",
    "29 CFR 2560.503-1(h)(3)(i), as applied by 45 CFR 147.136(b)",
    "cimt",
    "internal_appeal",
)
CHECKPOINT = SeedDenial(
    "checkpoint inhibitor",
    _form(
        patient_name="Ines Carvalho",
        sponsor="church",
        service="Pembrolizumab, a checkpoint inhibitor",
        service_kind="drug",
        stated_reason="platinum-based chemotherapy has to be tried first",
        urgency="expedited",
        expedite_codes=["cancer_progressing"],
        physician="Dr. Ada Nwosu",
    ),
    "Tuesday, May 4",
    "29 CFR 2560.503-1(h)(3)(i), as applied by 26 CFR 54.9815-2719(b)(2)(i)",
    "checkpoint_inhibitor",
    "internal_appeal_expedited",
)
SEEDS = (LACTATION, PUMP, FUSION, MOVEMENT, CHECKPOINT)
