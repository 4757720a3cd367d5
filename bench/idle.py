"""A worker with nothing to do, as a process of its own: `python -m bench.idle DATABASE_URL PASSES`.

Prints the seconds that a pass takes (the median, after a first one) and the megabytes that the process held at most.
"""

import statistics
import sys
from pathlib import Path

from bench.measuring import stopwatch
from bench.outbox import Nobody
from bench.world import NOW
from tracker.config.secrets import EncryptionKey
from tracker.db import make_engine, session_factory
from tracker.models.keyring import set_keyring
from tracker.worker import Sender, tick

KEYS = (EncryptionKey("idle", b"i" * 32),)


def main(url: str, passes: int) -> None:
    """Tick, and tell."""
    sessions = session_factory(make_engine(url))
    sender = Sender(Nobody(), "http://127.0.0.1:8000", "a@example.org")
    set_keyring(KEYS)
    tick(sessions, sender, NOW)
    seconds = statistics.median(stopwatch(lambda: tick(sessions, sender, NOW)) for _ in range(passes))
    print(seconds, _megabytes())


def _megabytes() -> float:
    """The most that this process held. Not from `getrusage`, which counts what its parent held when it began."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (held,) = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
    return int(held) / 1024


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
