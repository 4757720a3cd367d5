"""The facts that one rule is asked with: read, spelled out, refused where they contradict one another or the rule."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tracker.rules.apply_checks import at_odds
from tracker.rules.contradictions import contradictions, read_state
from tracker.rules.derived import QUICK
from tracker.rules.facts import Coverage
from tracker.rules.law_rows import Limb, Rule
from tracker.rules.reading import ReadingError, read_flag
from tracker.rules.regimes import PROGRAMS
from tracker.rules.relief_asked import relief_code
from tracker.rules.rulebook import rules
from tracker.rules.terms import Channel, ClaimType, Funding, Sponsor, Urgency

FACTS: dict[str, Callable[..., Any]] = {
    "appeal_levels": int,
    "claim": ClaimType,
    "urgency": Urgency,
    "expedited": bool,
    "escalated": bool,
    "extended": bool,
    "extension_days": int,
    "channel": Channel,
    "quick_channel": bool,
    "prior_authorization": bool,
    "part_b_drug": bool,
    "payment": bool,
    "integrated": bool,
    "joint_board": bool,
    "probable_fraud": bool,
    "rating_period_2026": bool,
    "state_window_days": int,
    "sponsor": Sponsor,
    "funding": Funding,
    "grandfathered": bool,
    "state": str,
    "relief": relief_code,
}
WHERE_NOBODY_SAYS = {"urgency": Urgency.STANDARD.value, "extended": False, "probable_fraud": False}
LARGEST = {"extension_days": 45, "state_window_days": 365}
SELF_EVIDENT = frozenset(("payment", "is_part_b_drug", "no_prior_authorization", "integrated"))
"""Facts that the choice of a rule settles where nobody says otherwise."""
ALIASES = {"urgency": ("expedited",), "quick_channel": ("channel",)}
AS_ASKED = {
    "is_part_b_drug": "part_b_drug",
    "no_prior_authorization": "prior_authorization",
    "asked_urgency": "urgency",
}
"""What a condition of a row is called where it is asked for."""
OF_PROGRAMS = frozenset(family for families in PROGRAMS.values() for family in families)


class ApplyError(ValueError):
    """What was asked cannot be answered; the message is a sentence."""


def read_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts by name as their own types; urgency is standard where nobody says. Raises ApplyError."""
    known: dict[str, Any] = {}
    for name, value in facts.items():
        if name not in FACTS:
            raise ApplyError(f"Unknown fact “{str(name)[:40]}”; known are: {', '.join(sorted(FACTS))}.")
        if value is not None and value != "unknown":
            known[name] = _fact(name, value)
    for sentence in (*at_odds(known), *_of_no_coverage(known)):
        raise ApplyError(sentence)
    _spell_out(known)
    return WHERE_NOBODY_SAYS | known


def _of_no_coverage(known: Mapping[str, Any]) -> Iterator[str]:
    """Facts that no one coverage can have together."""
    levels = 1 if known.get("sponsor") == Sponsor.INDIVIDUAL else None
    coverage = Coverage(
        Sponsor(known.get("sponsor", "unknown")),
        Funding(known.get("funding", "unknown")),
        appeal_levels=known.get("appeal_levels", levels),
        **{
            name: known.get(name)
            for name in ("grandfathered", "joint_board", "integrated", "state_window_days")
        },
    )
    yield from (problem.sentence for problem in contradictions(coverage))


def _urgency(is_expedited: bool) -> str:
    return (Urgency.EXPEDITED if is_expedited else Urgency.STANDARD).value


def _spell_out(known: dict[str, Any]) -> None:
    """What one fact says of another."""
    if known.get("sponsor") == Sponsor.INDIVIDUAL:
        known.setdefault("appeal_levels", 1)
    if "expedited" in known:
        known["urgency"] = _urgency(known["expedited"])
    if "channel" in known:
        known["quick_channel"] = known["channel"] in QUICK
    if "part_b_drug" in known:
        known["is_part_b_drug"] = known["part_b_drug"]


def _fact(name: str, value: Any) -> Any:
    kind = FACTS[name]
    try:
        if kind is bool:
            return read_flag(value)
        if isinstance(value, bool | float) or not isinstance(value, str | int):
            raise TypeError
        if name == "appeal_levels" and int(value) not in (1, 2):
            raise ValueError
        if name == "state":
            return read_state(str(value))
        if name in LARGEST and not 0 <= int(value) <= LARGEST[name]:
            raise ValueError
        if kind is Urgency and value == "urgent":
            return Urgency.EXPEDITED.value
        read = kind(value)
    except ReadingError as error:
        if name == "state":
            raise
        raise ApplyError(f"“{str(value)[:40]}” is not a value of {name}.") from error
    except (ValueError, TypeError) as error:
        raise ApplyError(f"“{str(value)[:40]}” is not a value of {name}.") from error
    return str(read.value) if hasattr(read, "value") else read


def given_names(facts: Mapping[str, Any]) -> frozenset[str]:
    """The facts that somebody states, each by the one of its names that rows go by."""
    stated = {name for name, value in facts.items() if value is not None and value != "unknown"}
    return frozenset(stated | {name for name, others in ALIASES.items() if stated & {*others}})


def of_the_rule_itself(limb: Limb, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What asking for just this rule says: a rule about prior authorization is asked about a request under it.

    Where the facts say that it is unknown, it stays so.
    """
    said = {
        name: allowed[0] for name, allowed in limb.when.items() if name in SELF_EVIDENT and len(allowed) == 1
    }
    if "no_prior_authorization" in said:
        said["prior_authorization"] = not said["no_prior_authorization"]
    unknown = {name for name, value in facts.items() if value == "unknown"}
    return {name: value for name, value in said.items() if AS_ASKED.get(name, name) not in unknown}


def contradicted(rule: Rule, limb: Limb, known: Mapping[str, Any], given: frozenset[str]) -> tuple[str, ...]:
    """The stated facts that speak against this part of a public program's rule; none of any other rule."""
    if rule.family not in OF_PROGRAMS:
        return ()
    chosen_by = {name for period in limb.periods for name in period.when}
    asked = {AS_ASKED.get(name, name): (name, allowed) for name, allowed in limb.when.items()}
    return tuple(
        fact
        for fact, (name, allowed) in asked.items()
        if fact in given and fact not in chosen_by and _said_of(name, known) not in allowed
    )


def _said_of(name: str, known: Mapping[str, Any]) -> Any:
    if name == "no_prior_authorization":
        return not known["prior_authorization"]
    return known[AS_ASKED.get(name, name)]


def refuse(rule: Rule, facts: tuple[str, ...], known: Mapping[str, Any], given: frozenset[str]) -> ApplyError:
    """What to say to facts that speak against a rule, with the rule that they belong to where there is one."""
    told = " and ".join(f"{name} = {_told(known[name])}" for name in facts)
    other = next((each.id for each in rules().values() if _belongs(each, rule, known, given)), None)
    instead = f" Ask for {other} instead." if other else ""
    return ApplyError(f"{rule.id} is not for {told}.{instead}")


def _belongs(other: Rule, rule: Rule, known: Mapping[str, Any], given: frozenset[str]) -> bool:
    """Whether another rule of the same family and actor starts with the same events and takes these facts."""
    if other is rule or (other.family, other.actor) != (rule.family, rule.actor):
        return False
    begun = {kind for limb in rule.limbs for kind in limb.starts}
    return any(
        begun & {*limb.starts}
        and given & {AS_ASKED.get(name, name) for name in limb.when}
        and not contradicted(other, limb, known, given)
        for limb in other.limbs
    )


def _told(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
