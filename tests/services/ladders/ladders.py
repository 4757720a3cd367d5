"""A case of each kind of coverage from its denial to its last letter: what is written, what happens, in order."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.factories import ALICES_DENIAL, NOW
from tracker.rules.terms import EventKind
from tracker.services.demo.seeds import seed_stories
from tracker.services.denial_input import DenialInput, FormInput, PartyInput
from tracker.services.letters.kinds import KINDS

K = EventKind

ADDRESSEE, REASON, NO_EXHIBIT, BLANKS = (
    "Nobody to receive it",
    "The stated reason is not answered",
    "Nothing is enclosed",
    "Blanks are left",
)
RELEASE, CERTIFIED, TELEPHONED = (
    "No signed release of records",
    "No physician's certification",
    "Not telephoned, or the call is not on record",
)


@dataclass(frozen=True)
class Letter:
    """A letter of the ladder. `is_next` where the page says so; `faults` are named in it at first; `wishes` and
    `words` (by section) mend them. What is left has a reason: `despite`. `starts` is the rule of the time that its
    receipt starts; `is_received` is false of one that nobody confirms. `cites` is what its text has to cite.
    """

    kind: str
    is_next: bool = True
    faults: tuple[str, ...] = ()
    wishes: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    despite: str = ""
    starts: str = ""
    cites: str = ""
    is_received: bool = True


@dataclass(frozen=True)
class Happens:
    """Something that is put on record; its days are told from the day on which it is."""

    kind: EventKind
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Passes:
    """So many days."""

    days: int


@dataclass(frozen=True)
class Signs:
    """The patient signs a paper; `person` is whom it empowers, `form` which paper it is."""

    kind: str
    person: str = "Bob Lindgren"
    form: str = ""


@dataclass(frozen=True)
class Gathers:
    """The records come, and answer the plan's requirements; with them the appointment, where somebody has one."""

    with_appointment: bool = True


@dataclass(frozen=True)
class Uploads:
    """One more document, under its exhibit's letter."""

    name: str
    kind: str
    exhibit: str


@dataclass(frozen=True)
class Arrives:
    """A letter that was sent is proven to have come, which starts the time of that rule."""

    kind: str
    starts: str


@dataclass(frozen=True)
class Runs:
    """What happened last has started the time of this rule, and the times of no rule of `not_now` run from anything."""

    rule: str
    not_now: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edits:
    """The facts of the case are put right; days are told from today."""

    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Refused:
    """A letter that is not made final, for what is still missing."""

    kind: str
    faults: tuple[str, ...]
    wishes: Mapping[str, Any] = field(default_factory=dict)


Step = Letter | Happens | Passes | Signs | Gathers | Uploads | Arrives | Runs | Edits | Refused


@dataclass(frozen=True)
class Ladder:
    """A coverage and its course. `law` is the coverage's name in the table of what its letters may cite."""

    name: str
    law: str
    denial: DenialInput
    steps: tuple[Step, ...] = field(repr=False)
    is_bound_whole: bool = False

    @property
    def bound(self) -> list[str]:
        """The letters whose packets are bound: every one that encloses, or the last filing, which encloses most."""
        written = [step.kind for step in self.steps if isinstance(step, Letter)]
        filed = [kind for kind in written if KINDS[kind].is_filing]
        enclosing = [kind for kind in written if "enclosures" in KINDS[kind].must_contain]
        return [*enclosing, *written[-1:]] if self.is_bound_whole else filed[-1:]


