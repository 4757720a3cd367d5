"""Levels of public programs: which is open, by when it is asked for, under what law, when it is answered."""

from dataclasses import replace
from datetime import date, datetime

from tracker.rules.citations import Citation
from tracker.rules.dates import add_clamped_months, day_of
from tracker.rules.engine import compute
from tracker.rules.facts import Event
from tracker.rules.law_rows import WEAK, Period, Rule
from tracker.rules.outcome import TYPICAL, Deadline
from tracker.rules.periods import possible
from tracker.rules.reading import read_day
from tracker.rules.representatives import MONTHS_OF_A_YEAR
from tracker.rules.rulebook import rules
from tracker.rules.terms import Actor, EventKind, FiledBy, ReasonKind, Status, Urgency
from tracker.rules.timeline import FILINGS
from tracker.services.letters.context import DecisionDue, Exhibit, KeepBenefits, Timeliness, Way
from tracker.services.letters.exhibits import APPOINTMENT
from tracker.services.letters.letter_kind import LetterKind
from tracker.services.letters.program_kinds import PROGRAM_KINDS
from tracker.services.letters.record import CaseRecord
from tracker.services.letters.timing import period_words
from tracker.services.letters.wishes import Wishes
from tracker.services.letters.words import medical, with_full_stop

KEEPING = ("mcd.continue", "mcd.continue.after_resolution", "mcd.reinstate")
SILENCE = "hearing_after_silence"
_CITED = {
    "amount": ("medicare.aic",),
    "undecided_goes_on": ("pd.redet.forward",),
    SILENCE: ("mcd.silence",),
    "own_criteria": ("ma.criteria",),
    "approved_course": ("ma.course",),
    "exception_request": ("pd.cd.exception",),
    "exception_goes_on": ("pd.cd.forward",),
}
_OF_THE_YOUNG = ("mcd.epsdt", "mcd.ffs.epsdt")
_AGE = 21
_EXCEPTIONS = {
    ReasonKind.STEP_THERAPY: ("pd.exception.steps",),
    ReasonKind.QUANTITY_LIMIT: ("pd.exception.quantity",),
    ReasonKind.NON_FORMULARY: ("pd.exception.list",),
}
_TO_THE_PLAN = frozenset((*FILINGS, EventKind.STEP_EXCEPTION_REQUESTED))
_COUNTED_OTHERWISE = frozenset(("mcd.sfh.decide", "fehb.opm.decide"))
_OF_AN_EXPEDITED = frozenset(("tricare_reconsideration_expedited",))
"""Answers whose time does not simply run from the receipt of the request, or that need not be a decision."""
_DRAFT = "draft"
_GUIDANCE = "guidance ("


def open_level(record: CaseRecord, kind: LetterKind) -> Deadline | None:
    """The claimant's time that a letter of this kind meets, still running or past its cautious day; None without."""
    live = [d for d in _of_level(record, kind) if d.is_live]
    return next(iter(sorted(live, key=lambda d: -record.timeline.position[d.event_key])), None)


def open_levels(record: CaseRecord) -> tuple[LetterKind, ...]:
    """The levels of the case's program that are open, the expedited one in place of the ordinary where it is urgent."""
    found = [
        kind for kind in PROGRAM_KINDS if record.case.sponsor in kind.sponsors and _is_open(record, kind)
    ]
    is_urgent = record.case.urgency is Urgency.EXPEDITED
    fast = {kind.recorded_as for kind in found if is_urgent and kind.fits is Urgency.EXPEDITED}
    return tuple(
        kind
        for kind in found
        if (kind.fits is Urgency.EXPEDITED and is_urgent)
        or (kind.fits is None and kind.recorded_as not in fast)
    )


def _is_open(record: CaseRecord, kind: LetterKind) -> bool:
    """Whether its time runs; a level for which law gives no time is open until it has been decided."""
    return open_level(record, kind) is not None if kind.rules else clinical_problem(record) is None


def clinical_problem(record: CaseRecord) -> str | None:
    """Why the VA's clinical appeal is not open; None where it is. It is about treatment, not about benefits."""
    if medical(record.case.reason_kind) == "no":
        return (
            "A clinical appeal is about treatment; this decision rests on something else: ask for its review."
        )
    return "The clinical appeal has been decided." if record.timeline.of(EventKind.APPEAL_DECIDED) else None


def level_deadline(record: CaseRecord, kind: LetterKind) -> Deadline | None:
    """The same, or the one that was met or missed: what is late is filed all the same, with the reason."""
    found = [d for d in _of_level(record, kind) if d.status is not Status.SUPERSEDED]
    return open_level(record, kind) or next(iter(found[::-1]), None)


def _of_level(record: CaseRecord, kind: LetterKind) -> list[Deadline]:
    """The claimant's times that this level has; one that runs from a filing opens once the answer to it is late."""
    times = [d for d in record.computed.deadlines if d.rule in kind.rules and d.is_claimants]
    return [d for d in times if d.trigger not in FILINGS or _is_unanswered(record, d)]


