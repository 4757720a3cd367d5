"""What a letter says about time: why it is filed in time, and when the answer is due.

Dates are counted by the tables that the case's own deadlines come from, from the beginning that a letter can prove.
"""

from dataclasses import replace
from datetime import date, datetime

from tracker.models import Document
from tracker.rules.citations import Citation, Review
from tracker.rules.dates import day_of
from tracker.rules.facts import Event
from tracker.rules.law_rows import Limb, Period
from tracker.rules.outcome import Deadline
from tracker.rules.periods import possible, span
from tracker.rules.rulebook import rules
from tracker.rules.terms import ClaimType, EventKind, ReasonKind, Sponsor, Status, Unit
from tracker.rules.words import count
from tracker.services.letters.context import DecisionDue, Timeliness
from tracker.services.letters.exhibits import Lettered, stem
from tracker.services.letters.kinds import LetterKind
from tracker.services.letters.of_relief import relief_of
from tracker.services.letters.of_state import own_window
from tracker.services.letters.record import CaseRecord
from tracker.services.letters.subject import (
    deeming_answer,
    dismissal,
    expedited_filing,
    final_decision,
    first_denial,
    second_level_opens,
)
from tracker.services.letters.wishes import Wishes
from tracker.services.letters.words import counted, lowered, with_full_stop
from tracker.templating import in_words

K = EventKind
_STATED = "letter.appeal"
_INTERNAL = ("erisa.appeal.file", _STATED)
_SECOND = ("erisa.appeal.second_level", _STATED)
_EXTERNAL = ("aca.ext.fed.file", "aca.ext.hhs", _STATED)
_CLAIM = {
    ClaimType.PRE_SERVICE: "a pre-service claim",
    ClaimType.POST_SERVICE: "a post-service claim",
    ClaimType.CONCURRENT: "a claim about an approved course of treatment",
}
_DECIDES = {
    ClaimType.PRE_SERVICE: ("erisa.appeal.decide.pre", "decision_due_pre_service"),
    ClaimType.CONCURRENT: ("erisa.appeal.decide.pre", "decision_due_pre_service"),
    ClaimType.POST_SERVICE: ("erisa.appeal.decide.post", "decision_due_post_service"),
}
_URGENT = ("erisa.appeal.decide.urgent", "decision_due_urgent")

Citations = dict[str, Citation]


def timeliness(
    record: CaseRecord, kind: LetterKind, wishes: Wishes, citations: Citations, exhibits: Lettered
) -> Timeliness | None:
    """Why a filing of this kind is in time; None where no date is known to count from."""
    event = _answered(record, kind)
    deadline = _deadline(record, kind, event)
    if event is None or deadline is None:
        return None
    received, states_on = record.day(event, "received_on"), _day(event.get("states_deadline_on"))
    starts_on = received or record.day(event, "notice_on")
    plain_on = _ends_on(record, deadline, starts_on)
    ends_on, without = relief_of(record, deadline, starts_on, plain_on)
    envelope = _envelope(record, event, exhibits) if received else None
    return Timeliness(
        period=_period_words(deadline) if ends_on else None,
        starts_on=starts_on,
        ends_on=ends_on,
        citation=_window(deadline, kind, citations) if ends_on else None,
        is_from_receipt=received is not None,
        receipt_proof=lowered(stem(envelope)) if envelope else None,
        receipt_exhibit=exhibits.by_document[str(envelope.id)] if envelope else None,
        states_on=states_on if _is_told(states_on, ends_on, record.today) else None,
        late_because=_late_because(record, kind, wishes),
        moved_from=None if without else _moved_from(record, deadline, starts_on, ends_on),
        without=without,
    )


def _is_told(states_on: date | None, ends_on: date | None, today: date) -> bool:
    """Whether the letter's own date helps: it is all there is, or it gives more time than the law and has not passed.

    One that gives less is argued against elsewhere.
    """
    return states_on is not None and (ends_on is None or states_on >= max(ends_on, today))


