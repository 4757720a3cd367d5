"""When passes begin: in the background of a web process, or in a process of its own."""

import logging
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler

from tracker.adapters.heartbeat import heartbeat
from tracker.adapters.mail import make_mailer
from tracker.config import Config, SendGridMail
from tracker.db import SessionFactory, make_engine, session_factory, write_session
from tracker.models.keyring import set_keyring
from tracker.services import feeds, law_changes
from tracker.worker.delivery import PROVIDER_THREADS, THREADS, Sender
from tracker.worker.passing import TickResult, tick
from tracker.worker.restored import hold_if_restored, note_pass

log = logging.getLogger(__name__)


def sender_of(config: Config) -> Sender:
    """Who sends, by the settings."""
    return Sender(
        make_mailer(config.mail),
        config.base_url,
        config.mail_from,
        hears_back=config.webhook_key is not None,
        threads=PROVIDER_THREADS if isinstance(config.mail, SendGridMail) else THREADS,
    )


def once(config: Config, now: datetime, is_pretended: bool = False) -> TickResult:
    """One pass as of `now`, for cron or for somebody at a terminal, who may pretend that it is another moment."""
    set_keyring(config.encryption_keys)
    engine = make_engine(config.database_url)
    sessions = session_factory(engine)
    try:
        if not is_pretended:
            hold_if_restored(sessions, config.data, now)
        with write_session(sessions) as session:
            law_changes.mark_for_another_look(session, now)
        sign = heartbeat(config.heartbeat_url) if is_pretended else _sign_of_life(config, now)
        return tick(sessions, sender_of(config), now, sign_of_life=sign)
    finally:
        engine.dispose()


def _sign_of_life(config: Config, now: datetime) -> Callable[[], None]:
    """What tells of a full pass: the data folder, and whoever watches from outside."""
    tell_outside = heartbeat(config.heartbeat_url)

    def tell() -> None:
        note_pass(config.data, now)
        tell_outside()

    return tell


def start(config: Config) -> BackgroundScheduler:
    """Begin to tick in a thread of this process, the first time at once. `shutdown()` lets a pass under way
    come to the end of its batch.
    """
    set_keyring(config.encryption_keys)
    sessions = session_factory(make_engine(config.database_url))
    scheduler = BackgroundScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    scheduler.add_job(
        _pass,
        "interval",
        seconds=config.tick_seconds,
        args=(scheduler, sessions, sender_of(config), config, []),
        next_run_time=datetime.now(UTC),
    )
    hold_if_restored(sessions, config.data, datetime.now(UTC))
    with write_session(sessions) as session:
        feeds.fix_suffix(session, config.base_url)
        law_changes.mark_for_another_look(session, datetime.now(UTC))
    scheduler.start()
    return scheduler


def run(config: Config) -> None:
    """Tick until SIGTERM or SIGINT (Ctrl-C), then come to the end of the batch under way and return."""
    stop = threading.Event()

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask_to_stop)
    scheduler = start(config)
    stop.wait()
    scheduler.shutdown()


def _pass(
    scheduler: BackgroundScheduler,
    sessions: SessionFactory,
    sender: Sender,
    config: Config,
    unsaid: list[str],
) -> None:
    now = datetime.now(UTC)
    life = _sign_of_life(config, now)
    result = tick(sessions, sender, now, lambda: bool(scheduler.running), life, unsaid)
    if result.sent or result.queued or result.failures or result.errors:
        log.info("queued %s, sent %s, failed %s", result.queued, result.sent, result.failures)
