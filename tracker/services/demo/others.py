"""Some forty more invented cases, so that every group of the caseload and every kind of letter has one."""

from dataclasses import dataclass, replace
from datetime import datetime

from tracker.services.demo.courses import COURSES
from tracker.services.demo.stories import Days, Story
from tracker.services.denial_input import DenialInput, FormInput, PartyInput

_ZONES = {
    "America/Los_Angeles": ("CA", "OR", "WA"),
    "America/Phoenix": ("AZ",),
    "America/Denver": ("CO", "NM"),
    "America/New_York": ("FL", "GA", "MA", "ME", "NC", "NY", "OH", "PA"),
    "America/Chicago": ("IL", "TX"),
}
_COVERAGES = {
    "self_funded": ("private_employer", "self_funded"),
    "insured": ("private_employer", "insured"),
    "individual": ("individual", "insured"),
    "church": ("church", "self_funded"),
    "state": ("state_local_government", "self_funded"),
    "medicare": ("medicare_advantage", "unknown"),
    "drug_plan": ("medicare_part_d", "unknown"),
    "original": ("original_medicare", "unknown"),
    "medicaid": ("medicaid_managed_care", "unknown"),
    "federal": ("fehb", "unknown"),
    "military": ("tricare", "unknown"),
    "unknown": ("unknown", "unknown"),
}
_ADDRESS = "PO Box 5552\nScranton, PA 18505"
_PLANS = {
    "self_funded": "Employee Health Plan",
    "insured": "Group Plan",
    "individual": "Silver Policy",
    "church": "Clergy and Staff Plan",
    "state": "Public Employees Plan",
    "medicare": "Advantage Plan",
    "drug_plan": "Rx Plan",
    "original": "",
    "medicaid": "Community Plan",
    "federal": "Standard Option",
    "military": "",
    "unknown": "",
}
_REASONS = {
    "medical_necessity": "the service is not medically necessary for this condition",
    "step_therapy": "a preferred treatment must be tried first",
    "experimental": "the service is considered investigational",
    "not_covered_benefit": "the plan does not cover this benefit",
    "out_of_network": "a provider in the network can give this care",
    "prior_authorization_missing": "no prior authorization was on file",
    "level_of_care": "the care can be given at a lower level",
    "coding_or_billing": "the code billed is not supported by the record",
    "rescission": "the application left out a diagnosis",
}

# Patient, service, its kind, reason, insurer, coverage, state, course, how many days ago the denial was dated,
# and, where it is not a standard request before care: the claim type, or that it is expedited.
_CASES = """
Mateo Fuentes | MRI, lumbar spine | imaging | medical_necessity | UnitedHealthcare | self_funded | TX | late | 70
Priya Raman | Adalimumab | drug | step_therapy | Aetna | insured | IL | file_asked | 25
Grace Whitfield | Home infusion nursing | therapy | level_of_care | Aetna | self_funded | GA | checked | 28
Omar Haddad | Dupilumab | drug | step_therapy | Cigna | individual | CA | fresh | 26
Lena Sorensen | Inpatient rehabilitation | inpatient | level_of_care | Anthem | insured | OH | extended_course | 9 | concurrent
Tomas Herrera | Sleep study | procedure | medical_necessity | Humana | self_funded | FL | fresh | 3
Ruth Adeyemi | Genetic panel | procedure | experimental | Aetna | self_funded | NY | appealed | 44
Kenji Watanabe | Spinal cord stimulator | device | experimental | UnitedHealthcare | self_funded | WA | appealed | 40
Sofia Marchetti | Bariatric surgery | procedure | not_covered_benefit | Anthem | insured | MA | upheld | 46
Daniel Kowalski | Proton therapy | procedure | experimental | Cigna | self_funded | PA | external_sent | 150
Hana Yusuf | Residential treatment | inpatient | level_of_care | UnitedHealthcare | insured | CO | expedited_refused | 8 | expedited
Victor Nwosu | Cochlear implant, second side | device | medical_necessity | Aetna | self_funded | NC | two_levels | 93
Elena Popescu | Emergency air transport | other | out_of_network | Cigna | self_funded | NM | appealed_after_care | 90 | post_service
Marcus Bell | Wheelchair, power | device | medical_necessity | Humana | individual | AZ | more_time | 24
Aisha Rahman | Infliximab | drug | step_therapy | Aetna | insured | OR | step_exception | 16
Peter Lindqvist | Knee replacement | procedure | medical_necessity | Anthem | self_funded | IL | upheld | 55
Naomi Feldman | Applied behavior analysis | therapy | medical_necessity | Cigna | state | NY | appealed | 50
Joao Pereira | Hepatitis C treatment | drug | prior_authorization_missing | Humana | individual | FL | file_asked | 14
Ibrahim Diallo | Dialysis, out of network | therapy | out_of_network | Anthem | insured | GA | late | 80
Clara Jensen | Breast reconstruction | procedure | not_covered_benefit | Blue Example | church | CO | fresh | 21
Wendy Zhao | Migraine injection | drug | step_therapy | UnitedHealthcare | self_funded | CA | iro | 170
Samuel Brooks | Cardiac rehabilitation | therapy | medical_necessity | Aetna | self_funded | OH | good_cause | 190
Fatima Zahra | Fertility preservation | procedure | not_covered_benefit | Cigna | insured | MA | appealed | 35
George Petrov | Skilled nursing facility | inpatient | level_of_care | Humana | medicare | FL | letter_date | 12
Lucas Meyer | Growth hormone | drug | medical_necessity | Aetna | self_funded | WA | overturned | 95
Rosalind Achebe | Continuous glucose monitor | device | medical_necessity | Example Plan | unknown | TX | fresh | 6
Bridget O'Hara | Speech therapy | therapy | medical_necessity | Anthem | insured | ME | documents_asked | 20
Andre Baptiste | Hip arthroscopy | procedure | experimental | Cigna | self_funded | GA | fresh | 12
Yuki Tanaka | Immunoglobulin infusion | drug | medical_necessity | UnitedHealthcare | self_funded | CA | peer_to_peer | 10
Carmen Ortega | Eating disorder program | inpatient | level_of_care | Aetna | self_funded | AZ | expedited | 3 | expedited
Dorothy Hale | Home health aide | therapy | level_of_care | Humana | insured | GA | put_off | 20
Ingrid Dahl | Lymphedema pump | device | not_covered_benefit | Anthem | self_funded | PA | sent_unconfirmed | 26
Malik Johnson | Emergency department visit | other | coding_or_billing | UnitedHealthcare | insured | IL | appealed_after_care | 75 | post_service
Teresa Almeida | Tumor treating fields | device | experimental | Cigna | self_funded | MA | external_incomplete | 140
Noah Friedman | Health coverage, cancelled back to its first day | other | rescission | Example Health Insurance | individual | OH | rescinded | 15
Beatriz Santos | Ketamine therapy | therapy | experimental | Aetna | self_funded | OR | fresh | 176
Oliver Grant | Insulin, brand | drug | step_therapy | Humana | insured | NC | won | 110
Zainab Ali | Home ventilator | device | medical_necessity | Cigna | self_funded | TX | withdrawn | 88
Edith Larsen | Shoulder replacement | procedure | medical_necessity | Anthem | self_funded | CO | dismissed | 50
Rafael Costa | Gender-affirming surgery | procedure | not_covered_benefit | UnitedHealthcare | self_funded | NY | upheld | 64
Mary Blackwood | Psoriasis biologic | drug | step_therapy | Aetna | insured | ME | supplied | 20
Lucille Barnes | Inpatient rehabilitation | inpatient | level_of_care | Humana | medicare | FL | sent_on_to_the_ire | 52
Walter Simmons | Apixaban, brand | drug | step_therapy | Example Rx | drug_plan | OH | drug_denied_again | 40
Agnes Kowalczyk | Ambulance, non-emergency | other | medical_necessity | Example Contractor | original | PA | fresh | 33 | post_service
Destiny Rivera | Home care, 30 hours a week | therapy | level_of_care | Example Community | medicaid | NY | benefits_cut | 2
Tyrone Maxwell | Feeding therapy | therapy | medical_necessity | Example Community | medicaid | TX | fair_hearing | 64
Janet Oyelaran | Lymph node surgery | procedure | experimental | Blue Example | federal | GA | carrier_silent | 75
Staff Sgt. Cole Ramsey | Intensive outpatient program | therapy | medical_necessity | Example Military | military | NC | fresh | 27
Henry Abbott | Prostate MRI | imaging | prior_authorization_missing | Humana | individual | NC | fresh | 18
"""  # noqa: E501 - a table is read across


