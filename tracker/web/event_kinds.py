"""The kinds of events to offer: those that can happen under the coverage, the likeliest at its stage first."""

from dataclasses import replace

from tracker.rules.contradictions import misfit
from tracker.rules.event_fields import EventShape
from tracker.rules.events import SCHEMA
from tracker.rules.facts import Coverage
from tracker.rules.regimes import POSSIBLE
from tracker.rules.terms import EventKind, Sponsor, Stage
from tracker.rules.timeline import LEVEL_DECISIONS, LEVEL_REQUESTS

K = EventKind
_OFFERED = {
    Stage.DENIAL_RECEIVED: (
        K.CLAIM_FILE_REQUESTED,
        K.INTERNAL_APPEAL_FILED,
        K.CONTINUATION_REQUESTED,
        K.VA_REVIEW_REQUESTED,
        K.PEER_TO_PEER_OFFERED,
        K.STEP_EXCEPTION_REQUESTED,
        K.PLAN_DOCUMENTS_REQUESTED,
        K.CALL_LOGGED,
    ),
    Stage.CLAIM_FILE_REQUESTED: (
        K.CLAIM_FILE_RECEIVED,
        K.INTERNAL_APPEAL_FILED,
        K.STEP_EXCEPTION_REQUESTED,
        K.PEER_TO_PEER_HELD,
        K.CALL_LOGGED,
    ),
    Stage.INTERNAL_APPEAL_FILED: (
        K.APPEAL_DECIDED,
        K.NEW_EVIDENCE_RECEIVED,
        K.INFORMATION_SUPPLIED,
        K.CLAIM_FILE_RECEIVED,
        K.EXPEDITE_REFUSED,
        K.EXTENSION_AGREED,
        K.CALL_LOGGED,
    ),
    Stage.DECISION: (
        K.EXTERNAL_REVIEW_REQUESTED,
        K.SECOND_LEVEL_FILED,
        K.IRE_CASE_RECEIVED,
        K.IRE_REQUESTED,
        K.QIC_REQUESTED,
        K.FAIR_HEARING_REQUESTED,
        K.OPM_REQUESTED,
        K.TQMC_REQUESTED,
        K.FORMAL_REVIEW_REQUESTED,
        K.CLAIM_FILE_REQUESTED,
        K.PLAN_COMPLIED,
        K.CLOSED,
        K.CALL_LOGGED,
    ),
    Stage.EXTERNAL_REVIEW: (
        K.EXTERNAL_REVIEW_ACCEPTED,
        K.EXTERNAL_REVIEW_INCOMPLETE,
        K.IRO_ASSIGNED,
        K.IRO_NOTICE_RECEIVED,
        K.INFORMATION_SENT_TO_IRO,
        K.EXTERNAL_REVIEW_DECIDED,
        K.CALL_LOGGED,
    ),
    Stage.FURTHER_REVIEW: (*LEVEL_DECISIONS, K.QIO_DECIDED, *LEVEL_REQUESTS, K.PLAN_COMPLIED, K.CALL_LOGGED),
    Stage.CLOSED: (K.NOTE_ADDED, K.CALL_LOGGED),
}
_GROUPS = (
    "Before the denial",
    "Determinations",
    "Documents",
    "Internal appeal",
    "Beside the appeal",
    "External review",
    "Further levels",
    "Surprise bills",
    "Log",
    "Ending",
)
"""In the order in which a case goes; a group that is not here follows these."""
_HAS_OWN_PAGE = (K.DEADLINE_NOT_NEEDED, K.DEADLINE_MISSED)


def offered(stage: Stage, coverage: Coverage) -> tuple[EventShape, ...]:
    """The kinds that fit the stage and the coverage, the likeliest first."""
    return tuple(SCHEMA[kind] for kind in _OFFERED[stage] if fits(coverage, kind))


def others(stage: Stage, coverage: Coverage) -> dict[str, list[EventShape]]:
    """All other kinds that fit the coverage, by group."""
    groups: dict[str, list[EventShape]] = {group: [] for group in _GROUPS}
    for shape in SCHEMA.values():
        if shape.kind not in (*_OFFERED[stage], *_HAS_OWN_PAGE) and fits(coverage, shape.kind):
            groups.setdefault(shape.group, []).append(shape)
    return {group: shapes for group, shapes in groups.items() if shapes}


def fits(coverage: Coverage, kind: EventKind) -> bool:
    """Whether such a thing can happen under the coverage; where it may be one of a few kinds, under any of them."""
    if coverage.sponsor is Sponsor.UNKNOWN:
        return True
    possible = POSSIBLE.get(coverage.sponsor, (coverage.sponsor,))
    return any(misfit(replace(coverage, sponsor=sponsor), kind) is None for sponsor in possible)
