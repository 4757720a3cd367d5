"""The kinds of events that belong to public programs, to Marketplace eligibility and to union boards alone.

Each names the families of law under which it happens at all; see `regimes` for these.
"""

from tracker.rules.event_fields import (
    CHANNELS,
    FILED_BY,
    NOTE,
    NOTICE,
    OUTCOMES,
    RECEIVED,
    SENT,
    SENT_TO,
    STATED,
    TRACKING,
    EventField,
    EventShape,
    a_choice,
    a_day,
    a_flag,
    a_text,
    a_when,
    answers_field,
)
from tracker.rules.terms import EventKind

PART_D = frozenset(("pd",))
ORIGINAL = frozenset(("ffs",))
MEDICARE = frozenset(("medicare",))
FACILITY = frozenset(("medicare_facility",))
"""Hospitals, nursing facilities, home health and the like; a drug plan has none of these."""
MEDICAID = frozenset(("mcd",))
FEHB = frozenset(("fehb",))
TRICARE = frozenset(("tricare",))
VETERANS = frozenset(("va",))
MARKETPLACE = frozenset(("marketplace",))
UNIONS = frozenset(("erisa",))
PRIVATE = frozenset(("private",))

BY_OFFICE = a_when(
    "received_by_office", "Received by it on", "Receipt counts where the notice does not say otherwise."
)


def _request(
    kind: EventKind, title: str, families: frozenset[str], *more: EventField, answers: str = "Which decision?"
) -> EventShape:
    """A request for the next level: who filed it, how, when it was sent and when it arrived."""
    fields = (
        a_choice("filed_by", "Who filed", FILED_BY),
        a_choice("channel", "How it was sent", CHANNELS),
        SENT_TO,
        SENT,
        BY_OFFICE,
        *more,
        TRACKING,
        answers_field(answers),
        NOTE,
    )
    return EventShape(kind, title, "Further levels", ("received_by_office", "sent_on"), fields, families)


def _decision(kind: EventKind, title: str, families: frozenset[str], *more: EventField) -> EventShape:
    """A decision of a further level, as its letter gives it."""
    fields = (
        NOTICE,
        RECEIVED,
        a_choice("outcome", "Outcome", OUTCOMES, True),
        STATED,
        a_when("received_by_plan", "Plan had the decision on", "If it has to carry out something."),
        *more,
        answers_field("Which request?"),
        a_text("said", "Reason in the letter's words", "Letters quote it exactly."),
        NOTE,
    )
    return EventShape(kind, title, "Further levels", ("notice_on",), fields, families)


EXPEDITED = a_flag("expedited", "Asked for as expedited (urgent)")

