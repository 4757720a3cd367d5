"""Workers that can be killed often: one process has loaded the program, and forks a worker for each line it reads.

    python -m soak.workers DATABASE_URL PROVIDER

A line is `POINT NUMBER SIGNAL LEASE`: the worker gives itself that signal when it comes to that point for that number
of times; `random 0` never does. What it claims is its own for LEASE seconds. The process id of each worker is printed.
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

from soak.provider import WORKER
from tracker.adapters.mail import Message, Receipt
from tracker.adapters.mail.sendgrid import SendGridMailer, as_payload
from tracker.config.secrets import EncryptionKey
from tracker.db import make_engine, session_factory
from tracker.models.keyring import set_keyring
from tracker.services import outbox
from tracker.worker.delivery import Sender, deliver

KEYS = (EncryptionKey("soak", b"s" * 32),)
THREADS = 4
POINTS = ("before_claim", "after_claim", "request_left", "after_202", "before_commit")


class Fate:
    """Says at which coming to a point a worker meets its signal there."""

    def __init__(self, number: int, how: int) -> None:
        self.left, self.how = number, how

    def is_now(self) -> bool:
        """Whether this is the time; each call counts."""
        self.left -= 1
        return self.left == 0

    def meet(self) -> None:
        """Die, or stand still until somebody wakes us."""
        os.kill(os.getpid(), self.how)


def main(url: str, provider: str) -> None:
    """Fork a worker for each line, until there are no more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    set_keyring(KEYS)
    for line in sys.stdin:
        point, number, how, lease = line.split()
        child = os.fork()
        if child == 0:
            fate = Fate(int(number), int(how))
            _work(url, provider, point, fate, timedelta(seconds=float(lease)))
        print(child, flush=True)


def _work(url: str, provider: str, point: str, fate: Fate, lease: timedelta) -> None:
    _watch(point, fate)
    mailer = _Mailer(provider, point, fate)
    sender = Sender(
        mailer, "https://appeals.example.org", "appeals@example.org", threads=THREADS, lease=lease
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
        _meet_if(fate.is_now(), fate)
        return known(*given, **named)

    setattr(outbox, name, watched)


def _after(name: str, fate: Fate) -> None:
    known: Callable[..., Any] = getattr(outbox, name)

    def watched(*given: Any, **named: Any) -> Any:
        answer = known(*given, **named)
        _meet_if(fate.is_now(), fate)
        return answer

    setattr(outbox, name, watched)


def _meet_if(is_time: bool, fate: Fate) -> None:
    if is_time:
        fate.meet()


class _Mailer(SendGridMailer):
    """Dies with the request on its way, or with the answer in its hand."""

    def __init__(self, provider: str, point: str, fate: Fate) -> None:
        super().__init__("SG.soak", host=provider)
        self.point, self.fate = point, fate
        self._client.client.request_headers[WORKER] = str(os.getpid())

    def send(self, message: Message) -> Receipt:
        """Hand it over, and perhaps not live to hear the answer, or to tell of it."""
        if self.point == "request_left" and self.fate.is_now():
            place = urlsplit(self.host)
            HTTPConnection(place.netloc).request("POST", "/v3/mail/send", json.dumps(as_payload(message)))
            self.fate.meet()
        receipt = super().send(message)
        _meet_if(self.point == "after_202" and self.fate.is_now(), self.fate)
        return receipt


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
