"""Which letters a case may have as it stands, the next one first, and why the others do not fit."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from tracker.models import Case, Letter, LetterVersion
from tracker.rules.dates import day_of
from tracker.rules.front import WEEK_DAYS
from tracker.rules.terms import EventKind, Stage, Urgency
from tracker.services.letters import saved
from tracker.services.letters.beside import demand_is_due, more_time, open_request
from tracker.services.letters.context import Exhaustion
from tracker.services.letters.correspondents import appointment
from tracker.services.letters.filings import about, fallen, receipt_is_due, standing
from tracker.services.letters.kinds import KINDS, LetterKind
from tracker.services.letters.levels import open_levels
from tracker.services.letters.record import CaseRecord, read
from tracker.services.letters.refusing import refusal
from tracker.services.letters.subject import (
    chase_is_due,
    exhaustion,
    late_answer,
)
from tracker.services.letters.wishes import Wishes

K = EventKind
_STAGE_KINDS = {
    Stage.DENIAL_RECEIVED: ("claim_file_request", "internal_appeal", "appointment_of_representative"),
    Stage.CLAIM_FILE_REQUESTED: ("internal_appeal",),
    Stage.INTERNAL_APPEAL_FILED: ("claim_file_request",),
    Stage.DECISION: ("second_level_appeal", "external_review_request", "claim_file_request"),
    Stage.EXTERNAL_REVIEW: (),
    Stage.FURTHER_REVIEW: (),
    Stage.CLOSED: (),
}
_FILED_AGAIN = ("internal_appeal", "second_level_appeal", "external_review_request")
_EXPEDITED = {
    "internal_appeal": "internal_appeal_expedited",
    "external_review_request": "external_review_expedited",
}


@dataclass(frozen=True)
class Offer:
    """One kind of letter. `why_not` says why it does not fit the case, None where it does; `fits_now` that the
    stage asks for it; `is_next` that it is the one to write now; `is_filed` that it has been filed and stands, or has
    gone out where it is no filing."""

    kind: LetterKind
    fits_now: bool
    why_not: str | None
    is_next: bool
    is_filed: bool


def offered(session: Session, case: Case, now: datetime) -> tuple[Offer, ...]:
    """Every kind: the next one, those that the stage asks for, the others, what is filed and stands, and last those
    that do not fit."""
    return offers_for(session, read(session, case, now))


def offers_for(session: Session, record: CaseRecord) -> tuple[Offer, ...]:
    """The same from a record already read."""
    return offers_of(record, _gone_out(session, record))


def offers_of(record: CaseRecord, done: frozenset[str] = frozenset()) -> tuple[Offer, ...]:
    """The same from a record alone; `done` are the kinds beside the filings that have gone out already."""
    now = tuple(key for key in _wanted(record) if key not in done)
    following = next(iter(_fitting(record, now)), None)
    found = [_offer(record, KINDS[key], now, following) for key in dict.fromkeys((*now, *KINDS))]
    return tuple(sorted((replace(o, is_filed=o.is_filed or o.kind.key in done) for o in found), key=_place))


def _gone_out(session: Session, record: CaseRecord) -> frozenset[str]:
    """The kinds that are no filing, and of which a letter is final about what such a letter would be about now."""
    final = (
        select(Letter.kind, LetterVersion.context)
        .join(LetterVersion, col(LetterVersion.letter_id) == col(Letter.id))
        .where(Letter.case_id == record.case.id, col(LetterVersion.finalized_at).is_not(None))
    )
    found = ((KINDS[kind], saved.about(context)) for kind, context in session.exec(final))
    return frozenset(kind.key for kind, key in found if not kind.is_filing and key == _about(record, kind))


def _about(record: CaseRecord, kind: LetterKind) -> str | None:
    event = about(record, kind)
    return event.key if event else None


def _place(offer: Offer) -> tuple[bool, ...]:
    return (not offer.is_next, offer.why_not is not None, offer.is_filed, not offer.fits_now)


def _offer(record: CaseRecord, kind: LetterKind, now: tuple[str, ...], following: str | None) -> Offer:
    reason = refusal(record, kind)
    return Offer(
        kind=kind,
        fits_now=kind.key in now and reason is None,
        why_not=reason,
        is_next=kind.key == following,
        is_filed=standing(record, kind) is not None or _was_asked_for(record, kind),
    )


def _was_asked_for(record: CaseRecord, kind: LetterKind) -> bool:
    return kind.key == "claim_file_request" and bool(record.timeline.of(K.CLAIM_FILE_REQUESTED))


def next_kind(record: CaseRecord) -> str | None:
    """The letter to write now: what is overdue first, then what has to be filed again, then what the stage asks for;
    expedited where it is urgent."""
    return next(iter(_fitting(record, _wanted(record))), None)


def _fitting(record: CaseRecord, keys: tuple[str, ...]) -> list[str]:
    return [key for key in keys if refusal(record, KINDS[key]) is None]


def _wanted(record: CaseRecord) -> tuple[str, ...]:
    keys = (
        *_levels(record),
        *_overdue(record),
        *_filed_again(record),
        *_STAGE_KINDS[record.case.stage],
        *_open(record),
    )
    if record.timeline.of(K.CLAIM_FILE_REQUESTED) or _is_pressing(record):
        keys = tuple(key for key in keys if key != "claim_file_request")
    if record.case.urgency is Urgency.EXPEDITED:
        keys = _expedited(record, keys)
    elif _lacks_appointment(record):
        keys = ("appointment_of_representative", *keys)
    return tuple(key for key in dict.fromkeys(keys) if standing(record, KINDS[key]) is None)


def _levels(record: CaseRecord) -> Iterator[str]:
    """The levels of the program's own ladder that are open."""
    return (kind.key for kind in open_levels(record))


