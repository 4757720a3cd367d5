"""A simulated year on a caseload, with a worker that dies every few days and people who act now and then: whether any
date passed in silence.
"""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from soak.house import PATIENCE_S, is_alive, kill
from soak.provider import Provider, providing
from soak.tables import Asked, Line, Section
from soak.workers import KEYS
from tracker.cli.database import bring_up_to_date
from tracker.db import SessionFactory, make_engine, read_session, session_factory, write_session
from tracker.models import Account, Case, DeadlineRow, Escalation, OutboxMessage, OutboxStatus, Reminder
from tracker.models.keyring import set_keyring
from tracker.rules.dates import end_of
from tracker.rules.terms import Actor, EventKind, Status
from tracker.services import demo, events, reminders
from tracker.services.events import EventError

NOW = datetime(2027, 1, 4, 15, 0, tzinfo=UTC)
EVERY = timedelta(hours=6)
TICKS = 365 * 4
POINTS_BETWEEN_DEATHS = 800
"""At most; a tick in which nothing is due has some twenty."""
Fill = Callable[[Session, datetime], object]


@dataclass(frozen=True)
class Year:
    """What came of it. Of the claimants' dates in it: how many were `reminded` of, met by an `outcome`, `replaced` by
    another date or the end of their case, only `escalated`, and passed in `silence`. `found` is what all sweeps found.
    """

    days: int
    ticks: int
    deaths: int
    acts: int
    reminded: int
    outcome: int
    replaced: int
    escalated: int
    silence: int
    found: int
    uncovered: int
    broken: int
    mails: int
    lost: int
    copies: int

    @property
    def line(self) -> Line:
        """As the page shows it; right where nothing was lost, found, broken or silent."""
        cells = tuple(getattr(self, name) for name in self.__dataclass_fields__)
        wrong = self.silence + self.found + self.uncovered + self.broken + self.lost
        return Line(cells, wrong == 0)


HEADINGS = (
    "days",
    "passes",
    "workers killed",
    "entries by people",
    "dates reminded of",
    "met first",
    "replaced first",
    "only escalated",
    "passed in silence",
    "found by the hourly sweeps",
    "found at the end",
    "parts that broke",
    "mails",
    "lost",
    "copies",
)


def run(asked: Asked) -> Iterator[Line]:
    """A year of the demonstration's caseload."""
    yield live(asked.folder, demo.fill, TICKS, asked.seed).line


SECTION = Section(HEADINGS, run)


@dataclass
class _Life:
    """A caseload, whoever works on it, and how far it has come."""

    sessions: SessionFactory
    nursery: "subprocess.Popen[str]"
    file: Path
    dice: Random
    now: datetime = NOW
    deaths: int = 0
    acts: int = 0
    told: list[dict[str, Any]] = field(default_factory=list)


def live(folder: Path, caseload: Fill, ticks: int, seed: int) -> Year:
    """Fill a database in `folder` with a caseload, and let so many ticks pass over it."""
    set_keyring(KEYS)
    url = f"sqlite:///{folder / 'year.sqlite'}"
    bring_up_to_date(url)
    engine = make_engine(url)
    sessions = session_factory(engine)
    with write_session(sessions) as session:
        caseload(session, NOW)
    with providing() as provider, _nursery(url, provider, folder / "told") as nursery:
        dice = Random(f"{seed}/year")  # noqa: S311 - the same deaths for the same seed
        life = _Life(sessions, nursery, folder / "told", dice)
        while len(life.told) < ticks:
            _live_on(life, ticks - len(life.told))
            _people_act(life)
        year = _year(life, provider)
    engine.dispose()
    return year


@contextmanager
def _nursery(url: str, provider: Provider, file: Path) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "soak.year_worker", url, provider.address, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as nursery:
        yield nursery
        nursery.kill()


