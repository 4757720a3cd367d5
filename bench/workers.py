"""Claiming and marking by one worker, by two and by four, each a process; against one alone."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import col

from bench.outbox import fill_outbox, postgresql, sqlite
from bench.scale import Scale
from bench.table import Row, Shown
from bench.world import NOW
from tracker.db import SessionFactory, write_session
from tracker.models import OutboxMessage, OutboxStatus

WORKERS = (2, 4)


def measure(folder: Path, scale: Scale) -> Iterator[Row]:
    """On both databases."""
    for name, opened in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        place = folder / f"workers-{name}"
        place.mkdir()
        with opened(place) as sessions:
            keys = fill_outbox(sessions, scale.messages)
            alone = _seconds(sessions, 1, len(keys))
            for workers in WORKERS:
                taken = _seconds(sessions, workers, len(keys))
                what = f"Claim and mark {scale.messages:,} messages by {workers} workers, {name}"
                yield Row(what, taken, "by one worker in a process of its own", alone, Shown.RATE)


def _seconds(sessions: SessionFactory, workers: int, count: int) -> float:
    """Seconds a message takes, from the word to begin until the last one is marked."""
    _queue_anew(sessions)
    url = sessions.kw["bind"].url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "bench.claiming", url, NOW.isoformat()]
    crowd = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(workers)
    ]
    for worker in crowd:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n", "a worker could not begin"
    begun = time.perf_counter()
    for worker in crowd:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    had = [int(worker.stdout.readline()) for worker in crowd if worker.stdout]
    taken = time.perf_counter() - begun
    for worker in crowd:
        worker.communicate()
    assert sum(had) == count, f"{sum(had)} of {count} messages were claimed"
    return taken / count


def _queue_anew(sessions: SessionFactory) -> None:
    with write_session(sessions) as session:
        values = {"status": OutboxStatus.QUEUED, "sent_at": None, "attempts": 0}
        session.execute(sa.update(OutboxMessage).where(col(OutboxMessage.id).is_not(None)).values(values))
