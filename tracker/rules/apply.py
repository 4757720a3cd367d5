"""One rule applied to given moments and facts, without a case: what `tracker law apply` answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from tracker.rules.apply_checks import objections
from tracker.rules.asked_facts import (
    ALIASES,
    ApplyError,
    contradicted,
    given_names,
    of_the_rule_itself,
    read_facts,
    refuse,
)
from tracker.rules.combining import (
    NO_RECEIPT,
    NOT_GIVEN,
    board_meetings,
    claimants_start,
    combined,
    hearing_remainder,
    tolled,
)
from tracker.rules.dates import day_of
from tracker.rules.facts import Coverage, When
from tracker.rules.law_rows import Limb, Rule
from tracker.rules.moments import NO_PLAN_APPEAL
from tracker.rules.outcome import EARLIEST_FOUND, NO_LIMIT, Deadline
from tracker.rules.periods import Span, latest, most_extension, span
from tracker.rules.reading import is_after, read_when, zone
from tracker.rules.regimes import Regime, part_of, regime_of
from tracker.rules.relief import table
from tracker.rules.relief_asked import Asked, relief_for
from tracker.rules.rulebook import rules
from tracker.rules.state_rows import State
from tracker.rules.state_rules import FAMILY, NoSuchClockError, rule_for, told
from tracker.rules.terms import Actor, Funding, Sponsor, Status, Urgency

CLAIMANTS = ("notice", "received")
MORE_MOMENTS = {
    "filing_period": ("determination", "determination_received"),
    "tolled_remainder": ("claim_received", "extension_sent"),
    "hearing_remainder": ("appeal_filed", "resolution"),
    "board_meetings": ("first_meeting", "second_meeting", "third_meeting"),
}
"""The moments that a computation takes beside the rule's own."""


@dataclass(frozen=True)
class Shape:
    """What a rule takes: its limbs, and the moments and facts that each understands."""

    limbs: tuple[str, ...]
    moments: tuple[str, ...]
    required: tuple[str, ...]
    facts: tuple[str, ...]


def shape(rule: Rule) -> Shape:
    """What may be asked of a rule. A right, and what only a whole case decides, has no limbs."""
    if not is_applicable(rule):
        return Shape((), (), (), ())
    limbs = tuple(limb.name for limb in rule.limbs) if rule.combine == "separate" else (rule.combine,)
    own = CLAIMANTS if rule.actor is Actor.CLAIMANT else ("start",)
    more = tuple(name for limb in rule.limbs for name in MORE_MOMENTS.get(limb.computed or "", ()))
    if rule.combine != "separate" and not more:
        more = ("effective",)
    return Shape(limbs, own + more, own[:1], tuple(sorted(_fact_names(rule) | {"sponsor", "funding"})))


def is_applicable(rule: Rule) -> bool:
    """Whether a rule's date can be worked out from moments alone."""
    return rule.is_clock and all(limb.computed != "possible" for limb in rule.limbs)


def _fact_names(rule: Rule) -> set[str]:
    names = {name for limb in rule.limbs for period in limb.periods for name in period.when}
    names |= {"state"} if rule.family == FAMILY else set()
    names |= {"relief"} if table().reach.reaches(rule.id) else set()
    for limb in rule.limbs:
        names |= {"extended", "extension_days"} if limb.extension_days else set()
        names |= {"state_window_days"} if limb.computed == "state_window" else set()
        names |= {"claim"} if limb.computed == "tolled_remainder" else set()
    names = {"part_b_drug" if name == "is_part_b_drug" else name for name in names}
    return names | {alias for name in names for alias in ALIASES.get(name, ())}


def apply_rule(
    rule_id: str, moments: Mapping[str, Any], facts: Mapping[str, Any], timezone: str, limb: str | None = None
) -> Deadline:
    """The rule's dates from these moments. Raises ApplyError or ReadingError with a sentence."""
    known = read_facts(facts)
    rule, state = _of_state(_rule(rule_id), known)
    takes = shape(rule)
    chosen = _limb(rule, takes, limb, known, given_names(facts))
    read = _moments(takes, moments, timezone)
    known = of_the_rule_itself(chosen, facts) | known
    _check_in_force(rule, chosen, read[takes.required[0]], known, zone(timezone))
    for problem in objections(rule, chosen, read, known, timezone):
        raise ApplyError(problem)
    relief = relief_for(rule, known)
    counted = _counted(
        rule, _relied_on(rule, chosen, known), read, {**known, "relief": relief}, zone(timezone)
    )
    if chosen.note and not chosen.note_when:
        counted.trail.append(chosen.note)
    counted.trail += [*(told(rule.id, chosen.name, state) if state else ()), *relief.notes]
    return _answer(rule, chosen, counted, known)