def _is_unanswered(record: CaseRecord, deadline: Deadline) -> bool:
    same = (d for d in record.computed.deadlines if d.event_key == deadline.event_key)
    return any(d.status is Status.LATE and d.actor is Actor.PLAN for d in same)


def citations_of_level(record: CaseRecord, kind: LetterKind) -> dict[str, Citation]:
    """What a letter of this level may cite: rows of this program alone, and only those whose text was read."""
    found: dict[str, Rule | None] = {key: _governing(record, ids) for key, ids in _CITED.items()}
    window = _governing(record, kind.rules)
    found["window"] = window
    found["forward"] = _forwarding(record, kind)
    found["under_21"] = _governing(record, _OF_THE_YOUNG) if is_under_21(record) else None
    found["exception"] = _governing(record, _EXCEPTIONS.get(record.case.reason_kind, ()))
    found["good_cause"] = rules().get(window.good_cause) if window and window.good_cause else None
    if kept := _keeping(record):
        found["keep"] = rules()[kept.rule]
    made = {key: _citation(record, key, rule) for key, rule in found.items() if rule}
    return {key: each for key, each in made.items() if each.verification not in WEAK}


def citations_of_silence(record: CaseRecord) -> dict[str, Citation]:
    """What a program's law says of a plan that lets its time pass; nothing where none says anything of it."""
    rule = _governing(record, _CITED[SILENCE])
    made = _citation(record, SILENCE, rule) if rule else None
    return {SILENCE: made} if made and made.verification not in WEAK else {}


def is_silent(record: CaseRecord, kind: LetterKind) -> bool:
    """Whether it is the plan's silence that opens the level of this kind."""
    opened = level_deadline(record, kind) if kind.is_of_program else None
    return opened is not None and opened.trigger in FILINGS


def is_under_21(record: CaseRecord) -> bool:
    """Whether the patient's day of birth is on record and 21 years have not gone by since."""
    if not record.patient.born_on:
        return False
    return add_clamped_months(read_day(record.patient.born_on), _AGE * MONTHS_OF_A_YEAR) > record.today


def _governing(record: CaseRecord, ids: tuple[str, ...]) -> Rule | None:
    regime = record.deriver.regime
    return next((rules()[each] for each in ids if regime.governs(rules()[each])), None)


def _citation(record: CaseRecord, key: str, rule: Rule) -> Citation:
    regime = record.deriver.regime
    return Citation(
        key=key,
        gives=rule.title[:1].lower() + rule.title[1:],
        section=as_text(regime.cites(rule)),
        paragraphs=("",),
        through="",
        source=regime.source(rule),
        verification=regime.verified(rule),
        checked=rule.checked,
    )


def as_text(citation: str) -> str:
    """A citation as it stands between brackets: without brackets of its own around what it applies or rests on."""
    if _GUIDANCE in citation:
        return citation.replace(_GUIDANCE, "guidance: ").removesuffix(")")
    return (
        citation.replace(" (applying ", ", applying ").removesuffix(")")
        if "(applying" in citation
        else citation
    )


def level_time(record: CaseRecord, kind: LetterKind, wishes: Wishes) -> Timeliness | None:
    """Why the request is in time: the engine's cautious day, from the decision that it answers.

    Where no text of that time was read, the day that the decision itself states goes before.
    """
    deadline = level_deadline(record, kind)
    if deadline is None:
        return None
    event = record.timeline.by_key[deadline.event_key]
    is_read = deadline.verification not in WEAK
    received, states_on = record.day(event, "received_on"), _stated(event)
    is_as_stated = states_on is not None and not is_read
    return Timeliness(
        period=None,
        starts_on=record.day(event, "notice_on", "sent_on", "received_by_plan"),
        ends_on=states_on if is_as_stated else _day(record, deadline.file_by),
        citation=as_text(deadline.citation) if is_read else None,
        is_from_receipt=received is not None,
        states_on=states_on,
        late_because=_because(record, wishes),
        presumed_days=None if is_as_stated else _presumed(deadline, received),
        is_silence=event.kind in FILINGS,
        received_on=received,
    )


def _presumed(deadline: Deadline, received: date | None) -> int | None:
    rule = rules()[deadline.rule]
    limb = rule.limb(deadline.limb) or rule.limbs[0]
    is_presumed = received is None and not limb.is_cautious_from_notice
    return limb.presumed_days if is_presumed and limb.presumed_days else None


def _because(record: CaseRecord, wishes: Wishes) -> str | None:
    return with_full_stop(wishes.late_because) if wishes.late_because.strip() else None


def _stated(event: Event) -> date | None:
    stated = event.get("states_deadline_on")
    return stated if type(stated) is date else None


def _day(record: CaseRecord, when: date | datetime | None) -> date | None:
    return day_of(when, record.zone) if when is not None else None


