"""The form of an event, made from the table of its fields, and the kinds to offer at each stage."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from tracker.models import EventVersion
from tracker.rules.events import SCHEMA, EventField, EventShape, FieldType
from tracker.rules.terms import EventKind, Stage
from tracker.services.timeline import values_of
from tracker.web.questions import Answers, Ask, Choices, Question
from tracker.web.shown import short_words

K = EventKind
_ASKS = {
    FieldType.DAY: Ask.DAY,
    FieldType.WHEN: Ask.WHEN,
    FieldType.CHOICE: Ask.PICK,
    FieldType.FLAG: Ask.FLAG,
    FieldType.EVENT: Ask.PICK,
    FieldType.RULE: Ask.PICK,
}
_LONG_TEXTS = ("note", "said", "missing", "because", "cause")
_OFFERED = {
    Stage.DENIAL_RECEIVED: (
        K.CLAIM_FILE_REQUESTED,
        K.INTERNAL_APPEAL_FILED,
        K.PEER_TO_PEER_OFFERED,
        K.STEP_EXCEPTION_REQUESTED,
        K.PLAN_DOCUMENTS_REQUESTED,
        K.CALL_LOGGED,
    ),
    Stage.CLAIM_FILE_REQUESTED: (
        K.CLAIM_FILE_RECEIVED,
        K.INTERNAL_APPEAL_FILED,
        K.STEP_EXCEPTION_REQUESTED,
        K.PEER_TO_PEER_HELD,
        K.CALL_LOGGED,
    ),
    Stage.INTERNAL_APPEAL_FILED: (
        K.APPEAL_DECIDED,
        K.NEW_EVIDENCE_RECEIVED,
        K.INFORMATION_SUPPLIED,
        K.CLAIM_FILE_RECEIVED,
        K.EXPEDITE_REFUSED,
        K.EXTENSION_AGREED,
        K.CALL_LOGGED,
    ),
    Stage.DECISION: (
        K.EXTERNAL_REVIEW_REQUESTED,
        K.SECOND_LEVEL_FILED,
        K.CLAIM_FILE_REQUESTED,
        K.PLAN_COMPLIED,
        K.CLOSED,
        K.CALL_LOGGED,
    ),
    Stage.EXTERNAL_REVIEW: (
        K.EXTERNAL_REVIEW_ACCEPTED,
        K.EXTERNAL_REVIEW_INCOMPLETE,
        K.IRO_ASSIGNED,
        K.IRO_NOTICE_RECEIVED,
        K.INFORMATION_SENT_TO_IRO,
        K.EXTERNAL_REVIEW_DECIDED,
        K.CALL_LOGGED,
    ),
    Stage.CLOSED: (K.NOTE_ADDED, K.CALL_LOGGED),
}
_HAS_OWN_PAGE = (K.DEADLINE_NOT_NEEDED,)


def offered(stage: Stage) -> tuple[EventShape, ...]:
    """The kinds that fit the stage, the likeliest first."""
    return tuple(SCHEMA[kind] for kind in _OFFERED[stage])


def others(stage: Stage) -> dict[str, list[EventShape]]:
    """All other kinds, by group, in the order of the table."""
    groups: dict[str, list[EventShape]] = {}
    for shape in SCHEMA.values():
        if shape.kind not in (*_OFFERED[stage], *_HAS_OWN_PAGE):
            groups.setdefault(shape.group, []).append(shape)
    return groups


def questions_of(shape: EventShape, entries: Choices) -> tuple[Question, ...]:
    """The form of one kind of event; `entries` are the earlier ones that it may answer."""
    return tuple(_question(field, entries) for field in shape.fields)


def entries_to_answer(standing: Iterable[EventVersion], zone: ZoneInfo, now: datetime) -> Choices:
    """Earlier entries as choices: what it was and when; calls and notes are answered by nobody."""
    shown = (each for each in reversed(list(standing)) if SCHEMA[each.kind].group != "Log")
    return tuple((each.event_key, f"{SCHEMA[each.kind].title}, {when_of(each, zone, now)}") for each in shown)


def when_of(version: EventVersion, zone: ZoneInfo, now: datetime) -> str:
    """The day or moment that orders this event, in words."""
    values = values_of(version, zone.key)
    today = now.astimezone(zone).date()
    for name in SCHEMA[version.kind].happened:
        value = values.get(name)
        if value is not None and not isinstance(value, (str, int)):
            return short_words(value, zone, today)
    return short_words(version.recorded_at.astimezone(zone).date(), zone, today)


def raw_of(shape: EventShape, answers: Answers) -> dict[str, object]:
    """What was typed, as the reader of events takes it: a moment is a day and a time joined."""
    return {field.name: _raw(field, answers) for field in shape.fields}


def suggested(shape: EventShape, known: Mapping[str, str]) -> dict[str, object]:
    """What a link already says about the event, such as how a letter was sent; only its own fields."""
    return {field.name: known[field.name] for field in shape.fields if field.name in known}


def _question(field: EventField, entries: Choices) -> Question:
    choices = entries if field.type is FieldType.EVENT else field.choices
    ask = Ask.LONG if field.name in _LONG_TEXTS else _ASKS.get(field.type, Ask.LINE)
    blank = "Choose" if field.required else "The latest that fits" if choices is entries else "Not known"
    return Question(field.name, ask, field.label, field.help, field.required, choices, blank)


def _raw(field: EventField, answers: Answers) -> object:
    if field.type is FieldType.WHEN:
        return answers.when(field.name)
    return answers.get(field.name)
