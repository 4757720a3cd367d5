"""The same letters where somebody else than the advocate files them: the member, or the physician for the member."""

from dataclasses import replace
from typing import Any

from tests.services.ladders.ladders import (
    ANSWER,
    BLANKS,
    CALLED,
    CERTIFIED,
    CERTIFIED_TODAY,
    EVIDENCE,
    FINAL,
    FIRST_STEPS,
    INSURED,
    NO_EXHIBIT,
    NOT_FINAL,
    REASON,
    RELEASE,
    TEXAS_BESIDE,
    UPHELD,
    WITHOUT_APPOINTMENT,
    Happens,
    K,
    Ladder,
    Letter,
    Passes,
    Refused,
    Runs,
    Signs,
    Step,
    Uploads,
    appeal,
    level,
    private,
    program,
)
from tests.services.ladders.urgent import IN_DANGER
from tracker.rules.terms import FiledBy

OWN_DISPUTE = "Can be booked as the provider's own dispute"
NOT_KEPT = "Keeping the benefits is not asked for"
CONSENT = "No written consent of the patient"
MEMBER = {"filed_by": FiledBy.MEMBER}
PHYSICIAN = {"filed_by": FiledBy.PROVIDER_FOR_MEMBER, "sender_address": "12 Bay Street\nGalveston, TX 77550"}
OSEI = "Dr. Hannah Osei"


def alone(sponsor: str, **more: Any) -> Any:
    """A denial under a public program, whose patient has appointed nobody."""
    return replace(program(sponsor, **more), forms=())


def members(kind: str, starts: str, cites: str, **more: Any) -> tuple[Step, ...]:
    """The first filing, signed by the member."""
    return (
        Refused(kind, (REASON, NO_EXHIBIT, BLANKS)),
        *WITHOUT_APPOINTMENT,
        Letter(kind, is_next=False, wishes={**ANSWER, **MEMBER}, starts=starts, cites=cites, **more),
    )


def members_level(kind: str, starts: str, cites: str, **more: Any) -> Letter:
    return level(kind, starts, cites, is_next=False, wishes={**MEMBER, **more.pop("wishes", {})}, **more)


MEMBERS = (
    Ladder(
        "ERISA, self-funded, the member files",
        "erisa_self_funded",
        private("private_employer", funding="self_funded", appeal_levels="2"),
        (
            Letter("claim_file_request", is_next=False, wishes=MEMBER),
            *members("internal_appeal", "erisa.appeal.decide.pre", "29 CFR 2560.503-1(h)(3)(i)"),
            Passes(12),
            Happens(K.APPEAL_DECIDED, {**NOT_FINAL, "states_deadline_on": "{60}"}),
            Letter(
                "second_level_appeal",
                is_next=False,
                wishes={**MEMBER, "answer": "The enclosed letter of the surgeon answers the decision."},
                starts="erisa.appeal.decide.pre",
            ),
            Passes(20),
            Letter("plan_is_late", is_next=False, wishes=MEMBER),
            Happens(K.APPEAL_DECIDED, FINAL),
            Refused("external_review_request", (RELEASE,)),
            Signs("records_release", "Alice Moreau"),
            Letter("external_review_request", is_next=False, wishes={**ANSWER, **MEMBER}),
        ),
    ),
    Ladder(
        "an individual policy, urgent, the member files",
        "individual",
        private("individual", appeal_levels="", **IN_DANGER, treatment_on="{20}"),
        (
            *WITHOUT_APPOINTMENT,
            CALLED,
            Letter(
                "internal_appeal_expedited",
                faults=(CERTIFIED,),
                wishes={**ANSWER, **CERTIFIED_TODAY, **MEMBER},
                starts="erisa.appeal.decide.urgent",
            ),
            Signs("records_release", "Alice Moreau"),
            Letter(
                "external_review_expedited",
                wishes={**ANSWER, **CERTIFIED_TODAY, **INSURED, **MEMBER},
                words=TEXAS_BESIDE,
            ),
        ),
    ),
    Ladder(
        "Medicare Advantage, the member files",
        "medicare_advantage",
        alone("medicare_advantage"),
        (
            *members("ma_reconsideration", "ma.recon.decide.service", "42 CFR 422.582(b)"),
            Passes(25),
            Happens(K.APPEAL_DECIDED, UPHELD),
            Happens(K.IRE_CASE_RECEIVED, {"received_by_office": "{0}"}),
            Passes(30),
            Happens(K.IRE_DECIDED, UPHELD),
            members_level("alj_hearing_request", "", "42 CFR", wishes={"amount": "$4,200 (Exhibit B)"}),
        ),
    ),
    Ladder(
        "Medicare Part D, the member files",
        "medicare_part_d",
        alone("medicare_part_d", service="apixaban, brand", service_kind="drug"),
        (
            *members("part_d_redetermination", "pd.redet.decide", "42 CFR 423.582(b)"),
            Passes(6),
            Happens(K.APPEAL_DECIDED, UPHELD),
            members_level("part_d_reconsideration", "pd.ire.decide", "42 CFR 423.600"),
        ),
    ),
    Ladder(
        "Original Medicare, the member files",
        "original_medicare",
        alone("original_medicare", claim_type="post_service", treatment_on="{-30}"),
        (
            *members("original_medicare_redetermination", "ffs.redet.decide", "42 CFR 405.942(a)"),
            Passes(50),
            Happens(K.APPEAL_DECIDED, UPHELD),
            members_level("qic_reconsideration", "ffs.qic.decide", "42 CFR 405.962(a)"),
        ),
    ),
    Ladder(
        "Medicaid through a plan, the member files and keeps the benefits",
        "medicaid_managed_care",
        alone(
            "medicaid_managed_care",
            denial_kind="course_reduction_notified",
            claim_type="concurrent",
            effective_on="{9}",
            service="Home care, 30 hours a week",
            service_kind="therapy",
        ),
        (
            *members("medicaid_appeal", "mcd.appeal.decide.std", "42 CFR 438.402(c)(2)(ii)"),
            Passes(25),
            Happens(K.APPEAL_DECIDED, UPHELD),
            members_level("fair_hearing_request", "mcd.sfh.decide", "42 CFR 438.408(f)(2)"),
        ),
    ),
    Ladder(
        "FEHB, the member files",
        "fehb",
        alone("fehb"),
        (*members("fehb_reconsideration", "fehb.recon.decide", "5 CFR 890.105(b)(1)"),),
    ),
    Ladder(
        "TRICARE, the member files",
        "tricare",
        alone("tricare"),
        (*members("tricare_reconsideration", "tricare.recon.decide", "32 CFR 199.10(b)"),),
    ),
    Ladder(
        "the VA, the patient files",
        "va",
        alone("va"),
        (*WITHOUT_APPOINTMENT, members_level("va_clinical_appeal", "", "")),
    ),
)