CLAIMS = PartyInput(
    "claims_administrator",
    "Example Claims Administrator",
    "Appeals Unit",
    "PO Box 5550\nSpringfield, IL 62701",
    "",
    "555-0199",
)
PLAN = PartyInput(
    "plan_administrator", "Gulf Example Manufacturing", "", "9 Refinery Road\nTexas City, TX 77590"
)
APPOINTED = FormInput("representative", "Bob Lindgren", "advocate", "{-1}")
DENIAL = replace(
    ALICES_DENIAL, notice_on="{-3}", received_on="{-1}", parties=(CLAIMS, PLAN), physician="Dr. Hannah Osei"
)
DENIAL = replace(DENIAL, physician_phone="555-0161", grandfathered="", appeal_levels="", funding="unknown")
ANSWER = {"answer": "The enclosed records show twenty-one weeks of it."}
OFFICE = {"addressee_name": "Example Review Office", "addressee_address": "PO Box 5570\nBaltimore, MD 21244"}
UPHELD = {"notice_on": "{-2}", "received_on": "{0}", "outcome": "upheld", "said": "Six weeks are not shown."}
FINAL, NOT_FINAL = {**UPHELD, "final": "yes"}, {**UPHELD, "final": "no"}
REVERSED = {"notice_on": "{-2}", "received_on": "{0}", "outcome": "overturned", "said": "It is approved."}

APPOINTMENT = Letter("appointment_of_representative", despite="This copy goes out to be signed.")
CLAIM_FILE = Letter("claim_file_request")
FIRST_STEPS: tuple[Step, ...] = (APPOINTMENT, Signs("representative"), CLAIM_FILE)
PRESCRIBER = {"sender_address": "12 Bay Street\nGalveston, TX 77550", "diagnosis": "atrial fibrillation"}
NECESSITY = Letter(
    "letter_of_medical_necessity",
    is_next=False,
    faults=("The prescriber has not signed it", BLANKS),
    wishes={
        "sender_address": "12 Bay Street\nGalveston, TX 77550",
        "diagnosis": "grade II spondylolisthesis at L4-L5",
        "necessity": "the compression has progressed",
        "answer": "Therapy and injections, without lasting relief.",
        "confirmed": "The examination and the imaging agree.\n\nWaiting would not help.",
    },
    despite="This is the copy that Dr. Osei signs.",
)
NECESSITY_ENCLOSED = replace(NECESSITY, faults=(BLANKS,), despite="")
CONVERSATION = (
    Letter(
        "peer_to_peer_request",
        is_next=False,
        faults=(BLANKS,),
        wishes={"peer_times": "November 24, 9 to 11; November 25, 1 to 3; November 30, 9 to 12"},
    ),
    Letter("peer_to_peer_brief", is_next=False),
)
EXCEPTION = Letter("step_exception_request", is_next=False)
COMPLAINT = Letter(
    "complaint_to_regulator",
    is_next=False,
    faults=(ADDRESSEE,),
    wishes={
        "addressee_address": "PO Box 5580\nAustin, TX 78714",
        "left_undone": "The decision has not been carried out.",
    },
)
WON: tuple[Step, ...] = (
    Passes(20),
    Uploads("Decision of the review organization", "decision", "D"),
    Letter("demand_to_comply", wishes={"decided": "The fusion is approved."}),
)


CODES = {"arguments": "The record of the operation names both procedures (Exhibit B, p. 2)."}
LETTER_OF_OSEI = Uploads("Letter of Dr. Osei", "clinician_letter", "C")
EVIDENCE = (Gathers(), LETTER_OF_OSEI)
WITHOUT_APPOINTMENT = (Gathers(with_appointment=False), LETTER_OF_OSEI)


def appeal(kind: str, starts: str, cites: str, **more: Any) -> tuple[Step, ...]:
    """The first filing: refused while nothing answers it, then gathered for, mended and filed."""
    return (
        Refused(kind, (REASON, NO_EXHIBIT, BLANKS)),
        *EVIDENCE,
        Letter(kind, wishes=ANSWER, starts=starts, cites=cites, **more),
    )


def level(kind: str, starts: str, cites: str, **more: Any) -> Letter:
    """A request that goes to an office outside the plan, which the decision names."""
    wishes = {**ANSWER, **OFFICE, **more.pop("wishes", {})}
    faults = (ADDRESSEE, *more.pop("faults", ()))
    return Letter(kind, faults=faults, wishes=wishes, starts=starts, cites=cites, **more)


