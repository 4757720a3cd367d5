"""What a row of the table of law is once it is read: a rule, its limbs, and their periods.

A rule has limbs. Each limb is a deadline of its own, unless the rule combines them (`later`). A limb has periods,
chosen by facts; where a fact is unknown every possible period counts, the shortest for what is shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from tracker.rules.terms import Actor, EventKind, Unit

Condition = Mapping[str, tuple[Any, ...]]
WEAK = frozenset(("MEM", "POLD"))
"""How a text was verified that no letter leans on: from memory, or in an old copy."""


@dataclass(frozen=True, eq=False)
class Period:
    """So many units, when the facts are such. `citation` stands where this period has one of its own.

    `since` and `until` are the first and the last day of a beginning for which this period is the law. `after_days` are
    calendar days that pass before the count begins.
    """

    amount: int
    unit: Unit
    when: Condition
    citation: str | None = None
    since: date | None = None
    until: date | None = None
    after_days: int = 0

    def is_law_on(self, day: date) -> bool:
        """Whether this period is the law for what begins on `day`."""
        return _is_within(day, self.since, self.until)


@dataclass(frozen=True, eq=False)
class Limb:
    """One deadline of a rule: which events start it, from which of their fields, and which end it.

    `start` and `estimate` are a plan's: the fields that hold receipt, and those that only hint at it.
    `notice` and `received` are a claimant's: the date printed, and the proven receipt.
    `label` names the beginning where the field's own name would mislead; `note` ends the arithmetic, `note_when` so.
    `presumed_days` after its date a notice counts as received, unless shown otherwise; for notices dated from
    `presumed_since`; where the count `is_cautious_from_notice`, that only lengthens what can be argued.
    `extension_days` is the most by which the plan may lengthen its time, `extension_when` for what. Where `is_ceiling`,
    law gives the most that may be allowed and no least: a shorter time in the letter is the one that counts. Where it
    `takes_earlier`, the letter repeats the law's own date, and the earlier of the two is shown.
    """

    name: str
    title: str
    starts: tuple[EventKind, ...]
    ends: tuple[EventKind, ...]
    periods: tuple[Period, ...]
    notice: tuple[str, ...] = ()
    received: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    estimate: tuple[str, ...] = ()
    stated: str | None = None
    when: Condition = field(default_factory=lambda: MappingProxyType({}))
    superseded_when: Condition = field(default_factory=lambda: MappingProxyType({}))
    rolls: bool = False
    rolls_arguable: bool = False
    backwards: bool = False
    computed: str | None = None
    same_event_ends: bool = False
    citation: str | None = None
    label: str | None = None
    note: str | None = None
    superseded_words: str | None = None
    presumed_days: int = 0
    presumed_since: date | None = None
    is_cautious_from_notice: bool = False
    extension_days: int = 0
    is_ceiling: bool = False
    extension_when: Condition = field(default_factory=lambda: MappingProxyType({}))
    note_when: Condition = field(default_factory=lambda: MappingProxyType({}))
    takes_earlier: bool = False

    @property
    def window(self) -> range:
        """The numbers of days that a state may choose from, where the row leaves the choice to it."""
        amounts = [period.amount for period in self.periods]
        return range(1 if self.is_ceiling else min(amounts), max(amounts) + 1)


@dataclass(frozen=True, eq=False)
class Rule:
    """One sentence of law with where it stands and how surely that was verified.

    `if_missed` says what is left when a claimant's last arguable day has passed. `is_unseen` marks what somebody owes
    to somebody else than the claimant: nobody learns that it was done, so it is never called late. `told_within` is the
    number of business days in which a notice says that it was done: nobody is called late before they are over.
    `is_mailed` asks for a day by which a letter must leave. What begins before `effective_from` or
    after `effective_until` is not under this rule.
    `late_opens` says what the other side's lateness opens; `late_starts` are the rules that then begin (see `silence`).
    `good_cause` is the rule by which a late filing is excused; `late_is` says what a later filing is instead, where
    it is no late one.
    """

    id: str
    title: str
    actor: Actor
    family: str
    combine: str
    limbs: tuple[Limb, ...]
    citation: str
    cites: Mapping[str, str]
    source: str
    checked: str
    verification: str
    verifications: Mapping[str, str]
    confidence: str
    words: str
    filed_means: str
    basis: str | None
    deems_exhausted: bool
    is_clock: bool
    if_missed: str | None
    is_unseen: bool
    told_within: int | None
    is_mailed: bool = False
    effective_from: date | None = None
    effective_until: date | None = None
    late_opens: str | None = None
    late_starts: tuple[str, ...] = ()
    good_cause: str | None = None
    late_is: str | None = None

    def is_law_on(self, day: date) -> bool:
        """Whether what begins on `day` is under this rule."""
        return _is_within(day, self.effective_from, self.effective_until)

    def limb(self, name: str) -> Limb | None:
        """The limb of that name."""
        return next((limb for limb in self.limbs if limb.name == name), None)


def _is_within(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or day >= first) and (last is None or day <= last)


def matches(when: Condition, facts: Mapping[str, Any]) -> bool:
    """Whether nothing known speaks against the condition: law decides by looking up, not by branching."""
    for name, allowed in when.items():
        known = facts.get(name)
        if known is not None and known not in allowed:
            return False
    return True