def _overdue(record: CaseRecord) -> Iterator[str]:
    """What somebody owes by now: the plan what was decided or its answer, we what it asked for."""
    if demand_is_due(record):
        yield "demand_to_comply"
    if open_request(record):
        yield "information_sent"
    if (more := more_time(record)) and more.is_live:
        yield "information_to_iro"
    if late_answer(record):
        yield "plan_is_late"
        yield "external_review_request"
    if receipt_is_due(record):
        yield "receipt_request"
    if (
        chase_is_due(record)
        and standing(record, KINDS["internal_appeal"]) is None
        and not _law_presses(record)
    ):
        yield "claim_file_chaser"


def _filed_again(record: CaseRecord) -> Iterator[str]:
    return (key for key in _FILED_AGAIN if fallen(record, KINDS[key]))


def _open(record: CaseRecord) -> Iterator[str]:
    """What stays open beside a filing that is under way."""
    if exhaustion(record) not in (None, Exhaustion.SIMULTANEOUS):
        yield "external_review_request"
    if chase_is_due(record):
        yield "claim_file_chaser"


def _is_pressing(record: CaseRecord) -> bool:
    return record.case.group in ("overdue", "within_72_hours")


def _law_presses(record: CaseRecord) -> bool:
    """Whether a date of law is over or ends within a week: then nothing is written before what it asks for."""
    week = record.today + timedelta(days=WEEK_DAYS)
    dates = (d for d in record.computed.deadlines if d.is_claimants and d.is_legal and d.is_live and d.shown)
    return any(day_of(d.shown, record.zone) <= week for d in dates if d.shown)


def _lacks_appointment(record: CaseRecord) -> bool:
    return record.case.stage is not Stage.CLOSED and appointment(record, Wishes()) is None


def _expedited(record: CaseRecord, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Where it is urgent the fast forms come first, and external review may run beside the internal appeal."""
    beside = ("external_review_request",) if exhaustion(record) is Exhaustion.SIMULTANEOUS else ()
    named = [key for key in (*keys, *beside) if key in _EXPEDITED]
    late = [key for key in keys if key == "plan_is_late"]
    return (*late, *(_EXPEDITED[key] for key in named), *(key for key in keys if key not in _EXPEDITED))
