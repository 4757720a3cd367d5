"""Letters that a case gets by itself: when a stage opens, its letter is drafted from what is on record.

For one event there is at most one letter of a kind; whoever drafts it again, or rewrites it, changes that one.
"""

import logging
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from tracker.models import Case, Letter, LetterVersion
from tracker.rules.outcome import Computed
from tracker.rules.terms import EventKind, FiledBy, Stage, Urgency
from tracker.rules.timeline import is_filing_that_counts
from tracker.services import audit
from tracker.services.letters import saved
from tracker.services.letters.context import Exhaustion
from tracker.services.letters.keeping import attach
from tracker.services.letters.kinds import KINDS
from tracker.services.letters.offering import refusal
from tracker.services.letters.record import CaseRecord, read
from tracker.services.letters.subject import (
    about,
    chase_is_due,
    exhaustion,
    first_denial,
    late_answer,
    second_level_opens,
)
from tracker.services.letters.wishes import Wishes

K = EventKind
log = logging.getLogger(__name__)


def attach_due(session: Session, case: Case, computed: Computed, now: datetime) -> list[LetterVersion]:
    """Draft what the case's stage asks for and does not have yet; returns what was drafted.

    A letter that cannot be drafted is logged and put on record; it never keeps an event from being recorded.
    """
    if case.stage is Stage.CLOSED:
        return []
    record = read(session, case, now, computed)
    wanted = [key for key in _wanted(record) if refusal(record, KINDS[key]) is None]
    missing = [key for key in wanted if not _is_there(session, record, key)] if wanted else []
    return [made for key in missing if (made := _attached(session, record, key))]


def _attached(session: Session, record: CaseRecord, key: str) -> LetterVersion | None:
    try:
        with session.begin_nested():
            return attach(session, record, key, _wishes(record))
    except DBAPIError:
        raise
    except Exception:
        log.exception("A letter could not be drafted. case_id=%s kind=%s", record.case.id, key)
        audit.record(session, None, record.case, "letter not drafted", key, record.now)
        return None


def _wanted(record: CaseRecord) -> Iterator[str]:
    """The kinds that the stage opens, as they are written where the matter is urgent or not."""
    is_urgent = record.case.urgency is Urgency.EXPEDITED
    if _is_late_for_a_day(record):
        yield "plan_is_late"
    yield from _before_the_appeal(record, is_urgent)
    if second_level_opens(record) and not _is_filed(record, K.SECOND_LEVEL_FILED):
        yield "second_level_appeal"
    elif _is_finished(record) and not _is_filed(record, K.EXTERNAL_REVIEW_REQUESTED):
        yield "external_review_expedited" if is_urgent else "external_review_request"
    elif is_urgent and not record.timeline.of(K.APPEAL_DECIDED, K.EXTERNAL_REVIEW_REQUESTED):
        yield "external_review_expedited"
    if chase_is_due(record):
        yield "claim_file_chaser"


def _is_late_for_a_day(record: CaseRecord) -> bool:
    """Whoever enters an old case at one sitting has not come to the plan's answer yet: the filing must have
    been on record before today."""
    late = late_answer(record)
    filing = record.version(record.timeline.by_key[late.event_key]) if late else None
    return filing is not None and filing.recorded_at.astimezone(record.zone).date() < record.today


def _before_the_appeal(record: CaseRecord, is_urgent: bool) -> Iterator[str]:
    denial = first_denial(record)
    if denial is None or _is_filed(record, K.INTERNAL_APPEAL_FILED):
        return
    if not record.timeline.after(denial, K.CLAIM_FILE_REQUESTED, K.CLAIM_FILE_RECEIVED):
        yield "claim_file_request"
    yield "internal_appeal_expedited" if is_urgent else "internal_appeal"


def _is_finished(record: CaseRecord) -> bool:
    """Whether the internal process has ended, or need not be finished first."""
    return exhaustion(record) in (Exhaustion.COMPLETED, Exhaustion.WAIVED)


def _is_filed(record: CaseRecord, kind: EventKind) -> bool:
    return any(is_filing_that_counts(event) for event in record.timeline.of(kind))


def _is_there(session: Session, record: CaseRecord, key: str) -> bool:
    event = about(record, KINDS[key])
    statement = (
        select(LetterVersion.context)
        .join(Letter, col(LetterVersion.letter_id) == col(Letter.id))
        .where(Letter.case_id == record.case.id, Letter.kind == key, LetterVersion.version == 1)
    )
    made_about = {saved.about(text) for text in session.exec(statement)}
    return (event.key if event else None) in made_about


def _wishes(record: CaseRecord) -> Wishes:
    """Whoever filed last files again; before the first filing, the advocate."""
    filings = [
        event
        for event in record.timeline.of(
            K.INTERNAL_APPEAL_FILED, K.SECOND_LEVEL_FILED, K.EXTERNAL_REVIEW_REQUESTED
        )
        if is_filing_that_counts(event) and event.get("filed_by")
    ]
    return Wishes(filed_by=FiledBy(str(filings[-1].get("filed_by")))) if filings else Wishes()
