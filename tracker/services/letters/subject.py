"""What a letter is about: the determinations that it answers, and the event that it belongs to."""

from datetime import date

from tracker.rules.citations import Review
from tracker.rules.dates import is_past
from tracker.rules.facts import Event
from tracker.rules.outcome import Deadline
from tracker.rules.rulebook import rules
from tracker.rules.terms import Actor, EventKind, Outcome, Sponsor, Status
from tracker.rules.timeline import DENIED, LEVEL_DECISIONS
from tracker.services.letters.context import Determination, Exhaustion
from tracker.services.letters.kinds import LetterKind
from tracker.services.letters.record import CaseRecord

K = EventKind
DENIALS = (K.ADVERSE_DETERMINATION, K.COURSE_REDUCTION_NOTIFIED, K.RESCISSION_NOTIFIED)
_CHASE = "practice.claim_file.chase"
_PLAN_DECISIONS = {
    Sponsor.MEDICARE_ADVANTAGE: "Reconsideration by the plan",
    Sponsor.MEDICARE_PART_D: "Redetermination",
    Sponsor.ORIGINAL_MEDICARE: "Redetermination",
    Sponsor.MEDICAID_MANAGED_CARE: "Decision of the plan on the appeal",
    Sponsor.CHIP: "Decision of the plan on the appeal",
    Sponsor.FEHB: "Carrier's decision on reconsideration",
    Sponsor.TRICARE: "Reconsideration",
    Sponsor.VA: "Decision on the clinical appeal",
}
_LEVEL_DECISIONS = {
    K.IRE_DECIDED: "Decision of the independent review entity",
    K.QIC_DECIDED: "Reconsideration by the QIC",
    K.ALJ_DECIDED: "Decision of the administrative law judge",
    K.COUNCIL_DECIDED: "Decision of the Medicare Appeals Council",
    K.FAIR_HEARING_DECIDED: "Decision on the hearing",
    K.OPM_DECIDED: "OPM's decision",
    K.TQMC_DECIDED: "Second reconsideration",
    K.FORMAL_REVIEW_DECIDED: "Formal review decision",
    K.HEARING_DECIDED: "Hearing decision",
    K.VA_REVIEW_DECIDED: "VA's decision on review",
}
LATE_REQUESTS = {
    K.INTERNAL_APPEAL_FILED: "internal appeal",
    K.SECOND_LEVEL_FILED: "second-level appeal",
    K.CLAIM_RECEIVED: "claim",
    K.STEP_EXCEPTION_REQUESTED: "request for an exception",
    K.EXTERNAL_REVIEW_REQUESTED: "request for external review",
}
"""What the plan has not answered, by the event that started its time; the most pressing first."""


def first_denial(record: CaseRecord) -> Event | None:
    """The latest determination before any appeal; a reissued letter takes the place of the one before."""
    return next(iter(reversed(record.timeline.of(*DENIALS))), None)


def decisions(record: CaseRecord) -> list[Event]:
    """The appeal's decisions that still deny, in order."""
    denial = first_denial(record)
    decided = record.timeline.after(denial, K.APPEAL_DECIDED) if denial else []
    return [event for event in decided if event.get("outcome") in DENIED]


def second_level_opens(record: CaseRecord) -> Event | None:
    """The decision that a second mandatory level answers."""
    last = next(iter(reversed(decisions(record))), None)
    return last if last is not None and record.deriver.is_final(last) is False else None


def final_decision(record: CaseRecord) -> Event | None:
    """The decision that ends the internal process, or is taken to where the number of levels is unknown."""
    opening = [event for event in decisions(record) if record.deriver.facts(event)["opens_external"]]
    return opening[-1] if opening else None


def dismissal(record: CaseRecord) -> Event | None:
    """The dismissal that the plan may mean as its last word: the appeal has not gone on since."""
    dismissed = record.timeline.of(K.APPEAL_DISMISSED)
    last = dismissed[-1] if dismissed else None
    return last if last is not None and record.deriver.facts(last)["opens_external"] else None


def late_answer(record: CaseRecord) -> Deadline | None:
    """What the plan is certainly late with; None where nothing is.

    The times of the federal external review bind no issuer whose review is its state's: nobody is told so.
    """
    late = [d for d in record.computed.deadlines if d.status is Status.LATE and d.actor is Actor.PLAN]
    found = {deadline.trigger: deadline for deadline in late}
    if record.review is not Review.FEDERAL:
        found.pop(K.EXTERNAL_REVIEW_REQUESTED, None)
    return next((found[kind] for kind in LATE_REQUESTS if kind in found), None)


