"""A worker that lives through simulated time, and may die in it: one process has loaded the program and forks another
for each line it reads.

    python -m soak.year_worker DATABASE_URL PROVIDER FILE

A line is `MOMENT SECONDS TICKS NUMBER`: so many ticks from that moment on, so many seconds apart; the worker kills
itself at the point of that number, where each commit and each mail has two, one before and one after. For each tick a
line of JSON is added to FILE. The process id of each worker is printed.
"""

import json
import logging
import os
import signal
import sys
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import event
from sqlmodel import Session, SQLModel

from soak.workers import KEYS, Fate
from tests.factories import make_case
from tracker.adapters.mail import Message, Receipt
from tracker.adapters.mail.sendgrid import SendGridMailer
from tracker.db import make_engine, session_factory, write_session
from tracker.models.keyring import set_keyring
from tracker.worker import Sender, tick

WARM = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


class Nobody:
    """Takes every mail, and keeps none."""

    def send(self, message: Message) -> Receipt:
        """It has gone."""
        return Receipt()

    def close(self) -> None:
        """Nothing is open."""


class _Mailer(SendGridMailer):
    """Counts the moments before and after each mail as points."""

    def __init__(self, provider: str, fate: Fate) -> None:
        super().__init__("SG.soak", host=provider)
        self.fate = fate

    def send(self, message: Message) -> Receipt:
        """Hand it over, if we live to."""
        come_to(self.fate)
        receipt = super().send(message)
        come_to(self.fate)
        return receipt


def come_to(fate: Fate) -> None:
    """A point: perhaps the last one."""
    if fate.is_now():
        fate.meet()


def main(url: str, provider: str, file: Path) -> None:
    """Fork a worker for each line, until there are no more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    logging.disable()
    set_keyring(KEYS)
    _read_everything()
    for line in sys.stdin:
        moment, seconds, ticks, number = line.split()
        child = os.fork()
        if child == 0:
            fate = Fate(int(number), signal.SIGKILL)
            _live(url, provider, file, datetime.fromisoformat(moment), int(seconds), int(ticks), fate)
            os._exit(0)
        print(child, flush=True)


def _read_everything() -> None:
    """Law, templates and queries, once: each worker that is forked has them already."""
    engine = make_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    sessions = session_factory(engine)
    with write_session(sessions) as session:
        make_case(session, now=WARM)
    sender = Sender(Nobody(), "https://appeals.example.org", "appeals@example.org")
    for days in (0, 100, 101):
        tick(sessions, sender, WARM + timedelta(days=days))
    engine.dispose()


def _live(url: str, provider: str, file: Path, now: datetime, seconds: int, ticks: int, fate: Fate) -> None:
    sessions = session_factory(make_engine(url))
    for name in ("before_commit", "after_commit"):
        event.listen(Session, name, lambda session: come_to(fate))
    sender = Sender(_Mailer(provider, fate), "https://appeals.example.org", "appeals@example.org")
    for _ in range(ticks):
        result = tick(sessions, sender, now)
        with file.open("a", encoding="utf-8") as told:
            told.write(json.dumps({"now": now.isoformat(), **asdict(result)}) + "\n")
        now += timedelta(seconds=seconds)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
