"""The timeline of a case: events, calls and mail in one list, each a sentence with its day."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from tracker.models import EventVersion
from tracker.rules.event_fields import EventField, FieldType
from tracker.rules.events import SCHEMA
from tracker.rules.facts import Value
from tracker.rules.terms import EventKind
from tracker.services.casefile import CaseFile
from tracker.services.timeline import values_of, words_of
from tracker.web.event_questions import when_of
from tracker.web.mail_fates import fate
from tracker.web.shown import short_words

FILTERS = (("all", "All"), ("events", "Events"), ("calls", "Calls"), ("mail", "Mail"))
_SAID_APART = ("said", "note", "because", "cause")


@dataclass(frozen=True)
class Entry:
    """One line: `kind` is events, calls or mail; `details` are its facts in words, `said` its free text."""

    kind: str
    when: str
    title: str
    details: str
    said: str
    fate: str
    event_key: str
    document_id: str
    is_corrected: bool
    sort: datetime


def timeline(file: CaseFile, only: str, now: datetime) -> tuple[Entry, ...]:
    """The entries of one filter, the newest first; of one moment, the one that came last."""
    zone = ZoneInfo(file.case.timezone)
    entries = [*_events(file.standing, zone, now), *_mails(file, zone, now)]
    kept = (entry for entry in reversed(entries) if only in ("all", entry.kind))
    return tuple(sorted(kept, key=lambda entry: entry.sort, reverse=True))


def details_of(
    version: EventVersion, zone: ZoneInfo, now: datetime, entries: Mapping[str, str] | None = None
) -> list[tuple[str, str]]:
    """Each filled field of an event as (label, words), in the order of the form; `entries` are others in words."""
    values: dict[str, Value] = {**words_of(version), **values_of(version, zone.key)}
    shape = SCHEMA[version.kind]
    today = now.astimezone(zone).date()
    given = ((field, values[field.name]) for field in shape.fields if field.name in values)
    named = entries or {}
    return [
        (field.label, named.get(str(value), "") or _words(field, value, zone, today))
        for field, value in given
    ]


def _events(standing: Iterable[EventVersion], zone: ZoneInfo, now: datetime) -> Iterator[Entry]:
    for version in standing:
        words = words_of(version)
        yield Entry(
            kind="calls" if version.kind is EventKind.CALL_LOGGED else "events",
            when=when_of(version, zone, now),
            title=SCHEMA[version.kind].title,
            details=_sentence(version, zone, now),
            said=" ".join(words[name] for name in _SAID_APART if name in words),
            fate="",
            event_key=version.event_key,
            document_id=str(version.document_id or ""),
            is_corrected=version.version > 1,
            sort=_moment(version, zone),
        )


def _mails(file: CaseFile, zone: ZoneInfo, now: datetime) -> Iterator[Entry]:
    today = now.astimezone(zone).date()
    for mail in file.mails:
        at = mail.sent_at or mail.created_at
        yield Entry(
            kind="mail",
            when=short_words(at.astimezone(zone).date(), zone, today),
            title=f"Mail to {'the patient' if mail.patient_id else 'the advocate'}",
            details=mail.subject or "",
            said="",
            fate=fate(mail, file.reports.get(mail.id))[0],
            event_key="",
            document_id="",
            is_corrected=False,
            sort=at,
        )


def _sentence(version: EventVersion, zone: ZoneInfo, now: datetime) -> str:
    happened = SCHEMA[version.kind].happened
    labels = {field.label for field in SCHEMA[version.kind].fields if field.name in (*_SAID_APART, "answers")}
    first = next((name for name in happened if name in version.fields), "")
    skipped = SCHEMA[version.kind].field(first)
    if skipped and len(happened) == 1 and version.kind is not EventKind.ADVERSE_DETERMINATION:
        labels.add(skipped.label)
    parts = (
        label
        if words == "yes"
        else f"{label[:1].lower()}{label[1:]}{'' if label.endswith('?') else ':'} {words}"
        for label, words in details_of(version, zone, now)
        if label not in labels and words != "no"
    )
    return " · ".join(parts)


def _words(field: EventField, value: Value, zone: ZoneInfo, today: date) -> str:
    if isinstance(value, date):
        return short_words(value, zone, today)
    if field.type is FieldType.FLAG:
        return "yes" if value else "no"
    if field.type is FieldType.EVENT:
        return "an earlier entry"
    return dict(field.choices).get(str(value), str(value))


def _moment(version: EventVersion, zone: ZoneInfo) -> datetime:
    values = values_of(version, zone.key)
    for name in SCHEMA[version.kind].happened:
        value = values.get(name)
        if isinstance(value, datetime):
            return value
        if isinstance(value, date):
            return datetime.combine(value, time(12), zone)
    return version.recorded_at