def _rule(rule_id: str) -> Rule:
    rule = rules().get(rule_id)
    if rule is None:
        raise ApplyError(f"There is no rule “{str(rule_id)[:60]}” in the tables.")
    if not rule.is_clock:
        raise ApplyError(
            f"{rule.id} is a right or a definition, not a clock: there is no date to work out. {rule.words}"
        )
    if not is_applicable(rule):
        raise ApplyError(
            f"{rule.id} goes by the dates of other rules: `tracker deadlines` works it out of a case."
        )
    return rule


def _of_state(rule: Rule, facts: Mapping[str, Any]) -> tuple[Rule, State | None]:
    """A rule of the states' own law as the row of the state that the facts name fills it in."""
    if rule.family != FAMILY:
        return rule, None
    try:
        return rule_for(rule.id, facts)
    except NoSuchClockError as error:
        raise ApplyError(str(error)) from error


def _check_in_force(rule: Rule, limb: Limb, start: When, facts: Mapping[str, Any], tz: ZoneInfo) -> None:
    """Refuse what begins when the rule, or each of its periods, is no law, and a longer extension than it allows."""
    day = day_of(start, tz)
    if rule.effective_from is not None and day < rule.effective_from:
        raise ApplyError(
            f"{rule.id} is law for what begins on {rule.effective_from} or later; {day} is before that."
        )
    if rule.effective_until is not None and day > rule.effective_until:
        raise ApplyError(
            f"{rule.id} is law for what begins on {rule.effective_until} or earlier; {day} is after that."
        )
    if limb.periods and not any(period.is_law_on(day) for period in limb.periods):
        raise ApplyError(f"{rule.id} has no time that is law for what begins on {day}.")
    most, days = most_extension(limb, facts), facts.get("extension_days", 0)
    if days > most or (facts.get("extended") and not most):
        may = f"can be extended by at most {most} days" if most else "cannot be extended"
        raise ApplyError(f"{rule.id} {may}{f'; {days} days were given' if days else ''}.")


def _limb(
    rule: Rule, takes: Shape, name: str | None, known: Mapping[str, Any], given: frozenset[str]
) -> Limb:
    """The part that was named, else the first that no stated fact speaks against."""
    if name is not None and name not in takes.limbs:
        raise ApplyError(f"{rule.id} has no limb “{str(name)[:40]}”; it has: {', '.join(takes.limbs)}.")
    named = rule.limb(name) if name is not None and rule.combine == "separate" else None
    parts = (named,) if named else rule.limbs if rule.combine == "separate" else rule.limbs[:1]
    against = {limb: contradicted(rule, limb, known, given) for limb in parts}
    found = next((limb for limb in parts if not against[limb]), None)
    if found is None:
        raise refuse(rule, against[parts[0]], known, given)
    return found


def _moments(takes: Shape, moments: Mapping[str, Any], timezone: str) -> dict[str, When]:
    for name in moments:
        if name not in takes.moments:
            raise ApplyError(
                f"Unknown moment “{str(name)[:40]}”; this rule takes: {', '.join(takes.moments)}."
            )
    given = {name: read_when(value, timezone) for name, value in moments.items() if value is not None}
    for name in takes.required:
        if name not in given:
            raise ApplyError(f"The moment “{name}” is missing.")
    for first, second in (("notice", "received"), ("determination", "determination_received")):
        if first in given and second in given and is_after(given[first], given[second], timezone):
            raise ApplyError(
                f"“{second}” lies before “{first}”: a notice cannot come before the date printed on it."
            )
    return given


def _counted(
    rule: Rule, limb: Limb, read: Mapping[str, When], facts: Mapping[str, Any], tz: ZoneInfo
) -> Span:
    if rule.actor is not Actor.CLAIMANT:
        return _owed(limb, read, facts, tz)
    received = read.get("received")
    counted = _from(
        limb, read["notice"], received if limb.received else None, "Date of the notice", facts, tz
    )
    if received is not None and not limb.received:
        counted.trail.append(NO_RECEIPT)
    if rule.combine == "separate":
        return counted
    other = rule.limbs[1]
    if other.computed == "filing_period":
        start, received, label = (
            read.get("determination"),
            read.get("determination_received"),
            "Date of the determination",
        )
    else:
        start, received, label = read.get("effective"), None, other.label or "Takes effect"
    if start is None:
        counted.trail.append(NOT_GIVEN.format(other.title))
        return counted
    other = _relied_on(rule, other, facts)
    return combined(rule.combine, counted, _from(other, start, received, label, facts, tz), tz)


