"""What no single row shows: tables without their sources, rules that nothing starts, coverage without a first date.

Each finding is a sentence that names file, rule or kind of coverage. A row that cannot be read at all is refused when
its table is read.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from tracker.rules.errors import LawTableError
from tracker.rules.events import SCHEMA
from tracker.rules.facts import Coverage
from tracker.rules.law_rows import Limb, Rule
from tracker.rules.packaged import law_folder
from tracker.rules.regimes import EVERYWHERE, IN_TABLES, POSSIBLE, PROGRAMS, Regime, regime_of
from tracker.rules.representatives import who_may_act
from tracker.rules.rulebook import VERIFICATIONS, rules
from tracker.rules.silence import AFTER
from tracker.rules.state_rules import FAMILY
from tracker.rules.state_starts import STARTERS
from tracker.rules.terms import Actor, ActsAs, EventKind, Funding, Sponsor
from tracker.rules.timeline import DENIALS

SOURCED = ("citation", "source", "checked", "verification")
"""What every row has to say: where it stands, where that can be read, when it was, and how surely."""
STANDS_AT_THE_TOP = "checked"
"""What a file may say once for all its rows."""
OF_OTHER_ROWS = {
    "citations": ("citation",),
    "ladders": ("ladder",),
    "relief": ("relief",),
    "notice_contents": ("content",),
    "finding_out": ("question", "choice"),
}
"""Rows whose sources stand elsewhere: in the sections of a citation, in the rule that a level or a relief names, in the
citation that a content of a notice names; and questions, which say nothing of the law."""
FACTS_ALONE = frozenset(("clue",))
"""Kinds of rows that tell a fact, such as what a card looks like: with a source; a citation only where it is law."""
WITH_LAW = tuple(sorted((*IN_TABLES, *PROGRAMS, *POSSIBLE)))


@dataclass(frozen=True)
class TableRow:
    """A row as its file has it: `name` says which, `file` is its name in the folder, `kind` that of its [[rows]]."""

    file: str
    kind: str
    name: str
    entries: Mapping[str, Any]

    @property
    def checked(self) -> date | None:
        """The day on which it was last read."""
        day = self.entries.get("checked")
        return day if isinstance(day, date) else None


def findings() -> Iterator[str]:
    """Everything that is wrong with the tables as a whole. Raises LawTableError where one cannot be read."""
    yield from _unsourced()
    yield from pointing_nowhere(rules())
    yield from _never_started()
    yield from _without_a_first_date()
    yield from without_a_representative()


def rows() -> Iterator[TableRow]:
    """The rows of all tables but the states' files and the playbooks, whose readers know them."""
    for file in sorted(law_folder().iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            yield from read_rows(file.name, file.read_text("utf-8"))


def read_rows(file: str, text: str) -> Iterator[TableRow]:
    """The rows of one table that carry sources; a citation's sections are such rows too. Raises LawTableError."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LawTableError(f"law/{file}: {error}") from error
    top = {STANDS_AT_THE_TOP: table[STANDS_AT_THE_TOP]} if STANDS_AT_THE_TOP in table else {}
    elsewhere = OF_OTHER_ROWS.get(file.removesuffix(".toml"), ())
    for name, those in table.items():
        if isinstance(those, list) and name not in elsewhere:
            tables = (row for row in those if isinstance(row, dict))
            yield from (TableRow(file, name, _named(name, row), {**top, **row}) for row in tables)
    for family, laws in table.get("sections", {}).items():
        for law, section in laws.items():
            entries = {**top, "citation": section.get("section"), **section}
            yield TableRow(file, "section", f"{family}.{law}", entries)


def _named(kind: str, row: Mapping[str, Any]) -> str:
    first = next((row[key] for key in ("id", "code", "key", "name", "year", "on") if key in row), "no id")
    return str(first) if kind == "rule" else f"{kind} {first}"


def unsourced(row: TableRow) -> Iterator[str]:
    """What a row fails to say of where it comes from."""
    for name in SOURCED:
        if not row.entries.get(name) and not (name == "citation" and row.kind in FACTS_ALONE):
            yield f"law/{row.file}: {row.name}: it has no {name}."
    code = row.entries.get("verification")
    if code and code not in VERIFICATIONS:
        yield f"law/{row.file}: {row.name}: “{code}” is no way of verifying."


def _unsourced() -> Iterator[str]:
    for row in rows():
        yield from unsourced(row)


def pointing_nowhere(known: Mapping[str, Rule]) -> Iterator[str]:
    """Rules that name a rule which is not among `known`, or one of another kind than is meant."""
    for rule in known.values():
        for entry, named in (
            *(("late_starts", each) for each in rule.late_starts),
            ("good_cause", rule.good_cause),
        ):
            if named is not None and named not in known:
                yield f"{rule.id}: “{entry}” names {named}, and there is no such rule."
        for begun in (known[each] for each in rule.late_starts if each in known):
            if not _is_begun_by_lateness(begun):
                yield f"{rule.id}: “late_starts” names {begun.id}, which is no clock that lateness begins."


def _is_claimants_clock(rule: Rule) -> bool:
    return rule.actor is Actor.CLAIMANT and rule.is_clock


def _is_begun_by_lateness(rule: Rule) -> bool:
    """A clock of the claimant's, or one that runs from nothing else."""
    return _is_claimants_clock(rule) or any(limb.computed == AFTER for limb in rule.limbs)


def _never_started() -> Iterator[str]:
    regimes = tuple(_every_regime())
    begun_by_lateness = {each for rule in rules().values() for each in rule.late_starts}
    for rule in rules().values():
        if rule.is_clock and rule.id not in begun_by_lateness:
            yield from never_started(rule, regimes)


def never_started(rule: Rule, regimes: Sequence[Regime]) -> Iterator[str]:
    """What no event can start, under any kind of coverage that the rule governs."""
    if rule.family == FAMILY:
        if not any(kind in STARTERS for limb in _starting(rule) for kind in limb.starts):
            yield f"{rule.id}: no determination starts it."
        return
    governing = [regime for regime in regimes if regime.governs(rule)]
    if not governing:
        yield f"{rule.id}: its family, {rule.family}, governs no kind of coverage."
        return
    for limb in _starting(rule):
        if not any(_can_happen(kind, regime) for kind in limb.starts for regime in governing):
            yield f"{rule.id}: no event can start {limb.name}."


def _starting(rule: Rule) -> tuple[Limb, ...]:
    return rule.limbs if rule.combine == "separate" else rule.limbs[:1]


def _can_happen(kind: EventKind, regime: Regime) -> bool:
    return kind in SCHEMA and regime.allows(SCHEMA[kind])


def _every_regime() -> Iterator[Regime]:
    for sponsor, funding, grandfathered in product(Sponsor, Funding, (True, False)):
        coverage = Coverage(sponsor, funding, grandfathered, essential_health_benefits=True)
        yield regime_of(coverage)


def _without_a_first_date() -> Iterator[str]:
    for sponsor in WITH_LAW:
        if not any(rules_of_a_first_date(sponsor)):
            yield f"{sponsor}: no denial starts a time for the claimant to ask for anything."


def without_a_representative() -> Iterator[str]:
    """Kinds of coverage of which nothing is said about who may act for the patient, grandfathered or not."""
    for sponsor, grandfathered in product(Sponsor, (False, True)):
        found = who_may_act(Coverage(sponsor, grandfathered=grandfathered))
        if not any(each.who is ActsAs.REPRESENTATIVE for each in found):
            yield f"{sponsor}: nothing says what a representative needs."


def rules_of_a_first_date(sponsor: Sponsor) -> Iterator[Rule]:
    """The claimant's rules of law, not of practice, that a denial or a notice of its kind starts for this coverage."""
    regime = regime_of(Coverage(sponsor))
    for rule in rules().values():
        if not _is_claimants_clock(rule) or rule.family in EVERYWHERE or not regime.governs(rule):
            continue
        started = {kind for limb in _starting(rule) for kind in limb.starts}
        if any(_can_happen(kind, regime) for kind in started & set(DENIALS)):
            yield rule
