"""Which faults sink which kind of letter, and which of them a letter has."""

from collections.abc import Mapping

from tracker.rules.timeline import FILINGS
from tracker.services.letters.faults.looking import Fault, Looked
from tracker.services.letters.faults.of_any import BLANKS, OF_A_FILING, OF_A_LETTER, missing_sections
from tracker.services.letters.faults.of_appeals import (
    CERTIFIED,
    EXHIBITS,
    EXPEDITED,
    GIVEN,
    REASON,
    REPEATS,
    VOLUNTARY,
)
from tracker.services.letters.faults.of_beside import (
    ATTACHED,
    CHART_DATES,
    COURSE,
    DANGER,
    GROUND,
    LAW_REACH,
    MORE,
    NOT_SIGNED,
    NOWHERE,
    NUMBER,
    POWER,
    STATEMENT,
    TEN_DAYS,
    WINDOW,
)
from tracker.services.letters.faults.of_papers import OF_AN_APPOINTMENT, OF_AUTHORITY, THIRTY_DAYS
from tracker.services.letters.faults.of_programs import (
    AMOUNT,
    BEFORE_THE_PLAN,
    CARRIERS_DECISION,
    COMES_LATE,
    CONSENT,
    DECISION_COPY,
    KEEP,
    LATE,
    VA_FORM,
    WRONG_LEVEL,
)
from tracker.services.letters.faults.of_reviews import OF_EXTERNAL, OF_LATENESS
from tracker.services.letters.kinds import SECTION_TITLES

_APPEAL = (*OF_A_FILING, REASON, EXHIBITS)
_LEVEL = (*_APPEAL, LATE, WRONG_LEVEL)
_MEDICAID = (*OF_A_LETTER, CONSENT, *OF_AUTHORITY, REASON, EXHIBITS, LATE)
FAULTS: Mapping[str, tuple[Fault, ...]] = {
    "claim_file_request": (*OF_A_LETTER, THIRTY_DAYS),
    "claim_file_chaser": (*OF_A_LETTER, THIRTY_DAYS),
    "internal_appeal": _APPEAL,
    "internal_appeal_expedited": (*_APPEAL, *EXPEDITED),
    "second_level_appeal": (*_APPEAL, REPEATS, VOLUNTARY),
    "voluntary_appeal": (*_APPEAL, REPEATS),
    "external_review_request": (*OF_A_FILING, REASON, *OF_EXTERNAL),
    "external_review_expedited": (*OF_A_FILING, REASON, *OF_EXTERNAL, *EXPEDITED),
    "plan_is_late": (*OF_A_LETTER, *OF_LATENESS),
    "receipt_request": OF_A_LETTER,
    "appointment_of_representative": OF_AN_APPOINTMENT,
    **dict.fromkeys(
        (
            "ma_reconsideration",
            "part_d_redetermination",
            "original_medicare_redetermination",
            "part_d_reconsideration",
            "qic_reconsideration",
            "council_review_request",
            "tricare_reconsideration",
        ),
        _LEVEL,
    ),
    "alj_hearing_request": (*_LEVEL, AMOUNT),
    "tricare_reconsideration_expedited": (*_LEVEL, *EXPEDITED),
    "tricare_second_reconsideration": (*_LEVEL, DECISION_COPY),
    "tricare_formal_review": (*_LEVEL, AMOUNT, DECISION_COPY),
    "tricare_hearing_request": (*_LEVEL, AMOUNT, DECISION_COPY),
    "va_clinical_appeal": _APPEAL,
    "va_review_request": (*_LEVEL, VA_FORM),
    "medicaid_appeal": (*_MEDICAID, WRONG_LEVEL, KEEP),
    "chip_appeal": (*_MEDICAID, WRONG_LEVEL),
    "fair_hearing_request": (*_MEDICAID, BEFORE_THE_PLAN, KEEP),
    "chip_review_request": (*_MEDICAID, BEFORE_THE_PLAN),
    "fehb_reconsideration": _LEVEL,
    "peer_to_peer_request": (*OF_A_LETTER, WINDOW),
    "peer_to_peer_brief": (WINDOW,),
    "letter_of_medical_necessity": (*OF_A_LETTER, NOT_SIGNED, CHART_DATES),
    "step_exception_request": (*OF_A_FILING, LAW_REACH, GROUND),
    "part_d_exception_request": (*OF_A_FILING, STATEMENT, GROUND),
    "part_d_supporting_statement": (*OF_A_LETTER, NOT_SIGNED, CHART_DATES),
    "information_sent": (*OF_A_LETTER, EXHIBITS),
    "information_to_iro": (*OF_A_LETTER, EXHIBITS, TEN_DAYS, NUMBER),
    "complaint_to_regulator": (*OF_A_LETTER, POWER, COURSE),
    "demand_to_comply": (*OF_A_LETTER, ATTACHED, MORE),
    "confidential_communication": (*OF_A_LETTER, NOWHERE, DANGER),
    "opm_review_request": (*OF_A_FILING, REASON, WRONG_LEVEL, COMES_LATE, CARRIERS_DECISION),
}
"""By kind of letter, the gravest first."""
OF_EVERY_LETTER = (BLANKS,)


def faults_in(looked: Looked) -> tuple[Fault, ...]:
    """The faults that a letter has: parts that are gone, those of its kind, and those of any."""
    gone = missing_sections(looked, SECTION_TITLES)
    wanted = (*FAULTS[looked.kind.key], *_of_urgency(looked), *OF_EVERY_LETTER)
    return (*gone, *(fault for fault in dict.fromkeys(wanted) if fault.is_in(looked)))


def _of_urgency(looked: Looked) -> tuple[Fault, ...]:
    """Those of a letter that asks for haste, whatever its kind; a call is on record for appeals to the plan alone."""
    if looked.letter.expedite is None:
        return ()
    return EXPEDITED if looked.kind.recorded_as in FILINGS else (GIVEN, CERTIFIED)
