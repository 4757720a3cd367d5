"""A round of crashes: mails wait, workers are killed one after the other, and at the end every mail has gone."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from soak.databases import databases
from soak.house import (
    PATIENCE_S,
    House,
    born,
    fill,
    house,
    is_alive,
    kill,
    lost_and_copied,
    unsent,
    wait_until_all_are_marked,
)
from soak.tables import Asked, Line, Section
from soak.workers import POINTS
from tracker.db import SessionFactory

AT_RANDOM = "random"
MAILS, KILLS = 1_000, 40


@dataclass(frozen=True)
class Round:
    """What came of it: `lost` mails never reached the provider, `copies` are those beyond the first of each."""

    database: str
    point: str
    mails: int
    kills: int
    lost: int
    copies: int

    @property
    def line(self) -> Line:
        """As the page shows it; right where nothing was lost."""
        rate = f"{1000 * self.copies / self.kills:,.0f}"
        where = self.point.replace("_", " ")
        cells = (self.database, where, self.mails, self.kills, self.lost, self.copies, rate)
        return Line(cells, self.lost == 0)


def run(asked: Asked) -> Iterator[Line]:
    """A round for each point on each database."""
    with databases(asked.folder) as addresses:
        for name, url in addresses.items():
            with house(name, url) as at:
                for point in points():
                    yield crash(at, point, MAILS, KILLS, asked.seed).line


SECTION = Section(
    ("database", "killed", "mails", "kills", "lost", "copies", "copies per 1,000 kills"),
    run,
)


def crash(at: House, point: str, mails: int, kills: int, seed: int) -> Round:
    """Fill the outbox, kill that many workers at that point (or at random), and let a last one finish."""
    dice = Random(f"{seed}/{at.database}/{point}")  # noqa: S311 - the same kills for the same seed
    keys = fill(at.sessions, mails, f"{point}-{seed}")
    for _ in range(kills):
        _kill_one(at, point, dice)
    last = born(at)
    wait_until_all_are_marked(at.sessions)
    kill(last)
    lost, copies = lost_and_copied(at.provider, keys)
    return Round(at.database, point, mails, kills, lost, copies)


def points() -> tuple[str, ...]:
    """Where a worker is killed: anywhere, and at each point that has a name."""
    return (AT_RANDOM, *POINTS)


def _kill_one(at: House, point: str, dice: Random) -> None:
    """A worker that has nothing left to do never comes to its point: then it is killed as it waits."""
    if point == AT_RANDOM:
        worker = born(at)
        time.sleep(dice.uniform(0.05, 0.4))
        kill(worker)
    else:
        worker = born(at, point, dice.randint(1, 3))
    _wait_until_gone(worker, at.sessions)


def _wait_until_gone(worker: int, sessions: SessionFactory) -> None:
    end = time.monotonic() + PATIENCE_S
    while is_alive(worker):
        if time.monotonic() > end or not unsent(sessions):
            kill(worker)
        time.sleep(0.01)
