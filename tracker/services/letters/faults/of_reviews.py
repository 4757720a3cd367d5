"""Faults of external review and of what leads there: nothing final, no medical judgment, nothing released, no proof."""

from tracker.models import FormKind
from tracker.rules.terms import EventKind, ReasonKind
from tracker.services.letters.faults.looking import Fault, Looked
from tracker.services.letters.subject import exhaustion, late_answer

_CONTRACT = (
    ReasonKind.NOT_COVERED_BENEFIT,
    ReasonKind.CODING_OR_BILLING,
    ReasonKind.ELIGIBILITY,
    ReasonKind.UNTIMELY_FILING,
)


def _is_not_open(looked: Looked) -> bool:
    return exhaustion(looked.record) is None


def _is_about_the_contract(looked: Looked) -> bool:
    case = looked.record.case
    return case.reason_kind in _CONTRACT and not case.surprise_bill


def _releases_nothing(looked: Looked) -> bool:
    return not looked.holds(FormKind.RECORDS_RELEASE)


def _receipt_is_unproven(looked: Looked) -> bool:
    late = looked.letter.lateness
    return late is None or late.received_by_plan is None or not late.proof


def _is_not_late(looked: Looked) -> bool:
    return late_answer(looked.record) is None


def _leaves_the_excuse_unanswered(looked: Looked) -> bool:
    """The plan has said why its delay should not count, and the letter is as the case drafted it."""
    explained = looked.last(EventKind.DEMINIMIS_EXPLANATION_RECEIVED)
    return explained is not None and not looked.is_edited("open_now") and not looked.is_edited("opening")


NOT_OPEN = Fault(
    "not_open",
    "No final determination, and no ground to skip it",
    "Record the final decision, the plan's waiver, or the answer that is late: until then the request is refused.",
    _is_not_open,
)
CONTRACT = Fault(
    "contract",
    "A dispute over the contract, not over medical judgment",
    "Say which medical judgment the denial rests on: what turns on the contract alone is outside external review.",
    _is_about_the_contract,
)
RELEASE = Fault(
    "release",
    "No signed release of records",
    "Have the patient sign the release that comes with the request, and record it among the papers.",
    _releases_nothing,
)
UNPROVEN = Fault(
    "unproven",
    "That the plan received it is not proven",
    "Record the day of receipt and what proves it: without it nobody can say that the plan is late.",
    _receipt_is_unproven,
)
NOT_LATE = Fault(
    "not_late",
    "The plan is not certainly late any more",
    "Look at the case again: an answer has come, or the time has not certainly run out.",
    _is_not_late,
)
EXCUSE = Fault(
    "excuse",
    "The plan's explanation of its delay is not answered",
    "Say in your own words why the delay counts, against each ground that the plan gives for saying that it does not.",
    _leaves_the_excuse_unanswered,
)
OF_EXTERNAL = (NOT_OPEN, CONTRACT, RELEASE)
OF_LATENESS = (NOT_LATE, UNPROVEN, EXCUSE)