def _live_on(life: _Life, ticks: int) -> None:
    """Until the next death; who comes after begins at the moment of it."""
    said, heard = life.nursery.stdin, life.nursery.stdout
    if said is None or heard is None:
        raise RuntimeError("The nursery was opened without its pipes.")
    number = life.dice.randint(1, POINTS_BETWEEN_DEATHS)
    said.write(f"{life.now.isoformat()} {int(EVERY.total_seconds())} {ticks} {number}\n")
    said.flush()
    worker = int(heard.readline())
    _wait_for_its_end(worker, life)
    if life.file.exists():
        life.told = [json.loads(line) for line in life.file.read_text(encoding="utf-8").splitlines()]
        life.now = datetime.fromisoformat(life.told[-1]["now"]) + EVERY if life.told else life.now
    life.deaths += 1


def _wait_for_its_end(worker: int, life: _Life) -> None:
    end = time.monotonic() + PATIENCE_S
    while is_alive(worker):
        if time.monotonic() > end:
            kill(worker)
            raise TimeoutError(f"A worker has not come to its end, from {life.now}.")
        time.sleep(0.01)


def _people_act(life: _Life) -> None:
    """Somebody files what is next in a case, or hears of a decision, or closes it."""
    day = life.now.date().isoformat()
    filed = {"channel": "fax", "sent_on": day, "received_by_plan": day}
    decided = {"notice_on": day, "outcome": "upheld", "final": "yes"}
    acts: list[tuple[EventKind, dict[str, Any]]] = [
        (EventKind.INTERNAL_APPEAL_FILED, filed),
        (EventKind.APPEAL_DECIDED, decided),
        (EventKind.EXTERNAL_REVIEW_REQUESTED, filed),
        (EventKind.CLOSED, {"closed_on": day, "outcome": "lost"}),
    ]
    kind, fields = life.dice.choices(acts, weights=(6, 5, 3, 1))[0]
    with write_session(life.sessions) as session:
        cases = session.exec(select(Case).where(col(Case.closed_at).is_(None)).order_by(Case.number)).all()
        if not cases:
            return
        case = life.dice.choice(cases)
        advocate = session.get_one(Account, case.advocate_id)
        try:
            with session.begin_nested():
                events.record(session, advocate, case, kind, fields, {}, life.now)
            life.acts += 1
        except EventError:
            pass


def _year(life: _Life, provider: Provider) -> Year:
    with read_session(life.sessions) as session:
        fates = Counter(_fate(session, row, provider) for row in _dates(session, life.now))
        sent = session.exec(select(OutboxMessage.id).where(OutboxMessage.status == OutboxStatus.SENT)).all()
        uncovered = len(reminders.uncovered(session, life.now))
    taken = [provider.taken[str(key)] for key in sent]
    return Year(
        days=(life.now - NOW).days,
        ticks=len(life.told),
        deaths=life.deaths,
        acts=life.acts,
        **{name: fates[name] for name in ("reminded", "outcome", "replaced", "escalated", "silence")},
        found=sum(each["violations"] for each in life.told),
        uncovered=uncovered,
        broken=sum(len(each["errors"]) + each["failures"] for each in life.told),
        mails=len(sent),
        lost=sum(count == 0 for count in taken),
        copies=sum(provider.taken.values()) - sum(count > 0 for count in provider.taken.values()),
    )


def _dates(session: Session, now: datetime) -> Iterator[DeadlineRow]:
    """The claimants' dates whose last moment lies in the time that was lived through."""
    for row, timezone in session.exec(select(DeadlineRow, Case.timezone).join(Case)):
        shown = row.shown_at or row.shown_on
        if row.actor is Actor.CLAIMANT and shown and NOW < end_of(shown, ZoneInfo(timezone)) <= now:
            yield row


def _fate(session: Session, row: DeadlineRow, provider: Provider) -> str:
    if any(provider.taken[str(key)] for key in _mails_of(session, row)):
        return "reminded"
    if row.met_by or row.status is Status.MET:
        return "outcome"
    if session.exec(select(Escalation.id).where(Escalation.deadline_id == row.id)).first():
        return "escalated"
    case = session.get_one(Case, row.case_id)
    is_over = row.status is Status.SUPERSEDED or case.closed_at is not None
    return "replaced" if is_over else "silence"


def _mails_of(session: Session, row: DeadlineRow) -> list[UUID]:
    told = select(Reminder.outbox_id).where(Reminder.deadline_id == row.id)
    return [key for key in session.exec(told) if key is not None]
