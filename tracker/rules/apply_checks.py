"""Why a rule cannot be applied as asked: facts that contradict one another, another program, moments out of order.

Every answer is a sentence for the person who asked.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from tracker.rules.contradictions import not_in_window
from tracker.rules.coverage_words import WORDS
from tracker.rules.dates import day_of
from tracker.rules.derived import QUICK
from tracker.rules.facts import Coverage, When
from tracker.rules.law_rows import Limb, Rule
from tracker.rules.reading import is_after
from tracker.rules.regimes import IN_TABLES, PROGRAMS, regime_of
from tracker.rules.terms import ClaimType, Funding, Sponsor, Urgency

ORDERS = (
    ("appeal_filed", "resolution"),
    ("resolution", "start"),
    ("start", "first_meeting"),
    ("first_meeting", "second_meeting"),
    ("second_meeting", "third_meeting"),
    ("claim_received", "extension_sent"),
    ("extension_sent", "start"),
)
"""Moments of one rule of which the first cannot come after the second."""
YEAR_OF_SEVEN_DAYS = date(2026, 1, 1)
"""The first day of the contract years of 42 CFR 438.210(d)(1) that bring 7 days instead of 14."""


def at_odds(facts: Mapping[str, Any]) -> Iterator[str]:
    """What facts say against one another, whatever the rule."""
    urgency, expedited = facts.get("urgency"), facts.get("expedited")
    if urgency is not None and expedited is not None and (urgency == Urgency.EXPEDITED) is not expedited:
        yield f"“expedited” and the urgency “{urgency}” contradict each other."
    claim, payment = facts.get("claim"), facts.get("payment")
    if claim is not None and payment is not None and (claim == ClaimType.POST_SERVICE) is not payment:
        yield f"“payment” and the claim “{claim}” contradict each other: payment is about care already given."
    quick, channel = facts.get("quick_channel"), facts.get("channel")
    if quick is not None and channel is not None and (channel in QUICK) is not quick:
        yield f"“quick_channel” and the channel “{channel}” contradict each other."
    if facts.get("extended") is False and facts.get("extension_days"):
        yield "“extended” says no, yet days of an extension were given."


def objections(
    rule: Rule, limb: Limb, moments: Mapping[str, When], facts: Mapping[str, Any], timezone: str
) -> Iterator[str]:
    """Why this rule does not answer for these moments and facts."""
    yield from _another_program(rule, facts)
    yield from _window(rule, limb, facts)
    yield from _rating_period(limb, moments, facts, ZoneInfo(timezone))
    for first, second in ORDERS:
        if first in moments and second in moments and is_after(moments[first], moments[second], timezone):
            yield f"“{second}” lies before “{first}”."


def _another_program(rule: Rule, facts: Mapping[str, Any]) -> Iterator[str]:
    sponsor = Sponsor(facts.get("sponsor", Sponsor.UNKNOWN))
    if (sponsor in IN_TABLES or sponsor in PROGRAMS) and rule.family not in _reach(sponsor):
        yield f"{rule.id} does not govern {WORDS[sponsor].sentence}."


@cache
def _reach(sponsor: Sponsor) -> frozenset[str]:
    """Every family of rules that can govern such a coverage, whatever else is true of it."""
    funding = Funding.INSURED if sponsor in IN_TABLES else Funding.UNKNOWN
    coverage = Coverage(sponsor, funding, essential_health_benefits=sponsor in IN_TABLES or None)
    return regime_of(coverage, is_surprise_bill=True).families | {"state"}


def _window(rule: Rule, limb: Limb, facts: Mapping[str, Any]) -> Iterator[str]:
    days = facts.get("state_window_days")
    if limb.computed == "state_window" and days is not None and (sentence := not_in_window(rule, days)):
        yield sentence


def _rating_period(
    limb: Limb, moments: Mapping[str, When], facts: Mapping[str, Any], zone: ZoneInfo
) -> Iterator[str]:
    """No contract year of 2026 has begun before 2026."""
    if not facts.get("rating_period_2026") or "start" not in moments:
        return
    day = day_of(moments["start"], zone)
    if day < YEAR_OF_SEVEN_DAYS and any("rating_period_2026" in period.when for period in limb.periods):
        yield f"No contract year of 2026 had begun on {day}: the 7 days are law from {YEAR_OF_SEVEN_DAYS} on."
