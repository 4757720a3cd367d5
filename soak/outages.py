"""A database that is full, locked, taken away or stopped while mails leave: what became of them, and what was said."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError

from soak.databases import servers
from soak.house import BASE_URL, FROM, fill
from soak.tables import Asked, Line, Section
from soak.workers import KEYS
from tracker.adapters.mail import Message, Receipt
from tracker.cli.database import bring_up_to_date
from tracker.db import SessionFactory, make_engine, read_session, session_factory
from tracker.models.keyring import set_keyring
from tracker.services import health
from tracker.worker import Sender, tick

MAILS = 100
BEGINS_AT = 30
"""The mail during which it happens."""
NOW = datetime(2027, 3, 4, 15, 0, tzinfo=UTC)
LOCK_WAIT_MS = 100
DISK_BYTES = 4_000_000
_HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@dataclass
class Outage:
    """What happens to the database at `url`: it begins, and it ends."""

    database: str
    words: str
    url: str
    begin: Callable[[], object]
    end: Callable[[], object]


@dataclass
class _Counting:
    """Takes every mail; with one of them the outage begins."""

    begin: Callable[[], object]
    taken: Counter[str] = field(default_factory=Counter)

    def send(self, message: Message) -> Receipt:
        self.taken[message.outbox_id] += 1
        if self.taken.total() == BEGINS_AT:
            self.begin()
        return Receipt()

    def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True)
class Suffered:
    """What came of it: how many passes broke, whether health answered meanwhile, how many errors it counts after."""

    outage: Outage
    broken: int
    answers: bool
    counted: int
    said: str
    lost: int
    copies: int

    @property
    def line(self) -> Line:
        """As the page shows it; right where nothing was lost, and what broke was counted."""
        cells = (
            self.outage.database,
            self.outage.words,
            self.broken,
            "answers" if self.answers else "does not answer",
            self.counted,
            self.said,
            self.lost,
            self.copies,
        )
        return Line(cells, self.lost == 0 and self.counted >= self.broken > 0)


HEADINGS = (
    "database",
    f"during the {BEGINS_AT}th of {MAILS} mails",
    "passes that broke",
    "health meanwhile",
    "errors counted by health afterwards",
    "of which it says",
    "lost",
    "copies",
)


def run(asked: Asked) -> Iterator[Line]:
    """Each outage in turn, each on a database of its own."""
    for make in THOSE:
        folder = asked.folder / make.__name__
        folder.mkdir()
        if make is full and not may_mount(folder):
            yield Line(
                ("SQLite", "its disk is full", *("not tried: no small disk may be mounted here",) * 6), True
            )
            continue
        with make(folder) as outage:
            yield suffer_from(outage).line


def suffer_from(outage: Outage) -> Suffered:
    """Three passes, in the first of which the outage begins; then it ends, and two are made after the lease."""
    set_keyring(KEYS)
    bring_up_to_date(outage.url)
    engine = make_engine(outage.url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _be_impatient)
    sessions = session_factory(engine)
    keys = fill(sessions, MAILS, "outage", NOW)
    mailer, unsaid = _Counting(outage.begin), list[str]()
    results = [_pass(sessions, mailer, minutes, unsaid) for minutes in (0, 1, 2)]
    answers = _health(sessions) is not None
    outage.end()
    first = _pass(sessions, mailer, 20, unsaid)
    told = _health(sessions)
    _pass(sessions, mailer, 40, unsaid)
    engine.dispose()
    return Suffered(
        outage,
        broken=sum(bool(result.errors) for result in (*results, first)),
        answers=answers,
        counted=told.errors if told else 0,
        said=(told.last_error or "").partition(";")[0] if told else "",
        lost=sum(mailer.taken[str(key)] == 0 for key in keys),
        copies=mailer.taken.total() - len(mailer.taken),
    )


def _be_impatient(connection: Any, record: object) -> None:
    connection.execute(f"PRAGMA busy_timeout={LOCK_WAIT_MS}")


def _pass(sessions: SessionFactory, mailer: _Counting, minutes: int, unsaid: list[str]) -> Any:
    return tick(sessions, Sender(mailer, BASE_URL, FROM), NOW + timedelta(minutes=minutes), unsaid=unsaid)


def _health(sessions: SessionFactory) -> health.Health | None:
    with suppress(SQLAlchemyError), read_session(sessions) as session:
        return health.status(session, NOW)
    return None


@contextmanager
def full(folder: Path) -> Iterator[Outage]:
    """A disk of four megabytes in memory, filled to the last byte."""
    disk, ballast = folder / "disk", folder / "disk" / "ballast"
    disk.mkdir(exist_ok=True)
    options = f"size={DISK_BYTES}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", disk], check=True)  # noqa: S607
    try:
        yield Outage(
            "SQLite",
            "its disk is full",
            f"sqlite:///{disk / 'soak.sqlite'}",
            lambda: _fill_up(ballast),
            ballast.unlink,
        )
    finally:
        subprocess.run(["umount", disk], check=True)  # noqa: S607


def may_mount(folder: Path) -> bool:
    """Whether this process may have a small disk in memory."""
    try:
        with full(folder):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


def _fill_up(ballast: Path) -> None:
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))


@contextmanager
def locked(folder: Path) -> Iterator[Outage]:
    """Another process writes and does not come to an end."""
    file = folder / "soak.sqlite"
    holders: list[subprocess.Popen[str]] = []

    def hold() -> None:
        command = [sys.executable, "-c", _HOLD, str(file)]
        holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        holders.append(holder)
        if holder.stdout:
            holder.stdout.readline()

    def let_go() -> None:
        holders.pop().communicate("")

    yield Outage("SQLite", "another process holds its lock", f"sqlite:///{file}", hold, let_go)


@contextmanager
def gone(folder: Path) -> Iterator[Outage]:
    """The file is moved elsewhere under the running program, and put back."""
    kept = folder / "kept"
    kept.mkdir()

    def move(to: Path, back: Path) -> None:
        for file in to.glob("soak.sqlite*"):
            file.unlink()
        for file in back.glob("soak.sqlite*"):
            file.rename(to / file.name)

    file = folder / "soak.sqlite"
    yield Outage(
        "SQLite",
        "its file is moved elsewhere",
        f"sqlite:///{file}",
        lambda: move(kept, folder),
        lambda: move(folder, kept),
    )


@contextmanager
def restarted(folder: Path) -> Iterator[Outage]:
    """PostgreSQL is stopped as by a power cut, and started again."""
    with servers(folder) as server:
        address = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        yield Outage(
            "PostgreSQL",
            "it is stopped at once, and started again",
            address.render_as_string(hide_password=False),
            server.stop_at_once,
            server.ensure_postgres_running,
        )


Make = Callable[[Path], AbstractContextManager[Outage]]
THOSE: tuple[Make, ...] = (full, locked, gone, restarted)
SECTION = Section(HEADINGS, run)
