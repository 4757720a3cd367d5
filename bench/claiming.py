"""A worker that claims and marks and sends nothing; a process of its own as `python -m bench.claiming ADDRESS NOW`.

As a process it says that it is ready, waits for a line, works until nothing is left, and prints how many messages it
had. It loads no more than that takes.
"""

import sys
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from tracker.db import SessionFactory, make_engine, session_factory, write_session
from tracker.services import outbox


def claim_and_mark(sessions: SessionFactory, now: datetime) -> Iterator[UUID]:
    """As the worker does: claim and commit, send, mark those and claim the next and commit, until none is left."""
    with write_session(sessions) as session:
        claimed = outbox.claim(session, now)
    while claimed.ids:
        yield from claimed.ids
        with write_session(sessions) as session:
            marked = outbox.mark_sent(session, claimed, [(key, None) for key in claimed.ids], now)
            assert marked == len(claimed.ids), "a message was lost to somebody else"
            claimed = outbox.claim(session, now)


def main(url: str, now: datetime) -> None:
    """Wait, work, tell."""
    sessions = session_factory(make_engine(url))
    with sessions() as session:
        session.connection()
    print("ready", flush=True)
    sys.stdin.readline()
    print(sum(1 for _ in claim_and_mark(sessions, now)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], datetime.fromisoformat(sys.argv[2]))
