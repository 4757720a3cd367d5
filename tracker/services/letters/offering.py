"""Which letters fit a case as it stands, the next one first."""

from dataclasses import dataclass

from tracker.rules.terms import EventKind, Stage, Status, Urgency
from tracker.services.casefile import CaseFile
from tracker.services.letters.kinds import KINDS, LetterKind, why_not

_BY_STAGE = {
    Stage.DENIAL_RECEIVED: ("claim_file_request", "internal_appeal", "appointment_of_representative"),
    Stage.CLAIM_FILE_REQUESTED: ("internal_appeal", "claim_file_chaser", "appointment_of_representative"),
    Stage.INTERNAL_APPEAL_FILED: ("plan_is_late", "claim_file_request", "external_review_request"),
    Stage.DECISION: ("external_review_request", "claim_file_request"),
    Stage.EXTERNAL_REVIEW: ("plan_is_late", "claim_file_chaser"),
    Stage.CLOSED: (),
}
_EXPEDITED = {
    "internal_appeal": "internal_appeal_expedited",
    "external_review_request": "external_review_expedited",
}


@dataclass(frozen=True)
class Offer:
    """One kind of letter. `fits_now` says that the stage asks for it; `why_not` why it does not fit at all."""

    kind: LetterKind
    fits_now: bool
    why_not: str | None


def offers(file: CaseFile) -> tuple[Offer, ...]:
    """Every kind: those that the stage asks for in order, then the others, then those that do not fit."""
    first = _next(file)
    found = [
        _offer(file, KINDS[key], key in first) for key in (*first, *(k for k in KINDS if k not in first))
    ]
    return tuple(sorted(found, key=lambda offer: (offer.why_not is not None, not offer.fits_now)))


def _offer(file: CaseFile, kind: LetterKind, fits_now: bool) -> Offer:
    coverage, case = file.facts.coverage, file.case
    reason = why_not(kind, coverage, case.urgency, case.reason_kind, case.surprise_bill)
    return Offer(kind, fits_now and reason is None, reason)


def _next(file: CaseFile) -> tuple[str, ...]:
    keys = _BY_STAGE[file.case.stage]
    if not _is_late(file):
        keys = tuple(key for key in keys if key != "plan_is_late")
    if file.case.stage is Stage.DECISION and _second_level_follows(file):
        keys = ("second_level_appeal", *keys)
    if file.case.urgency is Urgency.EXPEDITED:
        quick = tuple(_EXPEDITED[key] for key in keys if key in _EXPEDITED)
        keys = (*quick, *(key for key in keys if key not in _EXPEDITED))
    return keys


def _is_late(file: CaseFile) -> bool:
    return any(row.status is Status.LATE for row in file.deadlines)


def _second_level_follows(file: CaseFile) -> bool:
    decided = [event for event in file.facts.events if event.kind is EventKind.APPEAL_DECIDED]
    return bool(decided) and decided[-1].get("final") == "no"
