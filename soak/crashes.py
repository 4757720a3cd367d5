"""A round of crashes: mails wait, workers are killed one after the other, and at the end every mail has gone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from soak.provider import Provider, providing
from soak.workers import KEYS, POINTS
from tracker.cli.database import bring_up_to_date
from tracker.db import SessionFactory, make_engine, read_session, session_factory, write_session
from tracker.models import OutboxMessage, OutboxStatus
from tracker.models.keyring import set_keyring
from tracker.services import outbox
from tracker.services.outbox import Draft

PATIENCE_S = 120
AT_RANDOM = "random"


@dataclass(frozen=True)
class Round:
    """What came of it: `lost` mails never reached the provider, `copies` are those beyond the first of each."""

    database: str
    point: str
    mails: int
    kills: int
    lost: int
    copies: int


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


def crash(at: House, point: str, mails: int, kills: int, seed: int) -> Round:
    """Fill the outbox, kill that many workers at that point (or at random), and let a last one finish."""
    dice = Random(f"{seed}/{at.database}/{point}")  # noqa: S311 - the same kills for the same seed
    keys = _fill(at.sessions, mails, f"{point}-{seed}")
    for _ in range(kills):
        _kill_one(at, point, dice)
    last = _born(at.nursery, AT_RANDOM, 0)
    _wait_until_all_are_marked(at.sessions, keys)
    _kill(last)
    taken = [at.provider.taken[str(key)] for key in keys]
    copies = sum(taken) - sum(count > 0 for count in taken)
    return Round(at.database, point, mails, kills, sum(count == 0 for count in taken), copies)


def points() -> tuple[str, ...]:
    """Where a worker is killed: anywhere, and at each point that has a name."""
    return (AT_RANDOM, *POINTS)


def _fill(sessions: SessionFactory, mails: int, name: str) -> list[UUID]:
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
        now = datetime.now(UTC)
        return [outbox.enqueue(session, draft, "https://appeals.example.org", now).id for draft in drafts]


@contextmanager
def _workers(url: str, provider: Provider) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "soak.workers", url, provider.address]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as nursery:
        yield nursery
        nursery.kill()


def _born(nursery: "subprocess.Popen[str]", point: str, number: int) -> int:
    said, heard = nursery.stdin, nursery.stdout
    if said is None or heard is None:
        raise RuntimeError("The nursery was opened without its pipes.")
    said.write(f"{point} {number}\n")
    said.flush()
    return int(heard.readline())


def _kill_one(at: House, point: str, dice: Random) -> None:
    """A worker that has nothing left to do never comes to its point: then it is killed as it waits."""
    if point == AT_RANDOM:
        worker = _born(at.nursery, point, 0)
        time.sleep(dice.uniform(0.05, 0.4))
        _kill(worker)
    else:
        worker = _born(at.nursery, point, dice.randint(1, 3))
    _wait_until_gone(worker, at.sessions)


def _wait_until_gone(worker: int, sessions: SessionFactory) -> None:
    end = time.monotonic() + PATIENCE_S
    while _is_alive(worker):
        if time.monotonic() > end or not _unsent(sessions):
            _kill(worker)
        time.sleep(0.01)


def _kill(worker: int) -> None:
    """As `kill -9` does; one that has died by itself in this moment is dead all the same."""
    with suppress(ProcessLookupError):
        os.kill(worker, signal.SIGKILL)


def _is_alive(worker: int) -> bool:
    try:
        os.kill(worker, 0)
    except ProcessLookupError:
        return False
    return True


def _unsent(sessions: SessionFactory) -> int:
    with read_session(sessions) as session:
        unsent = sa.select(sa.func.count()).where(col(OutboxMessage.status) != OutboxStatus.SENT)
        return session.scalar(unsent) or 0


def _wait_until_all_are_marked(sessions: SessionFactory, keys: list[UUID]) -> None:
    end = time.monotonic() + PATIENCE_S
    while _unsent(sessions):
        if time.monotonic() > end:
            raise TimeoutError(
                f"After {PATIENCE_S} seconds, not all of {len(keys)} mails are marked as sent."
            )
        time.sleep(0.05)
