"""Which kinds of coverage a rule can govern, and which questions about a coverage change anything for its kind.

Both are asked of `regimes` and of the rows themselves, so that a new sponsor or a new rule needs no word here.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

from tracker.rules.apply import shape
from tracker.rules.contradictions import contradictions
from tracker.rules.facts import COVERAGE_FACTS, YES_OR_NO, Coverage
from tracker.rules.law_rows import Rule
from tracker.rules.regimes import regime_of
from tracker.rules.relief import table
from tracker.rules.rulebook import rules
from tracker.rules.state_law import why_not_bound
from tracker.rules.state_rows import PRIVATE
from tracker.rules.state_rules import FAMILY
from tracker.rules.terms import Funding, Sponsor

RELIEF = "relief"
SAMPLES: dict[str, tuple[Any, ...]] = {
    "funding": (Funding.SELF_FUNDED, Funding.INSURED),
    "appeal_levels": (1, 2),
    **dict.fromkeys(YES_OR_NO, (True, False)),
}
"""Answers to try for each axis of a coverage that a regime may ask about."""


@cache
def kinds_of(rule: Rule) -> frozenset[Sponsor]:
    """The kinds of coverage that the rule can govern; none for one that only other rules lead to."""
    return frozenset(sponsor for sponsor in Sponsor if _can_govern(rule, sponsor))


@cache
def axes_that_matter(sponsor: Sponsor) -> frozenset[str]:
    """The names of `Coverage` whose answers change something for this kind of coverage."""
    names = (name for name in COVERAGE_FACTS if name != "sponsor")
    return frozenset(name for name in names if _matters(name, sponsor))


def _can_govern(rule: Rule, sponsor: Sponsor) -> bool:
    if rule.family == FAMILY:
        return sponsor in PRIVATE
    if rule.family == RELIEF:
        return sponsor in (*table().reach.sponsors, *table().reach.encouraged)
    return rule.family in _families(sponsor)


@cache
def _families(sponsor: Sponsor) -> frozenset[str]:
    regimes = (regime_of(coverage, is_bill) for coverage in _variants(sponsor) for is_bill in (False, True))
    return frozenset(family for regime in regimes for family in regime.families)


def _variants(sponsor: Sponsor) -> Iterator[Coverage]:
    for funding, grandfathered, other in product(Funding, (True, False), (None, True)):
        flags: dict[str, Any] = {**dict.fromkeys(YES_OR_NO, other), "grandfathered": grandfathered}
        yield Coverage(sponsor=sponsor, funding=funding, **flags)


def _matters(name: str, sponsor: Sponsor) -> bool:
    if name == "state":
        return sponsor in PRIVATE and not why_not_bound(Coverage(sponsor=sponsor))
    if not _is_open(name, sponsor):
        return False
    if name == "appeal_levels":  # where the law fixes the number of levels, nobody needs to know it
        return name in _facts_asked(sponsor) and _changes_the_regime(name, sponsor)
    return name in _facts_asked(sponsor) or _changes_the_regime(name, sponsor)


def _is_open(name: str, sponsor: Sponsor) -> bool:
    """Whether more than one answer is possible for this kind of coverage."""
    tried = (Coverage(sponsor=sponsor, **{name: sample}) for sample in SAMPLES.get(name, ()))
    return name not in SAMPLES or sum(not contradictions(coverage) for coverage in tried) > 1


@cache
def _facts_asked(sponsor: Sponsor) -> frozenset[str]:
    return frozenset(
        name
        for rule in rules().values()
        if sponsor in kinds_of(rule)
        for name in (*shape(rule).facts, *(name for limb in rule.limbs for name in limb.when))
        if name not in ("sponsor", "funding")
    )


def _changes_the_regime(name: str, sponsor: Sponsor) -> bool:
    tried = (Coverage(sponsor=sponsor, **{name: sample}) for sample in SAMPLES.get(name, ()))
    return len({replace(regime_of(coverage), name="") for coverage in tried}) > 1