def _answered(record: CaseRecord, kind: LetterKind) -> Event | None:
    if kind.is_voluntary:
        return (
            None  # only the plan's own terms say how long a level that it does not have to offer stays open
        )
    if kind.is_second_level:
        return second_level_opens(record)
    if kind.is_external:
        return final_decision(record) or dismissal(record) or first_denial(record)
    return first_denial(record)


def _deadline(record: CaseRecord, kind: LetterKind, event: Event | None) -> Deadline | None:
    """The claimant's deadline that this filing meets; where exhaustion is deemed, the one that this opened."""
    wanted = _SECOND if kind.is_second_level else _EXTERNAL if kind.is_external else _INTERNAL
    late = deeming_answer(record) if kind.is_external and final_decision(record) is None else None
    keys = {each for each in (event.key if event else None, late.event_key if late else None) if each}
    found = [d for d in record.computed.deadlines if d.rule in wanted and d.event_key in keys]
    live = [d for d in found if d.status is not Status.SUPERSEDED]
    return next(iter(live or found), None)


def limb_of(deadline: Deadline) -> Limb:
    """The limb of law that a deadline was counted by."""
    rule = rules()[deadline.rule]
    return rule.limb(deadline.limb) or rule.limbs[0]


def limb_read(record: CaseRecord, deadline: Deadline) -> Limb:
    """The limb as far as the case's coverage can rely on it."""
    return record.deriver.regime.reads(rules()[deadline.rule], limb_of(deadline))


def _ends_on(record: CaseRecord, deadline: Deadline, starts_on: date | None) -> date | None:
    """The law's last day, counted cautiously from `starts_on`; None where only a letter gives one."""
    return _last_day(record, limb_read(record, deadline), starts_on)


def _last_day(record: CaseRecord, limb: Limb, starts_on: date | None) -> date | None:
    if starts_on is None or limb.periods[0].unit is Unit.STATED:
        return None
    early = span(limb, {}, starts_on, starts_on, record.zone, "").early
    return day_of(early, record.zone) if early else None


def _moved_from(
    record: CaseRecord, deadline: Deadline, starts_on: date | None, ends_on: date | None
) -> date | None:
    """The day on which the period ended, where the last day was moved past a weekend or a holiday."""
    unmoved = _last_day(record, replace(limb_read(record, deadline), rolls=False), starts_on)
    return unmoved if unmoved != ends_on else None


def _period_words(deadline: Deadline) -> str:
    return period_words(limb_of(deadline).periods[0])


def period_words(period: Period) -> str:
    """“180 days”, “four months”."""
    if period.unit is Unit.CALENDAR_MONTHS:
        return f"{counted(period.amount)} months"
    return count(period.amount, period.unit.value)


def _window(deadline: Deadline, kind: LetterKind, citations: Citations) -> str:
    """A claimant's time as the letter's other citations are written; else as the engine cites it."""
    key = "external_window" if kind.is_external else "appeal_window"
    is_of_law = deadline.rule in _EXTERNAL[:-1] if kind.is_external else deadline.rule == _INTERNAL[0]
    return citations[key].text if is_of_law and key in citations else as_cited(deadline)


def as_cited(deadline: Deadline) -> str:
    """A deadline's citation without the parallel in which its text was read: the letter cites what governs."""
    return deadline.citation.split(" (parallel")[0]


def _envelope(record: CaseRecord, event: Event, exhibits: Lettered) -> Document | None:
    """The proof of receipt: the envelope kept with the event, or the only one there is of the only letter."""
    version = record.version(event)
    own = [d for d in exhibits.envelopes if version and d.id == version.document_id]
    is_only = len(exhibits.envelopes) == 1 and not record.timeline.of(K.APPEAL_DECIDED)
    return next(iter(own or (exhibits.envelopes if is_only else ())), None)


