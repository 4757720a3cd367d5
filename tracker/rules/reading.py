"""From what people type, or programs send, to facts: days, moments, zones, events. Every refusal is a sentence.

A local moment without an offset is read in the case's zone: the first of two where the clock is set back, and
refused where the clock skips it. A moment with an offset keeps it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tracker.rules.event_fields import EventField, EventShape, FieldType
from tracker.rules.events import SCHEMA
from tracker.rules.facts import Value, When
from tracker.rules.terms import EventKind

DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", re.ASCII)
SYSTEM_FILES = frozenset(("localtime", "posixrules", "Factory"))
YEARS_KEPT = range(1900, 2201)
LONGEST_TEXT = 20_000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
YES, NO = frozenset(("1", "true", "on", "yes", "y")), frozenset(("0", "false", "off", "no", "n"))


class ReadingError(ValueError):
    """Something that cannot be read; the message is a sentence for the person who typed it."""


@dataclass(frozen=True)
class Problem:
    """A sentence about one field; `field` is empty where it concerns the whole."""

    field: str
    sentence: str


@dataclass(frozen=True)
class Reading:
    """An event's fields as law reads them, its private words, and what was wrong."""

    fields: dict[str, Value]
    words: dict[str, str]
    problems: tuple[Problem, ...]


def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name. Raises ReadingError for an unknown one."""
    if name in SYSTEM_FILES:
        raise ReadingError(f"“{name}” is this machine's own time zone; use a name like America/Chicago.")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError) as error:
        raise ReadingError(
            f"“{name[:40]}” is not a time zone that is known; use a name like America/Chicago."
        ) from error


def read_day(text: str) -> date:
    """`YYYY-MM-DD`. Raises ReadingError for a day that does not exist or is written otherwise."""
    try:
        if not DAY.match(text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError as error:
        raise ReadingError(f"“{text[:40]}” is not a day that exists; write it as 2026-11-22.") from error


def read_when(value: object, timezone: str) -> When:
    """A day or a moment. Raises ReadingError, also for a local time that the clock skips."""
    when = value if isinstance(value, date) else _written_when(str(value).strip())
    if when.year not in YEARS_KEPT:
        raise ReadingError(f"The year {when.year} lies outside the calendar that is kept here.")
    if isinstance(when, datetime) and when.tzinfo is None:
        return localized(when, timezone)
    return when


def _written_when(text: str) -> When:
    if DAY.match(text):
        return read_day(text)
    try:
        if not MOMENT.match(text):
            raise ValueError
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise ReadingError(
            f"“{text[:40]}” is not a day or a time that exists; write it as 2026-11-22 or 2026-11-22T14:30."
        ) from error


def localized(moment: datetime, timezone: str) -> datetime:
    """A naive local moment in its zone, the first of two; refused where the clock skips it."""
    local = moment.replace(tzinfo=zone(timezone), fold=0)
    if local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) != moment:
        raise ReadingError(
            f"{moment:%H:%M} on {moment:%Y-%m-%d} does not exist in {timezone}: the clock skips it that day."
        )
    return local


def written(value: Value) -> str | bool | int:
    """The value as it is stored and sent: a local moment stays local, one with an offset keeps it."""
    if isinstance(value, datetime):
        naive = isinstance(value.tzinfo, ZoneInfo)
        return to_the_minute(value.replace(tzinfo=None) if naive else value)
    return value.isoformat() if isinstance(value, date) else value


def to_the_minute(moment: datetime) -> str:
    """ISO 8601 to the minute, with seconds only where there are some: no limit is told as earlier than it is."""
    return moment.isoformat(timespec="auto" if moment.second or moment.microsecond else "minutes")


def read_text(value: object, longest: int = LONGEST_TEXT) -> str:
    """Plain text. Raises ReadingError for control characters and for more than `longest` characters."""
    text = str(value).replace("\r\n", "\n").strip()
    if len(text) > longest:
        raise ReadingError(f"This is {len(text):,} characters long; at most {longest:,} are kept here.")
    if found := CONTROL.search(text):
        raise ReadingError(unprintable(text, found.start()))
    return text


def unprintable(text: str, at: int) -> str:
    """A sentence about the character at that place, which shows nothing: its number, and the words that it follows."""
    before = " ".join(text[max(0, at - 30) : at].split())
    place = f"after “{before}”" if before else "at its beginning"
    return f"A character {place} cannot be printed (U+{ord(text[at]):04X}). Take it out, or type that part again."


def read_flag(value: object) -> bool:
    """Yes or no. Raises ReadingError for anything else."""
    text = str(value).strip().lower()
    if text in YES | NO:
        return text in YES
    raise ReadingError("Answer yes or no.")


def _read_choice(field: EventField, value: object) -> str:
    text = str(value).strip()
    if text not in {code for code, _ in field.choices}:
        raise ReadingError(f"“{text[:40]}” is not one of: {', '.join(code for code, _ in field.choices)}.")
    return text


def read_field(field: EventField, value: object, timezone: str) -> Value:
    """One field of an event. Raises ReadingError."""
    if isinstance(value, Mapping | list | tuple | set):
        raise ReadingError("Give one value here, not a list of them.")
    if field.type is FieldType.DAY:
        when = read_when(value, timezone)
        return when.astimezone(zone(timezone)).date() if isinstance(when, datetime) else when
    if field.type is FieldType.WHEN:
        return read_when(value, timezone)
    if field.type is FieldType.FLAG:
        return read_flag(value)
    if field.type is FieldType.CHOICE:
        return _read_choice(field, value)
    return read_text(value)


def _is_given(value: object) -> bool:
    return value is not None and str(value).strip() != ""


def read_fields(kind: EventKind, raw: Mapping[str, Any], timezone: str) -> Reading:
    """All fields of an event. Empty ones are left out; nothing is raised, problems are listed."""
    shape = SCHEMA[kind]
    fields: dict[str, Value] = {}
    words: dict[str, str] = {}
    problems: list[Problem] = []
    for field in shape.fields:
        if not _is_given(raw.get(field.name)):
            if field.required:
                problems.append(Problem(field.name, f"{field.label}: please fill this in."))
            continue
        try:
            value = read_field(field, raw[field.name], timezone)
        except ReadingError as error:
            problems.append(Problem(field.name, str(error)))
            continue
        if field.type is FieldType.TEXT:
            words[field.name] = str(value)
        else:
            fields[field.name] = value
    problems += _undated(shape, fields, problems) + _out_of_order(shape, fields, timezone)
    return Reading(fields, words, tuple(problems))


def _undated(shape: EventShape, fields: Mapping[str, Value], problems: list[Problem]) -> list[Problem]:
    if any(name in fields for name in shape.happened) or problems:
        return []
    labels = " or ".join(f.label for name in shape.happened if (f := shape.field(name)))
    return [Problem(shape.happened[-1], f"When was it? Fill in: {labels}.")]


PAIRS = (
    ("notice_on", "received_on", "It cannot have come before the date printed on the letter."),
    ("bill_on", "received_on", "It cannot have come before the date printed on the bill."),
    ("sent_on", "received_by_plan", "It cannot have been received before it was sent."),
    ("sent_on", "received_by_iro", "It cannot have been received before it was sent."),
    ("sent_on", "received_by_administrator", "It cannot have been received before it was sent."),
    ("sent_on", "received_by_office", "It cannot have been received before it was sent."),
    ("first_on", "second_on", "The second meeting comes after the first."),
    ("second_on", "third_on", "The third meeting comes after the second."),
    ("assigned_on", "received_by_iro", "It cannot have been received before it was assigned."),
    ("notice_on", "states_deadline_on", "The deadline stands before the date of the letter itself."),
    ("notice_on", "respond_by", "The date asked for stands before the date of the letter itself."),
    ("offered_on", "until", "The offer cannot end before it was made."),
    ("agreed_on", "until_on", "The new date stands before the day of the agreement."),
)  # fmt: skip


def day_in(value: Value, timezone: str) -> date:
    """The legal day of a day or a moment in the named zone."""
    if isinstance(value, datetime):
        return value.astimezone(zone(timezone)).date()
    assert isinstance(value, date)
    return value


def is_after(first: Value, second: Value, timezone: str) -> bool:
    """Whether `first` comes after `second`: by the hour where both have one, else by the day in the named zone."""
    if isinstance(first, datetime) and isinstance(second, datetime):
        return first.astimezone(UTC) > second.astimezone(UTC)
    return day_in(first, timezone) > day_in(second, timezone)


def _out_of_order(shape: EventShape, fields: Mapping[str, Value], timezone: str) -> list[Problem]:
    return [
        Problem(second, sentence)
        for first, second, sentence in PAIRS
        if first in fields and second in fields and is_after(fields[first], fields[second], timezone)
    ]


LOOKS_AHEAD = frozenset(
    (
        "states_deadline_on",
        "respond_by",
        "until",
        "until_on",
        "effective_on",
        "discharge_on",
        "course_ends_at",
        "first_on",
        "second_on",
        "third_on",
    )
)
YEARS_BACK, YEARS_AHEAD = 15, 5


def out_of_time(fields: Mapping[str, Value], timezone: str, now: datetime) -> tuple[Problem, ...]:
    """Days in the future that cannot be, and years that are a slip of the finger. `now` is aware."""
    today = now.astimezone(zone(timezone)).date()
    problems = []
    for name, value in fields.items():
        if not isinstance(value, date):
            continue
        day = day_in(value, timezone)
        if day.year < today.year - YEARS_BACK or day.year > today.year + YEARS_AHEAD:
            problems.append(Problem(name, f"The year {day.year} looks like a slip of the finger."))
        elif name not in LOOKS_AHEAD and day > today:
            problems.append(Problem(name, "This day lies in the future."))
    return tuple(problems)
