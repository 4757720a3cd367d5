"""Which fields each kind of event has. The forms, the case reader and the engine all go by this table.

A `WHEN` may be a day or a moment; a `DAY` never has an hour. `TEXT` fields and those marked `private`
never reach the engine: they are kept encrypted beside the event.
"""

from dataclasses import dataclass
from enum import StrEnum

from tracker.rules.terms import Channel, EventKind, FiledBy, Outcome


class FieldType(StrEnum):
    """What may be typed into a field."""

    DAY = "day"
    WHEN = "when"
    CHOICE = "choice"
    FLAG = "flag"
    TEXT = "text"
    EVENT = "event"
    RULE = "rule"


@dataclass(frozen=True)
class EventField:
    """One field: `label` and `help` are what a person reads; `choices` are (value, words)."""

    name: str
    type: FieldType
    label: str
    help: str = ""
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class EventShape:
    """A kind of event: its words, the field whose day orders it in time, and its fields."""

    kind: EventKind
    title: str
    group: str
    happened: tuple[str, ...]
    fields: tuple[EventField, ...]

    def field(self, name: str) -> EventField | None:
        """The field of that name, or None."""
        return next((f for f in self.fields if f.name == name), None)


FILED_BY = (
    (FiledBy.MEMBER.value, "the member"),
    (FiledBy.REPRESENTATIVE.value, "an authorized representative"),
    (FiledBy.PROVIDER_FOR_MEMBER.value, "a provider, for the member"),
    (FiledBy.PROVIDER_DISPUTE.value, "a provider's own dispute (spends none of the member's rights)"),
)
OUTCOMES = (
    (Outcome.UPHELD.value, "upheld (still denied)"),
    (Outcome.OVERTURNED.value, "overturned (approved)"),
    (Outcome.PARTLY.value, "partly overturned"),
)
CHANNELS = tuple((c.value, c.value.replace("_", " ")) for c in Channel)
CLOSINGS = (
    ("won", "won: the care is covered"),
    ("partly_won", "partly won"),
    ("lost", "lost: every level is spent"),
    ("settled", "settled another way"),
    ("not_pursued", "the patient chose not to go on"),
    ("moved", "handed to somebody else"),
    ("died", "the patient died"),
)


def _day(name: str, label: str, help: str = "", required: bool = False) -> EventField:
    return EventField(name, FieldType.DAY, label, help, required)


def _when(name: str, label: str, help: str = "", required: bool = False) -> EventField:
    return EventField(name, FieldType.WHEN, label, help, required)


def _choice(
    name: str, label: str, choices: tuple[tuple[str, str], ...], required: bool = False
) -> EventField:
    return EventField(name, FieldType.CHOICE, label, "", required, choices)


def _flag(name: str, label: str, help: str = "") -> EventField:
    return EventField(name, FieldType.FLAG, label, help)


def _text(name: str, label: str, help: str = "") -> EventField:
    return EventField(name, FieldType.TEXT, label, help)


def _answers(label: str = "Which entry does this answer?") -> EventField:
    return EventField("answers", FieldType.EVENT, label, "Leave empty for the latest one that fits.")


NOTICE = _when(
    "notice_on", "Date printed on the letter", "With the hour where the letter gives one.", required=True
)
RECEIVED = _when(
    "received_on", "Date it came", "Only if you can show it: an envelope, a portal entry, a fax stamp."
)
SENT = _when("sent_on", "Sent on")
BY_PLAN = _when(
    "received_by_plan", "Received by the plan on", "Receipt, not sending, starts the plan's clock."
)
NOTE = _text("note", "Note")
STATED = _day("states_deadline_on", "Deadline that the letter states", "Exactly as the letter gives it.")
FILING = (
    _choice("filed_by", "Who filed", FILED_BY),
    _choice("channel", "How it was sent", CHANNELS),
    SENT,
    BY_PLAN,
    _text("tracking", "Tracking number or fax confirmation"),
    _answers("Which determination does it answer?"),
)
EXPEDITED = (
    _flag("expedited", "Asked for as expedited (urgent)"),
    _when(
        "telephoned_at", "Telephoned on", "Day and hour of the call that asked for the expedited decision."
    ),
    _text("telephone_name", "Spoke with"),
    _text("telephone_reference", "Reference number of the call"),
    _flag("physician_certified", "A physician certified the urgency"),
)

