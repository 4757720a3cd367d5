"""The table of law: one TOML row is one sentence of law, read into frozen rows (`law_rows`).

Raises LawTableError, naming file and row, for a row that is broken.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from tracker.rules.compiled import toml_of
from tracker.rules.errors import LawTableError
from tracker.rules.events import SCHEMA
from tracker.rules.law_rows import Condition, Limb, Period, Rule
from tracker.rules.packaged import law_folder
from tracker.rules.row_checks import LIMB_ENTRIES, check_row
from tracker.rules.terms import Actor, EventKind, Unit

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