def physicians(kind: str, starts: str, cites: str, *faults: str, **more: Any) -> tuple[Step, ...]:
    """The first filing, signed by the physician: stopped while the paper is missing that law asks for."""
    wishes = {**ANSWER, **PHYSICIAN, **more.pop("wishes", {})}
    paper = Signs("representative", OSEI, more.pop("form", ""))
    missing = (Refused(kind, faults, wishes), paper) if faults else ()
    return (
        *(EVIDENCE if faults else WITHOUT_APPOINTMENT),
        *missing,
        Letter(kind, is_next=False, wishes=wishes, starts=starts, cites=cites, **more),
    )


PHYSICIANS = (
    Ladder(
        "ERISA, self-funded, the physician files",
        "erisa_self_funded",
        private("private_employer", funding="self_funded"),
        (
            *physicians(
                "internal_appeal", "erisa.appeal.decide.pre", "29 CFR 2560.503-1(h)(3)(i)", OWN_DISPUTE
            ),
            Passes(20),
            Happens(K.APPEAL_DECIDED, FINAL),
            Signs("records_release", OSEI),
            Letter("external_review_request", is_next=False, wishes={**ANSWER, **PHYSICIAN}),
        ),
    ),
    Ladder(
        "ERISA, self-funded, urgent, the physician files without a paper",
        "erisa_self_funded",
        private("private_employer", funding="self_funded", **IN_DANGER, treatment_on="{20}"),
        (
            CALLED,
            *physicians(
                "internal_appeal_expedited",
                "erisa.appeal.decide.urgent",
                "29 CFR 2560.503-1(b)(4)",
                wishes=CERTIFIED_TODAY,
            ),
            Signs("records_release", OSEI),
            Letter(
                "external_review_expedited",
                is_next=False,
                wishes={**ANSWER, **CERTIFIED_TODAY, **PHYSICIAN},
            ),
        ),
    ),
    Ladder(
        "Medicare Advantage, the physician files without a paper until the hearing",
        "medicare_advantage",
        alone("medicare_advantage"),
        (
            *physicians("ma_reconsideration", "ma.recon.decide.service", "42 CFR 422.582(b)"),
            Passes(25),
            Happens(K.APPEAL_DECIDED, UPHELD),
            Happens(K.IRE_CASE_RECEIVED, {"received_by_office": "{0}"}),
            Passes(30),
            Happens(K.IRE_DECIDED, UPHELD),
            Refused("alj_hearing_request", (OWN_DISPUTE,), PHYSICIAN),
            Signs("representative", OSEI, "cms_1696"),
            Uploads("Appointment of representative", "form", "A"),
            level(
                "alj_hearing_request",
                "",
                "42 CFR 405.1006",
                is_next=False,
                wishes={**PHYSICIAN, "amount": "$4,200 (Exhibit B)"},
            ),
        ),
    ),
    Ladder(
        "Medicare Part D, the prescriber files without a paper",
        "medicare_part_d",
        alone("medicare_part_d", service="apixaban, brand", service_kind="drug"),
        (
            *physicians("part_d_redetermination", "pd.redet.decide", "42 CFR 423.582(b)"),
            Passes(6),
            Happens(K.APPEAL_DECIDED, UPHELD),
            level(
                "part_d_reconsideration", "pd.ire.decide", "42 CFR 423.600", is_next=False, wishes=PHYSICIAN
            ),
        ),
    ),
    Ladder(
        "Original Medicare, the physician files under the form",
        "original_medicare",
        alone("original_medicare", claim_type="post_service", treatment_on="{-30}"),
        (
            *physicians(
                "original_medicare_redetermination",
                "ffs.redet.decide",
                "42 CFR 405.942(a)",
                OWN_DISPUTE,
                form="cms_1696",
            ),
        ),
    ),
    Ladder(
        "Medicaid through a plan, the physician files with consent",
        "medicaid_managed_care",
        alone("medicaid_managed_care"),
        (
            *physicians("medicaid_appeal", "mcd.appeal.decide.std", "42 CFR 438.402(c)(2)(ii)", CONSENT),
            Passes(25),
            Happens(K.APPEAL_DECIDED, UPHELD),
            level(
                "fair_hearing_request",
                "mcd.sfh.decide",
                "42 CFR 438.408(f)(2)",
                is_next=False,
                wishes=PHYSICIAN,
            ),
        ),
    ),
    Ladder(
        "CHIP, the physician files with consent",
        "chip",
        alone("chip", states_deadline_on="{60}"),
        (*physicians("chip_appeal", "mcd.appeal.decide.std", "", CONSENT),),
    ),
    Ladder(
        "FEHB, the physician files with consent",
        "fehb",
        alone("fehb"),
        (*physicians("fehb_reconsideration", "fehb.recon.decide", "5 CFR 890.105(b)(1)", OWN_DISPUTE),),
    ),
    Ladder(
        "TRICARE, the physician files under an appointment",
        "tricare",
        alone("tricare"),
        (
            *physicians(
                "tricare_reconsideration",
                "tricare.recon.decide",
                "32 CFR 199.10(b)",
                OWN_DISPUTE,
                form="tricare_disclosure",
            ),
        ),
    ),
)
IN_HASTE = {**IN_DANGER, "treatment_on": "{20}"}
PHYSICIANS_IN_HASTE = (
    Ladder(
        "Medicare Advantage, urgent, the physician files without a paper",
        "medicare_advantage",
        alone("medicare_advantage", **IN_HASTE),
        (
            CALLED,
            *physicians(
                "ma_reconsideration",
                "ma.recon.decide.expedited",
                "42 CFR 422.590(e)",
                wishes=CERTIFIED_TODAY,
            ),
        ),
    ),
    Ladder(
        "Medicaid through a plan, urgent, the physician files with consent",
        "medicaid_managed_care",
        alone("medicaid_managed_care", **IN_HASTE),
        (
            CALLED,
            *physicians(
                "medicaid_appeal",
                "mcd.appeal.decide.exp",
                "42 CFR 438.408(b)(3)",
                CONSENT,
                wishes=CERTIFIED_TODAY,
            ),
        ),
    ),
    Ladder(
        "FEHB, urgent, the physician files with consent",
        "fehb",
        alone("fehb", **IN_HASTE),
        (
            CALLED,
            *physicians(
                "fehb_reconsideration",
                "fehb.recon.decide",
                "5 CFR 890.105(b)(2)",
                OWN_DISPUTE,
                wishes=CERTIFIED_TODAY,
            ),
        ),
    ),
)
BOOKED_AS_A_DISPUTE = Ladder(
    "ERISA, self-funded, after the provider's own dispute",
    "erisa_self_funded",
    private("private_employer", funding="self_funded"),
    (
        Happens(
            K.INTERNAL_APPEAL_FILED,
            {"filed_by": FiledBy.PROVIDER_DISPUTE.value, "received_by_plan": "{0}", "sent_on": "{-1}"},
        ),
        Runs("erisa.appeal.file", ("erisa.appeal.decide.pre",)),
        *FIRST_STEPS,
        Passes(10),
        *appeal("internal_appeal", "erisa.appeal.decide.pre", "29 CFR 2560.503-1(h)(3)(i)"),
    ),
)
PHYSICIAN_CANNOT_KEEP = Ladder(
    "Medicaid through a plan, the physician may not ask for the benefits",
    "medicaid_managed_care",
    alone(
        "medicaid_managed_care",
        denial_kind="course_reduction_notified",
        claim_type="concurrent",
        effective_on="{9}",
        service="Home care, 30 hours a week",
        service_kind="therapy",
    ),
    (
        *EVIDENCE,
        Signs("representative", OSEI),
        Refused("medicaid_appeal", (NOT_KEPT,), {**ANSWER, **PHYSICIAN}),
        Letter("medicaid_appeal", is_next=False, wishes={**ANSWER, **MEMBER}, starts="mcd.appeal.decide.std"),
    ),
)
FILERS = (PHYSICIAN_CANNOT_KEEP, *MEMBERS, *PHYSICIANS, *PHYSICIANS_IN_HASTE, BOOKED_AS_A_DISPUTE)