def external(cites: str, starts: str = "", **more: Any) -> tuple[Step, ...]:
    """External review: refused without a release, then asked for, and the reviewer's notice."""
    return (
        Refused("external_review_request", (RELEASE,)),
        Signs("records_release"),
        Letter("external_review_request", cites=cites, starts=starts, **more),
        Happens(
            K.IRO_ASSIGNED,
            {"assigned_on": "{0}", "iro": "Example Review Organization", "reference": "IRO-55"},
        ),
        Happens(K.IRO_NOTICE_RECEIVED, {"notice_on": "{0}", "received_on": "{0}", "reference": "IRO-55"}),
    )


MORE_TO_THE_IRO = Letter(
    "information_to_iro",
    faults=(ADDRESSEE,),
    wishes={**ANSWER, "addressee_address": "PO Box 5590\nMadison, WI 53701"},
)
MORE_TO_THE_STATES_REVIEWER = Letter(
    "information_to_iro",
    is_next=False,
    faults=(ADDRESSEE,),
    wishes={**ANSWER, "addressee_address": "PO Box 5590\nMadison, WI 53701"},
)
HEARING = level(
    "alj_hearing_request",
    "",
    "42 CFR",
    faults=("The amount in controversy is missing, or too small",),
    wishes={"amount": "$4,200 (Exhibit B)"},
)
INSURED = {**ANSWER, **OFFICE}
TEXAS_FILES_ON_A_FORM = {
    "path": "The final determination is dated as above. The request is made on form LHL009."
}


def private(sponsor: str, **coverage: str) -> DenialInput:
    """A denial under a plan that follows the claims procedure, its patient not yet represented."""
    return replace(DENIAL, sponsor=sponsor, **{"grandfathered": "no", "appeal_levels": "1", **coverage})


def program(sponsor: str, **more: Any) -> DenialInput:
    """A denial under a public program, its patient represented."""
    return replace(DENIAL, sponsor=sponsor, forms=(APPOINTED,), **more)


