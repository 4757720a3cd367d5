"""A worker as a process of its own, to be killed and stopped: `python -m tests.worker_process URL PORT`."""

import sys
import time
from datetime import UTC, datetime, timedelta

from tests.factories import use_test_key
from tracker.adapters.mail import SmtpMailer
from tracker.config import SmtpMail, SmtpSecurity
from tracker.db import make_engine, session_factory
from tracker.worker import Sender, tick

LEASE = timedelta(seconds=2)
"""Short, so that a test need not wait ten minutes for what a killed worker left behind."""


def main(url: str, port: int) -> None:
    """Tick without end, one thread sending."""
    use_test_key()
    route = SmtpMail("127.0.0.1", port, SmtpSecurity.IF_OFFERED)
    sender = Sender(
        SmtpMailer(route), "https://appeals.example.org", "reminders@example.org", threads=1, lease=LEASE
    )
    sessions = session_factory(make_engine(url))
    while True:
        tick(sessions, sender, datetime.now(UTC))
        time.sleep(0.05)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
