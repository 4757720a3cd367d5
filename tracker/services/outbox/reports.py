"""What is heard of a mail after it was handed over. Handed over is not delivered, and delivered is not read.

Reports come in any order, and twice. Each counts once; a failure stays one, whatever was heard before or comes after.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import DeliveryEvent, DeliveryReport, OutboxMessage, OutboxStatus
from tracker.services.escalations import EscalationKind
from tracker.services.outbox.telling import Whose, tell

UNHEARD_AFTER = timedelta(days=1)
LONGEST_REASON = 400
FATES = (
    DeliveryEvent.BOUNCED,
    DeliveryEvent.DROPPED,
    DeliveryEvent.COMPLAINED,
    DeliveryEvent.UNSUBSCRIBED,
    DeliveryEvent.DELIVERED,
    DeliveryEvent.UNHEARD,
    DeliveryEvent.DEFERRED,
)
"""What a mail's fate is told by: the first of these that was heard."""
WORDS = {
    DeliveryEvent.BOUNCED: "came back: the address did not take it",
    DeliveryEvent.DROPPED: "was not passed on: the provider keeps mail from this address",
    DeliveryEvent.COMPLAINED: "was reported as unwanted by whoever got it",
    DeliveryEvent.UNSUBSCRIBED: "was answered by asking for no more mail",
    DeliveryEvent.UNHEARD: "was taken by the provider a day ago, and nothing was heard of it since",
}
"""The fates that somebody has to act on, as the end of “A mail to the patient …”."""
_ENDS = (DeliveryEvent.DELIVERED, DeliveryEvent.BOUNCED, DeliveryEvent.DROPPED, DeliveryEvent.UNHEARD)


@dataclass(frozen=True, slots=True)
class Heard:
    """One report: of which mail, what, when (aware), under the provider's own id; `reason` names no address."""

    outbox_id: UUID
    event: DeliveryEvent
    at: datetime
    event_id: str
    reason: str = ""


def take_in(session: Session, heard: Iterable[Heard], now: datetime) -> int:
    """Keep what was not known yet, and ask a person to look where a mail did not reach its reader.

    What is said of a mail that is none of ours is left. Returns how many reports were new.
    """
    fresh = {each.event_id: each for each in heard}
    mails = _whose(session, {each.outbox_id for each in fresh.values()})
    known = set(session.exec(select(DeliveryReport.event_id).where(col(DeliveryReport.event_id).in_(fresh))))
    new = [each for each in fresh.values() if each.outbox_id in mails and each.event_id not in known]
    for each in new:
        session.add(_row(each, now))
        if each.event in WORDS:
            _tell(session, cast(Whose, mails[each.outbox_id]), each, now)
    session.flush()
    return len(new)


def fates(session: Session, keys: Collection[UUID]) -> dict[UUID, DeliveryReport]:
    """The report that tells each mail's fate; a mail of which nothing was heard is left out."""
    statement = select(DeliveryReport).where(col(DeliveryReport.outbox_id).in_(keys))
    rows = sorted(session.exec(statement), key=lambda row: (FATES.index(row.event), row.at), reverse=True)
    return {row.outbox_id: row for row in rows}


def look_into_silence(session: Session, now: datetime) -> int:
    """Ask a person to look into each mail that a provider took a day ago or more and has said nothing of since.

    To be called only where the provider reports. Each mail is looked into once; returns how many.
    """
    told = select(DeliveryReport.outbox_id).where(col(DeliveryReport.event).in_(_ENDS))
    silent = select(OutboxMessage.id).where(
        OutboxMessage.status == OutboxStatus.SENT,
        col(OutboxMessage.provider_id).is_not(None),
        col(OutboxMessage.sent_at) <= now - UNHEARD_AFTER,
        col(OutboxMessage.id).not_in(told),
    )
    unheard = [Heard(key, DeliveryEvent.UNHEARD, now, f"unheard:{key}") for key in session.exec(silent)]
    return take_in(session, unheard, now)


def by_message_id(session: Session, message_id: str) -> UUID | None:
    """The mail that went out under this Message-ID, with its angle brackets; None for none of ours."""
    return session.exec(select(OutboxMessage.id).where(OutboxMessage.message_id == message_id)).first()


def _whose(session: Session, keys: Collection[UUID]) -> dict[UUID, sa.Row[Any]]:
    """Whose each mail was; what is sealed stays so, since a report needs none of it."""
    names = ("id", "organization_id", "case_id", "patient_id", "account_id")
    columns = [col(getattr(OutboxMessage, name)) for name in names]
    return {row.id: row for row in session.execute(sa.select(*columns).where(columns[0].in_(keys)))}


def _tell(session: Session, whose: Whose, heard: Heard, now: datetime) -> None:
    is_silent = heard.event is DeliveryEvent.UNHEARD
    kind = EscalationKind.MAIL_UNHEARD if is_silent else EscalationKind.MAIL_BOUNCED
    because = f": {heard.reason}" if heard.reason else "."
    tell(session, whose, kind, f"{WORDS[heard.event]}{because}", now)


def _row(heard: Heard, now: datetime) -> DeliveryReport:
    return DeliveryReport(
        outbox_id=heard.outbox_id,
        event_id=heard.event_id,
        event=heard.event,
        reason=heard.reason[:LONGEST_REASON] or None,
        at=heard.at,
        heard_at=now,
    )