def deeming_answer(record: CaseRecord) -> Deadline | None:
    """The late answer by which the internal process is deemed exhausted."""
    late = late_answer(record)
    return late if late is not None and rules()[late.rule].deems_exhausted else None


def chase_is_due(record: CaseRecord) -> bool:
    """Whether the claim file has been awaited as long as good practice waits before asking again."""
    chases = [d for d in record.computed.deadlines if d.rule == _CHASE and d.is_live and d.file_by]
    return any(d.file_by is not None and is_past(d.file_by, record.now, record.zone) for d in chases)


def expedited_filing(record: CaseRecord) -> Event | None:
    """The expedited internal appeal that waits for its answer."""
    filed = [
        f for f in record.timeline.of(K.INTERNAL_APPEAL_FILED, K.SECOND_LEVEL_FILED) if f.get("expedited")
    ]
    is_answered = filed and record.timeline.after(filed[-1], K.APPEAL_DECIDED, K.APPEAL_DISMISSED)
    return filed[-1] if filed and not is_answered else None


def exhaustion(record: CaseRecord) -> Exhaustion | None:
    """Why external review is open; None where it is not."""
    if final_decision(record):
        return Exhaustion.COMPLETED
    if record.timeline.of(K.EXHAUSTION_WAIVED):
        return Exhaustion.WAIVED
    if deeming_answer(record):
        return Exhaustion.DEEMED
    if dismissal(record):
        return Exhaustion.DISMISSED
    return Exhaustion.SIMULTANEOUS if expedited_filing(record) else None


def determinations(record: CaseRecord, kind: LetterKind) -> tuple[Determination, ...]:
    """The determinations that a letter of this kind names, from the first to the latest."""
    return tuple(_determination(record, event) for event in letters_named(record, kind))


def letters_named(record: CaseRecord, kind: LetterKind) -> list[Event]:
    """The same as events."""
    denial = first_denial(record)
    before = [denial] if denial else []
    if kind.key.startswith("appointment") or kind.recorded_as is K.INTERNAL_APPEAL_FILED:
        return before
    if kind.is_of_program:
        return [*before, *_denied_at_any_level(record, denial)]
    late = late_answer(record) if kind.key == "plan_is_late" else None
    decided = decisions(record)
    if late is not None:
        filing = record.timeline.position[late.event_key]
        decided = [event for event in decided if record.timeline.position[event.key] < filing]
    return [*before, *decided]


def _denied_at_any_level(record: CaseRecord, denial: Event | None) -> list[Event]:
    """The decisions that still deny, the plan's own and those of the levels after it."""
    found = record.timeline.after(denial, K.APPEAL_DECIDED, *LEVEL_DECISIONS) if denial else []
    return [event for event in found if event.get("outcome") in DENIED]


def _determination(record: CaseRecord, event: Event) -> Determination:
    case, words = record.case, record.words(event)
    is_decision = event.kind is K.APPEAL_DECIDED or event.kind in LEVEL_DECISIONS
    return Determination(
        dated_on=record.day(event, "notice_on"),
        received_on=record.day(event, "received_on"),
        decided_by=words.get("by"),
        quoted_reason=words.get("said") if is_decision else case.stated_reason,
        reason=case.reason_kind,
        policy=case.policy_cited,
        is_final=event.kind is K.APPEAL_DECIDED and bool(record.deriver.is_final(event)),
        is_partial=event.get("outcome") == Outcome.PARTLY.value,
        replaces_on=_replaced_on(record, event),
        title=_title(record, event),
    )


def _title(record: CaseRecord, event: Event) -> str | None:
    """What a program calls the decision; None where it has no name of its own."""
    if event.kind is K.APPEAL_DECIDED:
        return _PLAN_DECISIONS.get(record.case.sponsor)
    return _LEVEL_DECISIONS.get(event.kind)


def _replaced_on(record: CaseRecord, event: Event) -> date | None:
    """The date of the letter of the same kind that this one was issued in place of."""
    if not event.get("reissued"):
        return None
    kinds = (K.APPEAL_DECIDED,) if event.kind is K.APPEAL_DECIDED else DENIALS
    before = record.timeline.before(event, *kinds)
    return record.day(before[-1], "notice_on") if before else None
