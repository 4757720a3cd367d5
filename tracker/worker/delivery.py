"""The outbox delivered: claim and commit, send each mail on its own from a few threads, mark each.

A mail is marked as soon as it has gone; those that are done at the same time are marked together, and with the
last of a batch the next one is claimed.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from tracker.adapters.mail import Mailer, MailError, Receipt
from tracker.db import SessionFactory, read_session, write_session
from tracker.models import OutboxBody, OutboxMessage
from tracker.services import alerts, escalations, outbox
from tracker.services.escalations import EscalationKind
from tracker.services.outbox import Claimed, Draft, Opened
from tracker.worker.attaching import Entries, as_message, entries_for, file_of
from tracker.worker.limits import ENDLESS, LONGEST_SEND, Hold
from tracker.worker.opening import UNREADABLE, Found, look, settled

THREADS = 4
"""A mail server takes few connections of one sender at a time."""
PROVIDER_THREADS = 16
"""A provider takes many calls at a time: ten thousand mails leave in a minute even where each takes it 40 ms."""
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sender:
    """Who sends, and how: `base_url` stands in links, `mail_from` is a name and an address or an address alone;
    `hears_back` where the provider tells what became of each mail.

    `lease` has to be longer than a batch of `batch` mails takes in `threads` threads. Where of those on their way
    none comes back for `patience`, they are given up for this time.
    """

    mailer: Mailer
    base_url: str
    mail_from: str
    hears_back: bool = False
    threads: int = THREADS
    batch: int = outbox.BATCH
    lease: timedelta = outbox.LEASE
    patience: timedelta = LONGEST_SEND


@dataclass(slots=True)
class Delivered:
    """What became of the mails of a pass."""

    sent: int = 0
    failed: int = 0
    errors: list[str] = field(default_factory=list)


Sending = dict[Future[Receipt], OutboxMessage]
Outcome = tuple[OutboxMessage, Receipt | MailError]


def deliver(
    sessions: SessionFactory, sender: Sender, now: datetime, may_go_on: Callable[[], bool]
) -> Delivered:
    """Deliver batch after batch, until none is left, mail is paused, or `may_go_on` says no."""
    delivery = _Delivery(sessions, sender, now, may_go_on)
    pool = ThreadPoolExecutor(sender.threads, thread_name_prefix="mail")
    try:
        delivery.run(pool)
    finally:
        pool.shutdown(wait=not delivery.is_stuck)
    sender.mailer.close()
    return delivery.result


_NOTHING = Claimed("", ())


@dataclass
class _Delivery:
    """A pass over the outbox; `claimed` are the mails at hand, none once it is to end."""

    sessions: SessionFactory
    sender: Sender
    now: datetime
    may_go_on: Callable[[], bool]
    claimed: Claimed = _NOTHING
    result: Delivered = field(default_factory=Delivered)
    is_stuck: bool = False

    def __post_init__(self) -> None:
        self.hold = Hold(self.sender.lease)

    def run(self, pool: ThreadPoolExecutor) -> None:
        """Batch after batch, until nothing is claimed."""
        with write_session(self.sessions) as session:
            self._claim(session)
        while self.claimed.ids:
            self._deliver_batch(pool)

    def _claim(self, session: Session, may_go_on: bool = True) -> None:
        """Take the next mails, or none."""
        self.claimed = (
            outbox.claim(session, self.now, self.sender.batch, self.sender.lease)
            if may_go_on and not self._has_to_end() and self.may_go_on()
            else _NOTHING
        )

    def _deliver_batch(self, pool: ThreadPoolExecutor) -> None:
        """Send and mark what is claimed, and claim what comes next.

        Never more mails on their way, or gone and not yet marked, than there are threads: a crash repeats no
        more than those. Once the lease is over, what has not begun is left to whoever claims it.
        """
        waiting, going, may_go_on = self._opened(), Sending(), True
        entries = self._entries(waiting)
        while waiting or going:
            unsent = _drained(waiting) if self._has_to_end() else []
            while waiting and len(going) < self.sender.threads:
                message, body = waiting.popleft()
                if not self._may_still_go(message):
                    continue
                going[pool.submit(self._send, message, body, entries.get(message.id, ()))] = message
            outcomes = self._come_back(going) if going else []
            if _stopper(outcomes):
                unsent += _drained(waiting)
            news = self._news(outcomes)
            with write_session(self.sessions) as session:
                may_go_on = self._mark(session, outcomes, unsent, news) and may_go_on
                if not (waiting or going):
                    self._claim(session, may_go_on)

    def _may_still_go(self, message: OutboxMessage) -> bool:
        """A patient's stop or death holds also for what was claimed before it: asked right before it goes."""
        if message.patient_id is None:
            return True
        with read_session(self.sessions) as session:
            return outbox.claimed_message(session, self.claimed, message.id) is not None

    def _has_to_end(self) -> bool:
        return self.is_stuck or self.hold.is_over()

    def _come_back(self, going: Sending) -> list[Outcome]:
        """What came of the mails that are back, or of all that are on their way where none comes back."""
        done, _ = wait(going, self.sender.patience.total_seconds(), FIRST_COMPLETED)
        if done:
            return [_outcome(future, going.pop(future)) for future in done]
        self.is_stuck = True
        endless = MailError(ENDLESS, permanent=False)
        return [(going.pop(future), endless) for future in list(going)]

    def _opened(self) -> deque[Opened]:
        """The messages that may still go; one that cannot be opened is given up and stops no other.

        They are read, and written anew where they have waited, while nobody waits for us. Where none is left of a
        batch, the next one is claimed.
        """
        with read_session(self.sessions) as session:
            found = look(session, self.claimed, self.sender.base_url, self.now)
        if found and all(isinstance(each, tuple) for each in found.values()):
            return deque(each for each in found.values() if isinstance(each, tuple))
        with write_session(self.sessions) as session:
            opened = deque(each for key, one in found.items() if (each := self._settled(session, key, one)))
            if not opened:
                self._claim(session)
            return opened

    def _entries(self, opened: Sequence[Opened]) -> dict[UUID, Entries]:
        """What goes with them for a calendar."""
        with read_session(self.sessions) as session:
            return entries_for(session, opened, self.sender.base_url, self.now, self.result.errors)

    def _send(self, message: OutboxMessage, body: OutboxBody, entries: Entries) -> Receipt:
        """Hand one mail over, in a thread of the pool."""
        ics = file_of(entries, self.result.errors)
        return self.sender.mailer.send(
            as_message(message, body, self.sender.mail_from, self.sender.base_url, ics)
        )

    def _settled(self, session: Session, key: UUID, found: Found) -> Opened | None:
        if found == UNREADABLE:
            self.result.failed += 1
        return settled(session, self.claimed, key, found, self.now)

    def _news(self, outcomes: Sequence[Outcome]) -> dict[UUID, Draft]:
        """The mails that tell of those that are given up, written before anything is marked."""
        lost = [(m, o) for m, o in outcomes if isinstance(o, MailError) and _is_given_up(m, o)]
        if not lost:
            return {}
        with read_session(self.sessions) as session:
            news = {m.id: self._news_of(session, m, o.sentence) for m, o in lost}
        return {key: draft for key, draft in news.items() if draft}

    def _news_of(self, session: Session, message: OutboxMessage, sentence: str) -> Draft | None:
        """None where it cannot be written: what is on the screen then has to do."""
        try:
            return alerts.of_failure(session, message, sentence, self.sender.base_url)
        except DBAPIError:
            raise
        except Exception:
            log.exception("The news of a lost mail could not be written. outbox_id=%s", message.id)
            return None

    def _mark(
        self,
        session: Session,
        outcomes: Sequence[Outcome],
        unsent: Sequence[OutboxMessage],
        news: Mapping[UUID, Draft],
    ) -> bool:
        """Mark what came back, and give back what is `unsent`; where one says that no other mail would go, pause.

        Returns whether other mails may go.
        """
        self._mark_sent(session, [(m, o) for m, o in outcomes if isinstance(o, Receipt)])
        for message, outcome in outcomes:
            if isinstance(outcome, MailError) and not _stops(outcome):
                self._mark_failed(session, message, outcome, news.get(message.id))
        held = [*unsent, *(m for m, o in outcomes if isinstance(o, MailError) and _stops(o))]
        if held:
            outbox.release(session, self.claimed.token, [message.id for message in held], self.now)
        if stopper := _stopper(outcomes):
            self._pause(session, held, stopper)
        return stopper is None

    def _mark_sent(self, session: Session, sent: Sequence[tuple[OutboxMessage, Receipt]]) -> None:
        if not sent:
            return
        marks = [(message.id, receipt.provider_id) for message, receipt in sent]
        self.result.sent += outbox.mark_sent(session, self.claimed, marks, self.now)
        for message, _ in sent:
            if message.attempts >= outbox.TOLD_AFTER_ATTEMPTS and message.case_id:
                because = "the mail has gone"
                escalations.close_kind(
                    session, EscalationKind.MAIL_DELAYED, because, self.now, message.case_id
                )
        if outbox.last_pause(session):
            outbox.resume(session)
            escalations.close_kind(session, EscalationKind.MAIL_PAUSED, "mail goes again", self.now)

    def _mark_failed(
        self, session: Session, message: OutboxMessage, error: MailError, news: Draft | None
    ) -> None:
        self.result.failed += 1
        log.warning("A mail did not go: %s outbox_id=%s", error.sentence, message.id)
        failure = outbox.mark_failed(
            session, self.claimed.token, message.id, error.sentence, error.permanent, self.now
        )
        if failure and failure.is_given_up and news:
            outbox.enqueue(session, news, self.sender.base_url, self.now)

    def _pause(self, session: Session, held: Iterable[OutboxMessage], error: MailError) -> None:
        """Send nothing for a while. Where the settings are at fault, that is an administrator's matter."""
        wait_for = timedelta(seconds=error.retry_after_s) if error.retry_after_s else outbox.PAUSE
        outbox.pause(session, self.now + wait_for, error.sentence)
        log.warning("No mail leaves for %s: %s", wait_for, error.sentence)
        if not error.stop_all:
            return
        self.result.errors.append(error.sentence)
        for organization_id in {message.organization_id for message in held if message.organization_id}:
            if person := escalations.administrator(session, organization_id):
                words = f"No mail leaves: {error.sentence}"
                escalations.open_escalation(session, person, EscalationKind.MAIL_PAUSED, words, self.now)


