"""From a case to the letters beside the appeal: conversations, exceptions, information, complaints, compliance."""

from datetime import date, datetime

from tracker.rules.citations import Review
from tracker.rules.dates import is_past
from tracker.rules.events import SCHEMA
from tracker.rules.facts import Event, When
from tracker.rules.law_rows import WEAK
from tracker.rules.outcome import Deadline
from tracker.rules.state_law import law_for_letters
from tracker.rules.terms import EventKind, Outcome, ReasonKind, Status, Unit
from tracker.rules.timeline import LEVEL_DECISIONS, happened
from tracker.services.letters.exhibits import Lettered
from tracker.services.letters.grounds import certifiable
from tracker.services.letters.letter_kind import LetterKind
from tracker.services.letters.levels import as_text
from tracker.services.letters.matters import (
    Asked,
    Beside,
    Dated,
    PeerToPeer,
    Reach,
    Reversal,
    Reviewer,
    StepLaw,
)
from tracker.services.letters.record import CaseRecord, OnRecord
from tracker.services.letters.regulators import EBSA, is_insured, regulator_problem
from tracker.services.letters.subject import LATE_REQUESTS, late_answer
from tracker.services.letters.wishes import Wishes
from tracker.services.letters.words import lowered, with_full_stop

K = EventKind
PRESCRIBERS = "letter_of_medical_necessity"
_CERTIFIED = "The urgency, certified in the prescriber's own judgment, such as: {}"
_SUPPLY = (
    "erisa.claim.urgent.supply",
    "erisa.claim.supply45",
    "fehb.recon.respond",
    "letter.information",
)
_MORE = ("aca.ext.fed.submit_info",)
_PATIENCE_DAYS = 14
_FEDERAL_COMPLY = "aca.ext.fed.comply"
_COMPLY = (_FEDERAL_COMPLY, "ma.effectuate", "mcd.effectuate")
_REVERSING = (K.APPEAL_DECIDED, K.EXTERNAL_REVIEW_DECIDED, *LEVEL_DECISIONS)
_WON = (Outcome.OVERTURNED.value, Outcome.PARTLY.value)
_BY = {
    K.APPEAL_DECIDED: "the plan itself",
    K.EXTERNAL_REVIEW_DECIDED: "the independent review organization",
    K.IRE_DECIDED: "the independent review entity",
    K.QIC_DECIDED: "the qualified independent contractor",
    K.ALJ_DECIDED: "the administrative law judge",
    K.COUNCIL_DECIDED: "the Medicare Appeals Council",
    K.FAIR_HEARING_DECIDED: "the hearing officer",
    K.OPM_DECIDED: "the Office of Personnel Management",
    K.TQMC_DECIDED: "the quality monitoring contractor",
    K.FORMAL_REVIEW_DECIDED: "the Defense Health Agency",
    K.HEARING_DECIDED: "the Defense Health Agency, after a hearing",
    K.VA_REVIEW_DECIDED: "the VA, on review",
    K.ELIGIBILITY_APPEAL_DECIDED: "the Marketplace's appeals office",
}
_NOT_TOLD = (K.NOTE_ADDED, K.DEADLINE_NOT_NEEDED, K.DEADLINE_MISSED, K.DISASTER_RELIEF_CONFIRMED)


def beside(record: CaseRecord, kind: LetterKind, wishes: Wishes, exhibits: Lettered) -> Beside:
    """Everything that these letters may say of this case."""
    return Beside(
        peer=_peer(record, wishes),
        asked=_asked(record),
        reviewer=_reviewer(record),
        chronology=_chronology(record),
        reversal=reversal(record, wishes, exhibits),
        step_law=step_law(record),
        diagnosis=wishes.diagnosis.strip().rstrip(".") or None,
        necessity=wishes.necessity.strip().rstrip(".") or None,
        points=_points(record) if kind.key == PRESCRIBERS else (),
        confirmed=wishes.confirmed.strip() or None,
        regulator=regulator(record),
        left_undone=with_full_stop(wishes.left_undone) if wishes.left_undone.strip() else None,
        reach=_reach(wishes),
    )


def _points(record: CaseRecord) -> tuple[str, ...]:
    """What the playbook says that the prescriber's letter has to say; nobody says it in the prescriber's place."""
    points = (*record.playbook.prescriber_letter.points, *map(_CERTIFIED.format, certifiable(record)))
    return tuple(lowered(point.strip().rstrip(".")) for point in points)


def _reach(wishes: Wishes) -> Reach:
    lines = (line.strip() for line in wishes.reach_at.splitlines())
    return Reach(tuple(line for line in lines if line), wishes.is_dangerous)


def _peer(record: CaseRecord, wishes: Wishes) -> PeerToPeer:
    offered = record.timeline.of(K.PEER_TO_PEER_OFFERED)
    last = offered[-1] if offered else None
    times = wishes.peer_times.strip().rstrip(".") or None
    return PeerToPeer(record.day(last, "offered_on"), record.when(last, "until"), times)


def open_request(record: CaseRecord) -> Deadline | None:
    """The claimant's time to send what the plan has asked for; None where nothing is open."""
    live = [d for d in record.computed.deadlines if d.rule in _SUPPLY and d.is_live]
    return live[-1] if live else None


def _asked(record: CaseRecord) -> Asked | None:
    deadline = open_request(record)
    event = record.timeline.by_key[deadline.event_key] if deadline else _last(record, *_REQUESTS)
    if event is None:
        return None
    is_law = deadline is not None and deadline.rule != "letter.information"
    return Asked(
        dated_on=record.day(event, "notice_on"),
        by_on=_local(record, deadline.file_by) if deadline else None,
        citation=_cited(deadline) if is_law else None,
    )