def _late_because(record: CaseRecord, kind: LetterKind, wishes: Wishes) -> str | None:
    shown = record.timeline.of(K.GOOD_CAUSE_SHOWN)
    cause = wishes.late_because.strip() or (record.words(shown[-1]).get("cause") if shown else None)
    if cause:
        return with_full_stop(cause)
    if kind.is_external and (longer := own_window(record)):
        return longer
    late = deeming_answer(record) if kind.is_external and final_decision(record) is None else None
    if late is None or late.overdue_certain_after is None:
        return None
    day = in_words(day_of(late.overdue_certain_after, record.zone))
    return (
        f"the internal process was deemed exhausted only when the plan's own time had run out, after {day}."
    )


def decision_due(record: CaseRecord, kind: LetterKind, citations: Citations) -> DecisionDue | None:
    """When the answer to this filing is due; None where the law of this coverage does not say."""
    if kind.is_voluntary:
        return None
    is_urgent = kind.asks_for_haste(record.case.urgency, record.case.sponsor)
    if kind.is_external:
        return _external_due(is_urgent, record.review, citations)
    rule, key = _URGENT if is_urgent else _DECIDES[record.case.claim_type]
    if key not in citations or not record.deriver.regime.governs(rules()[rule]):
        return None
    cited = citations[key].text
    if is_urgent:
        return DecisionDue("This is a claim involving urgent care", _urgently(record), cited)
    return DecisionDue(_why(record), _within(record, rule), cited)


def _urgently(record: CaseRecord) -> str:
    words = "as soon as possible, taking into account the medical exigencies, and at most"
    filing, hours = expedited_filing(record), period_words(rules()[_URGENT[0]].limbs[0].periods[0])
    at = record.when(filing, "received_by_plan")
    owed = [
        d for d in record.computed.deadlines if d.rule == _URGENT[0] and filing and d.event_key == filing.key
    ]
    if not owed or not isinstance(at, datetime) or not isinstance(owed[0].due, datetime):
        return f"{words} {hours} after you receive this request"
    due = in_words(owed[0].due.astimezone(record.zone))
    return f"{words} {hours} after you received the request on {in_words(at)}: by {due}"


def _why(record: CaseRecord) -> str:
    levels = record.deriver.regime.levels
    is_rescission = record.case.reason_kind is ReasonKind.RESCISSION
    claim = "an appeal of a rescission" if is_rescission else _CLAIM[record.case.claim_type]
    if record.case.sponsor is Sponsor.INDIVIDUAL:
        return f"This is {claim}, and an individual policy has one level of internal appeal"
    if levels is None:
        return f"This is {claim}"
    return f"This is {claim} under a plan with {counted(levels)} level{'s' if levels > 1 else ''} of appeal"


def _within(record: CaseRecord, rule: str) -> str:
    """Where nobody knows how many levels the plan has, the law's time for one and for two."""
    facts = {"appeal_levels": record.deriver.regime.levels}
    periods = sorted(possible(rules()[rule].limbs[0], facts, record.today), key=lambda period: -period.amount)
    words = f"within {period_words(periods[0])} after you receive this letter"
    if len(periods) == 1:
        return words
    return f"{words}, or within {period_words(periods[-1])} where the plan has two levels of appeal"


def _external_due(is_urgent: bool, review: Review | None, citations: Citations) -> DecisionDue | None:
    """What the process gives: the federal one that time, a state's that time at most."""
    key = "external_expedited_decision_due" if is_urgent else "external_decision_due"
    rule = rules()["aca.ext.fed.expedited.decide" if is_urgent else "aca.ext.fed.decide"]
    if key not in citations:
        return None
    period = period_words(rule.limbs[0].periods[0])
    receives = "after the independent review organization receives this request"
    if is_urgent:
        within = f"as quickly as the condition requires, and at most {period} {receives}"
        return DecisionDue("This is an expedited external review", within, citations[key].text)
    within = "at most" if review in (Review.STATE, Review.EITHER) else "within"
    return DecisionDue(
        "This is a standard external review", f"{within} {period} {receives}", citations[key].text
    )


def _day(value: object) -> date | None:
    return value if isinstance(value, date) and not isinstance(value, datetime) else None
