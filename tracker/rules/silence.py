"""What begins when a public program's plan is certainly late: where its count begins, and with which limb.

A row names the rules that its lateness starts (`late_starts`): the claimant's appeal of a silence that counts as a
denial, or the time in which the plan has to send the case on.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from tracker.rules.dates import end_of
from tracker.rules.draft import Draft
from tracker.rules.facts import When
from tracker.rules.law_rows import Limb, Rule
from tracker.rules.rulebook import rules
from tracker.rules.terms import Actor, Status, Unit
from tracker.rules.timeline import REQUESTS_TO_PLAN

AFTER = "after_lateness"
"""The computation of a limb that no entry starts: only that somebody is late."""
SILENT = "No decision came in time, so this level counts as finished, and this time runs from there."
SILENT_CLAIM = "No decision came in time: that counts as a denial, and this time runs from there."
APPEALED = "The silence counted as a denial, and that was appealed."


def started(late: Draft) -> Iterator[tuple[Rule, Limb]]:
    """The rules that begin because this answer is certainly late, each with the limb that counts from there.

    Nothing was delivered, so nothing is presumed received; a filing after the silent request answers the silence.
    """
    if late.status is not Status.LATE or late.shown is None or late.outer is None:
        return
    for rule_id in late.rule.late_starts:
        rule = rules()[rule_id]
        limb = next((each for each in rule.limbs if each.computed == AFTER), rule.limbs[0])
        yield rule, replace(limb, presumed_days=0, starts=(*limb.starts, late.event.kind))


def basis(late: Draft, rule: Rule) -> str | None:
    """What a claimant's date is that runs from a silence; what a plan still owes is owed by the row itself."""
    if rule.actor is not Actor.CLAIMANT:
        return rule.basis
    return "deemed_denied" if late.event.kind in REQUESTS_TO_PLAN else "deemed_exhausted"


def told(late: Draft) -> str:
    """What the silence means, in a sentence."""
    return SILENT_CLAIM if late.event.kind in REQUESTS_TO_PLAN else SILENT


def begins(limb: Limb, last: When, zone: ZoneInfo) -> When:
    """Where the count begins after `last`, the end of the time to decide: hours run from its last instant."""
    if limb.periods[0].unit is not Unit.HOURS:
        return last
    ended: datetime = end_of(last, zone).astimezone(zone)
    return ended
