"""No mail for a while: the provider refused us altogether, or asked for quiet. Or none until somebody has looked."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.models import Setting

PAUSE = timedelta(minutes=15)
PAUSED = "mail_paused"
ON_HOLD = "mail_on_hold"
_VALUE = sa.select(col(Setting.value)).where(col(Setting.name) == PAUSED)
_MOMENT_LETTERS = len("2026-11-23T15:00:00.000000+00:00")
_LASTS = sa.func.substr(col(Setting.value), 1, _MOMENT_LETTERS) > sa.bindparam("moment")
PAUSED_AT_MOMENT = sa.exists().where(
    (col(Setting.name) == ON_HOLD) | ((col(Setting.name) == PAUSED) & _LASTS)
)
"""Whether no mail may leave at a `moment`: part of a claim, which would else have to ask beforehand."""


@dataclass(frozen=True, slots=True)
class Pause:
    """No mail leaves until `until`, because `sentence`."""

    until: datetime
    sentence: str


def pause(session: Session, until: datetime, sentence: str) -> None:
    """Send nothing at all until `until` (aware), because `sentence`."""
    session.merge(Setting(name=PAUSED, value=f"{moment(until)} {sentence}"[:400]))
    session.flush()


def moment(at: datetime) -> str:
    """A moment (aware) in UTC, in letters whose order is the order of time."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def resume(session: Session) -> None:
    """Mail goes again."""
    session.execute(sa.delete(Setting).where(col(Setting.name) == PAUSED))


def last_pause(session: Session) -> Pause | None:
    """The pause that no mail has ended yet, though its time may be over."""
    session.flush()
    value = session.connection().scalar(_VALUE)
    if value is None:
        return None
    until, _, sentence = value.partition(" ")
    return Pause(datetime.fromisoformat(until), sentence)


def put_on_hold(session: Session, sentence: str) -> None:
    """Send nothing at all until a person lets mail go, because `sentence`."""
    session.merge(Setting(name=ON_HOLD, value=sentence[:400]))
    session.flush()


def let_go(session: Session) -> None:
    """A person has looked: mail goes again."""
    session.execute(sa.delete(Setting).where(col(Setting.name) == ON_HOLD))


def hold(session: Session) -> str | None:
    """Why mail is on hold, or None where it is not."""
    session.flush()
    return session.connection().scalar(sa.select(col(Setting.value)).where(col(Setting.name) == ON_HOLD))
