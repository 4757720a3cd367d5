"""A date is close, no outcome stands, and nobody has said to have seen its reminders: everybody is told.

The sequence is that of the reminders: read and written in words first, and kept only if nothing has moved since.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import (
    Account,
    AccountRole,
    Case,
    DeadlineRow,
    Escalation,
    Recipient,
    Reminder,
    ReminderState,
)
from tracker.rules.dates import end_of
from tracker.rules.schedule import CAN_BE_ACTED_ON, alarm_for
from tracker.rules.terms import Actor
from tracker.services import escalations, outbox
from tracker.services.escalations import EscalationKind
from tracker.services.mail_contexts import Acts, AdvocateAlert, AlertKind
from tracker.services.mail_links import case_url
from tracker.services.mail_texts import render
from tracker.services.neutral_titles import neutral_title
from tracker.services.outbox import Draft
from tracker.services.reminders.rows import dates_in, is_practice
from tracker.services.reminders.wording import in_zone
from tracker.services.singly import Written, singly
from tracker.services.staff_mail import to_staff

KIND = "alarm"
DAYS_AROUND = timedelta(days=10)
"""The longest run of days on which offices are closed, with room to spare."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """What everybody is to be told of one deadline, as of its revision."""

    deadline_id: UUID
    revision: int
    drafts: tuple[Draft, ...]


def due_alarms(session: Session, base_url: str, now: datetime) -> Written[Alarm]:
    """The alarms that are to be raised at `now` (aware), nearest date first, with their mails; changes nothing."""

    def write(near: tuple[DeadlineRow, str]) -> Alarm | None:
        row, timezone = near
        if not _is_due(session, row, timezone, now):
            return None
        return _alarm(session, row, session.get_one(Case, row.case_id), base_url)

    return singly(_close(session, now), write, "An alarm")


def raise_alarm(session: Session, alarm: Alarm, base_url: str, now: datetime) -> bool:
    """Mail everybody, and put it before the advocate and the administrators; False where the date has moved, was
    met or was answered for since the alarm was written.
    """
    row = session.get_one(DeadlineRow, alarm.deadline_id)
    case = session.get_one(Case, row.case_id)
    if (
        row.revision != alarm.revision
        or case.closed_at is not None
        or not _is_due(session, row, case.timezone, now)
    ):
        return False
    for draft in alarm.drafts:
        outbox.enqueue(session, draft, base_url, now)
    words = (
        f"{neutral_title(row)}, case {case.number}: the date is close and nobody has said that they saw it."
    )
    for person in _before_whom(session, case):
        kind = EscalationKind.UNATTENDED
        escalations.open_escalation(session, person, kind, words, now, case=case, deadline_id=row.id)
    return True


def unattended(session: Session, account: Account) -> list[tuple[Case, DeadlineRow]]:
    """The dates of the account's organization that nobody has answered for, nearest first."""
    told = _told_of(session, account)
    if not told:
        return []
    statement = (
        select(Case, DeadlineRow)
        .join(DeadlineRow, col(DeadlineRow.case_id) == col(Case.id))
        .where(Case.organization_id == account.organization_id, col(Case.closed_at).is_(None))
        .where(col(DeadlineRow.id).in_(told))
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


def _close(session: Session, now: datetime) -> list[tuple[DeadlineRow, str]]:
    """Deadlines whose last day is near, each with its case's zone; a case is mostly sealed and stays so."""
    day = now.date()
    is_near = col(DeadlineRow.shown_on).between(day - DAYS_AROUND, day + DAYS_AROUND) | col(
        DeadlineRow.shown_at
    ).between(now - DAYS_AROUND, now + DAYS_AROUND)
    statement = (
        select(DeadlineRow, Case.timezone)
        .join(Case, col(DeadlineRow.case_id) == col(Case.id))
        .where(col(Case.closed_at).is_(None), DeadlineRow.actor == Actor.CLAIMANT, is_near)
        .where(col(DeadlineRow.status).in_(CAN_BE_ACTED_ON), col(DeadlineRow.met_by).is_(None))
        .order_by(col(DeadlineRow.shown_on), col(DeadlineRow.shown_at), col(DeadlineRow.id))
    )
    return [(row, timezone) for row, timezone in session.exec(statement) if not is_practice(row)]


def _is_due(session: Session, row: DeadlineRow, timezone: str, now: datetime) -> bool:
    dates = dates_in(row, timezone)
    at = alarm_for(dates)
    if at is None or dates.shown is None or now < at:
        return False
    is_over = now >= end_of(dates.outer or dates.shown, ZoneInfo(timezone))
    return not is_over and not _is_raised_since(session, row, at) and not _is_read(session, row, at)


def _is_raised_since(session: Session, row: DeadlineRow, at: datetime) -> bool:
    raised = select(Escalation.id).where(
        Escalation.deadline_id == row.id,
        Escalation.kind == EscalationKind.UNATTENDED.value,
        col(Escalation.opened_at) >= at,
    )
    return session.exec(raised.limit(1)).first() is not None


def _is_read(session: Session, row: DeadlineRow, at: datetime) -> bool:
    """Whether somebody has said to have read the last reminder that went before `at`, or one after it; an older one
    says nothing of today.
    """
    went = (
        select(Reminder)
        .where(
            Reminder.deadline_id == row.id,
            Reminder.recipient == Recipient.ADVOCATE,
            Reminder.state == ReminderState.QUEUED,
        )
        .order_by(col(Reminder.due_at).desc())
    )
    for reminder in session.exec(went):
        if reminder.acknowledged_at is not None:
            return True
        if reminder.due_at < at:
            return False
    return False


def _alarm(session: Session, row: DeadlineRow, case: Case, base_url: str) -> Alarm:
    people = _who_may_see(session, case)
    return Alarm(
        row.id, row.revision, tuple(_draft(session, row, case, person, base_url) for person in people)
    )


def _who_may_see(session: Session, case: Case) -> list[Account]:
    """Every active account of the organization: they all see its cases."""
    everybody = select(Account).where(Account.organization_id == case.organization_id, col(Account.active))
    return list(session.exec(everybody.order_by(col(Account.created_at))))


def _before_whom(session: Session, case: Case) -> list[Account]:
    """Whoever answers for the case, and every administrator."""
    person = escalations.named_person(session, case)
    others = [each for each in _who_may_see(session, case) if each.role is AccountRole.ADMINISTRATOR]
    return [person, *(each for each in others if each.id != person.id)]


def _draft(session: Session, row: DeadlineRow, case: Case, reader: Account, base_url: str) -> Draft:
    """An administrator reads that a case needs somebody, and which; everybody else reads its date."""
    person = escalations.named_person(session, case)
    is_told_all = reader.id == person.id or reader.role is not AccountRole.ADMINISTRATOR
    shown = row.shown_at or row.shown_on
    mail = render(
        AdvocateAlert(
            kind=AlertKind.ESCALATION,
            case_number=case.number,
            case_url=case_url(base_url, case.id),
            recipient=Acts.YOU if reader.id == person.id else Acts.ADVOCATE,
            recipient_name="" if reader.id == person.id else person.name,
            title=neutral_title(row) if is_told_all else "",
            when=in_zone(shown, ZoneInfo(reader.timezone)) if is_told_all else None,
        )
    )
    return to_staff(reader, mail, KIND, f"{KIND}:{row.id}:{row.revision}:{reader.id}", case)
