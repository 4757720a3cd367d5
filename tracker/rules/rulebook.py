"""The table of law: one TOML row is one sentence of law, read into frozen rows.

A rule has limbs. Each limb is a deadline of its own, unless the rule combines them (`later`). A limb has periods,
chosen by facts; where a fact is unknown every possible period counts, the shortest for what is shown.
Raises LawTableError, naming file and row, for a row that is broken.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from tracker.rules.compiled import toml_of
from tracker.rules.errors import LawTableError
from tracker.rules.events import SCHEMA
from tracker.rules.packaged import law_folder
from tracker.rules.row_checks import LIMB_ENTRIES, check_row
from tracker.rules.terms import Actor, EventKind, Unit

Condition = Mapping[str, tuple[Any, ...]]

VERIFICATIONS = {
    "P26": "primary regulation text read, copy dated 2026",
    "P25": "primary regulation text read, copy of January 2025",
    "PUS": "U.S. Code text read, 2023 copy",
    "FR": "Federal Register, agency page or hosted regulation excerpt read",
    "Q26": "fragments read that a third party quoted from the eCFR of September 2026; the page itself was not reached",
    "POLD": "older primary text read, believed unchanged",
    "SEC": "secondary source only",
    "MEM": "general knowledge, not verified",
    "states": "each state's row says how surely it was read",
    "verified": "a state's statute or official page seen, often in an undated copy; perhaps changed since",
    "secondary": "a state's law as third parties tell it",
    "unverified": "a state's law as nobody has confirmed it",
    "practice": "good practice, not law",
    "letter": "the letter in hand",
}
TABLES = (
    "claims",
    "appeals",
    "documents",
    "aca",
    "external_review",
    "exceptions",
    "surprise_bills",
    "state_process",
    "medicare",
    "medicare_advantage",
    "medicare_part_d",
    "original_medicare",
    "medicaid",
    "fehb",
    "tricare",
    "others",
    "relief",
    "practice",
    "letters",
)
FAMILIES = frozenset(
    (
        "claims",
        "erisa",
        "aca",
        "external",
        "hhs_external",
        "exception",
        "group",
        "surprise",
        "self_pay",
        "state",
        "private",
        "medicare",
        "medicare_facility",
        "ma",
        "pd",
        "ffs",
        "mcd",
        "mcd_managed",
        "mcd_hearing",
        "mcd_continue",
        "mcd_ffs",
        "chip",
        "fehb",
        "tricare",
        "va",
        "marketplace",
        "short_term",
        "possible",
        "relief",
        "practice",
        "letter",
    )
)


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


def _condition(table: Mapping[str, Any]) -> Condition:
    return MappingProxyType({k: tuple(v) if isinstance(v, list) else (v,) for k, v in table.items()})


def _period(row: Mapping[str, Any]) -> Period:
    return Period(
        row["amount"],
        Unit(row["unit"]),
        _condition(row.get("when", {})),
        row.get("citation"),
        row.get("since"),
        row.get("until"),
        row.get("after_days", 0),
    )


def _kinds(names: list[str]) -> tuple[EventKind, ...]:
    return tuple(EventKind(n) for n in names)


def _checked_fields(kinds: tuple[EventKind, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if not any(SCHEMA[kind].field(name) for kind in kinds):
            raise ValueError(f"no event that starts it has a field “{name}”")
    return names


def _limb(rule: Mapping[str, Any], row: Mapping[str, Any]) -> Limb:
    both = {**{k: rule[k] for k in LIMB_ENTRIES if k in rule}, **row}
    starts = _kinds(both["starts"])
    fields = {
        k: _checked_fields(starts, tuple(both.get(k, ())))
        for k in ("notice", "received", "start", "estimate")
    }
    return Limb(
        name=both["name"],
        title=both.get("title", rule["title"]),
        starts=starts,
        ends=_kinds(both.get("ends", [])),
        periods=tuple(_period(p) for p in both.get("period", [])),
        stated=both.get("stated"),
        when=_condition({**rule.get("when", {}), **row.get("when", {})}),
        superseded_when=_condition({**rule.get("superseded_when", {}), **row.get("superseded_when", {})}),
        rolls=both.get("rolls", False),
        rolls_arguable=both.get("rolls_arguable", both.get("rolls", False)),
        backwards=both.get("backwards", False),
        computed=both.get("computed"),
        same_event_ends=both.get("same_event_ends", False),
        citation=row.get("citation"),
        label=both.get("label"),
        note=both.get("note"),
        superseded_words=both.get("superseded_words"),
        presumed_days=both.get("presumed_days", 0),
        presumed_since=both.get("presumed_since"),
        is_cautious_from_notice=both.get("is_cautious_from_notice", False),
        extension_days=both.get("extension_days", 0),
        is_ceiling=both.get("is_ceiling", False),
        extension_when=_condition(both.get("extension_when", {})),
        note_when=_condition(both.get("note_when", {})),
        takes_earlier=both.get("takes_earlier", False),
        **fields,
    )


def _check_codes(row: Mapping[str, Any]) -> None:
    codes = {row["verification"], *row.get("verifications", {}).values()}
    if unknown := codes - set(VERIFICATIONS):
        raise ValueError(f"unknown verification “{sorted(unknown)[0]}”")
    if row["family"] not in FAMILIES:
        raise ValueError(f"unknown family “{row['family']}”")


def read_rule(row: Mapping[str, Any]) -> Rule:
    """One row as a Rule. Raises KeyError, ValueError or TypeError for what is missing or wrong."""
    check_row(row)
    _check_codes(row)
    limbs = tuple(_limb(row, limb) for limb in row.get("limb", [{"name": "only"}] if "starts" in row else []))
    return Rule(
        id=row["id"],
        title=row["title"],
        actor=Actor(row["actor"]),
        family=row["family"],
        combine=row.get("combine", "separate"),
        limbs=limbs,
        citation=row["citation"],
        cites=MappingProxyType(row.get("cites", {})),
        source=row["source"],
        checked=str(row["checked"]),
        verification=row["verification"],
        verifications=MappingProxyType(row.get("verifications", {})),
        confidence=row.get("confidence", "high"),
        words=" ".join(row["words"].split()),
        filed_means=row.get("filed_means", "received"),
        basis=row.get("basis"),
        deems_exhausted=row.get("deems_exhausted", False),
        is_clock=bool(limbs),
        if_missed=row.get("if_missed"),
        is_unseen=row.get("is_unseen", False),
        told_within=row.get("told_within"),
        is_mailed=row.get("is_mailed", False),
        effective_from=row.get("effective_from"),
        effective_until=row.get("effective_until"),
        late_opens=row.get("late_opens"),
        late_starts=tuple(row.get("late_starts", ())),
        good_cause=row.get("good_cause"),
        late_is=row.get("late_is"),
    )


def read_table(file: Traversable) -> Iterator[Rule]:
    """The rules of one TOML file. Raises LawTableError naming file and row."""
    name = f"law/{file.name}"
    try:
        rows = toml_of(file)["rule"]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise LawTableError(f"{name}: the file cannot be read as a table of rules: {error}") from error
    for number, row in enumerate(rows, start=1):
        try:
            yield read_rule(row)
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            missing = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
            row_id = row.get("id", "no id") if isinstance(row, Mapping) else "no table"
            raise LawTableError(f"{name}: row {number} ({row_id}): {missing}") from error


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by id, in the order of the tables. Raises LawTableError, also for an id that stands twice."""
    found: dict[str, Rule] = {}
    for table in TABLES:
        for rule in read_table(law_folder() / f"{table}.toml"):
            if rule.id in found:
                raise LawTableError(f"law/{table}.toml: the rule {rule.id} stands twice")
            found[rule.id] = rule
    return MappingProxyType(found)
