"""Why a letter of a kind cannot be written for a case as it stands, in a sentence."""

from collections.abc import Callable, Mapping

from tracker.rules.citations import citations_for
from tracker.rules.terms import EventKind, ReasonKind, Stage, Urgency
from tracker.rules.timeline import LEVEL_DECISIONS
from tracker.services.letters.beside import open_request, reversing
from tracker.services.letters.context import Exhaustion
from tracker.services.letters.filings import unproven
from tracker.services.letters.kinds import LetterKind, why_not
from tracker.services.letters.levels import clinical_problem, level_deadline
from tracker.services.letters.record import CaseRecord
from tracker.services.letters.subject import (
    chase_is_due,
    exhaustion,
    final_decision,
    first_denial,
    late_answer,
    second_level_opens,
)
from tracker.services.letters.words import medical

K = EventKind
_EXCEPTED = (ReasonKind.STEP_THERAPY, ReasonKind.QUANTITY_LIMIT, ReasonKind.NON_FORMULARY)
_LEVEL_CLOSED = "Nothing is on record that this level would answer now."
_REVIEWED = "The external review has been decided."
_BESIDE = "external_expedited_with_internal"


def refusal(record: CaseRecord, kind: LetterKind) -> str | None:
    """A sentence that says why a letter of this kind cannot be written for the case now, or None."""
    case = record.case
    if kind.binds_every_plan:
        return None
    if case.stage is Stage.CLOSED:
        return "The case is closed."
    if first_denial(record) is None:
        return "No denial is on record yet."
    not_covered = why_not(kind, record.facts.coverage, case.urgency, case.reason_kind, case.surprise_bill)
    return not_covered or _not_yet(record, kind)


def _not_yet(record: CaseRecord, kind: LetterKind) -> str | None:
    if kind.key in _BESIDE_NOT_YET:
        return _BESIDE_NOT_YET[kind.key](record)
    if kind.is_of_program and not kind.rules:
        return clinical_problem(record)
    if kind.is_of_program:
        return None if level_deadline(record, kind) else _LEVEL_CLOSED
    if kind.is_second_level and second_level_opens(record) is None:
        return "No decision is on record that a second mandatory level would answer."
    if kind.is_external:
        return _external_not_yet(record, kind)
    if kind.is_voluntary and _is_reviewed(record):
        return _REVIEWED
    if kind.is_voluntary and final_decision(record) is None:
        return "No final decision is on record that a voluntary level would look at again."
    if kind.key == "plan_is_late" and late_answer(record) is None:
        return "The plan is not certainly late with an answer."
    if kind.key == "receipt_request" and unproven(record) is None:
        return "Nothing that was sent still waits for proof that it arrived."
    if kind.key == "claim_file_chaser":
        return _chaser_not_yet(record)
    return _decided(record) if kind.key.startswith("internal_appeal") else None


def _no_conversation(record: CaseRecord) -> str | None:
    if medical(record.case.reason_kind) == "no":
        return "A conversation between physicians is about medical judgment; this denial rests on something else."
    if record.timeline.of(K.PEER_TO_PEER_HELD):
        return "The conversation has been held."
    is_over = final_decision(record) or record.timeline.of(K.EXTERNAL_REVIEW_REQUESTED, *LEVEL_DECISIONS)
    return "The plan has decided for good: no word of its reviewer changes that now." if is_over else None


def _no_necessity(record: CaseRecord) -> str | None:
    if medical(record.case.reason_kind) == "no":
        return "This denial does not rest on medical judgment."
    return None


def _no_exception(record: CaseRecord) -> str | None:
    can_be_excepted = record.case.reason_kind in _EXCEPTED
    return None if can_be_excepted else "The denial is not one of steps, of a quantity or of a drug list."


def _no_exception_again(record: CaseRecord) -> str | None:
    asked = record.timeline.of(K.STEP_EXCEPTION_REQUESTED)
    is_pending = asked and not record.timeline.after(asked[-1], K.STEP_EXCEPTION_DECIDED)
    return "The exception has been asked for; its answer is awaited." if is_pending else _no_exception(record)


def _no_information(record: CaseRecord) -> str | None:
    return None if open_request(record) else "The plan has asked for nothing that is still open."


def _no_reviewer(record: CaseRecord) -> str | None:
    if record.timeline.of(K.EXTERNAL_REVIEW_DECIDED):
        return _REVIEWED
    known = record.timeline.of(K.IRO_ASSIGNED, K.IRO_NOTICE_RECEIVED)
    return None if known else "No independent review organization is on record yet."


def _no_reversal(record: CaseRecord) -> str | None:
    return (
        None
        if reversing(record)
        else "No decision is on record that reversed the denial and is still to be done."
    )


_BESIDE_NOT_YET: Mapping[str, Callable[[CaseRecord], str | None]] = {
    "peer_to_peer_request": _no_conversation,
    "peer_to_peer_brief": _no_conversation,
    "letter_of_medical_necessity": _no_necessity,
    "step_exception_request": _no_exception_again,
    "part_d_exception_request": _no_exception_again,
    "part_d_supporting_statement": _no_exception,
    "information_sent": _no_information,
    "information_to_iro": _no_reviewer,
    "demand_to_comply": _no_reversal,
}
"""Why a letter beside the appeal cannot be written now, by its kind."""


def _decided(record: CaseRecord) -> str | None:
    denial = first_denial(record)
    is_decided = denial is not None and record.timeline.after(denial, K.APPEAL_DECIDED)
    return "The internal appeal has been decided." if is_decided else None


def _is_reviewed(record: CaseRecord) -> bool:
    denial = first_denial(record)
    return denial is not None and bool(record.timeline.after(denial, K.EXTERNAL_REVIEW_DECIDED))


def _external_not_yet(record: CaseRecord, kind: LetterKind) -> str | None:
    if _is_reviewed(record):
        return _REVIEWED
    open_because = exhaustion(record)
    if open_because is None:
        return "External review opens with the final decision, a waiver, or an answer that is certainly late."
    if open_because is not Exhaustion.SIMULTANEOUS:
        return None
    if kind.fits is Urgency.STANDARD:
        return "Beside an expedited internal appeal, only the expedited external review is open."
    if _BESIDE not in citations_for(record.facts.coverage, record.case.surprise_bill):
        return "No law that is known for this coverage opens external review beside the internal appeal."
    return None


def _chaser_not_yet(record: CaseRecord) -> str | None:
    asked, came = record.timeline.of(K.CLAIM_FILE_REQUESTED), record.timeline.of(K.CLAIM_FILE_RECEIVED)
    if not asked:
        return "The claim file has not been asked for yet."
    if came and not came[-1].get("in_part"):
        return "The claim file has come."
    is_waiting = len(asked) > 1 and not chase_is_due(record)
    return "It has been asked for again: wait until the next request is due." if is_waiting else None