_SHAPES = (
    EventShape(
        EventKind.CLAIM_RECEIVED,
        "Request received by the plan",
        "Before the denial",
        ("received_by_plan",),
        (
            _when("received_by_plan", "Received by the plan on", "", True),
            _when(
                "course_ends_at",
                "Approved treatment ends on",
                "Where this asks to extend a course of treatment.",
            ),
            NOTE,
        ),
    ),
    EventShape(
        EventKind.CLAIM_MISDIRECTED,
        "Request went to the wrong place",
        "Before the denial",
        ("failure_on",),
        (_when("failure_on", "Reached the plan's benefits unit on", "", True), NOTE),
    ),
    EventShape(
        EventKind.INFORMATION_REQUESTED,
        "Plan asked for missing information (urgent request)",
        "Before the denial",
        ("notice_on",),
        (
            NOTICE,
            RECEIVED,
            _when("respond_by", "Answer asked for by", "If the notice gives more time."),
            NOTE,
        ),
    ),
    EventShape(
        EventKind.CLAIM_EXTENDED,
        "Plan extended its time to decide",
        "Before the denial",
        ("notice_on",),
        (
            NOTICE,
            RECEIVED,
            _flag(
                "missing_information",
                "Because information is missing",
                "Stops the plan's clock until you answer.",
            ),
            _day("respond_by", "Answer asked for by", "If the notice gives more time."),
            NOTE,
        ),
    ),
    EventShape(
        EventKind.INFORMATION_SUPPLIED,
        "Information sent to the plan",
        "Before the denial",
        ("received_by_plan", "sent_on"),
        (
            _choice("channel", "How it was sent", CHANNELS),
            SENT,
            BY_PLAN,
            _text("tracking", "Tracking number or fax confirmation"),
            _answers(),
            NOTE,
        ),
    ),
    EventShape(
        EventKind.ADVERSE_DETERMINATION,
        "Denial (adverse benefit determination)",
        "Determinations",
        ("notice_on",),
        (
            NOTICE,
            RECEIVED,
            STATED,
            _text("by", "Signed by"),
            _flag("reissued", "Reissued: replaces an earlier letter"),
            _choice("outcome", "Denied", (("upheld", "in full"), ("partly", "in part"))),
            NOTE,
        ),
    ),
    EventShape(
        EventKind.COURSE_REDUCTION_NOTIFIED,
        "Approved treatment is to be cut short",
        "Determinations",
        ("notice_on",),
        (NOTICE, RECEIVED, _day("effective_on", "Ends or is reduced on", "", True), STATED, NOTE),
    ),
    EventShape(
        EventKind.RESCISSION_NOTIFIED,
        "Coverage cancelled back in time (rescission)",
        "Determinations",
        ("notice_on",),
        (NOTICE, RECEIVED, _day("effective_on", "Rescission takes effect on", "", True), STATED, NOTE),
    ),
    EventShape(
        EventKind.CLAIM_FILE_REQUESTED,
        "Claim file requested",
        "Documents",
        ("sent_on", "received_by_plan"),
        (
            _choice("channel", "How it was sent", CHANNELS),
            SENT,
            BY_PLAN,
            _text("tracking", "Tracking number or fax confirmation"),
            NOTE,
        ),
    ),
    EventShape(
        EventKind.CLAIM_FILE_RECEIVED,
        "Claim file came",
        "Documents",
        ("received_on",),
        (
            _day("received_on", "Came on", "", True),
            _flag("in_part", "Only a part of it"),
            _text("missing", "Missing"),
        ),
    ),
    EventShape(
        EventKind.PLAN_DOCUMENTS_REQUESTED,
        "Plan documents requested from the administrator",
        "Documents",
        ("received_by_administrator", "sent_on"),
        (
            _choice("channel", "How it was sent", CHANNELS),
            SENT,
            _when("received_by_administrator", "Received by the plan administrator on"),
            _text("tracking", "Tracking number or fax confirmation"),
            NOTE,
        ),
    ),
    EventShape(
        EventKind.PLAN_DOCUMENTS_RECEIVED,
        "Plan documents came",
        "Documents",
        ("received_on",),
        (
            _day("received_on", "Came on", "", True),
            _flag("in_part", "Only a part of them"),
            _text("missing", "Missing"),
        ),
    ),
    EventShape(
        EventKind.SBC_REQUESTED,
        "Summary of Benefits and Coverage requested",
        "Documents",
        ("received_by_plan", "sent_on"),
        (SENT, BY_PLAN, NOTE),
    ),
    EventShape(
        EventKind.SBC_RECEIVED,
        "Summary of Benefits and Coverage came",
        "Documents",
        ("received_on",),
        (_day("received_on", "Came on", "", True),),
    ),
    EventShape(
        EventKind.PEER_TO_PEER_OFFERED,
        "Peer-to-peer conversation offered",
        "Beside the appeal",
        ("offered_on",),
        (
            _day("offered_on", "Offered on", "", True),
            _when("until", "Open until", "As the letter or the call says."),
            NOTE,
        ),
    ),
    EventShape(
        EventKind.PEER_TO_PEER_HELD,
        "Peer-to-peer conversation held",
        "Beside the appeal",
        ("held_at",),
        (
            _when("held_at", "Held on", "", True),
            _text("with_whom", "Who spoke with whom"),
            _text("said", "What was said"),
        ),
    ),
    EventShape(
        EventKind.STEP_EXCEPTION_REQUESTED,
        "Step-therapy or drug exception requested",
        "Beside the appeal",
        ("received_by_plan", "sent_on"),
        (SENT, BY_PLAN, _flag("expedited", "Exigent circumstances"), NOTE),
    ),
    EventShape(
        EventKind.STEP_EXCEPTION_DECIDED,
        "Exception decided",
        "Beside the appeal",
        ("decided_at",),
        (
            _when("decided_at", "Decided on", "", True),
            _choice("outcome", "Outcome", OUTCOMES, True),
            _answers(),
            NOTE,
        ),
    ),
    EventShape(
        EventKind.DRUG_EXCEPTION_EXTERNAL_REQUESTED,
        "Outside review of the drug exception requested",
        "Beside the appeal",
        ("received_by_plan", "sent_on"),
        (SENT, BY_PLAN, _flag("expedited", "The first request was expedited"), NOTE),
    ),
    EventShape(
        EventKind.DRUG_EXCEPTION_EXTERNAL_DECIDED,
        "Outside review of the drug exception decided",
        "Beside the appeal",
        ("decided_at",),
        (
            _when("decided_at", "Decided on", "", True),
            _choice("outcome", "Outcome", OUTCOMES, True),
            _answers(),
            NOTE,
        ),
    ),
    EventShape(
        EventKind.INTERNAL_APPEAL_FILED,
        "Internal appeal filed",
        "Internal appeal",
        ("received_by_plan", "sent_on"),
        (*FILING, *EXPEDITED, NOTE),
    ),
    EventShape(
        EventKind.EXPEDITE_REFUSED,
        "Plan refused to expedite",
        "Internal appeal",
        ("refused_on",),
        (_when("refused_on", "Refused on", "", True), _answers("Which filing?"), NOTE),
    ),
    EventShape(
        EventKind.EXTENSION_AGREED,
        "Extension agreed with the plan",
        "Internal appeal",
        ("agreed_on",),
        (
            _day("agreed_on", "Agreed on", "", True),
            _day("until_on", "New date", "", True),
            _answers("Which filing?"),
            NOTE,
        ),
    ),
    EventShape(
        EventKind.NEW_EVIDENCE_RECEIVED,
        "Plan sent new evidence or a new rationale",
        "Internal appeal",
        ("received_on",),
        (_when("received_on", "Came on", "", True), _answers("Which filing?"), NOTE),
    ),
    EventShape(
        EventKind.APPEAL_DECIDED,
        "Plan decided the appeal",
        "Determinations",
        ("notice_on",),
        (
            NOTICE,
            RECEIVED,
            _choice("outcome", "Outcome", OUTCOMES, True),
            _choice(
                "final",
                "Is it the final internal determination?",
                (("yes", "yes: no further mandatory level"), ("no", "no: a second mandatory level follows")),
            ),
            STATED,
            _answers("Which filing?"),
            _text("said", "Reason in the letter's words", "Letters quote it exactly."),
            _text("by", "Signed by"),
            _flag("reissued", "Reissued: replaces an earlier letter"),
            NOTE,
        ),
    ),
    EventShape(
        EventKind.SECOND_LEVEL_FILED,
        "Second-level appeal filed",
        "Internal appeal",
        ("received_by_plan", "sent_on"),
        (
            _flag(
                "voluntary", "A voluntary level", "A voluntary level never stops the external review clock."
            ),
            *FILING,
            *EXPEDITED,
            NOTE,
        ),
    ),
    EventShape(
        EventKind.APPEAL_DISMISSED,
        "Plan dismissed the appeal",
        "Internal appeal",
        ("notice_on",),
        (NOTICE, RECEIVED, _answers("Which filing?"), _text("said", "Reason in the letter's words"), NOTE),
    ),
    EventShape(
        EventKind.GOOD_CAUSE_SHOWN,
        "Filed late, for good cause",
        "Internal appeal",
        ("shown_on",),
        (
            _day("shown_on", "Explained on", "", True),
            _answers("Which filing?"),
            _text("cause", "Why it was late"),
        ),
    ),
    EventShape(
        EventKind.EXHAUSTION_WAIVED,
        "Plan waived the internal appeal",
        "External review",
        ("waived_on",),
        (_day("waived_on", "Waived on", "", True), NOTE),
    ),
    EventShape(
        EventKind.DEMINIMIS_EXPLANATION_REQUESTED,
        "Asked the plan to explain its delay",
        "External review",
        ("received_by_plan", "sent_on"),
        (SENT, BY_PLAN, NOTE),
    ),
    EventShape(
        EventKind.DEMINIMIS_EXPLANATION_RECEIVED,
        "Plan explained its delay",
        "External review",
        ("received_on",),
        (_day("received_on", "Came on", "", True), NOTE),
    ),
    EventShape(
        EventKind.IMMEDIATE_REVIEW_REJECTED,
        "Immediate review refused by the reviewer or court",
        "External review",
        ("rejected_on",),
        (_day("rejected_on", "Refused on", "", True), NOTE),
    ),
    EventShape(
        EventKind.RESUBMISSION_NOTICE_RECEIVED,
        "Plan says the appeal may be filed again",
        "External review",
        ("notice_on",),
        (NOTICE, RECEIVED, STATED, NOTE),
    ),
    EventShape(
        EventKind.EXTERNAL_REVIEW_REQUESTED,
        "External review requested",
        "External review",
        ("received_by_plan", "sent_on"),
        (*FILING, *EXPEDITED, NOTE),
    ),
    EventShape(
        EventKind.EXTERNAL_REVIEW_INCOMPLETE,
        "External review request called incomplete",
        "External review",
        ("notice_on",),
        (NOTICE, RECEIVED, _text("missing", "Missing"), _answers("Which request?")),
    ),
    EventShape(
        EventKind.EXTERNAL_REVIEW_COMPLETED,
        "External review request completed",
        "External review",
        ("received_by_plan", "sent_on"),
        (SENT, BY_PLAN, _answers("Which notice?"), NOTE),
    ),
    EventShape(
        EventKind.PRELIMINARY_REVIEW_COMPLETED,
        "Plan finished its preliminary review",
        "External review",
        ("completed_on",),
        (_when("completed_on", "Finished on", "", True), _answers("Which request?")),
    ),
    EventShape(
        EventKind.EXTERNAL_REVIEW_ACCEPTED,
        "Plan accepted the external review request",
        "External review",
        ("notice_on",),
        (NOTICE, RECEIVED, _answers("Which request?")),
    ),
    EventShape(
        EventKind.EXTERNAL_REVIEW_REFUSED,
        "Plan refused the external review request",
        "External review",
        ("notice_on",),
        (NOTICE, RECEIVED, _text("said", "Reason in the letter's words"), _answers("Which request?")),
    ),
    EventShape(
        EventKind.IRO_ASSIGNED,
        "Independent review organization assigned",
        "External review",
        ("assigned_on",),
        (
            _when("assigned_on", "Assigned on", "", True),
            _when("received_by_iro", "Received the request on", "Its 45 days or 72 hours run from this."),
            _text("iro", "Name"),
            _text("reference", "Its reference number"),
        ),
    ),
    EventShape(
        EventKind.IRO_NOTICE_RECEIVED,
        "Review organization's notice came",
        "External review",
        ("notice_on",),
        (NOTICE, RECEIVED, STATED, _text("reference", "Its reference number")),
    ),
    EventShape(
        EventKind.INFORMATION_SENT_TO_IRO,
        "Further information sent to the review organization",
        "External review",
        ("received_by_iro", "sent_on"),
        (
            _choice("channel", "How it was sent", CHANNELS),
            SENT,
            _when("received_by_iro", "Received by it on"),
            _text("tracking", "Tracking number or fax confirmation"),
            NOTE,
        ),
    ),
    EventShape(
        EventKind.IRO_FORWARDED_INFORMATION,
        "Review organization passed it to the plan",
        "External review",
        ("forwarded_on",),
        (_when("forwarded_on", "Passed on", "", True),),
    ),
    EventShape(
        EventKind.IRO_ORAL_NOTICE,
        "Review organization told its decision by telephone",
        "External review",
        ("told_at",),
        (_when("told_at", "Told on", "", True), _choice("outcome", "Outcome", OUTCOMES)),
    ),
    EventShape(
        EventKind.EXTERNAL_REVIEW_DECIDED,
        "External review decided",
        "Determinations",
        ("notice_on",),
        (
            NOTICE,
            RECEIVED,
            _choice("outcome", "Outcome", OUTCOMES, True),
            _when("received_by_plan", "Received by the plan on"),
            NOTE,
        ),
    ),
    EventShape(
        EventKind.SURPRISE_BILL_CLAIM_RECEIVED,
        "Plan had what it needs to decide a surprise bill",
        "Surprise bills",
        ("received_by_plan",),
        (_when("received_by_plan", "Plan had it on", "", True), NOTE),
    ),
    EventShape(
        EventKind.SURPRISE_BILL_CLAIM_ANSWERED,
        "Plan paid or denied the surprise bill",
        "Surprise bills",
        ("notice_on",),
        (NOTICE, RECEIVED, NOTE),
    ),
    EventShape(
        EventKind.INITIAL_BILL_RECEIVED,
        "Bill far above the good-faith estimate (uninsured or self-pay)",
        "Surprise bills",
        ("bill_on",),
        (_day("bill_on", "Date printed on the bill", "", True), _day("received_on", "Date it came"), NOTE),
    ),
    EventShape(
        EventKind.PROVIDER_DISPUTE_STARTED,
        "Patient-provider dispute started",
        "Surprise bills",
        ("sent_on",),
        (_day("sent_on", "Postmarked or sent on", "", True), NOTE),
    ),
    EventShape(
        EventKind.PROVIDER_DISPUTE_INSUFFICIENT,
        "Dispute request called insufficient",
        "Surprise bills",
        ("notice_on",),
        (NOTICE, RECEIVED, NOTE),
    ),
    EventShape(
        EventKind.PROVIDER_DISPUTE_CURED,
        "Dispute request completed",
        "Surprise bills",
        ("sent_on",),
        (_day("sent_on", "Postmarked or sent on", "", True), NOTE),
    ),
    EventShape(
        EventKind.PLAN_COMPLIED,
        "Plan complied",
        "Ending",
        ("complied_on",),
        (_when("complied_on", "Complied on", "", True), NOTE),
    ),
    EventShape(
        EventKind.CALL_LOGGED,
        "Call",
        "Log",
        ("called_at",),
        (
            _when("called_at", "Called on", "", True),
            _text("with_whom", "Spoke with"),
            _text("number", "Number"),
            _text("reference", "Reference number"),
            _answers("What was it about?"),
            _text("said", "What was said"),
        ),
    ),
    EventShape(EventKind.NOTE_ADDED, "Note", "Log", ("noted_on",), (_day("noted_on", "Day", "", True), NOTE)),
    EventShape(
        EventKind.DEADLINE_NOT_NEEDED,
        "A deadline is not needed",
        "Ending",
        ("decided_on",),
        (
            _day("decided_on", "Decided on", "", True),
            EventField("rule", FieldType.RULE, "Which deadline", "", True),
            _answers("Which entry started it?"),
            _text("because", "Because"),
        ),
    ),
    EventShape(
        EventKind.WITHDRAWN,
        "Appeal withdrawn",
        "Ending",
        ("withdrawn_on",),
        (_day("withdrawn_on", "Withdrawn on", "", True), NOTE),
    ),
    EventShape(
        EventKind.CLOSED,
        "Case closed",
        "Ending",
        ("closed_on",),
        (_day("closed_on", "Closed on", "", True), _choice("outcome", "How it ended", CLOSINGS, True), NOTE),
    ),
)

SCHEMA = {shape.kind: shape for shape in _SHAPES}
