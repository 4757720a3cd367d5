"""What has been said and done of dates that are near: which reminders went and were read, and when people were told."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.models import Escalation, Recipient, Reminder, ReminderState
from tracker.rules.unanswered import FLOOR, Begun
from tracker.services.escalations import EscalationKind
from tracker.services.reminders.looking import READ

CLIMBED = "more people were told"
KINDS = (EscalationKind.UNANSWERED.value, EscalationKind.UNATTENDED.value)
AT_ONCE = 500
"""So many deadlines are asked about in one question."""


@dataclass(frozen=True, slots=True)
class Past:
    """Of one deadline: when people were told last, when one of them closed the matter and said what they did, and which
    reminders went to the advocate, the last one first, each with whether somebody has read it.
    """

    raised_at: datetime | None = None
    closed_at: datetime | None = None
    went: tuple[tuple[datetime, bool], ...] = ()

    def is_silent(self, rung: Begun) -> bool:
        """Whether nobody has said to have read the last reminder that went before the rung, or one after it; an older
        one says nothing of today. A rung below the floor presupposes that one went. Who closed the matter since then
        has answered, too.
        """
        for due_at, is_read in self.went:
            if is_read:
                return False
            if due_at < rung.at:
                return self.closed_at is None or self.closed_at < due_at
        return rung.rung == FLOOR


def pasts(session: Session, deadline_ids: Sequence[UUID]) -> dict[UUID, Past]:
    """What has been said and done of each of these deadlines."""
    found: dict[UUID, Past] = {}
    for keys in _parts(deadline_ids):
        raised, closed = _told(session, keys), _closed(session, keys)
        went = _went(session, keys)
        found |= {key: Past(raised.get(key), closed.get(key), tuple(went.get(key, ()))) for key in keys}
    return found


def _parts(keys: Sequence[UUID]) -> Iterator[list[UUID]]:
    left = iter(keys)
    while part := list(islice(left, AT_ONCE)):
        yield part


def _told(session: Session, keys: Sequence[UUID]) -> dict[UUID, datetime]:
    of = col(Escalation.deadline_id)
    statement = sa.select(of, sa.func.max(col(Escalation.opened_at))).where(
        of.in_(keys), col(Escalation.kind).in_(KINDS)
    )
    return {key: at for key, at in session.execute(statement.group_by(of)) if key}


def _closed(session: Session, keys: Sequence[UUID]) -> dict[UUID, datetime]:
    """When a person closed the matter of an earlier rung; what closed by itself is no answer."""
    of = col(Escalation.deadline_id)
    statement = sa.select(of, sa.func.max(col(Escalation.closed_at))).where(
        of.in_(keys),
        col(Escalation.kind) == EscalationKind.UNANSWERED.value,
        col(Escalation.closed_at).is_not(None),
        col(Escalation.closed_because).not_in((CLIMBED, READ)),
    )
    return {key: at for key, at in session.execute(statement.group_by(of)) if key}


def _went(session: Session, keys: Sequence[UUID]) -> dict[UUID, list[tuple[datetime, bool]]]:
    statement = (
        sa.select(col(Reminder.deadline_id), col(Reminder.due_at), col(Reminder.acknowledged_at).is_not(None))
        .where(
            col(Reminder.deadline_id).in_(keys),
            col(Reminder.recipient) == Recipient.ADVOCATE,
            col(Reminder.state) == ReminderState.QUEUED,
        )
        .order_by(col(Reminder.due_at).desc())
    )
    went = defaultdict(list)
    for key, due_at, is_read in session.execute(statement):
        went[key].append((due_at, bool(is_read)))
    return went