SELF_FUNDED = Ladder(
    "ERISA, self-funded",
    "erisa_self_funded",
    private("private_employer", funding="self_funded"),
    (
        *FIRST_STEPS,
        Passes(16),
        Letter("claim_file_chaser"),
        Happens(K.CLAIM_FILE_RECEIVED, {"received_on": "{0}"}),
        Refused("internal_appeal", (REASON, NO_EXHIBIT, BLANKS)),
        Gathers(),
        NECESSITY,
        Uploads("Letter of Dr. Osei", "clinician_letter", "C"),
        *CONVERSATION,
        EXCEPTION,
        Letter(
            "internal_appeal",
            wishes=ANSWER,
            starts="erisa.appeal.decide.pre",
            cites="29 CFR 2560.503-1(h)(3)(i)",
        ),
        Passes(45),
        Letter("plan_is_late", cites="29 CFR 2560.503-1(i)(2)(ii)"),
        COMPLAINT,
        Happens(K.APPEAL_DECIDED, FINAL),
        *external("29 CFR 2590.715-2719(d)(2)(i)", "aca.ext.fed.prelim", wishes=ANSWER),
        MORE_TO_THE_IRO,
        Passes(10),
        Happens(K.EXTERNAL_REVIEW_DECIDED, REVERSED),
        *WON,
    ),
    is_bound_whole=True,
)
INSURED_PLAN = Ladder(
    "ERISA, insured",
    "erisa_insured",
    private("private_employer", funding="insured"),
    (
        *FIRST_STEPS,
        Happens(K.CLAIM_EXTENDED, {"notice_on": "{-1}", "received_on": "{0}", "missing_information": True}),
        *EVIDENCE,
        Letter("information_sent"),
        Letter(
            "internal_appeal",
            is_next=False,
            wishes=ANSWER,
            starts="erisa.appeal.decide.pre",
            cites="29 CFR 2560.503-1(h)(3)(i)",
        ),
        Passes(20),
        Happens(K.APPEAL_DECIDED, FINAL),
        *external("45 CFR 147.136(c)(2)", wishes=INSURED, words=TEXAS_FILES_ON_A_FORM),
        MORE_TO_THE_STATES_REVIEWER,
        Passes(10),
        Happens(K.EXTERNAL_REVIEW_DECIDED, REVERSED),
        *WON,
        COMPLAINT,
    ),
)
GOVERNMENT = Ladder(
    "a county's plan, two levels",
    "state_local",
    private("state_local_government", funding="self_funded", appeal_levels="2"),
    (
        *FIRST_STEPS,
        *appeal("internal_appeal", "erisa.appeal.decide.pre", "as applied by 45 CFR 147.136(b)(2)(i)"),
        Passes(12),
        Happens(K.APPEAL_DECIDED, {**NOT_FINAL, "states_deadline_on": "{60}"}),
        Letter(
            "second_level_appeal",
            faults=("Repeats the first appeal",),
            wishes={"answer": "The enclosed letter of the surgeon answers the decision."},
            starts="erisa.appeal.decide.pre",
        ),
        Passes(12),
        Happens(K.APPEAL_DECIDED, FINAL),
        *external("45 CFR 147.136(d)(2)(i)", "aca.ext.fed.prelim", wishes=ANSWER),
        MORE_TO_THE_IRO,
    ),
)
INDIVIDUAL = Ladder(
    "an individual policy",
    "individual",
    private("individual", appeal_levels=""),
    (
        *FIRST_STEPS,
        *appeal("internal_appeal", "", "as applied by 45 CFR 147.136(b)(3)(i)", is_received=False),
        Passes(7),
        Letter("receipt_request"),
        Arrives("internal_appeal", "erisa.appeal.decide.pre"),
        Passes(40),
        Letter("plan_is_late", cites="as applied by 45 CFR 147.136(b)(3)(i)"),
        COMPLAINT,
        *external("45 CFR 147.136(c)(2)", wishes=INSURED, words=TEXAS_FILES_ON_A_FORM),
        MORE_TO_THE_STATES_REVIEWER,
        Passes(10),
        Happens(K.EXTERNAL_REVIEW_DECIDED, REVERSED),
        *WON,
    ),
)
CHURCH = Ladder(
    "a church plan",
    "church",
    private("church", funding="self_funded"),
    (
        *FIRST_STEPS,
        *appeal("internal_appeal", "erisa.appeal.decide.pre", "as applied by 26 CFR 54.9815-2719(b)(2)(i)"),
        Passes(20),
        Happens(K.APPEAL_DECIDED, FINAL),
        Letter(
            "voluntary_appeal",
            is_next=False,
            faults=("Repeats the first appeal",),
            wishes={"answer": "The enclosed letter of the surgeon answers the decision."},
        ),
        *external("26 CFR 54.9815-2719(d)(2)(i)", "aca.ext.fed.prelim", wishes=ANSWER),
        MORE_TO_THE_IRO,
    ),
)
GRANDFATHERED = Ladder(
    "a grandfathered plan",
    "erisa_insured_grandfathered",
    private("private_employer", funding="insured", grandfathered="yes"),
    (
        *FIRST_STEPS,
        *appeal("internal_appeal", "erisa.appeal.decide.pre", "29 CFR 2560.503-1(h)(3)(i)"),
        Passes(40),
        Letter("plan_is_late", cites="29 CFR 2560.503-1(i)(2)(ii)"),
        COMPLAINT,
    ),
)
ORIGINAL_MEDICARE = Ladder(
    "Original Medicare",
    "original_medicare",
    program("original_medicare", claim_type="post_service", treatment_on="{-30}"),
    (
        Letter("appointment_of_representative", is_next=False, despite="It goes out to be signed."),
        *appeal("original_medicare_redetermination", "ffs.redet.decide", "42 CFR 405.942(a)"),
        Passes(50),
        Happens(K.APPEAL_DECIDED, UPHELD),
        level("qic_reconsideration", "ffs.qic.decide", "42 CFR 405.962(a)"),
        Passes(50),
        Happens(K.QIC_DECIDED, {**UPHELD, "states_deadline_on": "{60}"}),
        HEARING,
        Passes(80),
        Happens(K.ALJ_DECIDED, UPHELD),
        level("council_review_request", "", "42 CFR 405.1102, 405.1130"),
    ),
)
MEDICARE_ADVANTAGE = Ladder(
    "Medicare Advantage",
    "medicare_advantage",
    program("medicare_advantage"),
    (
        Letter(
            "appointment_of_representative",
            is_next=False,
            faults=(BLANKS,),
            wishes={"medicare_number": "1EG4-TE5-MK73"},
            despite="It goes out to be signed.",
        ),
        *appeal("ma_reconsideration", "ma.recon.decide.service", "42 CFR 422.582(b)"),
        Passes(25),
        Happens(K.APPEAL_DECIDED, UPHELD),
        Happens(K.IRE_CASE_RECEIVED, {"received_by_office": "{0}"}),
        Passes(30),
        Happens(K.IRE_DECIDED, UPHELD),
        HEARING,
        Passes(80),
        Happens(K.ALJ_DECIDED, UPHELD),
        level("council_review_request", "", "42 CFR"),
        Passes(80),
        Happens(K.COUNCIL_DECIDED, REVERSED),
        *WON,
    ),
)
PART_D = Ladder(
    "Medicare Part D",
    "medicare_part_d",
    program("medicare_part_d", service="apixaban, brand", service_kind="drug"),
    (
        *appeal("part_d_redetermination", "pd.redet.decide", "42 CFR 423.582(b)"),
        Letter(
            "part_d_supporting_statement",
            is_next=False,
            faults=(BLANKS,),
            wishes=PRESCRIBER,
            words={
                "statement": "Warfarin was not effective: the INR stayed out of range (42 CFR 423.578(b)(5)(ii))."
            },
            cites="42 CFR 423.578(b)(5)(ii)",
        ),
        Letter("part_d_exception_request", is_next=False, starts="pd.cd.exception", cites="42 CFR 423.578"),
        Passes(6),
        Happens(K.APPEAL_DECIDED, UPHELD),
        level("part_d_reconsideration", "pd.ire.decide", "42 CFR 423.600"),
        Passes(6),
        Happens(K.IRE_DECIDED, UPHELD),
        HEARING,
        Passes(80),
        Happens(K.ALJ_DECIDED, UPHELD),
        level("council_review_request", "", "42 CFR"),
    ),
)
MEDICAID_PLAN = Ladder(
    "Medicaid through a plan",
    "medicaid_managed_care",
    program(
        "medicaid_managed_care",
        denial_kind="course_reduction_notified",
        claim_type="concurrent",
        effective_on="{9}",
        service="Home care, 30 hours a week",
        service_kind="therapy",
    ),
    (
        Letter("appointment_of_representative", is_next=False, despite="It goes out to be signed."),
        *appeal("medicaid_appeal", "mcd.appeal.decide.std", "42 CFR 438.402(c)(2)(ii)"),
        Passes(25),
        Happens(K.APPEAL_DECIDED, UPHELD),
        level("fair_hearing_request", "mcd.sfh.decide", "42 CFR 438.408(f)(2)"),
        Passes(60),
        Happens(K.FAIR_HEARING_DECIDED, REVERSED),
        *WON,
    ),
)
MEDICAID = Ladder(
    "Medicaid straight from the state",
    "medicaid_fee_for_service",
    program("medicaid_fee_for_service"),
    (
        Refused("fair_hearing_request", (ADDRESSEE, REASON, NO_EXHIBIT, BLANKS)),
        *EVIDENCE,
        level("fair_hearing_request", "", "42 CFR 431.221(d)"),
        Passes(60),
        Happens(K.FAIR_HEARING_DECIDED, REVERSED),
        *WON,
    ),
)
CHIP = Ladder(
    "CHIP",
    "chip",
    program("chip", states_deadline_on="{60}"),
    (
        *appeal("chip_appeal", "mcd.appeal.decide.std", ""),
        Passes(25),
        Happens(K.APPEAL_DECIDED, {**UPHELD, "states_deadline_on": "{120}"}),
        level("chip_review_request", "chip.review.decide", ""),
        Passes(60),
        Happens(K.FAIR_HEARING_DECIDED, REVERSED),
        *WON,
    ),
)
FEHB = Ladder(
    "FEHB",
    "fehb",
    program("fehb"),
    (
        *appeal("fehb_reconsideration", "fehb.recon.decide", "5 CFR 890.105(b)(1)"),
        Happens(K.INFORMATION_REQUESTED, {"notice_on": "{0}", "received_on": "{0}"}),
        Letter("information_sent"),
        Passes(25),
        Happens(K.APPEAL_DECIDED, UPHELD),
        Refused("opm_review_request", (ADDRESSEE, "The carrier's decision is not enclosed")),
        Uploads("Decision of the carrier", "decision", "E"),
        Uploads("Request for reconsideration", "filing", "F"),
        Uploads("Page of the brochure", "policy", "G"),
        level("opm_review_request", "fehb.opm.decide", "5 CFR 890.105(e)(1)(i)"),
        Passes(60),
        Happens(K.OPM_DECIDED, REVERSED),
        *WON,
    ),
)
TRICARE = Ladder(
    "TRICARE",
    "tricare",
    program("tricare"),
    (
        *appeal("tricare_reconsideration", "tricare.recon.decide", "32 CFR 199.10(b)"),
        Passes(40),
        Happens(K.APPEAL_DECIDED, UPHELD),
        Uploads("Decision of the contractor", "decision", "D"),
        level("tricare_second_reconsideration", "", "32 CFR 199.15"),
        Passes(40),
        Happens(K.TQMC_DECIDED, UPHELD),
        level("tricare_hearing_request", "", "32 CFR 199.10(d)", wishes={"amount": "$4,200 (Exhibit B)"}),
    ),
)
TRICARE_FACTS = Ladder(
    "TRICARE, a dispute over a code",
    "tricare",
    program("tricare", reason_kind="coding_or_billing", stated_reason="the code is part of another one"),
    (
        *appeal("tricare_reconsideration", "tricare.recon.decide", "32 CFR 199.10(b)", words=CODES),
        Passes(40),
        Happens(K.APPEAL_DECIDED, UPHELD),
        Uploads("Decision of the contractor", "decision", "D"),
        level(
            "tricare_formal_review",
            "",
            "32 CFR 199.10(c)",
            wishes={"amount": "$4,200 (Exhibit B)"},
            words=CODES,
        ),
    ),
)
VA = Ladder(
    "the VA",
    "va",
    program("va"),
    (
        Refused("va_clinical_appeal", (ADDRESSEE, REASON, NO_EXHIBIT, BLANKS)),
        *EVIDENCE,
        level("va_clinical_appeal", "", "", is_next=False),
        Uploads("VA Form 20-0995", "form", "D"),
        level("va_review_request", "", "38 CFR 3.2500", is_next=False),
    ),
)
SHORT_TERM = Ladder(
    "a short-term policy",
    "short_term",
    private("short_term", states_deadline_on="{60}", grandfathered="", appeal_levels=""),
    (*FIRST_STEPS, *appeal("internal_appeal", "", "")),
)
UNKNOWN = Ladder(
    "a coverage that nobody knows yet",
    "unknown",
    private("unknown", states_deadline_on="{60}", grandfathered="", appeal_levels=""),
    (*FIRST_STEPS, *appeal("internal_appeal", "possible.decide", "")),
)
SEED_DENIALS = {story.denial.patient_name.split()[0]: story.denial for story in seed_stories(NOW)}
"""June's movement therapy, Walter's pump, Amara's lactation counselling, Theo's fusion, Ines's infusion."""