def _from(
    limb: Limb, notice: When, received: When | None, label: str, facts: Mapping[str, Any], tz: ZoneInfo
) -> Span:
    """A claimant's limb, counted from a notice and, where shown, its receipt."""
    start = claimants_start(limb, notice, received, limb.label or label, tz)
    counted = span(limb, facts, start.early, start.late, tz, start.label, start.late_label)
    relief: Asked = facts["relief"]
    return relief.moves(counted, limb, start, tz)


def _owed(limb: Limb, read: Mapping[str, When], facts: Mapping[str, Any], tz: ZoneInfo) -> Span:
    """What somebody else owes, counted from what started its clock."""
    if limb.computed == "board_meetings":
        meetings = [read.get(name) for name in MORE_MOMENTS["board_meetings"]]
        return board_meetings(day_of(read["start"], tz), [day_of(m, tz) if m else None for m in meetings])
    counted = span(limb, facts, read["start"], read["start"], tz, "The clock starts")
    if limb.computed == "hearing_remainder" and facts.get("urgency") == Urgency.STANDARD.value:
        appealed, decided = read.get("appeal_filed"), read.get("resolution")
        if appealed is not None and decided is not None:
            on, until, request = (day_of(each, tz) for each in (appealed, decided, read["start"]))
            return hearing_remainder(counted, on, until, request, True)
        counted.trail.append(NO_PLAN_APPEAL)
    return _tolled(limb, counted, read, facts, tz)


def _tolled(
    limb: Limb, counted: Span, read: Mapping[str, When], facts: Mapping[str, Any], tz: ZoneInfo
) -> Span:
    if limb.computed != "tolled_remainder" or not {"claim_received", "extension_sent"} <= set(read):
        return counted
    bases = {"post_service": (30,), "pre_service": (15,), "concurrent": (15,)}.get(
        facts.get("claim", ""), (15, 30)
    )
    received, sent = day_of(read["claim_received"], tz), day_of(read["extension_sent"], tz)
    spans = [tolled(counted, received, sent, base) for base in bases]
    last = latest([s.late for s in spans if s.late is not None], tz)
    return next(s for s in spans if s.late == last)


def _answer(rule: Rule, limb: Limb, counted: Span, facts: Mapping[str, Any]) -> Deadline:
    regime = _regime(facts)
    cited = regime.cites(rule) if regime else rule.citation
    is_claimants = rule.actor is Actor.CLAIMANT
    outer = None if rule.basis in NO_LIMIT | {EARLIEST_FOUND} else counted.late
    return Deadline(
        rule=rule.id,
        limb=limb.name if rule.combine == "separate" else rule.combine,
        event_key="",
        trigger=limb.starts[0],
        actor=rule.actor,
        title=limb.title,
        unit=counted.unit,
        status=Status.NEEDS_DATE if counted.early is None else Status.OPEN,
        citation=part_of(cited, counted.citation or limb.citation),
        source=regime.source(rule) if regime else rule.source,
        checked=rule.checked,
        verification=regime.verified(rule) if regime else rule.verification,
        trail=tuple(counted.trail),
        basis=_basis(rule, regime),
        confidence=rule.confidence,
        file_by=counted.early if is_claimants else None,
        latest_arguable=outer if is_claimants else None,
        due=None if is_claimants else counted.early,
        overdue_certain_after=None if is_claimants else outer,
    )


def _regime(facts: Mapping[str, Any]) -> Regime | None:
    """The kind of coverage, where somebody says who sponsors it."""
    if "sponsor" not in facts:
        return None
    return regime_of(
        Coverage(sponsor=Sponsor(facts["sponsor"]), funding=Funding(facts.get("funding", "unknown")))
    )


def _relied_on(rule: Rule, limb: Limb, facts: Mapping[str, Any]) -> Limb:
    """The limb as far as the kind of coverage can rely on it; as the rule says it where nobody says the kind."""
    regime = _regime(facts)
    return regime.reads(rule, limb) if regime else limb


def _basis(rule: Rule, regime: Regime | None) -> str | None:
    is_floor = regime is not None and rule.family == "external" and regime.external_basis is not None
    return "federal_floor" if is_floor else rule.basis
