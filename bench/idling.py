"""A pass in which nothing is due, with a million reminders in the table and with none: its cost, and its memory."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Session, select

from bench.idle import KEYS
from bench.outbox import sqlite
from bench.scale import Scale
from bench.table import Row, Shown
from bench.world import NOW
from tests.factories import make_case
from tracker.db import write_session
from tracker.models import DeadlineRow, Recipient, Reminder, ReminderState
from tracker.models.keyring import set_keyring

_CHUNK = 20_000
_FAR = timedelta(days=900)


def measure(folder: Path, scale: Scale) -> Iterator[Row]:
    """On SQLite, of one case and what stands around it."""
    set_keyring(KEYS)
    place = folder / "idle"
    place.mkdir()
    count = 10 * scale.messages
    with sqlite(place) as sessions:
        url = f"sqlite:///{place / 'outbox.sqlite'}"
        with write_session(sessions) as session:
            case = make_case(session, now=NOW)
            row = session.exec(select(DeadlineRow).where(DeadlineRow.case_id == case.id)).first()
            assert row is not None
        empty, empty_mb = _idle(url, scale.calls)
        for start in range(0, count, _CHUNK):
            with write_session(sessions) as session:
                _plan(session, row, range(start, min(start + _CHUNK, count)))
        full, full_mb = _idle(url, scale.calls)
    what = f"with {count:,} reminders in the table"
    yield Row(f"A pass in which nothing is due, {what}", full, "with none", empty)
    yield Row(f"Memory of a worker, {what}", full_mb, "with none", empty_mb, Shown.MEGABYTES)


def _idle(url: str, passes: int) -> tuple[float, float]:
    command = [sys.executable, "-m", "bench.idle", url, str(passes)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, megabytes = answer.stdout.split()
    return float(seconds), float(megabytes)


def _plan(session: Session, row: DeadlineRow, numbers: range) -> None:
    rows = [_reminder(row, number, uuid4()) for number in numbers]
    session.connection().execute(sa.insert(Reminder), rows)


def _reminder(row: DeadlineRow, number: int, key: UUID) -> dict[str, object]:
    """Every other one has gone long ago, the others are far ahead."""
    away = _FAR + timedelta(seconds=number)
    return {
        "id": key,
        "organization_id": row.organization_id,
        "case_id": row.case_id,
        "deadline_id": row.id,
        "recipient": Recipient.ADVOCATE,
        "step": "days_7",
        "due_at": NOW - away if number % 2 else NOW + away,
        "state": ReminderState.QUEUED if number % 2 else ReminderState.PLANNED,
        "created_at": NOW,
        "updated_at": NOW,
    }
