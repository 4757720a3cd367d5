"""Every fault of a provider: what became of each mail while it lasted, and after it was over."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col, select

from soak.faulty import Conversation, Faulty, Talk, after_taking, answering, serving, smtp
from soak.house import BASE_URL, FROM
from soak.tables import Asked, Line, Section
from soak.workers import KEYS
from tests.factories import make_administrator, make_organization
from tracker.adapters.mail import Mailer, SmtpMailer
from tracker.adapters.mail.sendgrid import SendGridMailer
from tracker.config import SmtpMail, SmtpSecurity
from tracker.db import SessionFactory, make_engine, read_session, session_factory, write_session
from tracker.models import Escalation, OutboxMessage, OutboxStatus
from tracker.models.keyring import set_keyring
from tracker.services import health, outbox
from tracker.services.outbox import Draft
from tracker.worker import Sender, tick

MAILS = 20
ANSWER_WITHIN_S = 0.4
PATIENCE = timedelta(seconds=1)
SLOW_S = 0.1
NOW = datetime(2027, 3, 4, 15, 0, tzinfo=UTC)
UNDER_FAULT = (timedelta(0), timedelta(minutes=2), timedelta(minutes=9))
"""When passes are made while the provider fails: three tries of each mail, where it is tried at all."""
AFTERWARDS = tuple(timedelta(hours=hours) for hours in (2, 4, 12))
SENDGRID, SMTP = "SendGrid", "SMTP"
WORDS = {
    "mail_delayed": "that mail is late",
    "mail_failed": "that mail was given up",
    "mail_paused": "that none leaves",
}


@dataclass(frozen=True)
class Fault:
    """A way to fail. Without a `talk` nobody answers; with `tls` the sender insists on what the provider has not."""

    provider: str
    words: str
    talk: Talk | None
    tls: bool = False


def _half(talk: Conversation) -> None:
    talk.wfile.write(b"HTTP/1.1 202 Acc")
    talk.wfile.flush()
    talk.break_off()


def _shorter(talk: Conversation) -> None:
    talk.say("HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\nConnection: close\r\n\r\nshort")


def _slowly(talk: Conversation) -> None:
    time.sleep(SLOW_S)
    talk.say("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n")


_PAGE = "<html>Sign in to this network</html>"
FAULTS = (
    Fault(SENDGRID, "refuses the connection", None),
    Fault(SENDGRID, "has no TLS", answering(202), tls=True),
    Fault(SENDGRID, "hangs before it answers", Conversation.hang),
    Fault(SENDGRID, "takes the mail and hangs", after_taking(Conversation.hang)),
    Fault(SENDGRID, "takes the mail and breaks off", after_taking(Conversation.break_off)),
    Fault(SENDGRID, "takes the mail, half of its 202 comes", after_taking(_half)),
    Fault(SENDGRID, "answers 202 with less than it announced", after_taking(_shorter)),
    Fault(SENDGRID, "answers letter by letter", after_taking(Conversation.say_letter_by_letter)),
    Fault(SENDGRID, "answers what is no HTTP", after_taking(lambda talk: talk.say("\x00\xff!"))),
    Fault(SENDGRID, "answers 200 with a page", answering(200, body=_PAGE)),
    Fault(SENDGRID, "takes 0.1 seconds", after_taking(_slowly)),
    Fault(SENDGRID, "400", answering(400, body='{"errors":[{"message":"bad"}]}')),
    Fault(SENDGRID, "401", answering(401, body='{"errors":[{"message":"no such key"}]}')),
    Fault(SENDGRID, "403", answering(403)),
    Fault(SENDGRID, "413", answering(413)),
    Fault(SENDGRID, "429, Retry-After: 600", answering(429, "Retry-After: 600")),
    Fault(SENDGRID, "500", answering(500)),
    Fault(SENDGRID, "503 with a page", answering(503, body=_PAGE)),
    Fault(SMTP, "refuses the connection", None),
    Fault(SMTP, "has no TLS", smtp(), tls=True),
    Fault(SMTP, "421 at the greeting", smtp("hello", "421 too busy")),
    Fault(SMTP, "greets letter by letter", smtp("hello", Conversation.say_letter_by_letter)),
    Fault(SMTP, "450 at the recipient", smtp("RCPT", "450 mailbox busy")),
    Fault(SMTP, "550 at the recipient", smtp("RCPT", "550 no such mailbox")),
    Fault(SMTP, "530 at our own address", smtp("MAIL", "530 sign in first")),
    Fault(SMTP, "451 after the text", smtp(".", "451 try again later")),
    Fault(SMTP, "552 after the text", smtp(".", "552 too large")),
    Fault(SMTP, "takes the text and breaks off", smtp(".", Conversation.break_off, takes=True)),
    Fault(SMTP, "takes the text and hangs", smtp(".", Conversation.hang, takes=True)),
)


@dataclass(frozen=True)
class Fate:
    """What became of the mails of a round. While it failed: `sent`, `waits`, `given_up` after three passes, whether
    `all_wait`, and what a person was `told`. At the end: `lost` are those that never reached the provider and that
    nobody was told of.
    """

    fault: Fault
    sent: int
    waits: int
    given_up: int
    all_wait: bool
    told: tuple[str, ...]
    sent_later: int
    lost: int
    copies: int
    is_alive: bool

    @property
    def line(self) -> Line:
        """As the page shows it; right where none was lost, and the worker's passes stayed whole."""
        told = ", ".join(WORDS[kind] for kind in self.told) or "–"
        waits = "all mail" if self.all_wait else self.waits
        cells = (
            self.fault.provider,
            self.fault.words,
            self.sent,
            waits,
            self.given_up,
            told,
            self.sent_later,
            self.lost,
            self.copies,
        )
        return Line(cells, self.lost == 0 and self.is_alive)


