"""What rounds share: a database, the provider that its mails go to, and workers that can be ended and stopped."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from soak.provider import Provider, providing
from soak.workers import KEYS
from tracker.cli.database import bring_up_to_date
from tracker.db import SessionFactory, make_engine, read_session, session_factory, write_session
from tracker.models import OutboxMessage, OutboxStatus
from tracker.models.keyring import set_keyring
from tracker.services import outbox
from tracker.services.outbox import Draft

PATIENCE_S = 120
BASE_URL = "https://appeals.example.org"
FROM = "appeals@example.org"
SHORT_LEASE = timedelta(seconds=0.4)
"""So that nobody has to wait ten minutes for what a killed worker left behind."""


@dataclass(frozen=True)
class House:
    """A database, the provider that its mails go to, and the process that workers are born of."""

    database: str
    sessions: SessionFactory
    provider: Provider
    nursery: "subprocess.Popen[str]"


@contextmanager
def house(database: str, url: str) -> Iterator[House]:
    """Everything that rounds on the database at `url` take."""
    set_keyring(KEYS)
    bring_up_to_date(url)
    engine = make_engine(url)
    with providing() as provider, _workers(url, provider) as nursery:
        yield House(database, session_factory(engine), provider, nursery)
    engine.dispose()


@contextmanager
def _workers(url: str, provider: Provider) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "soak.workers", url, provider.address]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as nursery:
        yield nursery
        nursery.kill()


def fill(sessions: SessionFactory, mails: int, name: str, now: datetime | None = None) -> list[UUID]:
    """So many mails that wait, each to somebody else; their keys."""
    at = now or datetime.now(UTC)
    with write_session(sessions) as session:
        drafts = (
            Draft(
                unique_key=f"soak-{name}-{number}",
                kind="invitation",
                to_address=f"person{number}@example.org",
                subject="A date",
                text="A date.",
                html="<p>A date.</p>",
            )
            for number in range(mails)
        )
        return [outbox.enqueue(session, draft, BASE_URL, at).id for draft in drafts]


def born(
    at: House,
    point: str = "random",
    number: int = 0,
    how: int = signal.SIGKILL,
    lease: timedelta = SHORT_LEASE,
) -> int:
    """A worker, by its process id; it meets the signal `how` when it comes to `point` for that number of times."""
    said, heard = at.nursery.stdin, at.nursery.stdout
    if said is None or heard is None:
        raise RuntimeError("The nursery was opened without its pipes.")
    said.write(f"{point} {number} {int(how)} {lease.total_seconds()}\n")
    said.flush()
    return int(heard.readline())


def kill(worker: int) -> None:
    """As `kill -9` does; one that has died by itself in this moment is dead all the same."""
    with suppress(ProcessLookupError):
        os.kill(worker, signal.SIGKILL)


def is_alive(worker: int) -> bool:
    """Whether there is still a process of that id."""
    try:
        os.kill(worker, 0)
    except ProcessLookupError:
        return False
    return True


def is_stopped(worker: int) -> bool:
    """Whether it stands still, as Linux says."""
    try:
        told = Path(f"/proc/{worker}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return told.rpartition(")")[2].split()[0] == "T"


def unsent(sessions: SessionFactory) -> int:
    """How many mails are not marked as sent."""
    with read_session(sessions) as session:
        others = sa.select(sa.func.count()).where(col(OutboxMessage.status) != OutboxStatus.SENT)
        return session.scalar(others) or 0


def wait_until_all_are_marked(sessions: SessionFactory) -> None:
    """Raises TimeoutError where that takes two minutes."""
    end = time.monotonic() + PATIENCE_S
    while left := unsent(sessions):
        if time.monotonic() > end:
            raise TimeoutError(f"After {PATIENCE_S} seconds, {left} mails are not marked as sent.")
        time.sleep(0.05)


def lost_and_copied(provider: Provider, keys: Sequence[UUID]) -> tuple[int, int]:
    """How many of these mails never reached the provider, and how many came beyond the first of each."""
    taken = [provider.taken[str(key)] for key in keys]
    return sum(count == 0 for count in taken), sum(taken) - sum(count > 0 for count in taken)
