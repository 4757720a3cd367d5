"""Letters that a case gets by itself: when a stage opens, its letter is drafted from what is on record.

What happens in a case asks for its drafts in the same transaction; they are made after it, so that no write waits for
them: `prepare` reads and drafts, `keep` writes. For one event there is at most one letter of a kind; whoever drafts it
again, or rewrites it, changes that one.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from tracker.models import Case, Letter, LetterVersion
from tracker.rules.terms import EventKind, FiledBy, Stage, Urgency
from tracker.rules.timeline import is_filing_that_counts
from tracker.services import audit
from tracker.services.letters import saved
from tracker.services.letters.context import Exhaustion
from tracker.services.letters.filings import about, receipt_is_due, standing
from tracker.services.letters.keeping import Drafted, attach, drafted
from tracker.services.letters.kinds import KINDS
from tracker.services.letters.levels import open_levels
from tracker.services.letters.record import CaseRecord, read
from tracker.services.letters.refusing import refusal
from tracker.services.letters.saved import Source
from tracker.services.letters.subject import (
    chase_is_due,
    exhaustion,
    first_denial,
    late_answer,
    second_level_opens,
)
from tracker.services.letters.wishes import Wishes
from tracker.services.locks import lock

K = EventKind
CASES_AT_ONCE = 50
_ASKED_HERE = "cases whose letters are to be drafted"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Prepared:
    """What was drafted for a case and is kept nowhere yet; `failed` are the kinds that could not be drafted.

    `asked_at` is when the drafts were asked for: where somebody has asked again since, there may be more to draft.
    """

    case_id: UUID
    asked_at: datetime
    drafts: tuple[Drafted, ...]
    failed: tuple[str, ...]


def ask_for_drafts(session: Session, case: Case, now: datetime) -> None:
    """Put on record that what the case's stage asks for is to be drafted once this transaction is over."""
    case.drafts_due_at = now
    session.info.setdefault(_ASKED_HERE, set()).add(case.id)


def asked_here(session: Session) -> frozenset[UUID]:
    """The cases for which drafts were asked through this session."""
    return frozenset(session.info.get(_ASKED_HERE, ()))


def waiting(session: Session, now: datetime, limit: int = CASES_AT_ONCE) -> list[UUID]:
    """Cases whose drafts are still to be made at `now`, the longest due first."""
    due = select(Case.id).where(col(Case.drafts_due_at) <= now)
    return list(session.exec(due.order_by(col(Case.drafts_due_at), col(Case.id)).limit(limit)))


def put_off(session: Session, case_id: UUID, until: datetime) -> None:
    """Try again later, where drafting for a case broke as a whole."""
    case = session.get_one(Case, case_id)
    lock(session, case)
    case.drafts_due_at = until


def attach_due(session: Session, case: Case, now: datetime) -> list[LetterVersion]:
    """Draft and keep at once, in the caller's own transaction; returns what was drafted."""
    session.flush()
    prepared = prepare(session, case.id, now)
    return keep(session, prepared, now) if prepared else []


def prepare(session: Session, case_id: UUID, now: datetime) -> Prepared | None:
    """Draft what the case's stage asks for and does not have yet, and write nothing; None where nobody asked.

    A letter that cannot be drafted is logged, and never stops the others.
    """
    case = session.get(Case, case_id)
    if case is None or case.drafts_due_at is None:
        return None
    record = read(session, case, now)
    found = {key: _drafted(record, key) for key in _missing(session, record)}
    return Prepared(
        case_id,
        case.drafts_due_at,
        tuple(each for each in found.values() if each),
        tuple(key for key, each in found.items() if each is None),
    )


def keep(session: Session, prepared: Prepared, now: datetime) -> list[LetterVersion]:
    """Keep what was drafted, each letter once. Where more has happened in the meantime, the case goes on waiting.

    What could not be drafted is put on record: it is tried again when something else happens in the case.
    """
    case = session.get_one(Case, prepared.case_id)
    lock(session, case)
    if case.drafts_due_at == prepared.asked_at:
        case.drafts_due_at = None
    for kind in prepared.failed:
        audit.record(session, None, case, "letter not drafted", kind, now)
    missing = [each for each in prepared.drafts if not _is_there(session, case, each.source)]
    return [attach(session, case, each, now) for each in missing]


def _missing(session: Session, record: CaseRecord) -> list[str]:
    if record.case.stage is Stage.CLOSED:
        return []
    wanted = [key for key in _wanted(record) if refusal(record, KINDS[key]) is None]
    return [key for key in wanted if not _is_about(session, record.case, key, _event_key(record, key))]


def _drafted(record: CaseRecord, key: str) -> Drafted | None:
    try:
        return drafted(record, key, _wishes(record))
    except DBAPIError:
        raise
    except Exception:
        log.exception("A letter could not be drafted. case_id=%s kind=%s", record.case.id, key)
        return None


def _wanted(record: CaseRecord) -> Iterator[str]:
    """The kinds that the stage opens, as they are written where the matter is urgent or not."""
    is_urgent = record.case.urgency is Urgency.EXPEDITED
    if _is_late_for_a_day(record):
        yield "plan_is_late"
    yield from _before_the_appeal(record, is_urgent)
    for kind in open_levels(record):
        yield from _unless_it_stands(record, kind.key)
    external = "external_review_expedited" if is_urgent else "external_review_request"
    if second_level_opens(record):
        yield from _unless_it_stands(record, "second_level_appeal")
    elif _is_finished(record) or (is_urgent and not record.timeline.of(K.APPEAL_DECIDED)):
        yield from _unless_it_stands(record, external)
    if chase_is_due(record):
        yield "claim_file_chaser"
    if receipt_is_due(record):
        yield "receipt_request"


def _unless_it_stands(record: CaseRecord, key: str) -> Iterator[str]:
    if standing(record, KINDS[key]) is None:
        yield key


def _is_late_for_a_day(record: CaseRecord) -> bool:
    """Whoever enters an old case at one sitting has not come to the plan's answer yet: the filing must have
    been on record before today."""
    late = late_answer(record)
    filing = record.version(record.timeline.by_key[late.event_key]) if late else None
    return filing is not None and filing.recorded_at.astimezone(record.zone).date() < record.today


def _before_the_appeal(record: CaseRecord, is_urgent: bool) -> Iterator[str]:
    denial, appeal = first_denial(record), "internal_appeal_expedited" if is_urgent else "internal_appeal"
    if denial is None or standing(record, KINDS[appeal]):
        return
    if not record.timeline.after(denial, K.CLAIM_FILE_REQUESTED, K.CLAIM_FILE_RECEIVED):
        yield "claim_file_request"
    yield appeal


def _is_finished(record: CaseRecord) -> bool:
    """Whether the internal process has ended, or need not be finished first."""
    return exhaustion(record) in (Exhaustion.COMPLETED, Exhaustion.WAIVED)


def _event_key(record: CaseRecord, key: str) -> str | None:
    event = about(record, KINDS[key])
    return event.key if event else None


def _is_there(session: Session, case: Case, source: Source) -> bool:
    return _is_about(session, case, source.kind, source.about)


def _is_about(session: Session, case: Case, kind: str, event_key: str | None) -> bool:
    """Whether the case has a letter of this kind about this event."""
    statement = (
        select(LetterVersion.context)
        .join(Letter, col(LetterVersion.letter_id) == col(Letter.id))
        .where(Letter.case_id == case.id, Letter.kind == kind, LetterVersion.version == 1)
    )
    return event_key in {saved.about(text) for text in session.exec(statement)}


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
