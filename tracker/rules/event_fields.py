"""What an event's fields are made of, and the fields that many kinds share.

A `WHEN` may be a day or a moment; a `DAY` never has an hour. `TEXT` fields never reach the engine: they are
kept encrypted beside the event.
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
    """A kind of event: its words, the field whose day orders it in time, and its fields.

    `families` are the families of law under which such a thing happens at all (see `regimes`); empty for any coverage.
    """

    kind: EventKind
    title: str
    group: str
    happened: tuple[str, ...]
    fields: tuple[EventField, ...]
    families: frozenset[str] = frozenset()

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


def a_day(name: str, label: str, help: str = "", required: bool = False) -> EventField:
    return EventField(name, FieldType.DAY, label, help, required)


def a_when(name: str, label: str, help: str = "", required: bool = False) -> EventField:
    return EventField(name, FieldType.WHEN, label, help, required)


def a_choice(
    name: str, label: str, choices: tuple[tuple[str, str], ...], required: bool = False
) -> EventField:
    return EventField(name, FieldType.CHOICE, label, "", required, choices)


def a_flag(name: str, label: str, help: str = "") -> EventField:
    return EventField(name, FieldType.FLAG, label, help)


def a_text(name: str, label: str, help: str = "") -> EventField:
    return EventField(name, FieldType.TEXT, label, help)


def answers_field(label: str = "Which entry does this answer?") -> EventField:
    return EventField("answers", FieldType.EVENT, label, "Leave empty for the latest one that fits.")


NOTICE = a_when(
    "notice_on", "Date printed on the letter", "With the hour where the letter gives one.", required=True
)
RECEIVED = a_when(
    "received_on", "Date it came", "Only if you can show it: an envelope, a portal entry, a fax stamp."
)
SENT = a_when("sent_on", "Sent on")
BY_PLAN = a_when(
    "received_by_plan", "Received by the plan on", "Receipt, not sending, starts the plan's clock."
)
NOTE = a_text("note", "Note")
STATED = a_day("states_deadline_on", "Deadline that the letter states", "Exactly as the letter gives it.")
SENT_TO = a_text("sent_to", "Sent to", "Name and unit, with the fax number or address that was used.")
TRACKING = a_text("tracking", "Tracking number or fax confirmation")
FILING = (
    a_choice("filed_by", "Who filed", FILED_BY),
    a_choice("channel", "How it was sent", CHANNELS),
    SENT_TO,
    SENT,
    BY_PLAN,
    TRACKING,
    answers_field("Which determination does it answer?"),
)
EXPEDITED = (
    a_flag("expedited", "Asked for as expedited (urgent)"),
    a_when(
        "telephoned_at", "Telephoned on", "Day and hour of the call that asked for the expedited decision."
    ),
    a_text("telephone_name", "Spoke with"),
    a_text("telephone_reference", "Reference number of the call"),
    a_flag("physician_certified", "A physician certified the urgency"),
)
