"""Letters that a case is owed, drafted once what asks for them is on record.

One transaction reads and drafts, a second one keeps: nobody's write waits while a letter is drafted.
"""

from datetime import datetime
from uuid import UUID

from tracker.db import SessionFactory, read_session, write_session
from tracker.services.letters import attaching


def draft_due(sessions: SessionFactory, case_id: UUID, now: datetime) -> int:
    """Draft and keep what the case's stage asks for and does not have yet; returns how many letters were kept.

    What could not be drafted is on record. `now` is aware.
    """
    with read_session(sessions) as session:
        prepared = attaching.prepare(session, case_id, now)
    if prepared is None:
        return 0
    with write_session(sessions) as session:
        return len(attaching.keep(session, prepared, now))
