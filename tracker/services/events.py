"""People enter events, in versions: a correction and a removal are versions too, with who and why.

Each change brings the case's deadlines in step in the same transaction.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Session

from tracker.models import Account, Case, Document, EventVersion
from tracker.rules import reading
from tracker.rules.contradictions import misfit
from tracker.rules.facts import Event, Value
from tracker.rules.reading import Problem
from tracker.rules.terms import EventKind
from tracker.services import audit, deadlines
from tracker.services.access import NotFound
from tracker.services.errors import RefusedError, refuse_if
from tracker.services.letters.attaching import ask_for_drafts
from tracker.services.locks import lock
from tracker.services.ordering import ordering_problems, removal_problems
from tracker.services.texts import LONG, kept, text_problem
from tracker.services.timeline import (
    coverage_of_case,
    current,
    event_of,
    facts_of,
    history,
    stored_fields,
    versions,
)

__all__ = ["EventError", "correct", "current", "facts_of", "history", "record", "remove", "versions"]


class EventError(RefusedError):
    """An event was not recorded, corrected or removed."""


def record(
    session: Session,
    account: Account,
    case: Case,
    kind: EventKind,
    fields: Mapping[str, object],
    words: Mapping[str, object],
    now: datetime,
    document_id: UUID | None = None,
) -> EventVersion:
    """Record an event. `fields` and `words` are as typed or already read. Raises EventError, NotFound."""
    lock(session, case)
    read_fields, read_words = _read(session, case, kind, {**words, **fields}, now)
    _check_document(session, case, document_id)
    deadlines.catch_up(session, case, now)
    version = EventVersion(
        organization_id=case.organization_id,
        case_id=case.id,
        event_key=str(uuid4()),
        version=1,
        kind=kind,
        fields=stored_fields(read_fields),
        words=_packed(read_words),
        document_id=document_id,
        recorded_by_id=account.id,
        recorded_at=now,
    )
    _keep(session, account, case, version, "event recorded", now)
    return version


def correct(
    session: Session,
    account: Account,
    case: Case,
    event_key: str,
    fields: Mapping[str, object],
    words: Mapping[str, object],
    because: str,
    now: datetime,
) -> EventVersion:
    """Say better what happened: a new version speaks, the old one stays. Raises EventError, NotFound."""
    lock(session, case)
    before = _standing(session, case, event_key)
    read_fields, read_words = _read(session, case, before.kind, {**words, **fields}, now, event_key)
    _check_because(because)
    deadlines.catch_up(session, case, now)
    version = _next(session, before, account, because, now)
    version.fields, version.words = stored_fields(read_fields), _packed(read_words)
    _keep(session, account, case, version, "event corrected", now)
    return version


def remove(
    session: Session, account: Account, case: Case, event_key: str, because: str, now: datetime
) -> EventVersion:
    """Take back what never happened: a last version says so. Raises EventError, NotFound."""
    lock(session, case)
    before = _standing(session, case, event_key)
    _check_because(because)
    rest = [event_of(each, case.timezone) for each in current(session, case) if each.event_key != event_key]
    refuse_if(removal_problems(rest, event_key), EventError)
    deadlines.catch_up(session, case, now)
    version = _next(session, before, account, because, now)
    version.fields, version.words, version.is_removed = dict(before.fields), before.words, True
    _keep(session, account, case, version, "event removed", now)
    return version


def problems(
    session: Session,
    case: Case,
    kind: EventKind,
    raw: Mapping[str, object],
    now: datetime,
    event_key: str | None = None,
) -> tuple[Problem, ...]:
    """What would keep this event from being recorded, or from standing in `event_key`'s place.

    What stands already may be corrected, also where the coverage has changed since and no longer has such a thing.
    """
    sentence = None if event_key else misfit(coverage_of_case(case), kind)
    if sentence:
        return (Problem("kind", sentence),)
    read = reading.read_fields(kind, raw, case.timezone)
    if read.problems:
        return read.problems
    event = Event(event_key or "new", kind, read.fields)
    others = [event_of(each, case.timezone) for each in current(session, case) if each.event_key != event_key]
    return (
        *reading.out_of_time(read.fields, case.timezone, now),
        *ordering_problems(event, others, case.timezone),
    )


def _read(
    session: Session,
    case: Case,
    kind: EventKind,
    raw: Mapping[str, object],
    now: datetime,
    event_key: str | None = None,
) -> tuple[dict[str, Value], dict[str, str]]:
    refuse_if(problems(session, case, kind, raw, now, event_key), EventError)
    read = reading.read_fields(kind, raw, case.timezone)
    return read.fields, read.words


def _check_because(because: str) -> None:
    sentence = text_problem(because, LONG) if because.strip() else "Say why, in a few words."
    refuse_if([Problem("because", sentence)] if sentence else [], EventError)


def _check_document(session: Session, case: Case, document_id: UUID | None) -> None:
    document = session.get(Document, document_id) if document_id else None
    if document_id and (document is None or document.case_id != case.id):
        raise NotFound("Document")


def _standing(session: Session, case: Case, event_key: str) -> EventVersion:
    newest = next((v for v in versions(session, case, event_key) if v.is_current), None)
    if newest is None or newest.is_removed:
        raise NotFound("EventVersion")
    return newest


def _next(
    session: Session, before: EventVersion, account: Account, because: str, now: datetime
) -> EventVersion:
    before.is_current = False
    session.flush()
    return EventVersion(
        organization_id=before.organization_id,
        case_id=before.case_id,
        event_key=before.event_key,
        version=before.version + 1,
        kind=before.kind,
        because=kept(because),
        document_id=before.document_id,
        recorded_by_id=account.id,
        recorded_at=now,
    )


def _packed(words: Mapping[str, str]) -> str | None:
    return json.dumps(words, ensure_ascii=False, sort_keys=True) if words else None


def _keep(
    session: Session, account: Account, case: Case, version: EventVersion, action: str, now: datetime
) -> None:
    session.add(version)
    session.flush()
    audit.record(session, account, case, action, f"{version.kind.value}, version {version.version}", now)
    deadlines.sync(session, case, now)
    ask_for_drafts(session, case, now)
