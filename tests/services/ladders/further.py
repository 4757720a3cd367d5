"""Moments beside the usual courses: the external review that HHS runs, a hearing that the plan's silence opens, a safe
address, a refusal to hasten."""

from tests.services.ladders.ladders import (
    ADDRESSEE,
    ANSWER,
    BLANKS,
    CALLED,
    CERTIFIED_TODAY,
    EVIDENCE,
    FINAL,
    FIRST_STEPS,
    INSURED,
    RELEASE,
    Happens,
    K,
    Ladder,
    Letter,
    Passes,
    Refused,
    Runs,
    Signs,
    appeal,
    level,
    private,
    program,
)
from tests.services.ladders.urgent import CERTIFIED_ANSWER, IN_DANGER, first_urgent_steps

BEFORE_THE_PLAN = "A hearing before the plan has decided the appeal"
NOWHERE, NO_DANGER = (
    "Does not say where to write instead",
    "Does not state that disclosure could endanger the patient",
)
ON_HHS_FORMS = {
    "path": "The final determination is dated as above. The request is made on HHS's own form, with "
    "its release and its appointment of a representative."
}
BESIDE_ON_HHS_FORMS = {
    "path": "An expedited internal appeal was filed today; this request is made beside it, on HHS's own form."
}
HHS = {"hhs_administered": "yes"}

HHS_GOVERNMENT = Ladder(
    "a county's plan, under the review that HHS runs",
    "state_local_hhs",
    private("state_local_government", funding="self_funded", **HHS),
    (
        *FIRST_STEPS,
        *appeal("internal_appeal", "erisa.appeal.decide.pre", "as applied by 45 CFR 147.136(b)(2)(i)"),
        Passes(20),
        Happens(K.APPEAL_DECIDED, FINAL),
        Refused("external_review_request", (ADDRESSEE, RELEASE)),
        Signs("records_release"),
        Letter(
            "external_review_request",
            wishes=INSURED,
            words=ON_HHS_FORMS,
            starts="aca.ext.hhs.decide",
            cites="45 CFR 147.136(d)(4)",
        ),
    ),
)
HHS_POLICY = Ladder(
    "an individual policy of Alabama, under the review that HHS runs",
    "individual_hhs",
    private("individual", appeal_levels="", policy_state="AL", **HHS),
    (
        *FIRST_STEPS,
        *appeal("internal_appeal", "erisa.appeal.decide.pre", "as applied by 45 CFR 147.136(b)(3)(i)"),
        Passes(20),
        Happens(K.APPEAL_DECIDED, FINAL),
        Refused("external_review_request", (ADDRESSEE, RELEASE)),
        Signs("records_release"),
        Letter(
            "external_review_request",
            wishes=INSURED,
            words=ON_HHS_FORMS,
            starts="aca.ext.hhs.decide",
            cites="45 CFR 147.136(d)(4)",
        ),
    ),
)
HHS_URGENT = Ladder(
    "a county's plan, urgent, under the review that HHS runs",
    "state_local_hhs",
    private("state_local_government", funding="self_funded", **HHS, **IN_DANGER),
    (
        *first_urgent_steps("as applied by 45 CFR 147.136(b)(2)(i)"),
        Signs("records_release"),
        Letter(
            "external_review_expedited",
            faults=(ADDRESSEE,),
            wishes={**INSURED, **CERTIFIED_TODAY},
            words=BESIDE_ON_HHS_FORMS,
            starts="aca.ext.hhs.decide",
            cites="45 CFR 147.136(d)(4)",
        ),
    ),
)
SILENCE = "42 CFR 438.408(c)(3), (f)(1)(i)"
SILENT_MEDICAID_PLAN = Ladder(
    "a Medicaid plan that stays silent",
    "medicaid_managed_care",
    program("medicaid_managed_care"),
    (
        *appeal("medicaid_appeal", "mcd.appeal.decide.std", "42 CFR 438.402(c)(2)(ii)"),
        Passes(45),
        Letter("plan_is_late", is_next=False, cites=SILENCE),
        level("fair_hearing_request", "mcd.sfh.decide", SILENCE),
    ),
)
SILENT_MEDICAID_PLAN_URGENT = Ladder(
    "a Medicaid plan that stays silent, urgent",
    "medicaid_managed_care",
    program("medicaid_managed_care", **IN_DANGER, treatment_on="{40}"),
    (
        *EVIDENCE,
        CALLED,
        Letter("medicaid_appeal", wishes={**ANSWER, **CERTIFIED_TODAY}, starts="mcd.appeal.decide.exp"),
        Passes(8),
        level("fair_hearing_request", "", SILENCE, is_next=False, wishes=CERTIFIED_TODAY),
    ),
)
NOT_HASTENED = Ladder(
    "Medicare Advantage, urgent, and the plan does not hasten it",
    "medicare_advantage",
    program("medicare_advantage", **IN_DANGER, treatment_on="{40}"),
    (
        *EVIDENCE,
        CALLED,
        Letter("ma_reconsideration", wishes=CERTIFIED_ANSWER, starts="ma.recon.decide.expedited"),
        Passes(1),
        Happens(K.EXPEDITE_REFUSED, {"refused_on": "{0}"}),
        Runs("ma.recon.decide.service", ("ma.recon.decide.expedited",)),
    ),
)
SERVICES_END = {"delivered_on": "{0}T10:00", "effective_on": "{2}"}
QIO_UPHELD = {"told_at": "{0}T10:00", "outcome": "upheld"}
END_OF_SERVICES = tuple(
    Ladder(
        f"{name}, services are to end",
        sponsor,
        program(sponsor, claim_type="concurrent", service="Home health care", service_kind="therapy"),
        (
            Happens(K.SERVICES_END_NOTIFIED, SERVICES_END),
            Runs(asks),
            Happens(K.QIO_REQUESTED, {"asked_at": "{0}T11:30", "reference": "Q-55"}),
            *(Runs(each) for each in decides),
            Passes(1),
            Happens(K.QIO_DECIDED, QIO_UPHELD),
            *(Runs(each) for each in again),
        ),
    )
    for name, sponsor, asks, decides, again in (
        (
            "Original Medicare",
            "original_medicare",
            "ffs.expedited.qio",
            ("ffs.expedited.qio.decide",),
            ("ffs.expedited.qio",),
        ),
        ("Medicare Advantage", "medicare_advantage", "ma.fasttrack.file", (), ()),
    )
)
"""The fast review of the end of services is asked for by telephone: there is no letter for it, and its times run."""
SAFE_ADDRESS = Ladder(
    "a plan that has to write to a safe address",
    "erisa_self_funded",
    private("private_employer", funding="self_funded"),
    (
        Refused(
            "confidential_communication",
            (NOWHERE, NO_DANGER, BLANKS),
            {"is_dangerous": False},
        ),
        Letter(
            "confidential_communication",
            is_next=False,
            wishes={"reach_at": "PO Box 5599\nHouston, TX 77002", "is_dangerous": True},
            cites="45 CFR 164.522(b)",
            is_received=False,
        ),
    ),
)
FURTHER = (
    HHS_GOVERNMENT,
    HHS_POLICY,
    HHS_URGENT,
    SILENT_MEDICAID_PLAN,
    SILENT_MEDICAID_PLAN_URGENT,
    NOT_HASTENED,
    *END_OF_SERVICES,
    SAFE_ADDRESS,
)
