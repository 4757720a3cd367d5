"""Cases that time alone has changed, looked at again one by one."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col

from tracker.models import Case
from tracker.services import deadlines, escalations
from tracker.services.escalations import EscalationKind
from tracker.services.letters.attaching import ask_for_drafts

LATER = timedelta(hours=1)
CASES_AT_ONCE = 50
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """How many cases were looked at again, and how many could not be."""

    cases: int
    failures: int


def refresh_cases(session: Session, now: datetime, limit: int = CASES_AT_ONCE) -> Refreshed:
    """Work out anew up to `limit` open cases of which a status changes by `now`, the longest due first.

    A case that fails is undone alone, put off for an hour and shown to a person.
    """
    done = failures = 0
    for case_id in session.scalars(_due(now, limit)).all():
        is_done = _refresh(session, case_id, now)
        done, failures = done + is_done, failures + (not is_done)
    return Refreshed(done, failures)


def _due(now: datetime, limit: int) -> sa.Select[UUID]:
    due = sa.select(col(Case.id)).where(col(Case.closed_at).is_(None), col(Case.next_change_at) <= now)
    due = due.order_by(col(Case.next_change_at), col(Case.id)).limit(limit)
    return due.with_for_update(skip_locked=True)


def _refresh(session: Session, case_id: UUID, now: datetime) -> bool:
    try:
        with session.begin_nested():
            case = session.get_one(Case, case_id)
            deadlines.sync(session, case, now)
            ask_for_drafts(session, case, now)
    except DBAPIError:
        raise
    except Exception:
        log.exception("The dates of a case could not be worked out anew. case_id=%s", case_id)
        _put_off(session, case_id, now)
        return False
    return True


def _put_off(session: Session, case_id: UUID, now: datetime) -> None:
    session.execute(sa.update(Case).where(col(Case.id) == case_id).values(next_change_at=now + LATER))
    try:
        with session.begin_nested():
            _show(session, session.get_one(Case, case_id), now)
    except DBAPIError:
        raise
    except Exception:
        log.exception("That could not be shown to anybody. case_id=%s", case_id)


def _show(session: Session, case: Case, now: datetime) -> None:
    words = f"The dates of case {case.number} could not be worked out anew. Check them yourself."
    person = escalations.named_person(session, case)
    escalations.open_escalation(session, person, EscalationKind.DATES_FAILED, words, now, case=case)
