"""From a case on record to the frozen context of a letter. What nobody knows stays None and prints as a blank."""

from dataclasses import replace
from datetime import date, datetime
from functools import partial

from sqlmodel import Session

from tracker.models import Case
from tracker.rules.citations import Citation, citations_for, citations_of_every_plan
from tracker.rules.terms import ClaimType, EventKind, FiledBy
from tracker.services.letters import correspondents, defects, grounds, lateness, levels, timing
from tracker.services.letters.beside import beside
from tracker.services.letters.beside_kinds import BESIDE_KINDS
from tracker.services.letters.context import (
    ClaimFile,
    DecisionDue,
    Exhaustion,
    LetterContext,
    NextFiling,
    PhoneCall,
    Service,
)
from tracker.services.letters.exhibits import Lettered, lettered, named_in_the_table, reversals
from tracker.services.letters.filings import earlier, unproven
from tracker.services.letters.in_time import timeliness
from tracker.services.letters.kinds import KINDS, LetterKind
from tracker.services.letters.matters import Beside
from tracker.services.letters.next_filing import next_filing
from tracker.services.letters.of_state import state_review
from tracker.services.letters.record import CaseRecord, read
from tracker.services.letters.subject import determinations, exhaustion, late_answer
from tracker.services.letters.wishes import Wishes
from tracker.services.letters.words import with_full_stop

__all__ = ["Wishes", "context_for", "context_of"]

K = EventKind
_WEEK_AHEAD = 7
_BESIDE_A_FILING = ("claim_file_request", "claim_file_chaser", "peer_to_peer_request")


def context_for(
    session: Session, case: Case, kind: str, now: datetime, wishes: Wishes | None = None
) -> LetterContext:
    """Everything a letter of this kind may say of this case, dated the day of `now` (aware) in the case's zone.

    KeyError for a kind that there is not.
    """
    return context_of(read(session, case, now), KINDS[kind], wishes or Wishes())


def context_of(record: CaseRecord, kind: LetterKind, wishes: Wishes) -> LetterContext:
    """The same from a record already read."""
    wishes = replace(wishes, filed_by=kind.signed_by) if kind.signed_by else wishes
    citations = _citations(record, kind)
    exhibits = exhibits_of(record, kind, wishes)
    to = correspondents.addressee(record, kind, wishes)
    waived = record.timeline.of(K.EXHAUSTION_WAIVED)
    return LetterContext(
        dated_on=record.today,
        sender=correspondents.sender(record, wishes),
        authority=correspondents.authority(record, kind, wishes, exhibits),
        addressee=to,
        delivery=correspondents.delivery(to, wishes),
        patient=correspondents.patient(record, wishes),
        plan=correspondents.plan(record),
        service=_service(record),
        determinations=determinations(record, kind),
        citations=citations,
        physician=correspondents.physician(record, wishes, exhibits),
        answer=with_full_stop(wishes.answer) if wishes.answer.strip() else None,
        timeliness=timeliness(record, kind, wishes, citations, exhibits),
        criteria=grounds.criteria(record),
        arguments=grounds.arguments(record, kind, wishes, exhibits),
        requests=tuple(request.strip().rstrip(".;") for request in wishes.requests if request.strip()),
        exhibits=exhibits.exhibits,
        claim_file=_claim_file(record),
        decision_due=_decision_due(record, kind, citations),
        expedite=grounds.expedite(record, kind, wishes, exhibits),
        lateness=lateness.lateness(record, kind, exhibits),
        exhaustion=_exhaustion(record, kind),
        waived_on=record.day(waived[-1], "waived_on") if waived else None,
        calls=_calls(record, kind),
        cc=correspondents.copies(record, wishes),
        asks_by_on=wishes.asks_by_on or _target(record),
        review=record.review,
        state=state_review(record, kind),
        is_surprise_bill=record.case.surprise_bill,
        earlier=earlier(record, kind),
        put_right=with_full_stop(wishes.put_right) if wishes.put_right.strip() else None,
        still_denied=wishes.still_denied.strip().rstrip(".") or None,
        external_by_on=_external_by(record, kind, wishes, exhibits),
        short_notices=defects.short_notices(record, kind),
        defective_notices=defects.defective_notices(record, kind),
        keep=levels.keep_benefits(record, kind, wishes) if kind.is_of_program else None,
        amount=wishes.amount.strip() or None,
        way=levels.way(kind, wishes, exhibits.exhibits),
        beside=beside(record, kind, wishes, exhibits) if kind in BESIDE_KINDS else Beside(),
        next_filing=_next_filing(record, kind, wishes, citations, exhibits),
    )


