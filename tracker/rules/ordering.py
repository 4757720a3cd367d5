"""Which events cannot stand together: an effect before its cause, an answer to what is not there or to another kind."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from tracker.rules.dates import first_moment, last_moment
from tracker.rules.events import SCHEMA
from tracker.rules.facts import Event
from tracker.rules.terms import EventKind
from tracker.rules.timeline import (
    ANSWERED_BY,
    DENIALS,
    DETERMINATIONS,
    FILINGS,
    LEVEL_DECISIONS,
    LEVEL_REQUESTS,
    REQUESTS,
    REQUESTS_TO_PLAN,
    happened,
)

FURTHER = (
    *LEVEL_REQUESTS,
    *LEVEL_DECISIONS,
    EventKind.IRE_CASE_RECEIVED,
    EventKind.QIO_REQUESTED,
    EventKind.QIO_DECIDED,
)

CAUSES = {
    EventKind.INTERNAL_APPEAL_FILED: DETERMINATIONS,
    EventKind.SECOND_LEVEL_FILED: (EventKind.APPEAL_DECIDED, EventKind.APPEAL_DISMISSED),
    EventKind.APPEAL_DECIDED: FILINGS,
    EventKind.APPEAL_DISMISSED: FILINGS,
    EventKind.EXPEDITE_REFUSED: (*REQUESTS_TO_PLAN, *FILINGS, *REQUESTS),
    EventKind.EXTENSION_AGREED: FILINGS,
    EventKind.NEW_EVIDENCE_RECEIVED: (*DENIALS, EventKind.APPEAL_DECIDED),
    EventKind.GOOD_CAUSE_SHOWN: (*FILINGS, *REQUESTS, *LEVEL_REQUESTS),
    EventKind.STEP_EXCEPTION_DECIDED: (EventKind.STEP_EXCEPTION_REQUESTED,),
    EventKind.DRUG_EXCEPTION_EXTERNAL_DECIDED: (EventKind.DRUG_EXCEPTION_EXTERNAL_REQUESTED,),
    EventKind.DEMINIMIS_EXPLANATION_RECEIVED: (EventKind.DEMINIMIS_EXPLANATION_REQUESTED,),
    EventKind.EXTERNAL_REVIEW_REQUESTED: (*DETERMINATIONS, EventKind.APPEAL_DISMISSED),
    EventKind.EXTERNAL_REVIEW_INCOMPLETE: REQUESTS,
    EventKind.EXTERNAL_REVIEW_COMPLETED: (EventKind.EXTERNAL_REVIEW_INCOMPLETE,),
    EventKind.PRELIMINARY_REVIEW_COMPLETED: REQUESTS,
    EventKind.EXTERNAL_REVIEW_ACCEPTED: REQUESTS,
    EventKind.EXTERNAL_REVIEW_REFUSED: REQUESTS,
    EventKind.IRO_ASSIGNED: REQUESTS,
    EventKind.IRO_NOTICE_RECEIVED: REQUESTS,
    EventKind.INFORMATION_SENT_TO_IRO: REQUESTS,
    EventKind.IRO_FORWARDED_INFORMATION: (EventKind.INFORMATION_SENT_TO_IRO,),
    EventKind.EXTERNAL_REVIEW_DECIDED: REQUESTS,
    EventKind.APPEAL_EXTENDED: FILINGS,
    EventKind.BOARD_MEETINGS_LEARNED: FILINGS,
    EventKind.CRITERIA_RECEIVED: (EventKind.CRITERIA_REQUESTED,),
    EventKind.CONTINUATION_REQUESTED: (*DENIALS, EventKind.APPEAL_DECIDED),
    EventKind.QIO_RECONSIDERATION_REQUESTED: (EventKind.QIO_DECIDED,),
    **{kind: ANSWERED_BY[kind] for kind in FURTHER},
}
"""What comes before what: where such a cause is on record at all, one of them must not be later."""

ANSWERED = {
    **CAUSES,
    EventKind.INTERNAL_APPEAL_FILED: (
        *DETERMINATIONS,
        EventKind.APPEAL_DISMISSED,
        EventKind.STEP_EXCEPTION_DECIDED,
    ),
    EventKind.NEW_EVIDENCE_RECEIVED: FILINGS,
    EventKind.INFORMATION_SUPPLIED: (EventKind.INFORMATION_REQUESTED, EventKind.CLAIM_EXTENDED),
}
"""What an entry may name as the one that it answers."""


def order_problems(events: Sequence[Event], timezone: str) -> list[str]:
    """Sentences about what answers an entry that is not there, of another kind, or later than the answer."""
    by_key = {e.key: e for e in events}
    zone = ZoneInfo(timezone)
    found = (_answer_problem(event, by_key, zone) for event in events if event.get("answers") is not None)
    return [sentence for sentence in found if sentence]


def _answer_problem(event: Event, by_key: dict[str, Event], zone: ZoneInfo) -> str | None:
    title = SCHEMA[event.kind].title
    answered = by_key.get(str(event.get("answers")))
    if answered is None:
        return f"{title}: it answers an entry that is not there."
    if answered.kind not in ANSWERED.get(event.kind, (answered.kind,)) or answered is event:
        return f"{title}: it cannot answer an entry of that kind ({SCHEMA[answered.kind].title})."
    if _precedes(event, answered, zone):
        return f"{title}: it cannot have happened before what it answers ({SCHEMA[answered.kind].title})."
    return None


def cause_problems(events: Sequence[Event], timezone: str) -> list[str]:
    """Sentences about what stands before every entry that could have caused it."""
    zone = ZoneInfo(timezone)
    return [sentence for event in events if (sentence := _too_early(event, events, zone))]


def _too_early(event: Event, events: Sequence[Event], zone: ZoneInfo) -> str | None:
    causes = [other for other in events if other.kind in CAUSES.get(event.kind, ())]
    if not causes or not all(_precedes(event, cause, zone) for cause in causes):
        return None
    own, cause = SCHEMA[event.kind].title, SCHEMA[causes[0].kind].title
    return f"“{own}” cannot stand before “{cause}”: look at both dates."


def _precedes(event: Event, cause: Event, zone: ZoneInfo) -> bool:
    own, caused = happened(event), happened(cause)
    if own is None or caused is None:
        return False
    return last_moment(own, zone) <= first_moment(caused, zone) and own != caused