TEXAS_BESIDE = {
    "path": "An expedited internal appeal was filed today; this request is made beside it, on form LHL009."
}


def seed(name: str) -> DenialInput:
    """A denial of the demonstration on the day on which it comes."""
    days = {"notice_on": "{-3}", "received_on": "{-1}", "treatment_on": ""}
    roles = {party.role for party in SEED_DENIALS[name].parties}
    parties = (*SEED_DENIALS[name].parties, *(party for party in (CLAIMS, PLAN) if party.role not in roles))
    return replace(SEED_DENIALS[name], **days, forms=(), parties=parties)


CALLED = Happens(
    K.CALL_LOGGED,
    {"called_at": "{0}T08:30", "with_whom": "Kim", "reference": "C-1", "asked_expedited": "yes"},
)
CERTIFIED_TODAY = {"certified_on": "{0}", "certification_exhibit": "C"}
QUOTED = {"arguments": "The guideline of May 2, 2026 names this care for this patient (Exhibit B, p. 3)."}
ASK_FOR_THE_FILE = replace(CLAIM_FILE, is_next=False)
ARGUED = replace(EXCEPTION, words={"statement": QUOTED["arguments"]})
BESIDE = (NECESSITY_ENCLOSED, *CONVERSATION, ARGUED)


def standard_seed(what: str, name: str, law: str, cites: str, *then: Step) -> Ladder:
    """A seed that is not urgent: the file, the appeal with all that goes beside it, and what its coverage has then."""
    steps = (
        *FIRST_STEPS,
        *appeal("internal_appeal", "erisa.appeal.decide.pre", cites, words=QUOTED),
        *BESIDE,
        Passes(25),
        Happens(K.APPEAL_DECIDED, FINAL),
        *then,
    )
    return Ladder(what, law, seed(name), steps)