_REQUESTS = (K.INFORMATION_REQUESTED, K.CLAIM_EXTENDED)


def more_time(record: CaseRecord) -> Deadline | None:
    """The claimant's time to send the review organization more, whether it still runs or not.

    The ten business days are those of the federal process: what a state gives, its reviewer's notice says.
    """
    if record.review is not Review.FEDERAL:
        return None
    found = [d for d in record.computed.deadlines if d.rule in _MORE and d.status is not Status.SUPERSEDED]
    return found[-1] if found else None


def _reviewer(record: CaseRecord) -> Reviewer | None:
    named = _last(record, K.IRO_ASSIGNED)
    notice = _last(record, K.IRO_NOTICE_RECEIVED)
    if named is None and notice is None:
        return None
    words = {**record.words(named), **record.words(notice)}
    deadline, stated = more_time(record), notice.get("states_deadline_on") if notice else None
    told = stated if isinstance(stated, date) else None
    return Reviewer(
        name=words.get("iro"),
        reference=words.get("reference"),
        notice_on=record.day(notice, "received_on", "notice_on"),
        by_on=_local(record, deadline.file_by) if deadline else told,
        citation=_cited(deadline),
    )


def _chronology(record: CaseRecord) -> tuple[Dated, ...]:
    told = ((event, happened(event)) for event in record.timeline.events if event.kind not in _NOT_TOLD)
    lines = [_line(record, event, when) for event, when in told if when is not None]
    return tuple(sorted((*lines, *_missed(record)), key=lambda line: line.on))


def _missed(record: CaseRecord) -> tuple[Dated, ...]:
    """What did not happen is told too: the last day of an answer that the plan owes and has not given."""
    late = late_answer(record)
    due = _local(record, late.due) if late else None
    if late is None or due is None:
        return ()
    day = due.date() if isinstance(due, datetime) else due
    return (Dated(day, f"Last day for an answer to the {LATE_REQUESTS[late.trigger]}; none has come"),)


def _line(record: CaseRecord, event: Event, when: When) -> Dated:
    outcome = SCHEMA[event.kind].field("outcome")
    said = dict(outcome.choices).get(str(event.get("outcome")), "") if outcome else ""
    title = SCHEMA[event.kind].title
    reference = record.words(event).get("reference") if event.kind is K.CALL_LOGGED else None
    details = "; ".join(filter(None, (said, f"reference {reference}" if reference else "")))
    day = when.astimezone(record.zone).date() if isinstance(when, datetime) else when
    return Dated(day, f"{title}{f': {details}' if details else ''}")


def reversing(record: CaseRecord) -> Event | None:
    """The latest decision that reversed the denial and has not been carried out; None where there is none."""
    last = _last(record, *_REVERSING)
    if last is None or last.get("outcome") not in _WON:
        return None
    return None if record.timeline.after(last, K.PLAN_COMPLIED) else last


def demand_is_due(record: CaseRecord) -> bool:
    """Whether it should have been done: law wants it done by now or at once, or two weeks have gone by."""
    event = reversing(record)
    day = record.day(event, "notice_on") if event else None
    if day is None:
        return False
    return _owed(record) is not None or (record.today - day).days >= _PATIENCE_DAYS


def reversal(record: CaseRecord, wishes: Wishes, exhibits: Lettered) -> Reversal | None:
    """That decision as a demand to carry it out tells it."""
    event = reversing(record)
    if event is None:
        return None
    owed = _owed(record)
    decided = wishes.decided.strip() or record.words(event).get("said")
    return Reversal(
        by=_BY[event.kind],
        dated_on=record.day(event, "notice_on"),
        received_on=record.day(event, "received_on"),
        is_partial=event.get("outcome") == Outcome.PARTLY.value,
        decided=with_full_stop(decided) if decided else None,
        due=_local(record, owed.due) if owed and owed.unit is not Unit.IMMEDIATE else None,
        at_once=owed is not None and owed.unit is Unit.IMMEDIATE,
        is_over=owed is not None and owed.due is not None and is_past(owed.due, record.now, record.zone),
        citation=_cited(owed),
        exhibit=exhibits.of(record.version(event)),
    )


def _owed(record: CaseRecord) -> Deadline | None:
    found = [d for d in record.computed.deadlines if d.rule in _COMPLY and d.is_live]
    theirs = [d for d in found if d.rule != _FEDERAL_COMPLY or record.review is Review.FEDERAL]
    return next((d for d in theirs if d.verification not in WEAK), None)


def step_law(record: CaseRecord) -> StepLaw | None:
    """The state's law on step therapy, where it reaches this plan and this service and its text was seen."""
    if record.case.reason_kind is not ReasonKind.STEP_THERAPY:
        return None
    view = record.computed.state
    law = law_for_letters(record.facts.coverage, record.case.service_kind, record.today)
    return StepLaw(view.name, law.citation) if view and law else None


def regulator(record: OnRecord) -> str | None:
    """Who may look into a complaint about this plan; None where the state is not on record, or nobody in the tables."""
    coverage, view = record.facts.coverage, record.computed.state
    if regulator_problem(coverage):
        return None
    if is_insured(coverage):
        return view.department.name if view else None
    return EBSA


def _cited(deadline: Deadline | None) -> str | None:
    if deadline is None or deadline.verification in WEAK:
        return None
    return as_text(deadline.citation.split(" (parallel")[0])


def _last(record: CaseRecord, *kinds: EventKind) -> Event | None:
    found = record.timeline.of(*kinds)
    return found[-1] if found else None


def _local(record: CaseRecord, when: date | datetime | None) -> date | datetime | None:
    return when.astimezone(record.zone) if isinstance(when, datetime) else when