HEADINGS = (
    "provider",
    f"what it does to {MAILS} mails",
    "sent",
    "waits",
    "given up",
    "a person is told",
    "sent once it is well",
    "lost",
    "copies",
)


def run(asked: Asked) -> Iterator[Line]:
    """Each fault in turn, each with a database of its own."""
    for number, fault in enumerate(FAULTS):
        yield suffer(asked.folder / f"{number}.sqlite", fault).line


SECTION = Section(HEADINGS, run)


def suffer(file: Path, fault: Fault) -> Fate:
    """Three passes while the provider fails, then some when it is well again."""
    set_keyring(KEYS)
    engine = make_engine(f"sqlite:///{file}")
    OutboxMessage.metadata.create_all(engine)
    sessions = session_factory(engine)
    _fill(sessions)
    is_http = fault.provider == SENDGRID
    well = answering(202, takes=True) if is_http else smtp()
    with serving(fault.talk or well) as server:
        for after in UNDER_FAULT:
            _pass(sessions, _mailer(fault, server), NOW + after)
        during = _found(sessions)
        server.talk = well
        for after in AFTERWARDS:
            _pass(sessions, _mailer(Fault(fault.provider, "", well), server), NOW + after)
        afterwards = _found(sessions)
        fate = _fate(fault, server, during, afterwards)
    engine.dispose()
    return fate


@dataclass(frozen=True)
class _Found:
    statuses: dict[str, OutboxStatus]
    told: tuple[str, ...]
    all_wait: bool
    is_alive: bool

    def count(self, *statuses: OutboxStatus) -> int:
        return sum(status in statuses for status in self.statuses.values())


def _fate(fault: Fault, server: Faulty, during: _Found, afterwards: _Found) -> Fate:
    unheard = [
        key
        for key, status in afterwards.statuses.items()
        if not server.taken[key] and not (status is OutboxStatus.GIVEN_UP and "mail_failed" in during.told)
    ]
    return Fate(
        fault,
        sent=during.count(OutboxStatus.SENT),
        waits=during.count(OutboxStatus.QUEUED, OutboxStatus.LEASED),
        given_up=during.count(OutboxStatus.GIVEN_UP),
        all_wait=during.all_wait,
        told=during.told,
        sent_later=afterwards.count(OutboxStatus.SENT) - during.count(OutboxStatus.SENT),
        lost=len(unheard),
        copies=sum(max(count - 1, 0) for count in server.taken.values()),
        is_alive=during.is_alive and afterwards.is_alive,
    )


def _mailer(fault: Fault, server: Faulty) -> Mailer:
    port = server.port if fault.talk else _closed_port()
    if fault.provider == SMTP:
        security = SmtpSecurity.TLS if fault.tls else SmtpSecurity.IF_OFFERED
        return SmtpMailer(SmtpMail("127.0.0.1", port, security), ANSWER_WITHIN_S)
    scheme = "https" if fault.tls else "http"
    return SendGridMailer("SG.soak", host=f"{scheme}://127.0.0.1:{port}", timeout_s=ANSWER_WITHIN_S)


def _closed_port() -> int:
    with serving(smtp()) as once:
        return once.port


def _pass(sessions: SessionFactory, mailer: Mailer, now: datetime) -> None:
    tick(sessions, Sender(mailer, BASE_URL, FROM, patience=PATIENCE), now)


def _fill(sessions: SessionFactory) -> None:
    with write_session(sessions) as session:
        harbor = make_organization(session)
        make_administrator(session, harbor, digest_stopped_at=NOW)
        for number in range(MAILS):
            draft = Draft(
                unique_key=f"soak-{number}",
                kind="invitation",
                to_address=f"person{number}@example.org",
                subject="A date",
                text="A date.",
                html="<p>A date.</p>",
                organization_id=harbor.id,
            )
            outbox.enqueue(session, draft, BASE_URL, NOW)


def _found(sessions: SessionFactory) -> _Found:
    with read_session(sessions) as session:
        last = session.exec(select(sa.func.max(col(OutboxMessage.created_at)))).one()
        return _Found(
            _statuses(session),
            tuple(sorted(session.exec(select(Escalation.kind).distinct()))),
            outbox.last_pause(session) is not None,
            is_alive=last is not None and (health.status(session, NOW).last_tick_at or NOW) >= last,
        )


def _statuses(session: Session) -> dict[str, OutboxStatus]:
    rows = session.exec(select(OutboxMessage.id, OutboxMessage.status))
    return {str(key): status for key, status in rows}
