"""One pass: what the worker does each tick, each part by itself, so that none can stop the others."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col

from tracker.adapters.letters.drafting import draft_due
from tracker.adapters.papers.making import make
from tracker.db import SessionFactory, read_session, write_session
from tracker.models import Heartbeat, SignInThrottle, WebSession
from tracker.services import (
    chasing,
    digests,
    health,
    held_uploads,
    leave,
    outbox,
    reminder_policies,
    reminders,
)
from tracker.services.alarms import due_alarms, raise_alarm
from tracker.services.letters import attaching
from tracker.services.packets import keeping as packets
from tracker.services.refreshing import refresh_cases
from tracker.worker.delivery import Sender, deliver
from tracker.worker.turned_back import look_again_if_turned_back

LONGEST_PART_S = 30.0
CASES_A_TRANSACTION = 10
SWEEP_EVERY = timedelta(hours=1)
DRAFTS_AGAIN_AFTER = timedelta(hours=1)
MOST_UNSAID = 100
THROTTLES_KEPT = timedelta(days=1)
log = logging.getLogger(__name__)

GoOn = Callable[[], bool]


@dataclass(slots=True)
class TickResult:
    """What a pass did. `failures` are single things that went wrong and were shown to a person; `errors` name
    the parts of the pass that broke, without which it does not count as a full one.
    """

    refreshed: int = 0
    drafted: int = 0
    queued: int = 0
    sent: int = 0
    failures: int = 0
    violations: int = 0
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def tick(
    sessions: SessionFactory,
    sender: Sender,
    now: datetime,
    may_go_on: GoOn = lambda: True,
    sign_of_life: Callable[[], None] = lambda: None,
    unsaid: list[str] | None = None,
) -> TickResult:
    """One pass as of `now` (aware), in this order: statuses that time changes, letters that are due, due reminders
    into mails, alarms for dates that nobody answers for, mails about evidence that has not come, the summaries of a
    morning, mails out, packets that nobody binds, once an hour the sweep (dates without a reminder, mails of which
    nothing was heard, what is over and can go), the heartbeat.

    `sign_of_life` is given before the last, unless a part broke. Each part works for half a minute at most;
    `may_go_on` is asked before each next step of it. Nothing that goes wrong in a part is raised. What broke and could
    not be kept, because the database was away, is left in `unsaid`; a later pass that is given it keeps it.
    """
    result, unsaid = TickResult(), unsaid if unsaid is not None else []
    with _guarded(result, "looking again at cases"):
        _refresh(sessions, now, _for_a_while(may_go_on), result)
    with _guarded(result, "drafting letters"):
        _draft(sessions, now, _for_a_while(may_go_on), result)
    with _guarded(result, "queueing reminders"):
        _queue(sessions, sender, now, _for_a_while(may_go_on), result)
    with _guarded(result, "raising alarms"):
        _raise_alarms(sessions, sender, now, _for_a_while(may_go_on), result)
    with _guarded(result, "asking after evidence"):
        _chase(sessions, sender, now, result)
    with _guarded(result, "summing up the morning"):
        _sum_up(sessions, sender, now, result)
    with _guarded(result, "delivering mail"):
        _deliver(sessions, sender, now, _for_a_while(may_go_on), result)
    with _guarded(result, "binding packets"):
        _bind(sessions, now, _for_a_while(may_go_on))
    with _guarded(result, "sweeping"):
        _sweep(sessions, sender, now, result)
    if not result.errors:
        _give(sign_of_life, result)
    unsaid += result.errors
    with _guarded(result, "the heartbeat"):
        _beat(sessions, now, result, unsaid)
        unsaid.clear()
    del unsaid[:-MOST_UNSAID]
    return result


@contextmanager
def _guarded(result: TickResult, part: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        log.exception("A part of the tick broke: %s", part)
        result.errors.append(f"{part}: {type(error).__name__}")


def _for_a_while(may_go_on: GoOn) -> GoOn:
    end = time.monotonic() + LONGEST_PART_S
    return lambda: may_go_on() and time.monotonic() < end


def _refresh(sessions: SessionFactory, now: datetime, may_go_on: GoOn, result: TickResult) -> None:
    _take_up_policies(sessions, now)
    look_again_if_turned_back(sessions, now)
    while may_go_on():
        with write_session(sessions) as session:
            refreshed = refresh_cases(session, now, CASES_A_TRANSACTION)
        result.refreshed += refreshed.cases
        result.failures += refreshed.failures
        if not refreshed.cases + refreshed.failures:
            return


def _take_up_policies(sessions: SessionFactory, now: datetime) -> None:
    """A change of how far ahead an organization reminds reaches its open cases."""
    with read_session(sessions) as session:
        has_changes = reminder_policies.has_changes(session)
    if has_changes:
        with write_session(sessions) as session:
            reminder_policies.mark_for_another_look(session, now)


def _draft(sessions: SessionFactory, now: datetime, may_go_on: GoOn, result: TickResult) -> None:
    """What time itself asks for, and what a process that died had not drafted yet."""
    with read_session(sessions) as session:
        cases = attaching.waiting(session, now)
    for case_id in cases:
        if not may_go_on():
            return
        try:
            result.drafted += draft_due(sessions, case_id, now)
        except DBAPIError:
            raise
        except Exception:
            log.exception("The letters of a case could not be drafted. case_id=%s", case_id)
            result.failures += 1
            with write_session(sessions) as session:
                attaching.put_off(session, case_id, now + DRAFTS_AGAIN_AFTER)


def _queue(
    sessions: SessionFactory, sender: Sender, now: datetime, may_go_on: GoOn, result: TickResult
) -> None:
    """A few cases at a time: their mails are written while nobody waits, and kept in a short transaction."""
    with read_session(sessions) as session:
        cases = reminders.due_cases(session, now)
    for first in range(0, len(cases), CASES_A_TRANSACTION):
        if not may_go_on():
            return
        prepared = _prepared(sessions, cases[first : first + CASES_A_TRANSACTION], sender.base_url, now)
        if not prepared:
            continue
        with write_session(sessions) as session:
            queued = reminders.keep(session, prepared, sender.base_url, now)
        result.queued += queued.messages
        result.failures += queued.failures


def _prepared(
    sessions: SessionFactory, cases: Sequence[UUID], base_url: str, now: datetime
) -> list[reminders.Prepared]:
    with read_session(sessions) as session:
        return [each for case_id in cases for each in reminders.prepare(session, case_id, base_url, now)]


def _raise_alarms(
    sessions: SessionFactory, sender: Sender, now: datetime, may_go_on: GoOn, result: TickResult
) -> None:
    with read_session(sessions) as session:
        alarms = due_alarms(session, sender.base_url, now)
    result.failures += alarms.failures
    for alarm in alarms:
        if not may_go_on():
            return
        with write_session(sessions) as session:
            result.queued += raise_alarm(session, alarm, sender.base_url, now)


def _sum_up(sessions: SessionFactory, sender: Sender, now: datetime, result: TickResult) -> None:
    with read_session(sessions) as session:
        made = digests.due_digests(session, sender.base_url, now)
    result.failures += made.failures
    for each in made:
        with write_session(sessions) as session:
            result.queued += digests.keep(session, each, sender.base_url, now)


def _deliver(
    sessions: SessionFactory, sender: Sender, now: datetime, may_go_on: GoOn, result: TickResult
) -> None:
    delivered = deliver(sessions, sender, now, may_go_on)
    result.sent += delivered.sent
    result.failures += delivered.failed
    result.notes += delivered.errors


def _chase(sessions: SessionFactory, sender: Sender, now: datetime, result: TickResult) -> None:
    """Mails about what was asked for and has not come, written outside of any write."""
    with read_session(sessions) as session:
        chases = chasing.due(session, sender.base_url, now)
    result.failures += chases.failures
    if chases:
        with write_session(sessions) as session:
            result.queued += chasing.keep(session, chases, sender.base_url, now)


def _bind(sessions: SessionFactory, now: datetime, may_go_on: GoOn) -> None:
    """What a process that served pages did not come to, or left behind when it ended."""
    with read_session(sessions) as session:
        waiting = packets.waiting(session, now)
    for packet_id in waiting:
        if not may_go_on():
            return
        make(sessions, packet_id, lambda: now)


def _sweep(sessions: SessionFactory, sender: Sender, now: datetime, result: TickResult) -> None:
    with read_session(sessions) as session:
        last_at = session.scalar(sa.select(col(Heartbeat.at)).where(col(Heartbeat.name) == health.SWEEP))
    if last_at and timedelta(0) <= now - last_at < SWEEP_EVERY:
        return
    with write_session(sessions) as session:
        result.violations = reminders.sweep(session, now)
        words = f"{result.violations} dates had no reminder." if result.violations else None
        health.beat(session, health.SWEEP, now, result.violations, words)
        outbox.bring_back(session, now)
        if sender.hears_back:
            outbox.look_into_silence(session, now)
        leave.end_what_is_over(session, now)
        _forget_what_is_over(session, now)


def _forget_what_is_over(session: Session, now: datetime) -> None:
    held_uploads.forget(session, now)
    session.execute(sa.delete(WebSession).where(col(WebSession.expires_at) <= now))
    session.execute(sa.delete(SignInThrottle).where(col(SignInThrottle.updated_at) <= now - THROTTLES_KEPT))


def _give(sign_of_life: Callable[[], None], result: TickResult) -> None:
    """The pass itself was a full one, whether or not whoever watches could be told."""
    try:
        sign_of_life()
    except OSError as error:
        log.warning("The heartbeat address could not be opened: %s", type(error).__name__)
        result.notes.append("The heartbeat address could not be opened.")


def _beat(sessions: SessionFactory, now: datetime, result: TickResult, broke: Sequence[str]) -> None:
    """A pass of which a part broke is not a full one: its moment is not taken as a sign of life. `broke` are its parts,
    and those of passes that could not be kept.
    """
    count = len(broke) + result.failures + len(result.notes)
    words = "; ".join(dict.fromkeys((*broke, *result.notes))) or None
    with write_session(sessions) as session:
        if result.errors:
            health.note_errors(session, health.TICK, now, count, words or "")
        else:
            health.beat(session, health.TICK, now, count, words)