def _citations(record: CaseRecord, kind: LetterKind) -> dict[str, Citation]:
    if kind.is_of_program:
        return levels.citations_of_level(record, kind)
    if kind.binds_every_plan:
        return citations_of_every_plan()
    silence = levels.citations_of_silence(record) if kind.key == "plan_is_late" else {}
    return {**citations_for(record.facts.coverage, record.case.surprise_bill), **silence}


def _next_filing(
    record: CaseRecord, kind: LetterKind, wishes: Wishes, citations: dict[str, Citation], exhibits: Lettered
) -> NextFiling | None:
    return next_filing(record, wishes, citations, exhibits) if kind.key in _BESIDE_A_FILING else None


def _decision_due(record: CaseRecord, kind: LetterKind, citations: dict[str, Citation]) -> DecisionDue | None:
    if kind.is_of_program:
        return levels.level_due(record, kind)
    return timing.decision_due(record, kind, citations)


def _external_by(record: CaseRecord, kind: LetterKind, wishes: Wishes, exhibits: Lettered) -> date | None:
    """The last day for external review, which a voluntary level does not move."""
    if not kind.is_voluntary or record.review is None:
        return None
    citations = citations_for(record.facts.coverage, record.case.surprise_bill)
    time = timing.timeliness(record, KINDS["external_review_request"], wishes, citations, exhibits)
    return time.ends_on if time else None


def exhibits_of(record: CaseRecord, kind: LetterKind, wishes: Wishes) -> Lettered:
    """The enclosures of a letter of this kind that is signed as wished.

    What is to be left out stays in where the letter's own table names it.
    """
    needs = wishes.filed_by is not FiledBy.MEMBER
    is_appointed = correspondents.appointment(record, wishes) is not None
    every = partial(
        lettered, record.documents, record.criteria, needs, is_appointed, reversals(record.standing)
    )
    kept = named_in_the_table(kind, record.criteria, every().by_document) if wishes.left_out else frozenset()
    return every(left_out=frozenset(wishes.left_out) - kept)


def _service(record: CaseRecord) -> Service:
    case = record.case
    was_given = case.claim_type is ClaimType.POST_SERVICE
    return Service(
        name=case.service,
        claim=case.claim_type,
        kind=case.service_kind,
        provided_on=case.treatment_on if was_given else None,
        treatment_on=None if was_given else case.treatment_on,
        approved_through_on=case.approved_through_on,
    )


def _claim_file(record: CaseRecord) -> ClaimFile:
    asked, came = record.timeline.of(K.CLAIM_FILE_REQUESTED), record.timeline.of(K.CLAIM_FILE_RECEIVED)
    first, last = asked[0] if asked else None, came[-1] if came else None
    return ClaimFile(
        requested_on=record.day(first, "sent_on", "received_by_plan"),
        again_on=record.day(asked[-1], "sent_on", "received_by_plan") if len(asked) > 1 else None,
        proof=lateness.proof(record, first) if first else None,
        reached_plan_on=record.day(first, "received_by_plan"),
        received_on=record.day(last, "received_on"),
        is_in_part=bool(last and last.get("in_part")),
        still_missing=record.words(last).get("missing"),
    )


def _exhaustion(record: CaseRecord, kind: LetterKind) -> Exhaustion:
    return (exhaustion(record) if kind.is_external else None) or Exhaustion.COMPLETED


def _calls(record: CaseRecord, kind: LetterKind) -> tuple[PhoneCall, ...]:
    """A second request tells the calls since the first; a notice of lateness those since the filing, and so does a
    question whether it came."""
    if kind.key == "receipt_request":
        return grounds.calls(record, unproven(record))
    late = late_answer(record) if kind.key == "plan_is_late" else None
    if late is not None:
        return grounds.calls(record, record.timeline.by_key[late.event_key])
    asked = record.timeline.of(K.CLAIM_FILE_REQUESTED)
    return grounds.calls(record, asked[0] if asked and kind.key == "claim_file_chaser" else None)


def _target(record: CaseRecord) -> date | None:
    """The target date of the next filing, where it leaves a week to send documents: they are for that filing."""
    targets = [
        d.file_by
        for d in record.computed.deadlines
        if d.rule.startswith("practice.target.") and d.is_live and d.file_by is not None
    ]
    days = [day for day in targets if not isinstance(day, datetime)]
    return next((day for day in days if (day - record.today).days >= _WEEK_AHEAD), None)
