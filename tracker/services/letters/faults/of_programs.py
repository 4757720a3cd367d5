"""Faults of requests to public programs: late, at the wrong level, too little at stake, benefits let go, no consent."""

import re
from datetime import timedelta

from tracker.rules.amounts import amounts, least
from tracker.rules.terms import Channel, EventKind, FiledBy
from tracker.services.letters.faults.looking import Fault, Looked
from tracker.services.letters.filings import standing
from tracker.services.letters.levels import KEEPING, level_deadline
from tracker.services.letters.subject import late_answer
from tracker.services.letters.words import exhibit_of

_BY_POST = frozenset((Channel.MAIL, Channel.CERTIFIED_MAIL, Channel.COURIER))
_WEEK = timedelta(days=7)
_DOLLARS = re.compile(r"\d[\d,]*(?:\.\d+)?")


def _is_late(looked: Looked) -> bool:
    time = looked.letter.timeliness
    is_over = time is not None and time.ends_on is not None and time.ends_on < looked.record.today
    return is_over and (time is None or time.late_because is None)


def _is_not_open(looked: Looked) -> bool:
    record, kind = looked.record, looked.kind
    return level_deadline(record, kind) is None and standing(record, kind) is None


def _stakes_too_little(looked: Looked) -> bool:
    """Less than the level needs, a Medicare hearing in the year in which it is asked for; or nobody said."""
    of_year = amounts().get(looked.record.today.year)
    fixed = next((least()[rule] for rule in looked.kind.rules if rule in least()), None)
    needed = fixed if fixed is not None else of_year.hearing if of_year else None
    found = _DOLLARS.search(looked.letter.amount or "")
    return found is None or needed is None or float(found[0].replace(",", "")) < needed


def _lets_benefits_go(looked: Looked) -> bool:
    may_keep = any(d.rule in KEEPING and d.is_live for d in looked.record.computed.deadlines)
    return may_keep and not looked.section("keep").strip()


def _lacks_consent(looked: Looked) -> bool:
    """42 CFR 438.402(c)(1)(ii): whoever files for the enrollee needs written consent."""
    sender, authority = looked.letter.sender, looked.letter.authority
    return sender.role is not FiledBy.MEMBER and authority.is_needed and authority.signed_on is None


def _is_before_the_plan(looked: Looked) -> bool:
    decided = looked.record.timeline.of(EventKind.APPEAL_DECIDED)
    return not decided and late_answer(looked.record) is None and _is_not_open(looked)


def _would_come_late(looked: Looked) -> bool:
    """OPM counts receipt: a letter by post needs a week."""
    time, channels = looked.letter.timeliness, frozenset(looked.kept.wishes.channels)
    if time is None or time.ends_on is None or time.late_because is not None:
        return False
    is_posted = not channels or bool(channels & _BY_POST)
    return looked.record.today + (_WEEK if is_posted else timedelta()) > time.ends_on


def _lacks_the_decision(looked: Looked) -> bool:
    return not looked.uploaded("decision")


def _lacks_the_vas_form(looked: Looked) -> bool:
    return any("VA Form" in blank for blank in looked.blanks)


def _lacks_the_carriers_decision(looked: Looked) -> bool:
    time = looked.letter.timeliness
    is_silent = time is not None and time.is_silence
    wanted = "request for reconsideration" if is_silent else "decision"
    return exhibit_of(looked.letter, wanted) is None


LATE = Fault(
    "late",
    "Late, and no good cause given",
    "Say why it is late: without good cause a late request is dismissed.",
    _is_late,
)
WRONG_LEVEL = Fault(
    "wrong_level",
    "Not the level that is open",
    "Look at the case's levels: this one answers nothing that is on record, or it has been passed.",
    _is_not_open,
)
AMOUNT = Fault(
    "amount",
    "The amount in controversy is missing, or too small",
    "Enter what is at stake in dollars: this level takes no request for less than the amount that is set for it.",
    _stakes_too_little,
)
KEEP = Fault(
    "keep",
    "Keeping the benefits is not asked for",
    "Ask that the benefits go on, while there is time, or say that the patient does not want it. "
    "A provider may not ask: have the patient sign.",
    _lets_benefits_go,
)
CONSENT = Fault(
    "consent",
    "No written consent of the patient",
    "Record the patient's written consent to whoever files, or have the patient sign the letter.",
    _lacks_consent,
)
BEFORE_THE_PLAN = Fault(
    "before_the_plan",
    "A hearing before the plan has decided the appeal",
    "Appeal to the plan first: a hearing opens with its decision, or when its time has run out.",
    _is_before_the_plan,
)
COMES_LATE = Fault(
    "comes_late",
    "Would reach OPM too late",
    "Send it so that OPM has it by the last day: it counts when it is received, not when it is posted.",
    _would_come_late,
)
CARRIERS_DECISION = Fault(
    "carriers_decision",
    "The carrier's decision is not enclosed",
    "Enclose the carrier's decision, or where it is silent the request for reconsideration, as an exhibit.",
    _lacks_the_carriers_decision,
)
DECISION_COPY = Fault(
    "decision_copy",
    "A copy of the decision is not enclosed",
    "Upload the decision that this request answers: it goes with the request.",
    _lacks_the_decision,
)
VA_FORM = Fault(
    "va_form",
    "The VA's own form is not there",
    "Fill in the form that the letter names, and upload it under its number: the VA takes the request on it.",
    _lacks_the_vas_form,
)
