"""What goes with a mail of reminders for its reader's calendar: the same entries as in a feed, as they stand now."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.models import (
    Account,
    Case,
    DeadlineRow,
    Detail,
    OutboxMessage,
    Patient,
    Recipient,
    Reminder,
    ReminderState,
)
from tracker.rules.terms import Status
from tracker.services.calendar_entries import CalendarEntry
from tracker.services.feeds.contents import COLUMNS, PAST, entry_of, is_dated
from tracker.services.feeds.suffix import suffix
from tracker.services.reminders.rows import REMINDERS

FOR_A_PATIENT = (
    "The mail that came with this says who acts, and whom to call. If the date changes, we write again."
)
_TOLD = (col(Reminder.outbox_id), col(Reminder.recipient), *COLUMNS)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who gets a file, in which zone, and how much it may say."""

    recipient: Recipient
    zone: str
    detail: Detail = Detail.NEUTRAL


def of_mails(
    session: Session, messages: Iterable[OutboxMessage], base_url: str, now: datetime
) -> dict[UUID, tuple[CalendarEntry, ...]]:
    """The entries that go with each mail of reminders, by the mail's key; a patient who did not ask for files has none.

    They are the dates that the mail names, and those that earlier mails to the same reader named and that were replaced
    within thirty days: so that a calendar which took them can let them go.
    """
    mails = {each.id: each for each in messages if each.kind in REMINDERS and each.case_id}
    readers = {**_patients(session, mails.values()), **_staff(session, mails.values())}
    told, ending = _told(session, mails, now) if readers else {}, suffix(session, base_url)
    found = {}
    for key, reader in readers.items():
        named = [row for row in told[mails[key].case_id, reader.recipient] if _belongs(row, key)]
        rows = {row.id: row for row in named} if any(row.outbox_id == key for row in named) else {}
        found[key] = tuple(_entry(row, ending, reader, base_url) for row in rows.values())
    return {key: entries for key, entries in found.items() if entries}


def _belongs(row: sa.Row[Any], key: UUID) -> bool:
    return row.outbox_id == key or row.status is Status.SUPERSEDED


def _told(
    session: Session, mails: Mapping[UUID, OutboxMessage], now: datetime
) -> Mapping[tuple[UUID | None, Recipient], list[sa.Row[Any]]]:
    """The dated deadlines that these mails name, and the replaced ones that earlier mails of their cases named."""
    was_replaced = (col(DeadlineRow.status) == Status.SUPERSEDED) & (
        col(DeadlineRow.updated_at) >= now - PAST
    )
    statement = (
        sa.select(*_TOLD)
        .join(DeadlineRow, col(DeadlineRow.id) == col(Reminder.deadline_id))
        .join(Case, col(Case.id) == col(Reminder.case_id))
        .where(col(Reminder.case_id).in_({mail.case_id for mail in mails.values()}))
        .where(col(Reminder.state) == ReminderState.QUEUED, is_dated())
        .where(col(Reminder.outbox_id).in_(mails) | was_replaced)
        .order_by(col(DeadlineRow.id))
    )
    told = defaultdict(list)
    for row in session.execute(statement):
        told[row.case_id, row.recipient].append(row)
    return told


def _patients(session: Session, mails: Collection[OutboxMessage]) -> dict[UUID, _Reader]:
    """The mails to patients who asked for files."""
    columns = (col(Patient.id), col(Patient.timezone), col(Patient.detail))
    statement = sa.select(*columns).where(
        col(Patient.id).in_({mail.patient_id for mail in mails if mail.patient_id}),
        col(Patient.takes_attachments),
    )
    readers = {
        key: _Reader(Recipient.PATIENT, zone, detail) for key, zone, detail in session.execute(statement)
    }
    return {mail.id: readers[mail.patient_id] for mail in mails if mail.patient_id in readers}


def _staff(session: Session, mails: Collection[OutboxMessage]) -> dict[UUID, _Reader]:
    to_staff = [mail for mail in mails if mail.account_id and not mail.patient_id]
    statement = sa.select(col(Account.id), col(Account.timezone)).where(
        col(Account.id).in_({mail.account_id for mail in to_staff})
    )
    readers = {key: _Reader(Recipient.ADVOCATE, zone) for key, zone in session.execute(statement)}
    return {mail.id: readers[mail.account_id] for mail in to_staff if mail.account_id in readers}


def _entry(row: sa.Row[Any], ending: str, reader: _Reader, base_url: str) -> CalendarEntry:
    """A patient has no account here: their entry leads to no page, and says whom to ask instead."""
    entry = entry_of(row, ending, reader.zone, reader.detail.value, base_url)
    if reader.recipient is Recipient.ADVOCATE:
        return entry
    return replace(entry, url="", description=FOR_A_PATIENT)
