"""What is on record of a case: its events as they now stand, their history, and the facts that law reads."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from tracker.models import Case, EventVersion
from tracker.rules.event_fields import FieldType
from tracker.rules.events import SCHEMA
from tracker.rules.facts import CaseFacts, Coverage, Event, Value
from tracker.rules.reading import read_when, written
from tracker.rules.terms import EventKind


def current(session: Session, case: Case) -> list[EventVersion]:
    """The newest version of each event that stands, in the order in which they happened."""
    statement = select(EventVersion).where(
        EventVersion.case_id == case.id, col(EventVersion.is_current), ~col(EventVersion.is_removed)
    )
    return sorted(session.exec(statement), key=happened)


def history(session: Session, case: Case) -> list[EventVersion]:
    """Every version of every event, removed ones too: by event, then by version."""
    statement = select(EventVersion).where(EventVersion.case_id == case.id)
    return list(session.exec(statement.order_by(EventVersion.event_key, col(EventVersion.version))))


def versions(session: Session, case: Case, event_key: str) -> list[EventVersion]:
    """The versions of one event, the oldest first; empty where the case has no such event."""
    statement = select(EventVersion).where(
        EventVersion.case_id == case.id, EventVersion.event_key == event_key
    )
    return list(session.exec(statement.order_by(col(EventVersion.version))))


def facts_of(session: Session, case: Case) -> CaseFacts:
    """The case as the engine takes it in."""
    return case_facts(case, current(session, case))


def case_facts(case: Case, standing: Iterable[EventVersion]) -> CaseFacts:
    """The same, from events already read."""
    return CaseFacts(
        coverage=coverage_of_case(case),
        claim=case.claim_type,
        urgency=case.urgency,
        timezone=case.timezone,
        events=tuple(event_of(version, case.timezone) for version in standing),
        reason=case.reason_kind,
        service=case.service_kind,
        treatment_on=case.treatment_on,
        approved_through_on=case.approved_through_on,
        surprise_bill=case.surprise_bill,
    )


def coverage_of_case(case: Case) -> Coverage:
    """The case's coverage as law reads it."""
    return Coverage(
        sponsor=case.sponsor,
        funding=case.funding,
        grandfathered=case.grandfathered,
        appeal_levels=case.appeal_levels,
        state=case.policy_state,
        essential_health_benefits=case.essential_health_benefits,
        hhs_administered=case.hhs_administered,
        joint_board=case.joint_board,
        integrated=case.integrated,
        state_window_days=case.state_window_days,
        rating_period_2026=case.rating_period_2026,
    )


def event_of(version: EventVersion, timezone: str) -> Event:
    """A version as the engine takes it in; a local moment is read in `timezone`, the case's."""
    return Event(version.event_key, version.kind, values_of(version, timezone))


def values_of(version: EventVersion, timezone: str) -> dict[str, Value]:
    """A version's fields with days and moments as such."""
    return {name: _value(version.kind, name, stored, timezone) for name, stored in version.fields.items()}


def words_of(version: EventVersion) -> dict[str, str]:
    """A version's private words by field."""
    words: dict[str, str] = json.loads(version.words) if version.words else {}
    return words


def happened(version: EventVersion) -> tuple[str, datetime]:
    """What orders events in time: the day they happened, then the moment they were recorded."""
    for name in SCHEMA[version.kind].happened:
        if name in version.fields:
            return str(version.fields[name]), version.recorded_at
    return version.recorded_at.date().isoformat(), version.recorded_at


def stored_fields(fields: Mapping[str, Value]) -> dict[str, Any]:
    """Fields as JSON keeps them: days and moments in ISO 8601."""
    return {name: written(value) for name, value in fields.items()}


def _value(kind: EventKind, name: str, stored: Any, timezone: str) -> Value:
    shape = SCHEMA[kind].field(name)
    if shape is None or shape.type not in (FieldType.DAY, FieldType.WHEN):
        value: Value = stored
        return value
    return read_when(stored, timezone)