def urgent_seed(what: str, denial: DenialInput, law: str, cites: str, reviewed: Mapping[str, Any]) -> Ladder:
    """An urgent one: the expedited appeal, and beside it the expedited external review."""
    steps = (
        Refused("internal_appeal_expedited", (REASON, NO_EXHIBIT, CERTIFIED, TELEPHONED, BLANKS)),
        *EVIDENCE,
        Signs("representative"),
        CALLED,
        *CONVERSATION,
        Letter(
            "internal_appeal_expedited",
            faults=(CERTIFIED,),
            wishes={**ANSWER, **CERTIFIED_TODAY},
            starts="erisa.appeal.decide.urgent",
            cites=cites,
            words=QUOTED,
        ),
        Refused("external_review_expedited", (RELEASE,)),
        Signs("records_release"),
        Letter(
            "external_review_expedited",
            wishes={**ANSWER, **CERTIFIED_TODAY, **reviewed},
            words={**QUOTED, **(TEXAS_BESIDE if reviewed else {})},
        ),
        ASK_FOR_THE_FILE,
        NECESSITY_ENCLOSED,
        replace(ARGUED, faults=(CERTIFIED,), wishes=CERTIFIED_TODAY),
    )
    return Ladder(what, law, denial, steps)


STATE = external("45 CFR 147.136(c)(2)", wishes=INSURED, words={**QUOTED, **TEXAS_FILES_ON_A_FORM})
FEDERAL = external("29 CFR 2590.715-2719(d)(2)(i)", "aca.ext.fed.prelim", wishes=ANSWER, words=QUOTED)
SEEDS = (
    urgent_seed(
        "lactation counselling", seed("Amara"), "erisa_insured", "29 CFR 2560.503-1(h)(3)(i)", INSURED
    ),
    standard_seed("insulin pump", "Walter", "individual", "as applied by 45 CFR 147.136(b)(3)(i)", *STATE),
    standard_seed("spinal fusion", "Theo", "erisa_self_funded", "29 CFR 2560.503-1(h)(3)(i)", *FEDERAL),
    standard_seed("movement therapy", "June", "erisa_self_funded", "29 CFR 2560.503-1(h)(3)(i)", *FEDERAL),
    urgent_seed("checkpoint inhibitor", seed("Ines"), "erisa_self_funded", "29 CFR 2560.503-1(h)(3)(i)", {}),
)
LADDERS = (
    *SEEDS,
    SELF_FUNDED,
    INSURED_PLAN,
    GOVERNMENT,
    INDIVIDUAL,
    CHURCH,
    GRANDFATHERED,
    ORIGINAL_MEDICARE,
    MEDICARE_ADVANTAGE,
    PART_D,
    MEDICAID_PLAN,
    MEDICAID,
    CHIP,
    FEHB,
    TRICARE,
    TRICARE_FACTS,
    VA,
    SHORT_TERM,
    UNKNOWN,
)
