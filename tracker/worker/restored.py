"""A database put back from a backup: mail is held until somebody has looked, since it may all have gone before.

Beside the database, in the data folder, stands the moment of this machine's last full pass. A database that knows of
no pass as late as that one is an older copy. One that was used, in a folder that has never seen a pass, came from
elsewhere. The file also says when it was written, and the file system when it was last changed, which no copy keeps: so
a folder that was put back whole is known too. A whole machine put back to an earlier day cannot be told from one that
was switched off.
"""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, select

from tracker.db import SessionFactory, write_session
from tracker.models import Heartbeat, Organization
from tracker.services import escalations, health, outbox
from tracker.services.escalations import EscalationKind

FILE = "last-pass"
SLACK = timedelta(minutes=10)
"""Two machines' clocks, and a pass whose end was not kept any more, differ by less."""
OF_ELSEWHERE_AFTER = timedelta(hours=1)
OLDER = "This database is an older copy: it knows of no pass after {}, and here one was made at {}."
ELSEWHERE = "This database was in use until {}, and no pass was ever made from this folder."
COPIED = "This data folder was copied here, or put back from a backup, since its last pass at {}."
WHAT_NOW = "Mail is on hold. See in the outbox what would go, then let it go."
log = logging.getLogger(__name__)


def hold_if_restored(sessions: SessionFactory, folder: Path, now: datetime) -> bool:
    """Put mail on hold, and ask every organization's administrator to look, where the database is an older copy or
    came from elsewhere. `now` is aware. Returns whether it did.
    """
    with write_session(sessions) as session:
        beat = session.get(Heartbeat, health.TICK)
        why = _why(beat.at if beat else None, _last_pass(folder), now)
        if why is not None:
            log.warning("%s %s", why, WHAT_NOW)
            outbox.put_on_hold(session, f"{why} {WHAT_NOW}")
            _tell(session, f"{why} {WHAT_NOW}", now)
    return why is not None


@dataclass(frozen=True)
class _Noted:
    """The last full pass that this folder knows of, and whether the file that says so is a copy of the one written."""

    at: datetime
    is_copy: bool


def note_pass(folder: Path, now: datetime) -> None:
    """A full pass was made from this folder at `now` (aware). Raises OSError where it cannot be written."""
    draft = folder / f"{FILE}.new"
    draft.write_text(f"{now.isoformat()} {int(time.time())}", encoding="ascii")
    draft.replace(folder / FILE)


def _why(known: datetime | None, here: _Noted | None, now: datetime) -> str | None:
    if here is not None and (known is None or known < here.at - SLACK):
        return OLDER.format(_written(known), _written(here.at))
    if here is not None:
        is_put_back = here.is_copy and here.at < now - OF_ELSEWHERE_AFTER
        return COPIED.format(_written(here.at)) if is_put_back else None
    is_elsewhere = known is not None and health.NEVER < known < now - OF_ELSEWHERE_AFTER
    return ELSEWHERE.format(_written(known)) if is_elsewhere else None


def _last_pass(folder: Path) -> _Noted | None:
    try:
        moment, *written = (folder / FILE).read_text(encoding="ascii").split()
        changed = (folder / FILE).stat().st_ctime
        is_copy = any(changed - int(at) > SLACK.total_seconds() for at in written)
        return _Noted(datetime.fromisoformat(moment), is_copy)
    except (OSError, ValueError):
        return None


def _written(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "any time"


def _tell(session: Session, words: str, now: datetime) -> None:
    for organization in session.exec(select(Organization)):
        person = escalations.administrator(session, organization.id)
        if person is not None:
            escalations.open_escalation(session, person, EscalationKind.MAIL_ON_HOLD, words, now)
