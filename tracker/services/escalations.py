"""Escalations: what a named person has to look at, open until the matter or a person closes it."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import Account, AccountRole, Case, DeadlineRow, Escalation
from tracker.rules.terms import Status

LONGEST_SENTENCE = 400
LONGEST_REASON = 200


class EscalationKind(StrEnum):
    """Why a person has to look."""

    MAIL_FAILED = "mail_failed"
    MAIL_DELAYED = "mail_delayed"
    MAIL_BOUNCED = "mail_bounced"
    MAIL_UNHEARD = "mail_unheard"
    MAIL_STOPPED = "mail_stopped"
    MAIL_PAUSED = "mail_paused"
    MAIL_ON_HOLD = "mail_on_hold"
    REMINDER_FAILED = "reminder_failed"
    DATES_FAILED = "dates_failed"
    NO_REMINDER = "no_reminder"
    DATE_PASSED = "date_passed"
    NOBODY_TO_REMIND = "nobody_to_remind"
    LAW_CHANGED = "law_changed"
    UNANSWERED = "unanswered"
    UNATTENDED = "unattended"
    PATIENT_DIED = "patient_died"
    FORM_RAN_OUT = "form_ran_out"
    GUARDIAN_ENDED = "guardian_ended"
    REACH_DIFFERENTLY = "reach_differently"


SETTLED_BY = (Status.MET, Status.SUPERSEDED)


def open_escalation(
    session: Session,
    person: Account,
    kind: EscalationKind,
    sentence: str,
    now: datetime,
    *,
    case: Case | None = None,
    deadline_id: UUID | None = None,
) -> Escalation:
    """Ask `person` to look; the one already open for the same matter stays, with the new sentence."""
    case_id = case.id if case else None
    escalation = _open_one(session, person, kind, case_id, deadline_id) or Escalation(
        organization_id=person.organization_id,
        case_id=case_id,
        deadline_id=deadline_id,
        account_id=person.id,
        kind=kind.value,
        opened_at=now,
        sentence="",
    )
    escalation.sentence = sentence[:LONGEST_SENTENCE]
    session.add(escalation)
    session.flush()
    return escalation


def close(session: Session, escalation: Escalation, because: str, now: datetime) -> None:
    """Close it for a reason, a person's or the matter's own; closed already, it stays as it was."""
    if escalation.closed_at is None:
        escalation.closed_at, escalation.closed_because = now, because[:LONGEST_REASON]
        session.add(escalation)


def close_for_all(session: Session, escalation: Escalation, because: str, now: datetime) -> None:
    """Close it, and the same matter of the same date before everybody else to whom it was put."""
    same = select(Escalation).where(
        Escalation.kind == escalation.kind,
        Escalation.deadline_id == escalation.deadline_id,
        col(Escalation.deadline_id).is_not(None),
    )
    for each in (escalation, *session.exec(same)):
        close(session, each, because, now)


def settle(session: Session, case: Case, rows: Iterable[DeadlineRow], now: datetime) -> None:
    """Close what the case's deadlines have settled by themselves: met, replaced, or the whole case closed."""
    settled = {row.id for row in rows if row.met_by or row.missed_by or row.status in SETTLED_BY}
    for escalation in of_case(session, case):
        if case.closed_at is not None:
            close(session, escalation, "the case is closed", now)
        elif escalation.deadline_id in settled:
            close(
                session, escalation, "the step was done or replaced, or what became of it is on record", now
            )


def close_kind(
    session: Session, kind: EscalationKind, because: str, now: datetime, case_id: UUID | None = None
) -> None:
    """Close every open one of a kind: those of a case, or those that belong to none."""
    statement = select(Escalation).where(
        Escalation.kind == kind.value, Escalation.case_id == case_id, col(Escalation.closed_at).is_(None)
    )
    for escalation in session.exec(statement):
        close(session, escalation, because, now)


def of_account(session: Session, account: Account) -> list[Escalation]:
    """What `account` has to look at now, the oldest first: its own, what waits for those it covers, and, for an
    administrator, what waits for somebody whose account is closed.
    """
    statement = select(Escalation).where(_is_for(account), col(Escalation.closed_at).is_(None))
    return list(session.exec(statement.order_by(col(Escalation.opened_at))))


def is_for(session: Session, account: Account, escalation: Escalation) -> bool:
    """Whether `account` may close it with what was done."""
    statement = select(Escalation.id).where(Escalation.id == escalation.id, _is_for(account))
    return session.exec(statement).first() is not None


def _is_for(account: Account) -> sa.ColumnElement[bool]:
    theirs = [col(Account.covered_by_id) == account.id]
    if account.role is AccountRole.ADMINISTRATOR:
        theirs += [(col(Account.organization_id) == account.organization_id) & ~col(Account.active)]
    others = sa.select(col(Account.id)).where(sa.or_(*theirs))
    return (col(Escalation.account_id) == account.id) | col(Escalation.account_id).in_(others)


def of_case(session: Session, case: Case) -> list[Escalation]:
    """The open escalations of a case, the oldest first."""
    statement = select(Escalation).where(Escalation.case_id == case.id, col(Escalation.closed_at).is_(None))
    return list(session.exec(statement.order_by(col(Escalation.opened_at))))


def named_person(session: Session, case: Case) -> Account:
    """Who answers for a case: its advocate, or whoever covers while they are away; where that account is closed or
    away too, an administrator.

    Where nobody is active any more, still the advocate, so that the matter has a name.
    """
    advocate = session.get_one(Account, case.advocate_id)
    if advocate.active and advocate.covered_by_id is None:
        return advocate
    cover = session.get(Account, advocate.covered_by_id) if advocate.covered_by_id else None
    if cover is not None and cover.active and cover.covered_by_id is None:
        return cover
    return administrator(session, case.organization_id) or advocate


def administrator(session: Session, organization_id: UUID) -> Account | None:
    """The organization's longest-serving active administrator, or its longest-serving active account."""
    statement = select(Account).where(Account.organization_id == organization_id, col(Account.active))
    accounts = list(session.exec(statement.order_by(col(Account.created_at))))
    administrators = [account for account in accounts if account.role is AccountRole.ADMINISTRATOR]
    return next(iter(administrators or accounts), None)


def _open_one(
    session: Session, person: Account, kind: EscalationKind, case_id: UUID | None, deadline_id: UUID | None
) -> Escalation | None:
    statement = select(Escalation).where(
        Escalation.account_id == person.id,
        Escalation.kind == kind.value,
        Escalation.case_id == case_id,
        Escalation.deadline_id == deadline_id,
        col(Escalation.closed_at).is_(None),
    )
    return session.exec(statement).first()
