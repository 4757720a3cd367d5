"""One rule applied to given moments and facts, without a case: what `tracker law apply` answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from tracker.rules.dates import day_of
from tracker.rules.facts import Coverage, When
from tracker.rules.moments import later_of, tolled
from tracker.rules.outcome import EARLIEST_FOUND, Deadline
from tracker.rules.periods import Span, latest, span
from tracker.rules.reading import is_after, read_flag, read_when, zone
from tracker.rules.regimes import Regime, part_of, regime_of
from tracker.rules.rulebook import Limb, Rule, rules
from tracker.rules.state_rows import State
from tracker.rules.state_rules import FAMILY, NoSuchClockError, rule_for, told
from tracker.rules.terms import Actor, ClaimType, Funding, Sponsor, Status, Urgency

CLAIMANTS = ("notice", "received")
FACTS: dict[str, Callable[..., Any]] = {
    "appeal_levels": int,
    "claim": ClaimType,
    "urgency": Urgency,
    "extended": bool,
    "quick_channel": bool,
    "sponsor": Sponsor,
    "funding": Funding,
    "grandfathered": bool,
    "state": str,
}


class ApplyError(ValueError):
    """What was asked cannot be answered; the message is a sentence."""


@dataclass(frozen=True)
class Shape:
    """What a rule takes: its limbs, and the moments and facts that each understands."""

    limbs: tuple[str, ...]
    moments: tuple[str, ...]
    required: tuple[str, ...]
    facts: tuple[str, ...]


def shape(rule: Rule) -> Shape:
    """What may be asked of a rule. A rule that is no clock has no limbs."""
    limbs = ("later",) if rule.combine == "later" else tuple(limb.name for limb in rule.limbs)
    if not rule.is_clock:
        return Shape((), (), (), ())
    own = CLAIMANTS if rule.actor is Actor.CLAIMANT else ("start",)
    more: tuple[str, ...] = ("determination", "determination_received") if rule.combine == "later" else ()
    more += (
        ("claim_received", "extension_sent")
        if any(x.computed == "tolled_remainder" for x in rule.limbs)
        else ()
    )
    names = {name for limb in rule.limbs for period in limb.periods for name in period.when}
    names |= {"claim"} if "claim_received" in more else set()
    names |= {"state"} if rule.family == FAMILY else set()
    return Shape(limbs, own + more, own[:1], tuple(sorted(names | {"sponsor", "funding"})))


def apply_rule(
    rule_id: str, moments: Mapping[str, Any], facts: Mapping[str, Any], timezone: str, limb: str | None = None
) -> Deadline:
    """The rule's dates from these moments. Raises ApplyError or ReadingError with a sentence."""
    known = read_facts(facts)
    rule, state = _of_state(_rule(rule_id), known)
    takes = shape(rule)
    chosen = _limb(rule, takes, limb)
    read = _moments(takes, moments, timezone)
    counted = _counted(rule, chosen, read, known, zone(timezone))
    counted.trail += told(rule.id, chosen.name, state) if state else []
    return _answer(rule, chosen, counted, known)


def _rule(rule_id: str) -> Rule:
    rule = rules().get(rule_id)
    if rule is None:
        raise ApplyError(f"There is no rule “{str(rule_id)[:60]}” in the tables.")
    if not rule.is_clock:
        raise ApplyError(f"{rule.id} is a right or a definition, not a clock: there is no date to work out.")
    return rule


def _of_state(rule: Rule, facts: Mapping[str, Any]) -> tuple[Rule, State | None]:
    """A rule of the states' own law as the row of the state that the facts name fills it in."""
    if rule.family != FAMILY:
        return rule, None
    try:
        return rule_for(rule.id, facts)
    except NoSuchClockError as error:
        raise ApplyError(str(error)) from error


def _limb(rule: Rule, takes: Shape, name: str | None) -> Limb:
    if name is not None and name not in takes.limbs:
        raise ApplyError(f"{rule.id} has no limb “{str(name)[:40]}”; it has: {', '.join(takes.limbs)}.")
    return rule.limbs[0] if rule.combine == "later" or name is None else rule.limb(name) or rule.limbs[0]


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


def read_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts by name as their own types; urgency is standard where nobody says. Raises ApplyError."""
    known: dict[str, Any] = {"urgency": Urgency.STANDARD.value, "extended": False}
    for name, value in facts.items():
        if name not in FACTS:
            raise ApplyError(f"Unknown fact “{str(name)[:40]}”; known are: {', '.join(sorted(FACTS))}.")
        if value is not None and value != "unknown":
            known[name] = _fact(name, value)
    if known.get("sponsor") == Sponsor.INDIVIDUAL and known.setdefault("appeal_levels", 1) == 2:
        raise ApplyError(ONE_LEVEL)
    return known


ONE_LEVEL = "An individual policy has only one mandatory appeal level (45 CFR 147.136(b)(3)(ii)(G))."


def _fact(name: str, value: Any) -> Any:
    kind = FACTS[name]
    try:
        if kind is bool:
            return read_flag(value)
        if isinstance(value, bool | float) or not isinstance(value, str | int):
            raise TypeError
        if name == "appeal_levels" and int(value) not in (1, 2):
            raise ValueError
        if kind is Urgency and value == "urgent":
            return Urgency.EXPEDITED.value
        read = kind(value)
    except (ValueError, TypeError) as error:
        raise ApplyError(f"“{str(value)[:40]}” is not a value of {name}.") from error
    return str(read.value) if hasattr(read, "value") else read


def _counted(
    rule: Rule, limb: Limb, read: Mapping[str, When], facts: Mapping[str, Any], tz: ZoneInfo
) -> Span:
    if rule.actor is not Actor.CLAIMANT:
        counted = span(limb, facts, read["start"], read["start"], tz, "The clock starts")
        return _tolled(limb, counted, read, facts, tz)
    counted = span(
        limb, facts, read["notice"], read.get("received", read["notice"]), tz, "Date of the notice"
    )
    if rule.combine != "later":
        return counted
    if "determination" not in read:
        return counted
    start = read["determination"]
    late = read.get("determination_received", start)
    return later_of(counted, span(rule.limbs[1], facts, start, late, tz, "Date of the determination"), tz)


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
    return Deadline(
        rule=rule.id,
        limb=rule.combine if rule.combine == "later" else limb.name,
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
        latest_arguable=counted.late if is_claimants and rule.basis != EARLIEST_FOUND else None,
        due=None if is_claimants else counted.early,
        overdue_certain_after=None if is_claimants else counted.late,
    )


def _regime(facts: Mapping[str, Any]) -> Regime | None:
    """The kind of coverage, where somebody says who sponsors it."""
    if "sponsor" not in facts:
        return None
    return regime_of(
        Coverage(sponsor=Sponsor(facts["sponsor"]), funding=Funding(facts.get("funding", "unknown")))
    )


def _basis(rule: Rule, regime: Regime | None) -> str | None:
    is_floor = regime is not None and rule.family == "external" and regime.external_basis is not None
    return "federal_floor" if is_floor else rule.basis
