"""The courses of care that cannot wait: each program's expedited levels, and the urgent appeal of a private plan with
the expedited external review beside it or after it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tests.services.ladders.ladders import (
    ADDRESSEE,
    ANSWER,
    BLANKS,
    CALLED,
    CERTIFIED,
    CERTIFIED_TODAY,
    EVIDENCE,
    FINAL,
    HEARING,
    INSURED,
    NO_EXHIBIT,
    NOT_FINAL,
    REASON,
    RELEASE,
    REVERSED,
    TELEPHONED,
    TEXAS_BESIDE,
    TEXAS_FILES_ON_A_FORM,
    UPHELD,
    WON,
    Edits,
    Happens,
    K,
    Ladder,
    Letter,
    Passes,
    Refused,
    Signs,
    Step,
    Uploads,
    level,
    private,
    program,
    seed,
    urgent_seed,
)

GIVEN = "The service was already given"
IN_DANGER = {"urgency": "expedited", "expedite_codes": ("jeopardy_life_or_health",)}
CALLED_WITHOUT_A_NUMBER = replace(CALLED, fields={**CALLED.fields, "reference": ""})
CALLED_WITHOUT_AN_HOUR = replace(CALLED, fields={**CALLED.fields, "called_at": "{0}"})


WITHOUT_CARE = (
    "**Why this cannot wait.** Dr. Hannah Osei certified (Exhibit C) that the ordinary time could seriously jeopardize "
    "the member's life or health: without care at night the member cannot be turned. I ask that this be expedited."
)


def urgent_appeal(kind: str, starts: str, cites: str, **more: Any) -> tuple[Step, ...]:
    """The first filing, asked for with haste: refused where the care was given, nobody certified the danger, or nobody
    telephoned with an hour, a name and a number."""
    wishes = {**ANSWER, **CERTIFIED_TODAY, **more.pop("wishes", {})}
    return (
        Edits({"treatment_on": "{-1}"}),
        Refused(kind, (REASON, NO_EXHIBIT, GIVEN, CERTIFIED, TELEPHONED, BLANKS)),
        Edits({"treatment_on": "{20}"}),
        *EVIDENCE,
        CALLED_WITHOUT_A_NUMBER,
        Refused(kind, (CERTIFIED, TELEPHONED)),
        CALLED_WITHOUT_AN_HOUR,
        Refused(kind, (CERTIFIED, TELEPHONED)),
        CALLED,
        Letter(kind, faults=(CERTIFIED,), wishes=wishes, starts=starts, cites=cites, **more),
    )


def urgent_level(kind: str, starts: str, cites: str, **more: Any) -> Letter:
    """A further level, asked for with haste at an office outside the plan."""
    more["faults"] = (CERTIFIED, *more.pop("faults", ()))
    return level(kind, starts, cites, **more, wishes=CERTIFIED_TODAY)


def in_danger(sponsor: str, **more: Any) -> Any:
    """A denial under a public program that cannot wait."""
    return program(sponsor, **IN_DANGER, **more)


MEDICARE_ADVANTAGE = Ladder(
    "Medicare Advantage, urgent",
    "medicare_advantage",
    in_danger("medicare_advantage"),
    (
        *urgent_appeal("ma_reconsideration", "ma.recon.decide.expedited", "42 CFR 422.590(e)"),
        Passes(3),
        Happens(K.APPEAL_DECIDED, UPHELD),
        Happens(K.IRE_CASE_RECEIVED, {"received_by_office": "{0}"}),
        Passes(3),
        Happens(K.IRE_DECIDED, UPHELD),
        HEARING,
    ),
)
PART_D = Ladder(
    "Medicare Part D, urgent",
    "medicare_part_d",
    in_danger("medicare_part_d", service="apixaban, brand", service_kind="drug"),
    (
        *urgent_appeal("part_d_redetermination", "pd.redet.decide", "42 CFR 423.590(d)"),
        Letter(
            "part_d_exception_request",
            is_next=False,
            wishes=CERTIFIED_TODAY,
            starts="pd.cd.exception",
            cites="42 CFR 423.578",
        ),
        Passes(3),
        Happens(K.APPEAL_DECIDED, UPHELD),
        urgent_level("part_d_reconsideration", "pd.ire.decide", "42 CFR 423.600"),
        Passes(3),
        Happens(K.IRE_DECIDED, UPHELD),
        replace(
            HEARING,
            wishes={**HEARING.wishes, **CERTIFIED_TODAY},
            starts="pd.alj.decide",
            cites="42 CFR 423.2016",
        ),
    ),
)
MEDICAID_PLAN = Ladder(
    "Medicaid through a plan, urgent",
    "medicaid_managed_care",
    in_danger(
        "medicaid_managed_care",
        denial_kind="course_reduction_notified",
        claim_type="concurrent",
        effective_on="{9}",
        service="Home care, 30 hours a week",
        service_kind="therapy",
    ),
    (
        Refused("medicaid_appeal", (REASON, NO_EXHIBIT, CERTIFIED, TELEPHONED, BLANKS)),
        *EVIDENCE,
        CALLED,
        Letter(
            "medicaid_appeal",
            faults=(CERTIFIED,),
            wishes={**ANSWER, **CERTIFIED_TODAY},
            words={"urgency": WITHOUT_CARE},
            starts="mcd.appeal.decide.exp",
            cites="42 CFR 438.408(b)(3)",
        ),
        Passes(3),
        Happens(K.APPEAL_DECIDED, UPHELD),
        urgent_level("fair_hearing_request", "", "42 CFR 438.408(f)(2)", words={"urgency": WITHOUT_CARE}),
        Passes(10),
        Happens(K.FAIR_HEARING_DECIDED, REVERSED),
        *WON,
    ),
)
MEDICAID = Ladder(
    "Medicaid straight from the state, urgent",
    "medicaid_fee_for_service",
    in_danger("medicaid_fee_for_service", treatment_on="{20}"),
    (
        Refused("fair_hearing_request", (ADDRESSEE, REASON, NO_EXHIBIT, CERTIFIED, BLANKS)),
        *EVIDENCE,
        urgent_level("fair_hearing_request", "", "42 CFR 431.221(d)"),
    ),
)
CHIP = Ladder(
    "CHIP, urgent",
    "chip",
    in_danger("chip", states_deadline_on="{60}"),
    (
        *urgent_appeal("chip_appeal", "mcd.appeal.decide.exp", ""),
        Passes(3),
        Happens(K.APPEAL_DECIDED, {**UPHELD, "states_deadline_on": "{120}"}),
        urgent_level("chip_review_request", "chip.review.decide", ""),
    ),
)
FEHB = Ladder(
    "FEHB, urgent",
    "fehb",
    in_danger("fehb"),
    (
        *urgent_appeal("fehb_reconsideration", "fehb.recon.decide", "5 CFR 890.105(b)(1)"),
        Passes(5),
        Happens(K.APPEAL_DECIDED, UPHELD),
        Uploads("Decision of the carrier", "decision", "E"),
        Uploads("Request for reconsideration", "filing", "F"),
        Uploads("Page of the brochure", "policy", "G"),
        urgent_level("opm_review_request", "fehb.opm.decide", "5 CFR 890.105(e)(1)(i)"),
    ),
)
TRICARE = Ladder(
    "TRICARE, urgent",
    "tricare",
    in_danger("tricare"),
    (
        *urgent_appeal("tricare_reconsideration_expedited", "tricare.recon.decide", ""),
        Passes(3),
        Happens(K.APPEAL_DECIDED, UPHELD),
        Uploads("Decision of the contractor", "decision", "D"),
        level("tricare_second_reconsideration", "", "32 CFR 199.15"),
    ),
)
VA = Ladder(
    "the VA, urgent",
    "va",
    in_danger("va", treatment_on="{20}"),
    (
        *EVIDENCE,
        CALLED,
        urgent_level("va_clinical_appeal", "", "", is_next=False),
    ),
)


def first_urgent_steps(cites: str) -> tuple[Step, ...]:
    return (
        Signs("representative"),
        *urgent_appeal("internal_appeal_expedited", "erisa.appeal.decide.urgent", cites),
    )


def beside(**more: Any) -> tuple[Step, ...]:
    """The expedited external review, beside the expedited appeal or after it."""
    return (
        Refused("external_review_expedited", (RELEASE,)),
        Signs("records_release"),
        Letter("external_review_expedited", **more),
    )


CERTIFIED_ANSWER = {**ANSWER, **CERTIFIED_TODAY}
CLAIMS_29 = "29 CFR 2560.503-1(h)(3)(i)"
SELF_FUNDED = Ladder(
    "ERISA, self-funded, urgent to its end",
    "erisa_self_funded",
    private("private_employer", funding="self_funded", **IN_DANGER),
    (
        *first_urgent_steps(CLAIMS_29),
        Passes(2),
        Happens(K.APPEAL_DECIDED, {**FINAL, "notice_on": "{0}"}),
        CALLED,
        *beside(wishes=CERTIFIED_ANSWER, cites="29 CFR 2590.715-2719(d)(2)(i)"),
    ),
)
INSURED_PLAN = Ladder(
    "ERISA, insured, urgent to its end",
    "erisa_insured",
    private("private_employer", funding="insured", **IN_DANGER),
    (
        *first_urgent_steps(CLAIMS_29),
        Passes(2),
        Happens(K.APPEAL_DECIDED, {**FINAL, "notice_on": "{0}"}),
        CALLED,
        *beside(
            wishes={**CERTIFIED_ANSWER, **INSURED},
            words=TEXAS_FILES_ON_A_FORM,
            cites="45 CFR 147.136(c)(2)",
        ),
    ),
)
LATE = Ladder(
    "ERISA, self-funded, no answer in 72 hours",
    "erisa_self_funded",
    private("private_employer", funding="self_funded", **IN_DANGER),
    (
        *first_urgent_steps(CLAIMS_29),
        Passes(5),
        Letter("plan_is_late", cites="29 CFR 2560.503-1(i)(2)(i)"),
        *beside(wishes=CERTIFIED_ANSWER),
    ),
)
TWO_LEVELS = Ladder(
    "ERISA, self-funded, two urgent levels",
    "erisa_self_funded",
    private("private_employer", funding="self_funded", appeal_levels="2", **IN_DANGER),
    (
        *first_urgent_steps(CLAIMS_29),
        Passes(2),
        Happens(K.APPEAL_DECIDED, {**NOT_FINAL, "notice_on": "{0}", "states_deadline_on": "{60}"}),
        CALLED,
        Letter(
            "second_level_appeal",
            wishes={**CERTIFIED_ANSWER, "answer": "The enclosed letter of the surgeon answers the decision."},
        ),
    ),
)
CHURCH = Ladder(
    "a church plan, urgent",
    "church",
    private("church", funding="self_funded", **IN_DANGER),
    (
        *first_urgent_steps("as applied by 26 CFR 54.9815-2719(b)(2)(i)"),
        *beside(wishes=CERTIFIED_ANSWER),
    ),
)
INDIVIDUAL = Ladder(
    "an individual policy, urgent",
    "individual",
    private("individual", appeal_levels="", **IN_DANGER),
    (
        *first_urgent_steps("as applied by 45 CFR 147.136(b)(3)(i)"),
        *beside(wishes={**CERTIFIED_ANSWER, **INSURED}, words=TEXAS_BESIDE),
    ),
)
GRANDFATHERED = Ladder(
    "a grandfathered plan, urgent",
    "erisa_insured_grandfathered",
    private("private_employer", funding="insured", **{**IN_DANGER, "grandfathered": "yes"}),
    (*first_urgent_steps(CLAIMS_29),),
)
UNKNOWN = Ladder(
    "a coverage that nobody knows yet, urgent",
    "unknown",
    private("unknown", states_deadline_on="{60}", **{**IN_DANGER, "grandfathered": "", "appeal_levels": ""}),
    (
        Signs("representative"),
        *urgent_appeal("internal_appeal_expedited", "", ""),
    ),
)


def hastened(what: str, name: str, law: str, cites: str, reviewed: Mapping[str, Any], code: str) -> Ladder:
    """A seed that is not urgent by itself, for the patient of whom its playbook says that it is."""
    denial = replace(seed(name), urgency="expedited", expedite_codes=(code,))
    return urgent_seed(f"{what}, urgent", denial, law, cites, reviewed)


SEEDS_IN_HASTE = (
    hastened(
        "insulin pump",
        "Walter",
        "individual",
        "as applied by 45 CFR 147.136(b)(3)(i)",
        INSURED,
        "hypoglycemia_unawareness",
    ),
    hastened("spinal fusion", "Theo", "erisa_self_funded", CLAIMS_29, {}, "progressive_neurological_deficit"),
    hastened("movement therapy", "June", "erisa_self_funded", CLAIMS_29, {}, "recovery_window"),
)
URGENT = (
    *SEEDS_IN_HASTE,
    MEDICARE_ADVANTAGE,
    PART_D,
    MEDICAID_PLAN,
    MEDICAID,
    CHIP,
    FEHB,
    TRICARE,
    VA,
    SELF_FUNDED,
    INSURED_PLAN,
    LATE,
    TWO_LEVELS,
    CHURCH,
    INDIVIDUAL,
    GRANDFATHERED,
    UNKNOWN,
)
