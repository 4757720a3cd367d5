"""Days on which clocks change, zones that never change, a server in Tokyo, and clocks that jump and come back: whether
mail goes at the hour of its reader, and whether a date moves or is forgotten.

    TZ=Asia/Tokyo python -m soak.clocks FOLDER

prints, for the days alone, what each case got as JSON, to be compared between servers.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from soak.house import BASE_URL, FROM
from soak.tables import Asked, Line, Section
from soak.workers import KEYS
from tests.factories import make_account, make_case
from tracker import CHECKOUT
from tracker.adapters.mail import Message, Receipt
from tracker.db import SessionFactory, make_engine, read_session, session_factory, write_session
from tracker.models import Account, DeadlineRow, Escalation, OutboxMessage, OutboxStatus, Reminder
from tracker.models.keyring import set_keyring
from tracker.services import reminders
from tracker.worker import Sender, tick

ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Phoenix",
    "America/Anchorage",
    "Pacific/Honolulu",
    "Pacific/Guam",
    "America/Puerto_Rico",
)
DAYS = (date(2027, 3, 14), date(2027, 11, 7), date(2028, 2, 29), date(2028, 1, 1))
"""Clocks go forward, clocks go back, the day that most years have not, and the first one of a year."""
WINDOW = timedelta(days=180)
EVERY = timedelta(minutes=30)
MORNING, EVENING = time(7), time(21)
"""Between which mail of a working day may come."""
JUMPS = {"an hour": timedelta(hours=1), "a day": timedelta(days=1), "a year": timedelta(days=365)}
Went = tuple[str, str]


@dataclass
class _Post:
    """Keeps who was written to, and when by the clock of the course."""

    now: datetime
    went: list[Went] = field(default_factory=list)

    def send(self, message: Message) -> Receipt:
        self.went.append((message.to_address, self.now.isoformat()))
        return Receipt()

    def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True)
class Course:
    """What came of one: `moved` dates are not the plain count of days, `untold` ones had neither mail nor person."""

    what: str
    mails: int
    earliest: time
    latest: time
    moved: int
    untold: int
    copies: int
    waiting: int
    hours_count: bool

    @property
    def line(self) -> Line:
        """As the page shows it."""
        hours = f"{self.earliest:%H:%M} to {self.latest:%H:%M}"
        is_civil = not self.hours_count or MORNING <= self.earliest <= self.latest <= EVENING
        wrong = self.moved + self.untold + self.copies + self.waiting
        cells = (self.what, self.mails, hours, self.moved, self.untold, self.copies, self.waiting)
        return Line(cells, is_civil and wrong == 0 < self.mails)


HEADINGS = (
    "course",
    "mails",
    "by their readers' clocks",
    "dates that moved",
    "dates nobody was told of",
    "copies",
    "waiting at the end",
)


def run(asked: Asked) -> Iterator[Line]:
    """Each day, each jump there and back, and the days again on a server in Tokyo."""
    for day in DAYS:
        yield live(asked.folder / f"{day}.sqlite", f"around {day}", day, ())[0].line
    for words, jump in JUMPS.items():
        for ahead, sign in (("ahead", 1), ("back", -1)):
            what = f"the clock jumps {words} {ahead} and returns"
            file = asked.folder / f"{words} {ahead}.sqlite"
            yield live(file, what, DAYS[0], (sign * jump,))[0].line
    yield _as_elsewhere(asked.folder)


SECTION = Section(HEADINGS, run)


def live(
    file: Path,
    what: str,
    day: date,
    jumps: Sequence[timedelta],
    zones: Sequence[str] = ZONES,
    every: timedelta = EVERY,
) -> tuple[Course, list[Went]]:
    """A case in each zone whose last day is the day after `day`: passes from two days before until three days after.
    In the middle the clock jumps, for one pass each.
    """
    set_keyring(KEYS)
    engine = make_engine(f"sqlite:///{file}")
    OutboxMessage.metadata.create_all(engine)
    sessions = session_factory(engine)
    begin = datetime.combine(day - timedelta(days=2), time(0), UTC)
    with write_session(sessions) as session:
        for zone in zones:
            _open_case(session, zone, day + timedelta(days=1), begin)
    post = _Post(begin)
    passes = [begin + number * every for number in range(int(timedelta(days=5) / every))]
    middle = len(passes) // 3
    for now in (*passes[:middle], *(passes[middle] + jump for jump in jumps), *passes[middle:]):
        post.now = now
        tick(sessions, Sender(post, BASE_URL, FROM), now)
    course = _course(sessions, what, day, post, passes[-1], not jumps)
    engine.dispose()
    return course, sorted(post.went)


def _open_case(session: Session, zone: str, last_day: date, now: datetime) -> None:
    name = zone.rpartition("/")[2].lower()
    reader = make_account(session, email=f"{name}@example.org", timezone=zone, digest_stopped_at=now)
    notice = (last_day - WINDOW).isoformat()
    make_case(session, reader, now, notice_on=notice, received_on=notice, timezone=zone)


def _course(
    sessions: SessionFactory, what: str, day: date, post: _Post, end: datetime, hours_count: bool
) -> Course:
    with read_session(sessions) as session:
        zones = {each.email: ZoneInfo(each.timezone) for each in session.exec(select(Account))}
        rows = session.exec(select(DeadlineRow).where(DeadlineRow.rule == "erisa.appeal.file")).all()
        untold = sum(not _is_told(session, row.id) for row in rows)
        untold += len(reminders.uncovered(session, end))
        unsent = col(OutboxMessage.status).in_((OutboxStatus.QUEUED, OutboxStatus.LEASED))
        waiting = len(session.exec(select(OutboxMessage.id).where(unsent)).all())
        queued = len(session.exec(select(OutboxMessage.id)).all())
    hours = [datetime.fromisoformat(at).astimezone(zones[to]).time() for to, at in post.went]
    moved = sum(row.shown_on != day + timedelta(days=1) for row in rows)
    copies = len(post.went) - queued + waiting
    return Course(what, len(post.went), min(hours), max(hours), moved, untold, copies, waiting, hours_count)


def _is_told(session: Session, deadline_id: UUID) -> bool:
    mail = select(Reminder.id).where(
        Reminder.deadline_id == deadline_id, col(Reminder.outbox_id).is_not(None)
    )
    person = select(Escalation.id).where(Escalation.deadline_id == deadline_id)
    return bool(session.exec(mail).first() or session.exec(person).first())


def _as_elsewhere(folder: Path) -> Line:
    """The days of a server in UTC and of one in Tokyo: the same mails at the same moments."""
    here, tokyo = (_went_in(zone, folder) for zone in ("UTC", "Asia/Tokyo"))
    others = sum(((Counter(here) - Counter(tokyo)) + (Counter(tokyo) - Counter(here))).values())
    words = "the same moments" if not others else f"{others} at other moments"
    return Line((f"around {DAYS[0]} on a server in Tokyo", len(tokyo), words, 0, 0, 0, 0), others == 0)


def _went_in(zone: str, folder: Path) -> list[Went]:
    file = folder / f"{zone.rpartition('/')[2]}.sqlite"
    command = [sys.executable, "-m", "soak.clocks", str(file)]
    environment = {**os.environ, "TZ": zone}
    answer = subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=CHECKOUT, env=environment
    )
    return [(to, at) for to, at in json.loads(answer.stdout)]


if __name__ == "__main__":
    print(json.dumps(live(Path(sys.argv[1]), "", DAYS[0], ())[1]))
