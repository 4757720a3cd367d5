"""Relief as one rule by itself is asked with: `relief` among the facts of `tracker law apply`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from tracker.rules.combining import Start
from tracker.rules.law_rows import Limb, Rule
from tracker.rules.periods import Span
from tracker.rules.relief import Relief, table
from tracker.rules.rulebook import rules
from tracker.rules.terms import Funding
from tracker.rules.tolling import relieved

NOT_REACHED = "Relief moves only what a claimant has to do in time, and not this."
NOT_BOUND = "The relief binds plans under ERISA or the Code; this coverage is not one, so no date is moved."


def relief_code(value: str | int) -> str:
    """A relief of the table. ValueError for any other."""
    if str(value) not in table().reliefs:
        raise ValueError(f"one of: {', '.join(table().reliefs)}")
    return str(value)


@dataclass(frozen=True)
class Asked:
    """The relief that a rule is asked with, if it reaches it; `notes` say what it rests on, or why it does not."""

    relief: Relief | None = None
    is_named: bool = False
    notes: tuple[str, ...] = ()

    def moves(self, counted: Span, limb: Limb, start: Start, zone: ZoneInfo) -> Span:
        """The span after the relief."""
        if self.relief is None or counted.early is None or counted.late is None:
            return counted
        return relieved(counted, limb, start, self.relief, self.is_named, zone)


def relief_for(rule: Rule, facts: Mapping[str, Any]) -> Asked:
    """What the facts' `relief` does to this rule; taken as bound where nobody says who sponsors the coverage."""
    if facts.get("relief") is None:
        return Asked()
    reach, relief = table().reach, table().reliefs[facts["relief"]]
    if not reach.reaches(rule.id):
        return Asked(notes=(NOT_REACHED,))
    sponsor = facts.get("sponsor")
    if sponsor is not None and sponsor not in reach.sponsors:
        return Asked(notes=(NOT_BOUND,))
    is_federal = facts.get("funding") == Funding.SELF_FUNDED or "sponsor" not in facts
    is_named = reach.names(rule.id) and (rule.family != "external" or is_federal)
    return Asked(relief, is_named, (f"Relief: {rules()[relief.rule].citation}.",))
