"""The form of an event, made from the table of its fields."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from tracker.models import Case, EventVersion
from tracker.rules.answering import answerable, presumed
from tracker.rules.event_fields import OUTCOMES, EventField, EventShape, FieldType
from tracker.rules.events import SCHEMA
from tracker.rules.terms import EventKind, Urgency
from tracker.rules.timeline import RECEIPTS
from tracker.services.timeline import event_of, values_of
from tracker.web.questions import Answers, Ask, Choices, Question
from tracker.web.shown import short_words

_ASKS = {
    FieldType.DAY: Ask.DAY,
    FieldType.WHEN: Ask.WHEN,
    FieldType.CHOICE: Ask.PICK,
    FieldType.FLAG: Ask.FLAG,
    FieldType.RULE: Ask.PICK,
}
_EXPEDITED = "expedited"
_OF_URGENCY = ("telephoned_at", "telephone_name", "telephone_reference", "physician_certified")
"""What is asked of a request only where it is for an expedited decision."""
_LONG_TEXTS = ("note", "said", "missing", "because", "cause")
_NONE_TAKEN = {True: "Nothing in particular", False: "Nothing on record fits"}


@dataclass(frozen=True)
class Entries:
    """The earlier entries that a form offers to be answered, and what it reads where none of them is named."""

    choices: Choices
    blank: str


def questions_of(shape: EventShape, entries: Entries) -> tuple[Question, ...]:
    """The form of one kind of event; `entries` are the earlier ones that it may answer."""
    return tuple(_question(field, entries) for field in shape.fields)


def entries_to_answer(
    kind: EventKind,
    standing: Iterable[EventVersion],
    case: Case,
    now: datetime,
    own: str | None = None,
    named: str = "",
) -> Entries:
    """The entries that one of this kind may answer, the newest first. What it is taken to answer stands in front
    and needs no choice; it is a choice of its own where it is `named` already. `own` is the entry's key.
    """
    zone = ZoneInfo(case.timezone)
    versions = {each.event_key: each for each in standing}
    events = [event_of(each, case.timezone) for each in versions.values()]
    taken = presumed(kind, events, zone, own)
    fitting = [each.key for each in answerable(kind, events, zone) if each.key != own]
    shown = [key for key in fitting if taken is None or key == named or key != taken.key]
    words = {key: entry_words(versions[key], zone, now) for key in fitting}
    return Entries(
        choices=tuple((key, words[key]) for key in shown),
        blank=f"{words[taken.key]}: the latest that fits" if taken else _NONE_TAKEN[bool(fitting)],
    )


def entry_words(version: EventVersion, zone: ZoneInfo, now: datetime) -> str:
    """`Plan decided the appeal, Nov 10, upheld (still denied)`: what it was, when, and how it came out."""
    outcome = dict(OUTCOMES).get(str(version.fields.get("outcome")), "")
    parts = (SCHEMA[version.kind].title, when_of(version, zone, now), outcome)
    return ", ".join(part for part in parts if part)


def when_of(version: EventVersion, zone: ZoneInfo, now: datetime) -> str:
    """The day or moment that orders this event, in words."""
    values = values_of(version, zone.key)
    today = now.astimezone(zone).date()
    for name in SCHEMA[version.kind].happened:
        value = values.get(name)
        if value is not None and not isinstance(value, (str, int)):
            return short_words(value, zone, today)
    return short_words(version.recorded_at.astimezone(zone).date(), zone, today)


def receipt_questions(shape: EventShape) -> tuple[Question, ...]:
    """When what was sent arrived, and the proof of it; nothing where this kind is not sent."""
    days = [field for field in shape.fields if field.name in RECEIPTS]
    tracking = [field for field in shape.fields if field.name == "tracking"]
    if not days:
        return ()
    asked = (_question(field, Entries((), "")) for field in (*days, *tracking))
    return tuple(replace(each, required=each.name in RECEIPTS) for each in asked)


def raw_of(shape: EventShape, answers: Answers, asked: Collection[str] | None = None) -> dict[str, object]:
    """What was typed, as the reader of events takes it: a moment is a day and a time joined. `asked` are the
    fields that the form had; without it, all.
    """
    given = (field for field in shape.fields if asked is None or field.name in asked)
    return {field.name: _raw(field, answers) for field in given}


def suggested(shape: EventShape, known: Mapping[str, object], urgency: Urgency) -> dict[str, object]:
    """What is known already about the event, such as how a letter was sent; only its own fields. Where nothing
    says otherwise, what is asked for in an urgent case is asked for as urgent.
    """
    given = {_EXPEDITED: "yes" if urgency is Urgency.EXPEDITED else "", **known}
    return {field.name: given[field.name] for field in shape.fields if field.name in given}


def question_of(field: EventField) -> Question:
    """One field of an event as a question, where it names no other entry."""
    ask = Ask.LONG if field.name in _LONG_TEXTS else _ASKS.get(field.type, Ask.LINE)
    blank = "Choose" if field.required else "Not known"
    question = Question(field.name, ask, field.label, field.help, field.required, field.choices, blank)
    if field.name not in _OF_URGENCY:
        return question
    return replace(question, asked_when=((_EXPEDITED, ("yes",)),), stays=True)


def _question(field: EventField, entries: Entries) -> Question:
    if field.type is FieldType.EVENT:
        return Question(field.name, Ask.PICK, field.label, choices=entries.choices, blank=entries.blank)
    return question_of(field)


def _raw(field: EventField, answers: Answers) -> object:
    if field.type is FieldType.WHEN:
        return answers.when(field.name)
    if field.name == _EXPEDITED:  # Without a tick it was not asked for; a missing answer would be the case's.
        return answers.get(field.name) or "no"
    return answers.get(field.name)