@dataclass(frozen=True)
class _Line:
    patient: str
    service: str
    kind: str
    reason: str
    insurer: str
    coverage: str
    state: str
    course: str
    ago: str
    how: str = "pre_service"


def other_stories(now: datetime) -> tuple[Story, ...]:
    """A story for each of them."""
    lines = (_Line(*line.split(" | ")) for line in _CASES.strip().splitlines())
    return tuple(_story(number, line, now) for number, line in enumerate(lines))


def _story(number: int, line: _Line, now: datetime) -> Story:
    days = Days(now, next(zone for zone, states in _ZONES.items() if line.state in states))
    course = COURSES[line.course](days, int(line.ago))
    denial = replace(_denial(number, line, days), **course.changes)
    return Story(denial=denial, events=course.events, gathered=("denial_notice",), lacks=course.lacks)


def _denial(number: int, line: _Line, days: Days) -> DenialInput:
    sponsor, funding = _COVERAGES[line.coverage]
    is_private = _COVERAGES[line.coverage][1] != "unknown"
    is_expedited = line.how == "expedited"
    ago = int(line.ago)
    return DenialInput(
        patient_name=line.patient,
        patient_phone=f"555-01{number:02d}",
        insurer=line.insurer,
        plan_name=f"{line.insurer} {_PLANS[line.coverage]}".strip(),
        member_id=f"0555-{4000 + number * 37}-01",
        claim_number=f"5550-{26000 + number * 11}",
        sponsor=sponsor,
        funding=funding,
        grandfathered="no" if is_private else "",
        appeal_levels="1" if is_private else "",
        policy_state=line.state,
        service=line.service,
        service_kind=line.kind,
        stated_reason=_REASONS[line.reason],
        reason_kind=line.reason,
        claim_type="pre_service" if is_expedited else line.how,
        urgency="expedited" if is_expedited else "standard",
        expedite_codes=("jeopardy_life_or_health",) if is_expedited else (),
        timezone=days.timezone,
        notice_on=days.ago(ago),
        received_on=days.ago(max(0, ago - 3)),
        parties=(PartyInput("claims_administrator", line.insurer, "Appeals Unit", _ADDRESS),),
        forms=(_appointment(days, ago),),
    )


def _appointment(days: Days, ago: int) -> FormInput:
    return FormInput(
        "representative",
        "Harbor Patient Advocates",
        "patient advocate",
        days.ago(max(0, ago - 4)),
        days.ahead(300),
    )