PROGRAM_SHAPES = (
    EventShape(
        EventKind.APPEAL_EXTENDED,
        "Plan extended its time to decide the appeal",
        "Internal appeal",
        ("notice_on",),
        (NOTICE, RECEIVED, answers_field("Which filing?"), NOTE),
        frozenset(("ma", "mcd")),
    ),
    EventShape(
        EventKind.BOARD_MEETINGS_LEARNED,
        "Learned when the board of trustees meets",
        "Internal appeal",
        ("learned_on",),
        (
            a_day("learned_on", "Learned on", "", True),
            a_day("first_on", "First regular meeting after the plan received the appeal", "", True),
            a_day("second_on", "The meeting after that"),
            a_day("third_on", "And the one after that"),
            answers_field("Which filing?"),
            NOTE,
        ),
        UNIONS,
    ),
    EventShape(
        EventKind.CRITERIA_REQUESTED,
        "Criteria for mental health or substance use care requested",
        "Documents",
        ("received_by_plan", "sent_on"),
        (SENT, a_when("received_by_plan", "Received by the plan on"), NOTE),
        PRIVATE,
    ),
    EventShape(
        EventKind.CRITERIA_RECEIVED,
        "Criteria for mental health or substance use care came",
        "Documents",
        ("received_on",),
        (a_day("received_on", "Came on", "", True),),
        PRIVATE,
    ),
    EventShape(
        EventKind.CONTINUATION_REQUESTED,
        "Asked to keep benefits going",
        "Beside the appeal",
        ("received_by_plan", "sent_on"),
        (
            a_choice("channel", "How it was sent", CHANNELS),
            SENT_TO,
            SENT,
            a_when("received_by_plan", "Received on"),
            answers_field("Which notice?"),
            NOTE,
        ),
        MEDICAID,
    ),
    EventShape(
        EventKind.SERVICES_END_NOTIFIED,
        "Notice of Medicare Non-Coverage: services are to end",
        "Determinations",
        ("delivered_on",),
        (
            a_when("delivered_on", "Delivered on", "The day it was put into the patient's hands.", True),
            a_day("effective_on", "Last day of covered services", "The date printed on the notice."),
            NOTE,
        ),
        FACILITY,
    ),
    EventShape(
        EventKind.DISCHARGE_PLANNED,
        "Hospital plans the discharge",
        "Determinations",
        ("told_on",),
        (
            a_when("told_on", "Told on", "", True),
            a_day("discharge_on", "Planned day of discharge", "", True),
            NOTE,
        ),
        FACILITY,
    ),
    EventShape(
        EventKind.QIO_REQUESTED,
        "Asked the QIO for a fast review",
        "Further levels",
        ("asked_at",),
        (
            a_when("asked_at", "Asked on", "Day and hour of the call.", True),
            a_when("information_at", "QIO had the records on"),
            a_text("reference", "Reference number"),
            answers_field("Which notice?"),
            NOTE,
        ),
        FACILITY,
    ),
    EventShape(
        EventKind.QIO_DECIDED,
        "QIO decided",
        "Further levels",
        ("told_at",),
        (
            a_when("told_at", "Told on", "", True),
            a_choice("outcome", "Outcome", OUTCOMES, True),
            answers_field("Which request?"),
            NOTE,
        ),
        FACILITY,
    ),
    EventShape(
        EventKind.QIO_RECONSIDERATION_REQUESTED,
        "Asked for the fast reconsideration",
        "Further levels",
        ("asked_at",),
        (a_when("asked_at", "Asked on", "", True), answers_field("Which decision?"), NOTE),
        FACILITY,
    ),
    EventShape(
        EventKind.IRE_CASE_RECEIVED,
        "Plan sent the case to the independent review entity (IRE)",
        "Further levels",
        ("received_by_office", "notice_on"),
        (
            a_when("notice_on", "Date of the letter that says so"),
            a_when("received_by_office", "Received by the IRE on"),
            a_text("reference", "Its case number"),
            answers_field("Which filing?"),
            NOTE,
        ),
        frozenset(("ma", "pd")),
    ),
    _request(EventKind.IRE_REQUESTED, "Asked the independent review entity (IRE)", PART_D, EXPEDITED),
    _decision(EventKind.IRE_DECIDED, "Independent review entity (IRE) decided", frozenset(("ma", "pd"))),
    _request(EventKind.QIC_REQUESTED, "Asked the QIC for reconsideration", ORIGINAL),
    _decision(EventKind.QIC_DECIDED, "QIC decided", ORIGINAL),
    _request(EventKind.ALJ_REQUESTED, "Asked for a hearing (administrative law judge)", MEDICARE, EXPEDITED),
    _decision(EventKind.ALJ_DECIDED, "Administrative law judge decided", MEDICARE),
    _request(EventKind.COUNCIL_REQUESTED, "Asked the Medicare Appeals Council", MEDICARE),
    _decision(EventKind.COUNCIL_DECIDED, "Medicare Appeals Council decided", MEDICARE),
    _request(
        EventKind.COURT_FILED, "Went to court", frozenset(("medicare", "fehb", "private", "mcd", "tricare"))
    ),
    _request(
        EventKind.FAIR_HEARING_REQUESTED,
        "Asked for a state fair hearing",
        MEDICAID,
        a_when("file_received_on", "Agency had the plan's case file on"),
        EXPEDITED,
    ),
    _decision(EventKind.FAIR_HEARING_DECIDED, "Fair hearing decided", MEDICAID),
    _request(EventKind.OPM_REQUESTED, "Asked OPM to review", FEHB),
    _decision(EventKind.OPM_DECIDED, "OPM decided", FEHB),
    _request(EventKind.TQMC_REQUESTED, "Asked for the second reconsideration (TQMC)", TRICARE),
    _decision(EventKind.TQMC_DECIDED, "Second reconsideration decided", TRICARE),
    _request(EventKind.FORMAL_REVIEW_REQUESTED, "Asked for the formal review", TRICARE),
    _decision(EventKind.FORMAL_REVIEW_DECIDED, "Formal review decided", TRICARE),
    _request(EventKind.HEARING_REQUESTED, "Asked for a hearing (TRICARE)", TRICARE),
    _decision(EventKind.HEARING_DECIDED, "Hearing decided (TRICARE)", TRICARE),
    _request(EventKind.VA_REVIEW_REQUESTED, "Asked the VA to review its decision", VETERANS),
    _decision(EventKind.VA_REVIEW_DECIDED, "VA decided the review", VETERANS),
    EventShape(
        EventKind.ELIGIBILITY_DETERMINED,
        "Marketplace decided about eligibility",
        "Determinations",
        ("notice_on",),
        (NOTICE, RECEIVED, STATED, NOTE),
        MARKETPLACE,
    ),
    _request(
        EventKind.ELIGIBILITY_APPEAL_FILED, "Appealed the Marketplace's decision", MARKETPLACE, EXPEDITED
    ),
    _decision(EventKind.ELIGIBILITY_APPEAL_DECIDED, "Marketplace appeal decided", MARKETPLACE),
    _request(
        EventKind.HHS_APPEAL_FILED, "Went on to HHS from a state Marketplace's appeal decision", MARKETPLACE
    ),
    EventShape(
        EventKind.CARE_PROVIDED,
        "Care was given",
        "Before the denial",
        ("provided_on",),
        (a_day("provided_on", "Given on", "", True), NOTE),
        FEHB,
    ),
)
