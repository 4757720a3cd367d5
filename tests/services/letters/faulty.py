"""For each fault a letter that has it, and the same letter without: two cases that differ in nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from tests.factories import NOW, PDF, make_case, make_event
from tracker.models import Account, Case, Criterion, CriterionStatus, LetterVersion
from tracker.rules.terms import Channel, EventKind, FiledBy, PartyRole
from tracker.services import documents, intake
from tracker.services.denial_input import FormInput, PartyInput
from tracker.services.letters import keeping
from tracker.services.letters.wishes import Wishes

K = EventKind
CLAIMS = PartyInput(
    "claims_administrator", "Example Claims", "Appeals", "PO Box 1\nScranton, PA 18505", "", "555-0199"
)
PLAN = PartyInput("plan_administrator", "Example Plan", "Benefits", "9 Refinery Road\nTexas City, TX 77590")
APPOINTED = FormInput("representative", "Bob Lindgren", "advocate", "2026-10-10")
LAPSED = FormInput("representative", "Bob Lindgren", "advocate", "2025-10-10", "2026-10-10")
MEDICARES = FormInput("representative", "Bob Lindgren", "advocate", "2026-10-10", form="cms_1696")
RELEASED = FormInput("records_release", "Bob Lindgren", "advocate", "2026-10-10")
URGENT = {"urgency": "expedited", "physician": "Dr. Hannah Osei"}
TWO = {"appeal_levels": "2"}
VISITS = "24 visits, October 6 to December 19, 2025"
ANSWER = "The enclosed records show eleven weeks of it."


@dataclass(frozen=True)
class Faulty:
    """A version of a letter of a case, at a moment."""

    case: Case
    version: LetterVersion
    now: datetime = NOW


def documented(case: Case, shows: str) -> Criterion:
    """A requirement that the record answers, with its exhibit."""
    return Criterion(
        organization_id=case.organization_id,
        case_id=case.id,
        position=0,
        requirement="Six weeks of supervised physical therapy",
        record_shows=shows,
        exhibit="B",
        status=CriterionStatus.DOCUMENTED,
    )


@dataclass(frozen=True)
class Told:
    """What a case has, and how its letter is written; `after` happens once the letter is there."""

    denial: Mapping[str, Any] = field(default_factory=dict)
    events: tuple[tuple[EventKind, Mapping[str, Any]], ...] = ()
    wishes: Mapping[str, Any] = field(default_factory=dict)
    sections: Mapping[str, str] = field(default_factory=dict)
    uploads: tuple[str, ...] = ()
    signed: bool = False
    decision: str = ""
    row: str = ""
    first: str | None = None
    after: tuple[tuple[EventKind, Mapping[str, Any]], ...] = ()
    edits: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Example:
    """The kind of letter, what the case is like with the fault, and what it is like without."""

    kind: str
    faulty: Told
    sound: Told

    def __call__(self, session: Session, bob: Account, is_faulty: bool) -> Faulty:
        """The letter with the fault, or without."""
        told = self.faulty if is_faulty else self.sound
        case = make_case(session, bob, **told.denial)
        for name in told.uploads:
            documents.store(session, bob, case, name, "application/pdf", PDF, "medical_record", NOW)
        if told.signed:
            documents.store(session, bob, case, "letter.pdf", "application/pdf", PDF, "clinician_letter", NOW)
        if told.decision:
            documents.store(session, bob, case, told.decision, "application/pdf", PDF, "decision", NOW)
        if told.row:
            session.add(documented(case, told.row))
        if told.first:
            keeping.write(session, bob, case, told.first, Wishes(answer=ANSWER), NOW)
        for kind, fields in told.events:
            make_event(session, case, kind, **fields)
        version = keeping.write(session, bob, case, self.kind, Wishes(**told.wishes), NOW)
        letter = keeping.letter_for(session, case, version.letter_id)
        for key, text in told.sections.items():
            version = keeping.rewrite(session, bob, case, letter, key, text, NOW)
        for kind, fields in told.after:
            make_event(session, case, kind, **fields)
        if told.edits:
            intake.edit_case(session, bob, case, told.edits, NOW)
        return Faulty(case, version)


FILED = (K.INTERNAL_APPEAL_FILED, {"received_by_plan": "2026-10-12", "sent_on": "2026-10-12"})
PROVEN = (K.INTERNAL_APPEAL_FILED, {**FILED[1], "channel": "certified_mail", "tracking": "7020 0555 0142"})
CALLED = {
    "received_by_plan": "2026-11-21T10:00",
    "expedited": True,
    "physician_certified": True,
    "telephoned_at": "2026-11-21T10:00",
    "telephone_name": "Kim",
    "telephone_reference": "5550317",
}
UPHELD = (K.APPEAL_DECIDED, {"notice_on": "2026-11-02", "outcome": "upheld", "final": "yes"})
NOT_FINAL = (K.APPEAL_DECIDED, {"notice_on": "2026-11-02", "outcome": "upheld", "final": "no"})
UPHELD_EARLY = (K.APPEAL_DECIDED, {"notice_on": "2026-10-20", "outcome": "upheld", "final": "yes"})
OPEN_LEVEL = (K.APPEAL_DECIDED, {"notice_on": "2026-11-02", "outcome": "upheld"})
OVERTURNED = (K.APPEAL_DECIDED, {"notice_on": "2026-11-20", "outcome": "overturned", "final": "yes"})
EXPLAINED = (K.DEMINIMIS_EXPLANATION_RECEIVED, {"received_on": "2026-11-20"})
TO_CLAIMS = {"to": PartyRole.CLAIMS_ADMINISTRATOR}

NOT_PRIVATE = {"funding": "unknown", "grandfathered": "", "appeal_levels": ""}
ADVANTAGE = {**NOT_PRIVATE, "sponsor": "medicare_advantage", "received_on": ""}
ORIGINAL = {**NOT_PRIVATE, "sponsor": "original_medicare", "notice_on": "2026-05-05", "received_on": ""}
TO_THE_QIC = (
    (K.INTERNAL_APPEAL_FILED, {"received_by_plan": "2026-05-20"}),
    (K.APPEAL_DECIDED, {"notice_on": "2026-07-06", "outcome": "upheld"}),
    (K.QIC_REQUESTED, {"received_by_office": "2026-08-03"}),
)
QIC_UPHELD = (K.QIC_DECIDED, {"notice_on": "2026-11-02", "outcome": "upheld"})
MEDICAID = {**NOT_PRIVATE, "sponsor": "medicaid_managed_care"}
CUT = {
    **MEDICAID,
    "denial_kind": "course_reduction_notified",
    "claim_type": "concurrent",
    "notice_on": "2026-11-18",
    "received_on": "2026-11-20",
    "effective_on": "2026-12-04",
}
FEDERAL = {**NOT_PRIVATE, "sponsor": "fehb", "notice_on": "2026-06-01", "received_on": ""}
ASKED_EARLY = (K.INTERNAL_APPEAL_FILED, {"received_by_plan": "2026-08-01", "sent_on": "2026-07-30"})
DECIDED_LATE = (K.APPEAL_DECIDED, {"notice_on": "2026-11-02", "outcome": "upheld"})
TRICARE = {**NOT_PRIVATE, "sponsor": "tricare", "notice_on": "2026-06-01", "received_on": ""}
VETERAN = {**NOT_PRIVATE, "sponsor": "va", "received_on": ""}
DECIDED_EARLY = (K.APPEAL_DECIDED, {"notice_on": "2026-08-28", "outcome": "upheld"})

DRUG_PLAN = {**NOT_PRIVATE, "sponsor": "medicare_part_d", "received_on": ""}
PRESCRIBED = {"physician": "Dr. Hannah Osei"}
CALIFORNIAN = "Cal. Health & Safety Code 1367.206 and Cal. Insurance Code 10123.201"
WON = (K.APPEAL_DECIDED, {"notice_on": "2026-11-18", "outcome": "overturned", "final": "yes"})
PARTLY_WON = (K.APPEAL_DECIDED, {"notice_on": "2026-11-18", "outcome": "partly", "final": "yes"})
AT_THE_IRO = (FILED, UPHELD_EARLY, (K.EXTERNAL_REVIEW_REQUESTED, {"received_by_plan": "2026-10-26"}))

EXAMPLES: dict[str, Callable[[Session, Account, bool], Faulty]] = {
    "addressee": Example("internal_appeal", Told(), Told({"parties": (CLAIMS,)})),
    "stranger": Example(
        "internal_appeal",
        Told({"parties": (PLAN, CLAIMS)}, wishes={"to": PartyRole.PLAN_ADMINISTRATOR}),
        Told({"parties": (PLAN, CLAIMS)}, wishes=TO_CLAIMS),
    ),
    "filer": Example("internal_appeal", Told(), Told({"forms": (APPOINTED,)})),
    "provider": Example(
        "internal_appeal",
        Told({"physician": "Dr. Hannah Osei"}, wishes={"filed_by": FiledBy.PROVIDER_FOR_MEMBER}),
        Told(
            {
                "physician": "Dr. Hannah Osei",
                "forms": (FormInput("representative", "Dr. Hannah Osei", "physician", "2026-10-10"),),
            },
            wishes={"filed_by": FiledBy.PROVIDER_FOR_MEMBER},
        ),
    ),
    "reason": Example("internal_appeal", Told(), Told(wishes={"answer": ANSWER})),
    "exhibits": Example("internal_appeal", Told(), Told(uploads=("notes.pdf",))),
    "repeats": Example(
        "second_level_appeal",
        Told(TWO, (FILED, NOT_FINAL), {"answer": ANSWER}, first="internal_appeal"),
        Told(TWO, (FILED, NOT_FINAL), {"answer": "Page 12 shows it."}, first="internal_appeal"),
    ),
    "voluntary": Example(
        "second_level_appeal",
        Told(TWO, (FILED, OPEN_LEVEL), edits={"appeal_levels": ""}),
        Told(TWO, (FILED, OPEN_LEVEL)),
    ),
    "given": Example(
        "internal_appeal_expedited",
        Told(URGENT, edits={"treatment_on": "2026-11-10"}),
        Told(URGENT, edits={"treatment_on": "2026-12-10"}),
    ),
    "certified": Example(
        "internal_appeal_expedited",
        Told(URGENT),
        Told(URGENT, wishes={"certified_on": NOW.date()}),
    ),
    "telephoned": Example(
        "external_review_expedited",
        Told(
            {**URGENT, "notice_on": "2026-11-20", "received_on": "2026-11-20"},
            ((K.INTERNAL_APPEAL_FILED, {"received_by_plan": "2026-11-21T10:00", "expedited": True}),),
        ),
        Told(
            {**URGENT, "notice_on": "2026-11-20", "received_on": "2026-11-20"},
            ((K.INTERNAL_APPEAL_FILED, CALLED),),
        ),
    ),
    "not_open": Example(
        "external_review_request",
        Told(events=(FILED,), after=(OVERTURNED,)),
        Told(events=(FILED, UPHELD)),
    ),
    "contract": Example(
        "external_review_request",
        Told({"reason_kind": "not_covered_benefit"}, (FILED, UPHELD)),
        Told({"reason_kind": "medical_necessity"}, (FILED, UPHELD)),
    ),
    "release": Example(
        "external_review_request",
        Told(events=(FILED, UPHELD)),
        Told({"forms": (RELEASED,)}, (FILED, UPHELD)),
    ),
    "unproven": Example("plan_is_late", Told(events=(FILED,)), Told(events=(PROVEN,))),
    "not_late": Example("plan_is_late", Told(events=(PROVEN,), after=(OVERTURNED,)), Told(events=(PROVEN,))),
    "excuse": Example(
        "plan_is_late",
        Told(events=(PROVEN,), after=(EXPLAINED,)),
        Told(
            events=(PROVEN,),
            after=(EXPLAINED,),
            sections={"open_now": "A backlog of the plan's own making is no good cause."},
        ),
    ),
    "thirty_days": Example(
        "claim_file_request",
        Told(sections={"documents": "1. the complete claim file, which is due within 30 days."}),
        Told(),
    ),
    "lapsed": Example("internal_appeal", Told({"forms": (LAPSED,)}), Told({"forms": (LAPSED, APPOINTED)})),
    "foreign_form": Example(
        "internal_appeal", Told({"forms": (MEDICARES,)}), Told({"forms": (MEDICARES, APPOINTED)})
    ),
    "scope": Example(
        "appointment_of_representative",
        Told(sections={"scope": "My representative may act for me."}),
        Told(),
    ),
    "other_program": Example(
        "appointment_of_representative",
        Told({"sponsor": "tricare", "funding": "unknown", "grandfathered": "", "appeal_levels": ""}),
        Told(),
    ),
    "late": Example(
        "ma_reconsideration",
        Told({**ADVANTAGE, "notice_on": "2026-08-05"}),
        Told({**ADVANTAGE, "notice_on": "2026-08-05"}, wishes={"late_because": "A stroke on October 1."}),
    ),
    "wrong_level": Example(
        "alj_hearing_request",
        Told(ORIGINAL, (*TO_THE_QIC, QIC_UPHELD), edits={"sponsor": "medicare_advantage"}),
        Told(ORIGINAL, (*TO_THE_QIC, QIC_UPHELD)),
    ),
    "amount": Example(
        "alj_hearing_request",
        Told(ORIGINAL, (*TO_THE_QIC, QIC_UPHELD), {"amount": "$150"}),
        Told(ORIGINAL, (*TO_THE_QIC, QIC_UPHELD), {"amount": "$1,240 (Exhibit C)"}),
    ),
    "keep": Example("medicaid_appeal", Told(CUT, wishes={"keep_benefits": False}), Told(CUT)),
    "consent": Example("medicaid_appeal", Told(CUT), Told({**CUT, "forms": (APPOINTED,)})),
    "before_the_plan": Example(
        "fair_hearing_request",
        Told(
            {**MEDICAID, "sponsor": "medicaid_fee_for_service", "notice_on": "2026-11-02", "received_on": ""},
            edits={"sponsor": "medicaid_managed_care"},
        ),
        Told(MEDICAID, (FILED, UPHELD)),
    ),
    "comes_late": Example(
        "opm_review_request",
        Told(FEDERAL, (ASKED_EARLY, DECIDED_EARLY), {"channels": (Channel.MAIL,)}),
        Told(FEDERAL, (ASKED_EARLY, DECIDED_EARLY), {"channels": (Channel.FAX,)}),
    ),
    "carriers_decision": Example(
        "opm_review_request",
        Told(FEDERAL, (ASKED_EARLY, DECIDED_EARLY)),
        Told(FEDERAL, (ASKED_EARLY, DECIDED_EARLY), uploads=("Carrier's decision.pdf",)),
    ),
    "window": Example(
        "peer_to_peer_request",
        Told(events=((K.PEER_TO_PEER_OFFERED, {"offered_on": "2026-11-02", "until": "2026-11-16"}),)),
        Told(events=((K.PEER_TO_PEER_OFFERED, {"offered_on": "2026-11-16", "until": "2026-11-30"}),)),
    ),
    "not_signed": Example("letter_of_medical_necessity", Told(PRESCRIBED), Told(PRESCRIBED, signed=True)),
    "chart_dates": Example(
        "letter_of_medical_necessity",
        Told(PRESCRIBED, wishes={"necessity": "she was in therapy from March 3, 2025 on"}, row=VISITS),
        Told(PRESCRIBED, wishes={"necessity": "she was in therapy from October 6, 2025 on"}, row=VISITS),
    ),
    "statement": Example("part_d_exception_request", Told(DRUG_PLAN), Told(DRUG_PLAN, signed=True)),
    "law_reach": Example(
        "step_exception_request",
        Told({"policy_state": "CA"}, sections={"requests": f"I ask for it under {CALIFORNIAN}."}),
        Told({"policy_state": "CA"}, sections={"requests": "I ask for the exception."}),
    ),
    "ground": Example("step_exception_request", Told(), Told(row=VISITS)),
    "ten_days": Example(
        "information_to_iro",
        Told(events=(*AT_THE_IRO, (K.IRO_NOTICE_RECEIVED, {"notice_on": "2026-11-02"}))),
        Told(events=(*AT_THE_IRO, (K.IRO_NOTICE_RECEIVED, {"notice_on": "2026-11-18"}))),
    ),
    "number": Example(
        "information_to_iro",
        Told(events=(*AT_THE_IRO, (K.IRO_ASSIGNED, {"assigned_on": "2026-11-18"}))),
        Told(events=(*AT_THE_IRO, (K.IRO_ASSIGNED, {"assigned_on": "2026-11-18", "reference": "IRO-55"}))),
    ),
    "power": Example(
        "complaint_to_regulator", Told(events=(FILED,), edits={"sponsor": "church"}), Told(events=(FILED,))
    ),
    "course": Example(
        "complaint_to_regulator",
        Told(events=(FILED,), sections={"chronology": "It took long."}),
        Told(events=(FILED,)),
    ),
    "attached": Example(
        "demand_to_comply", Told(events=(FILED, WON)), Told(events=(FILED, WON), uploads=("Decision.pdf",))
    ),
    "more": Example(
        "demand_to_comply",
        Told(events=(FILED, PARTLY_WON), wishes={"requests": ("pay interest",), "decided": "Two visits."}),
        Told(events=(FILED, PARTLY_WON), wishes={"decided": "Two visits are covered."}),
    ),
    "nowhere": Example("confidential_communication", Told(), Told(wishes={"reach_at": "PO Box 5588"})),
    "danger": Example(
        "confidential_communication",
        Told(wishes={"reach_at": "PO Box 5588"}),
        Told(wishes={"reach_at": "PO Box 5588", "is_dangerous": True}),
    ),
    "decision_copy": Example(
        "tricare_second_reconsideration",
        Told(TRICARE, (ASKED_EARLY, DECIDED_LATE)),
        Told(TRICARE, (ASKED_EARLY, DECIDED_LATE), decision="Reconsideration.pdf"),
    ),
    "va_form": Example("va_review_request", Told(VETERAN), Told(VETERAN, uploads=("VA Form 20-0995.pdf",))),
    "blanks": Example(
        "appointment_of_representative",
        Told(),
        Told(sections={"appointment": "I appoint Bob Lindgren, 41 Quay Street, Galveston, 409-555-0110."}),
    ),
}
"""By the code of the fault."""