def keep_benefits(record: CaseRecord, kind: LetterKind, wishes: Wishes) -> KeepBenefits | None:
    """That the benefits go on, where law lets that be asked for and the patient wants it; None otherwise.

    A provider may not ask for it, 42 CFR 438.402(c)(1)(ii): the patient does, or somebody else who was named.
    """
    deadline = None if wishes.filed_by is FiledBy.PROVIDER_FOR_MEMBER else _keeping(record)
    if deadline is None or not kind.is_filing or not wishes.keep_benefits:
        return None
    event = record.timeline.by_key[deadline.event_key]
    return KeepBenefits(
        is_upheld=event.kind is EventKind.APPEAL_DECIDED,
        by_on=_day(record, deadline.file_by),
        notice_on=record.day(event, "notice_on"),
        effective_on=record.day(event, "effective_on"),
    )


def _keeping(record: CaseRecord) -> Deadline | None:
    found = [d for d in record.computed.deadlines if d.rule in KEEPING and d.is_live]
    return found[-1] if found else None


def level_due(record: CaseRecord, kind: LetterKind) -> DecisionDue | None:
    """When the answer would be due if this came today; None where no text that was read says so."""
    is_urgent = kind.asks_for_haste(record.case.urgency, record.case.sponsor)
    owed = _owed(record, kind, is_urgent)
    if owed is None or kind.key in _OF_AN_EXPEDITED:
        return None
    deadline, period = owed
    normally = "normally " if deadline.rule.startswith("tricare.") else ""
    within = f"{normally}within {period_words(period)} after {_begins(kind)}"
    citation = as_text(deadline.citation)
    if not is_urgent:
        return DecisionDue("This is a standard request", within, citation)
    if _owed(record, kind, is_urgent=False) == owed:
        return DecisionDue("I ask for haste", f"even without it {within}", citation)
    return DecisionDue("This is an expedited request", within, citation)


def _owed(record: CaseRecord, kind: LetterKind, is_urgent: bool) -> tuple[Deadline, Period] | None:
    """The answer to such a request and the one time for it, asked for with haste or without."""
    after = _as_if_filed(record, kind, is_urgent)
    owed = next((d for d in after.computed.deadlines if d.event_key == _DRAFT and _answers(d)), None)
    if owed is None:
        return None
    rule, event = rules()[owed.rule], after.timeline.by_key[_DRAFT]
    limb = rule.limb(owed.limb) or rule.limbs[0]
    periods = possible(limb, after.deriver.facts(event), record.today)
    return (owed, periods[0]) if len(periods) == 1 else None


def _forwarding(record: CaseRecord, kind: LetterKind) -> Rule | None:
    """The row by which a plan sends on what it upholds in the time of its decision; of haste no text that was read
    says so."""
    if kind.asks_for_haste(record.case.urgency, record.case.sponsor):
        return None
    owed = _owed(record, kind, is_urgent=False)
    rule = rules()[owed[0].rule] if owed else None
    return rule if rule and rule.limb("forward") else None


def _begins(kind: LetterKind) -> str:
    if kind.recorded_as is EventKind.STEP_EXCEPTION_REQUESTED:
        return "you receive the prescriber's supporting statement"
    return "you receive this request" if kind.office is None else "this request is received"


def _answers(deadline: Deadline) -> bool:
    is_read = deadline.verification not in WEAK and deadline.basis != TYPICAL
    is_plain = deadline.limb != "forward" and deadline.rule not in _COUNTED_OTHERWISE
    return deadline.actor in (Actor.PLAN, Actor.AGENCY) and is_plain and is_read


def _as_if_filed(record: CaseRecord, kind: LetterKind, is_urgent: bool) -> CaseRecord:
    """The case as it would stand if this letter were received today."""
    receipt = "received_by_plan" if kind.recorded_as in _TO_THE_PLAN else "received_by_office"
    fields: dict[str, str | bool | date] = {
        receipt: record.today,
        "sent_on": record.today,
        "expedited": is_urgent,
    }
    opened = open_level(record, kind)
    if opened:
        fields["answers"] = opened.event_key
    if kind.recorded_as is EventKind.STEP_EXCEPTION_REQUESTED:
        fields["statement_received"] = record.today
    event = Event(_DRAFT, kind.recorded_as, fields)
    facts = replace(record.facts, events=(*record.facts.events, event))
    return replace(record, facts=facts, computed=compute(facts, record.now))


def way(kind: LetterKind, wishes: Wishes, exhibits: tuple[Exhibit, ...]) -> Way | None:
    """Which review the VA is asked for: as wished, else a supplemental claim where records are enclosed, which may be
    new, and a higher-level review where none are, since it takes in nothing new. None for other letters."""
    if "way" not in kind.must_contain:
        return None
    is_new = any(each.title and each.title != APPOINTMENT for each in exhibits)
    return Way(wishes.way) if wishes.way else Way.SUPPLEMENTAL if is_new else Way.HIGHER_LEVEL
