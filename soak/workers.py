"""Workers that can be killed often: one process has loaded the program, and forks a worker for each line it reads.

    python -m soak.workers DATABASE_URL PROVIDER

A line is `POINT NUMBER`: the worker kills itself when it comes to that point for that number of times; `random 0` never
does, and is killed from outside. The process id of each worker is printed.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from tracker.adapters.mail import Message, Receipt
from tracker.adapters.mail.sendgrid import SendGridMailer, as_payload
from tracker.config.secrets import EncryptionKey
from tracker.db import make_engine, session_factory
from tracker.models.keyring import set_keyring
from tracker.services import outbox
from tracker.worker.delivery import Sender, deliver

KEYS = (EncryptionKey("soak", b"s" * 32),)
LEASE = timedelta(seconds=0.4)
"""Short, so that nobody has to wait ten minutes for what a killed worker left behind."""
THREADS = 4
POINTS = ("before_claim", "after_claim", "request_left", "after_202", "before_commit")


class Fate:
    """Says at which coming to a point a worker dies there."""

    def __init__(self, number: int) -> None:
        self.left = number

    def is_now(self) -> bool:
        """Whether this is the time; each call counts."""
        self.left -= 1
        return self.left == 0


def main(url: str, provider: str) -> None:
    """Fork a worker for each line, until there are no more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    set_keyring(KEYS)
    for line in sys.stdin:
        point, number = line.split()
        child = os.fork()
        if child == 0:
            _work(url, provider, point, Fate(int(number)))
        print(child, flush=True)


def _work(url: str, provider: str, point: str, fate: Fate) -> None:
    _watch(point, fate)
    mailer = _Mailer(provider, point, fate)
    sender = Sender(
        mailer, "https://appeals.example.org", "appeals@example.org", threads=THREADS, lease=LEASE
    )
    sessions = session_factory(make_engine(url))
    while True:
        deliver(sessions, sender, datetime.now(UTC), lambda: True)
        time.sleep(0.02)


def _watch(point: str, fate: Fate) -> None:
    """Have the worker come by its fate: before it claims, once its claim is kept, before its marks are kept."""
    if point == "before_claim":
        _before("claim", fate)
    elif point == "after_claim":
        _before("claimed_messages", fate)
    elif point == "before_commit":
        _after("mark_sent", fate)


def _before(name: str, fate: Fate) -> None:
    known: Callable[..., Any] = getattr(outbox, name)

    def watched(*given: Any, **named: Any) -> Any:
        _die_if(fate.is_now())
        return known(*given, **named)

    setattr(outbox, name, watched)


def _after(name: str, fate: Fate) -> None:
    known: Callable[..., Any] = getattr(outbox, name)

    def watched(*given: Any, **named: Any) -> Any:
        answer = known(*given, **named)
        _die_if(fate.is_now())
        return answer

    setattr(outbox, name, watched)


def _die_if(is_time: bool) -> None:
    if is_time:
        os.kill(os.getpid(), signal.SIGKILL)


class _Mailer(SendGridMailer):
    """Dies with the request on its way, or with the answer in its hand."""

    def __init__(self, provider: str, point: str, fate: Fate) -> None:
        super().__init__("SG.soak", host=provider)
        self.point, self.fate = point, fate

    def send(self, message: Message) -> Receipt:
        """Hand it over, and perhaps not live to hear the answer, or to tell of it."""
        if self.point == "request_left" and self.fate.is_now():
            place = urlsplit(self.host)
            HTTPConnection(place.netloc).request("POST", "/v3/mail/send", json.dumps(as_payload(message)))
            _die_if(True)
        receipt = super().send(message)
        _die_if(self.point == "after_202" and self.fate.is_now())
        return receipt


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
