"""Rows for deadlines, kept in step with what law says of a case's events.

Everything here is derived: rebuilding it from the events gives the same rows. Nothing is deleted; a deadline
that no longer follows from the events is superseded.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from tracker.models import Case, DeadlineRow
from tracker.rules.engine import compute
from tracker.rules.outcome import Computed, Deadline
from tracker.rules.terms import Status
from tracker.services import audit, law_changes, reminders, standing
from tracker.services.law_changes import LawChange
from tracker.services.timeline import facts_of

Identity = tuple[str, str, str]

_SHOWN_IN_CALENDARS = ("shown_on", "shown_at", "outer_on", "outer_at", "mail_by_on", "title", "status")


def sync(session: Session, case: Case, now: datetime) -> Computed:
    """Compute the case anew, reconcile its rows, its place in the caseload and its reminders.

    Again at the same moment changes nothing. `now` is aware. Under another edition of the law than the case was last
    worked out under, what moves is audited with that cause and told to the case's advocate.
    """
    facts = facts_of(session, case)
    computed = compute(facts, now)
    change = law_changes.change_of(case)
    rows = _reconcile(session, case, computed.deadlines, change, now)
    standing.place(case, facts, computed, rows, now)
    session.flush()
    reminders.replan(session, case, now, change.moved)
    law_changes.settle(session, case, change, now)
    return computed


def catch_up(session: Session, case: Case, now: datetime) -> None:
    """Work out under this edition of the law what stands, before anything else about the case changes.

    So that a date which the change moves is laid to the change, and only what the law moves is laid to the law.
    """
    if law_changes.change_of(case).cause and of_case(session, case):
        sync(session, case, now)


def of_case(session: Session, case: Case) -> list[DeadlineRow]:
    """The case's deadlines: live ones by date, then the others by date."""
    statement = select(DeadlineRow).where(DeadlineRow.case_id == case.id)
    return sorted(session.exec(statement), key=_by_date)


def _reconcile(
    session: Session, case: Case, computed: Iterable[Deadline], change: LawChange, now: datetime
) -> dict[Identity, DeadlineRow]:
    statement = select(DeadlineRow).where(DeadlineRow.case_id == case.id)
    rows = {_identity(row): row for row in session.exec(statement)}
    found: dict[Identity, DeadlineRow] = {}
    for deadline in computed:
        row = rows.pop(deadline.identity, None)
        if row is None:
            found[deadline.identity] = _insert(session, case, deadline, now)
        else:
            found[deadline.identity] = row
            columns = _columns(deadline)
            _update(session, case, row, columns, now, change.note(row, columns))
    for row in rows.values():
        _update(session, case, row, {"status": Status.SUPERSEDED}, now, change.note_end(row))
    return found


def _insert(session: Session, case: Case, deadline: Deadline, now: datetime) -> DeadlineRow:
    row = DeadlineRow(
        organization_id=case.organization_id,
        case_id=case.id,
        rule=deadline.rule,
        limb=deadline.limb,
        event_key=deadline.event_key,
        created_at=now,
        updated_at=now,
        **_columns(deadline),
    )
    session.add(row)
    return row


def _update(
    session: Session, case: Case, row: DeadlineRow, columns: dict[str, Any], now: datetime, cause: str
) -> None:
    changed = {name: value for name, value in columns.items() if getattr(row, name) != value}
    if not changed:
        return
    seen = [name for name in _SHOWN_IN_CALENDARS if name in changed]
    told = ", ".join(f"{name} {_said(getattr(row, name))} to {_said(changed[name])}" for name in seen)
    for name, value in changed.items():
        setattr(row, name, value)
    row.updated_at = now
    if seen:
        row.revision += 1
        audit.record(session, None, case, "deadline changed", f"{row.rule} {row.limb}: {told}{cause}", now)


def _columns(deadline: Deadline) -> dict[str, Any]:
    return {
        "trigger": deadline.trigger,
        "actor": deadline.actor,
        "unit": deadline.unit,
        "title": deadline.title,
        "shown_on": standing.as_day(deadline.shown),
        "shown_at": standing.as_moment(deadline.shown),
        "outer_on": standing.as_day(deadline.outer),
        "outer_at": standing.as_moment(deadline.outer),
        "mail_by_on": deadline.mail_by,
        "status": deadline.status,
        "basis": deadline.basis,
        "citation": deadline.citation,
        "source": deadline.source,
        "verification": deadline.verification,
        "checked": deadline.checked,
        "confidence": deadline.confidence,
        "trail": list(deadline.trail),
        "warnings": list(deadline.warnings),
        "met_by": deadline.met_by,
        "missed_by": deadline.missed_by,
    }


def _identity(row: DeadlineRow) -> Identity:
    return (row.rule, row.limb, row.event_key)


def _said(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return "none" if value is None else str(value)


def _by_date(row: DeadlineRow) -> tuple[bool, bool, str, UUID]:
    is_live = row.status in (Status.OPEN, Status.LATE, Status.PAST_CAUTIOUS, Status.NEEDS_DATE)
    shown = row.shown_at or row.shown_on
    return (not is_live, shown is None, shown.isoformat() if shown else "", row.id)
