"""Faults of internal appeals: the reason unanswered, nothing enclosed, the first appeal again, urgency unproven."""

from tracker.rules.terms import ClaimType, EventKind
from tracker.services.letters.exhibits import APPOINTMENT
from tracker.services.letters.faults.looking import Fault, Looked

_REASON = (
    "the reason, in the letter's own words",
    "the reason, in the words of the decision",
    "one sentence that answers the reason from the record",
)


def _leaves_the_reason_unanswered(looked: Looked) -> bool:
    return any(blank in looked.blanks for blank in _REASON)


def _encloses_nothing(looked: Looked) -> bool:
    return not any(each.title and each.title != APPOINTMENT for each in looked.letter.exhibits)


def _repeats_the_first(looked: Looked) -> bool:
    """The same table and the same exhibits as the appeal that was decided, and no other answer."""
    if looked.before is None or looked.is_edited("opening") or looked.is_edited("arguments"):
        return False
    first, now = looked.before.source.letter, looked.letter
    is_answered_anew = now.answer is not None and now.answer != first.answer
    return not is_answered_anew and (first.criteria, first.exhibits) == (now.criteria, now.exhibits)


def _may_be_voluntary(looked: Looked) -> bool:
    """Neither the plan's papers nor its decision say that the level has to be used."""
    decided = looked.last(EventKind.APPEAL_DECIDED)
    is_said = decided is not None and decided.get("final") == "no"
    return looked.record.deriver.regime.levels != 2 and not is_said


def _care_was_given(looked: Looked) -> bool:
    case = looked.record.case
    planned = case.treatment_on
    is_past = (
        planned is not None and planned < looked.record.today and case.claim_type is ClaimType.PRE_SERVICE
    )
    return case.claim_type is ClaimType.POST_SERVICE or is_past


def _is_not_certified(looked: Looked) -> bool:
    urgent = looked.letter.expedite
    return urgent is None or urgent.certified_by is None or urgent.certified_on is None


def _was_not_telephoned(looked: Looked) -> bool:
    call = looked.letter.expedite.call if looked.letter.expedite else None
    return call is None or not (call.has_hour and call.name and call.reference)


REASON = Fault(
    "reason",
    "The stated reason is not answered",
    "Quote the reason in the letter's own words, and answer it in one sentence from the record.",
    _leaves_the_reason_unanswered,
)
EXHIBITS = Fault(
    "exhibits",
    "Nothing is enclosed",
    "Upload the records that the letter speaks of, so that they stand among its exhibits.",
    _encloses_nothing,
)
REPEATS = Fault(
    "repeats",
    "Repeats the first appeal",
    "Answer what the decision on the first appeal says, with a record, a letter or a reason that was not there before.",
    _repeats_the_first,
)
VOLUNTARY = Fault(
    "voluntary",
    "The level may be a voluntary one",
    "Find out whether the plan has a second mandatory level: a voluntary one never stops the time for external review.",
    _may_be_voluntary,
)
GIVEN = Fault(
    "given",
    "The service was already given",
    "An urgent claim is one for care still to come. File the ordinary appeal, or correct the date of treatment.",
    _care_was_given,
    is_absolute=True,
)
CERTIFIED = Fault(
    "certified",
    "No physician's certification",
    "Have the physician certify the urgency, and enter the day of it and its exhibit.",
    _is_not_certified,
)
TELEPHONED = Fault(
    "telephoned",
    "Not telephoned, or the call is not on record",
    "Telephone too, and record the call: its hour, the name of who answered and the reference number.",
    _was_not_telephoned,
)
EXPEDITED = (GIVEN, CERTIFIED, TELEPHONED)
