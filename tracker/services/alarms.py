"""Nobody has said to have seen the reminders of a date: rung by rung, more people are told, and at last everybody.

The sequence is that of the reminders: read and written in words first, and kept only if nothing has moved since.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import Account, Case, DeadlineRow, Escalation
from tracker.rules.front import CONFIRM
from tracker.rules.outcome import NOT_LEGAL
from tracker.rules.schedule import CAN_BE_ACTED_ON
from tracker.rules.terms import Actor
from tracker.rules.unanswered import FLOOR, Begun, Ladder, Told, begun, farthest
from tracker.services import escalations, outbox, reminder_policies
from tracker.services.alarm_past import CLIMBED, Past, pasts
from tracker.services.alarm_people import told
from tracker.services.alarm_words import alarm_mail, has_passed, what_is_wrong
from tracker.services.escalations import EscalationKind
from tracker.services.neutral_titles import neutral_title
from tracker.services.outbox import Draft
from tracker.services.reminders.rows import dates_in
from tracker.services.singly import Written, singly


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is to be told of one deadline, as of its revision, and the rungs that have begun."""

    deadline_id: UUID
    revision: int
    rungs: tuple[Begun, ...]
    drafts: tuple[Draft, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """A deadline whose date is near, its case's zone, and what its organization climbs."""

    row: DeadlineRow
    timezone: str
    ladder: Ladder


def due_alarms(session: Session, base_url: str, now: datetime) -> Written[Alarm]:
    """The alarms that are to be raised at `now` (aware), nearest date first, with their mails; changes nothing."""
    near = [each for each in _near(session, now) if _begun(each, now)]
    past = pasts(session, [each.row.id for each in near])

    def write(each: Near) -> Alarm | None:
        rungs = _to_raise(each, past[each.row.id], now)
        return _alarm(session, each, rungs, base_url, now) if rungs else None

    return singly(near, write, "An alarm")


def raise_alarm(session: Session, alarm: Alarm, base_url: str, now: datetime) -> bool:
    """Mail the people of the rungs, and put it before those of them who are to act; False where the date has moved, was
    met or was answered for since the alarm was written.
    """
    row = session.get_one(DeadlineRow, alarm.deadline_id)
    case = session.get_one(Case, row.case_id)
    ladder = reminder_policies.policy_of(session, case.organization_id).ladder
    past = pasts(session, [row.id])[row.id]
    if (
        row.revision != alarm.revision
        or case.closed_at is not None
        or _to_raise(Near(row, case.timezone, ladder), past, now) != alarm.rungs
    ):
        return False
    for draft in alarm.drafts:
        outbox.enqueue(session, draft, base_url, now)
    _show(session, case, row, alarm.rungs, now)
    return True


def unattended(session: Session, account: Account) -> list[tuple[Case, DeadlineRow]]:
    """The dates of the account's organization of which everybody was told, nearest first."""
    found = _told_of(session, account)
    if not found:
        return []
    statement = (
        select(Case, DeadlineRow)
        .join(DeadlineRow, col(DeadlineRow.case_id) == col(Case.id))
        .where(Case.organization_id == account.organization_id, col(Case.closed_at).is_(None))
        .where(col(DeadlineRow.id).in_(found))
        .order_by(col(DeadlineRow.shown_on), col(DeadlineRow.shown_at))
    )
    return [(case, row) for case, row in session.exec(statement)]


def _told_of(session: Session, account: Account) -> list[UUID]:
    """The deadlines of which an alarm stands open: few or none among thousands, so they are asked for by themselves."""
    return list(session.connection().scalars(_TOLD_OF, {"organization": account.organization_id}))


_TOLD_OF = (
    sa.select(col(Escalation.deadline_id))
    .distinct()
    .where(col(Escalation.organization_id) == sa.bindparam("organization"))
    .where(col(Escalation.kind) == EscalationKind.UNATTENDED.value)
    .where(col(Escalation.closed_at).is_(None), col(Escalation.deadline_id).is_not(None))
)


def _near(session: Session, now: datetime) -> list[Near]:
    """Deadlines whose date is near, of law and of filings whose receipt is not on record; a case is mostly sealed and
    stays so.
    """
    ladders = reminder_policies.ladders(session)
    around = max(farthest(ladder) for ladder in (reminder_policies.OWN.ladder, *ladders.values()))
    day = now.date()
    is_near = col(DeadlineRow.shown_on).between(day - around, day + around) | col(
        DeadlineRow.shown_at
    ).between(now - around, now + around)
    statement = (
        select(DeadlineRow, Case.timezone)
        .join(Case, col(DeadlineRow.case_id) == col(Case.id))
        .where(col(Case.closed_at).is_(None), DeadlineRow.actor == Actor.CLAIMANT, is_near)
        .where(col(DeadlineRow.status).in_(CAN_BE_ACTED_ON), col(DeadlineRow.met_by).is_(None), _IS_CLIMBED)
        .order_by(col(DeadlineRow.shown_on), col(DeadlineRow.shown_at), col(DeadlineRow.id))
    )
    return [
        Near(row, timezone, ladders.get(row.organization_id, reminder_policies.OWN.ladder))
        for row, timezone in session.exec(statement)
    ]


_IS_CLIMBED = sa.or_(
    col(DeadlineRow.basis).is_(None),
    col(DeadlineRow.basis).not_in(NOT_LEGAL),
    col(DeadlineRow.rule) == CONFIRM,
)


def _begun(near: Near, now: datetime) -> Sequence[Begun]:
    return begun(dates_in(near.row, near.timezone), near.ladder, now)


def _to_raise(near: Near, past: Past, now: datetime) -> tuple[Begun, ...]:
    """The rungs that have begun since people were last told, where nobody has answered for the date."""
    new = tuple(each for each in _begun(near, now) if past.raised_at is None or each.at > past.raised_at)
    return new if new and past.is_silent(new[-1]) else ()


def _tells(rungs: Sequence[Begun]) -> frozenset[Told]:
    return frozenset().union(*(each.rung.tells for each in rungs))


def _alarm(session: Session, near: Near, rungs: tuple[Begun, ...], base_url: str, now: datetime) -> Alarm:
    row, case = near.row, session.get_one(Case, near.row.case_id)
    people = told(session, case, _tells(rungs))
    drafts = tuple(alarm_mail(session, row, case, person, rungs[-1], base_url, now) for person in people)
    return Alarm(row.id, row.revision, rungs, drafts)


def _show(session: Session, case: Case, row: DeadlineRow, rungs: Sequence[Begun], now: datetime) -> None:
    """On the screen of whoever answers for the case, and of everybody on the rungs who is named there."""
    is_floor = rungs[-1].rung == FLOOR
    lower = select(Escalation).where(
        Escalation.deadline_id == row.id, Escalation.kind == EscalationKind.UNANSWERED.value
    )
    for escalation in session.exec(lower):
        escalations.close(session, escalation, CLIMBED, now)
    kind = EscalationKind.UNATTENDED if is_floor else EscalationKind.UNANSWERED
    wrong = what_is_wrong(row, is_floor, has_passed(row, case, now))
    words = f"{neutral_title(row)}, case {case.number}: {wrong}"
    for person in told(
        session, case, _tells(rungs) - {Told.EVERYBODY} | ({Told.ADVOCATE} if is_floor else set())
    ):
        escalations.open_escalation(session, person, kind, words, now, case=case, deadline_id=row.id)