def _outcome(future: Future[Receipt], message: OutboxMessage) -> Outcome:
    """What came back; an error that a mailer should not raise counts as one that may pass."""
    try:
        return message, future.result()
    except MailError as error:
        return message, error
    except Exception as error:
        log.exception("A mailer failed. outbox_id=%s", message.id)
        sentence = f"The mail could not be handed over ({type(error).__name__})."
        return message, MailError(sentence, permanent=False)


def _is_given_up(message: OutboxMessage, error: MailError) -> bool:
    """Whether a mail to a patient of ours is lost for good."""
    is_to_patient = message.patient_id is not None and message.case_id is not None
    return is_to_patient and not _stops(error) and outbox.gives_up(message.attempts, error.permanent)


def _drained(waiting: deque[Opened]) -> list[OutboxMessage]:
    """What has not begun; afterwards nothing waits."""
    unsent = [message for message, _ in waiting]
    waiting.clear()
    return unsent


def _stops(outcome: Receipt | MailError) -> bool:
    return isinstance(outcome, MailError) and (outcome.stop_all or outcome.retry_after_s is not None)


def _stopper(outcomes: Sequence[Outcome]) -> MailError | None:
    stoppers = (o for _, o in outcomes if isinstance(o, MailError) and _stops(o))
    return next(stoppers, None)
