"""Notices of relief after disasters and in outbreaks, from `law/relief.toml`. Raises LawTableError.

29 USC 1148 and 26 USC 7508A(b) let the Departments of Labor and the Treasury disregard up to a year. What a notice does
to a date is worked out in `tolling`; that one applies is never assumed.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from types import MappingProxyType

from tracker.rules.errors import LawTableError
from tracker.rules.packaged import law_folder
from tracker.rules.tables import Raw, build, build_all
from tracker.rules.terms import Sponsor

TABLE = "relief.toml"
FILE = f"law/{TABLE}"


@dataclass(frozen=True)
class Relief:
    """The days from `start` to `end`, both included, that a notice disregards for one place.

    `within_a_year` ends them, for each person, one year after that person was first eligible, if that is earlier.
    `rule` is the row of law that says so, with its citation.
    """

    code: str
    rule: str
    name: str
    place: str
    start: date
    end: date
    within_a_year: bool = False

    @property
    def title(self) -> str:
        """`Hurricane Helene, Florida`."""
        return f"{self.name}, {self.place}"


@dataclass(frozen=True)
class Reach:
    """Whom relief binds, whom it only asks, which rules' time it moves, and for which rules that can be argued."""

    sponsors: tuple[Sponsor, ...]
    encouraged: tuple[Sponsor, ...]
    moves: tuple[str, ...]
    argues: tuple[str, ...]

    def names(self, rule_id: str) -> bool:
        """Whether the notices name the time that this rule gives."""
        return rule_id in self.moves

    def reaches(self, rule_id: str) -> bool:
        """Whether relief moves any date of this rule, if only the arguable one."""
        return rule_id in self.moves or rule_id in self.argues


@dataclass(frozen=True)
class Table:
    """The whole file: the notices by their codes, in its order, and their reach."""

    reliefs: Mapping[str, Relief]
    reach: Reach

    @cached_property
    def last_day(self) -> date:
        """The last day of all that are disregarded; what begins later is moved by none."""
        return max(relief.end for relief in self.reliefs.values())


@cache
def table() -> Table:
    """What the packaged file says."""
    return read_relief((law_folder() / TABLE).read_text("utf-8"))


def read_relief(text: str) -> Table:
    """A table of relief. Raises LawTableError, naming the row, for what is missing, wrong or there twice."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LawTableError(f"{FILE}: {error}") from error
    reach = build(Reach, {k: v for k, v in raw.items() if k not in ("relief", "rule")}, FILE)
    found: dict[str, Relief] = {}
    for relief in build_all(Relief, raw, "relief", FILE):
        _check(relief, found, raw)
        found[relief.code] = relief
    return Table(MappingProxyType(found), reach)


def _check(relief: Relief, found: Mapping[str, Relief], raw: Raw) -> None:
    where = f"{FILE}: [[relief]] ({relief.code})"
    if relief.code in found:
        raise LawTableError(f"{where}: it stands twice")
    if relief.end < relief.start:
        raise LawTableError(f"{where}: it ends before it starts")
    if relief.rule not in {rule.get("id") for rule in raw.get("rule", [])}:
        raise LawTableError(f"{where}: there is no rule '{relief.rule}' in this file")
