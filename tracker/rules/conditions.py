"""When a row of a playbook applies: facts of the case as words, and conditions on them.

A fact that nobody knows is "unknown", and meets a condition only where the row names "unknown".
"""

from collections.abc import Mapping
from types import MappingProxyType

from tracker.rules.errors import LawTableError
from tracker.rules.terms import ClaimType, Funding, ReasonKind, ServiceKind, Sponsor, Urgency

CoverageFacts = Mapping[str, str | bool | None]
Conditions = Mapping[str, tuple[str, ...]]

UNKNOWN = "unknown"
_YES_OR_NO = frozenset({"yes", "no"})

FACTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "sponsor": frozenset(Sponsor),
        "funding": frozenset(Funding),
        "grandfathered": _YES_OR_NO,
        "essential_health_benefits": _YES_OR_NO,
        "no_network_provider": _YES_OR_NO,
        "surprise_bill": _YES_OR_NO,
        "steps_documented": _YES_OR_NO,
        "exception_stated": _YES_OR_NO,
        "service_kind": frozenset(ServiceKind),
        "reason_kind": frozenset(ReasonKind),
        "claim": frozenset(ClaimType),
        "urgency": frozenset(Urgency),
        "filing": frozenset({"internal_appeal", "external_review"}),
    }
)


def facts_as_words(facts: CoverageFacts) -> dict[str, str]:
    """The facts as words: True is "yes", False is "no"; what is None or empty is left out."""
    return {fact: _word(value) for fact, value in facts.items() if value is not None and value != ""}


def holds(when: Conditions, facts: Mapping[str, str]) -> bool:
    """Whether each condition names the word that its fact is."""
    return all(facts.get(fact, UNKNOWN) in allowed for fact, allowed in when.items())


def check_conditions(when: Conditions, where: str) -> None:
    """Raise LawTableError, beginning with `where`, for a fact that is none or a word that it cannot be."""
    for fact, allowed in when.items():
        if fact not in FACTS:
            raise LawTableError(f"{where}: there is no fact '{fact}'; the facts are {', '.join(FACTS)}")
        for word in set(allowed) - FACTS[fact] - {UNKNOWN}:
            raise LawTableError(f"{where}: the fact '{fact}' is never '{word}'")


def _word(value: str | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value
