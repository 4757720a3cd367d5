"""Several workers on one outbox: none sends what another sends; and one that slept past its lease marks nothing."""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from soak.databases import databases
from soak.house import (
    PATIENCE_S,
    House,
    born,
    fill,
    house,
    is_stopped,
    kill,
    lost_and_copied,
    wait_until_all_are_marked,
)
from soak.tables import Asked, Line, Section
from tracker.db import SessionFactory, read_session
from tracker.models import OutboxMessage

MAILS = 5_000
WORKERS = (2, 5)
STOPS, MAILS_A_STOP = 10, 200
AWAKE_S = 0.6
"""How long a woken worker is watched: many times what its batch takes."""
LONG_LEASE = timedelta(minutes=10)


@dataclass(frozen=True)
class Race:
    """What came of it; `least` is the smallest part that one of the workers had."""

    database: str
    workers: int
    mails: int
    least: int
    lost: int
    copies: int

    @property
    def line(self) -> Line:
        """As the page shows it; right where nothing was lost and nothing sent by two, and each had a part."""
        cells = (self.database, self.workers, self.mails, self.least, self.lost, self.copies)
        return Line(cells, self.lost == self.copies == 0 < self.least)


@dataclass(frozen=True)
class Sleep:
    """What came of workers that slept: `marks` are those that they changed after another one had taken over."""

    database: str
    stops: int
    mails: int
    lost: int
    copies: int
    marks: int

    @property
    def line(self) -> Line:
        """As the page shows it; right where nothing was lost, and no mark was changed."""
        cells = (self.database, self.stops, self.mails, self.lost, self.copies, self.marks)
        return Line(cells, self.lost == self.marks == 0)


def run_races(asked: Asked) -> Iterator[Line]:
    """Two workers and five on each database."""
    with databases(asked.folder) as addresses:
        for name, url in addresses.items():
            for workers in WORKERS:
                with house(name, url) as at:
                    yield race(at, workers, MAILS).line


def run_sleeps(asked: Asked) -> Iterator[Line]:
    """Some workers put to sleep on each database."""
    with databases(asked.folder) as addresses:
        for name, url in addresses.items():
            with house(name, url) as at:
                yield sleep(at, STOPS, MAILS_A_STOP).line


RACES = Section(("database", "workers", "mails", "fewest by one worker", "lost", "sent by two"), run_races)
SLEEPS = Section(
    ("database", "workers stopped", "mails", "lost", "copies", "marks by one whose lease was gone"),
    run_sleeps,
)


def race(at: House, workers: int, mails: int) -> Race:
    """Let that many workers loose on the same mails, until all are marked."""
    racing = [born(at, lease=LONG_LEASE) for _ in range(workers)]
    keys = fill(at.sessions, mails, f"race-{workers}")
    wait_until_all_are_marked(at.sessions)
    for worker in racing:
        kill(worker)
    lost, copies = lost_and_copied(at.provider, keys)
    least = min(at.provider.taken_by[str(worker)] for worker in racing)
    return Race(at.database, workers, mails, least, lost, copies)


def sleep(at: House, stops: int, mails: int) -> Sleep:
    """Stop a worker with answers in its hand, let another one finish, wake the first; as often as asked."""
    lost = copies = marks = 0
    for number in range(stops):
        keys = fill(at.sessions, mails, f"sleep-{number}")
        marks += _one_sleeps(at)
        gone, twice = lost_and_copied(at.provider, keys)
        lost, copies = lost + gone, copies + twice
    return Sleep(at.database, stops, stops * mails, lost, copies, marks)


def _one_sleeps(at: House) -> int:
    """How many marks are others after it has woken than they were before."""
    sleeper = born(at, "after_202", 1, signal.SIGSTOP)
    _wait_until_stopped(sleeper)
    other = born(at)
    wait_until_all_are_marked(at.sessions)
    before = _marks(at.sessions)
    os.kill(sleeper, signal.SIGCONT)
    time.sleep(AWAKE_S)
    kill(sleeper)
    kill(other)
    return sum(one != another for one, another in zip(before, _marks(at.sessions), strict=True))


def _wait_until_stopped(worker: int) -> None:
    end = time.monotonic() + PATIENCE_S
    while not is_stopped(worker):
        if time.monotonic() > end:
            raise TimeoutError(f"After {PATIENCE_S} seconds, the worker has come to nothing to send.")
        time.sleep(0.01)


def _marks(sessions: SessionFactory) -> list[tuple[object, ...]]:
    names = ("id", "status", "sent_at", "provider_id", "attempts", "error")
    with read_session(sessions) as session:
        columns = (col(getattr(OutboxMessage, name)) for name in names)
        return [tuple(row) for row in session.execute(sa.select(*columns).order_by(col(OutboxMessage.id)))]
