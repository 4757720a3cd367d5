"""What a letter may cite: rights by meaning, in the section that governs the coverage at hand.

29 CFR 2560.503-1 is cited directly for an ERISA plan and "as applied by 45 CFR 147.136" for others; what the
Affordable Care Act adds is cited from 29 CFR, 26 CFR or 45 CFR by the kind of coverage. The table is
`law/citations.toml`.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tracker.rules.errors import LawTableError
from tracker.rules.facts import Coverage
from tracker.rules.terms import Funding, Sponsor

TABLE = "citations.toml"
GRANDFATHERED = "_grandfathered"
PROGRAM = "program"
KINDS = ("erisa_self_funded", "erisa_insured", "church", "state_local", "individual", "unknown")
REGIMES = (*KINDS, *(kind + GRANDFATHERED for kind in KINDS), PROGRAM)
_KIND_OF = {
    Sponsor.CHURCH: "church",
    Sponsor.STATE_LOCAL_GOVERNMENT: "state_local",
    Sponsor.INDIVIDUAL: "individual",
    Sponsor.UNKNOWN: "unknown",
}
_FIELDS = {"key", "gives", "family", "paragraphs", "only"}
_TOKEN = re.compile(r"\([^)]*\)")


@dataclass(frozen=True)
class Citation:
    """One right as one kind of coverage cites it.

    `gives` says in plain words what the paragraphs give; `through` is the clause that carries a section to a
    plan it does not name; `verification` is the code that says how the text was read, `checked` the day.
    """

    key: str
    gives: str
    section: str
    paragraphs: tuple[str, ...]
    through: str
    source: str
    verification: str
    checked: str

    @property
    def text(self) -> str:
        """The citation as a letter prints it."""
        return cite([self])


def regime_for(coverage: Coverage) -> str:
    """The kind of coverage whose citations apply, one of REGIMES; a private plan of unknown funding is cited
    as self-funded, and public programs have no entry here."""
    if coverage.sponsor is Sponsor.PRIVATE_EMPLOYER:
        kind = "erisa_insured" if coverage.funding is Funding.INSURED else "erisa_self_funded"
    elif coverage.sponsor in _KIND_OF:
        kind = _KIND_OF[coverage.sponsor]
    else:
        return PROGRAM
    return kind + GRANDFATHERED if coverage.grandfathered else kind


def citations_for(regime: str) -> dict[str, Citation]:
    """The rights that coverage of this kind has, by meaning. ValueError where `regime` is not in REGIMES."""
    if regime not in REGIMES:
        raise ValueError(f"“{regime}” is not a kind of coverage; the kinds are {', '.join(REGIMES)}")
    return dict(_tables()[regime])


def cite(citations: Iterable[Citation]) -> str:
    """Citations as one text: paragraphs of one section are gathered, sections joined by semicolons."""
    gathered: dict[tuple[str, str], list[str]] = {}
    for citation in citations:
        paragraphs = gathered.setdefault((citation.section, citation.through), [])
        paragraphs.extend(p for p in citation.paragraphs if p not in paragraphs)
    return "; ".join(
        section + _listed(sorted(paragraphs, key=_order)) + (f", {through}" if through else "")
        for (section, through), paragraphs in gathered.items()
    )


def _order(paragraph: str) -> list[tuple[int, str]]:
    return [(_ROMAN.get(part, 0), part) for part in _TOKEN.findall(paragraph)]


_NUMERALS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_ROMAN = {f"({numeral})": number for number, numeral in enumerate(_NUMERALS, 1)}


def _listed(paragraphs: list[str]) -> str:
    shown: list[str] = []
    before: list[str] = []
    for paragraph in paragraphs:
        parts = _TOKEN.findall(paragraph)
        shown.append(parts[-1] if before and before[:-1] == parts[:-1] else paragraph)
        before = parts
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1]


@cache
def _tables() -> Mapping[str, Mapping[str, Citation]]:
    text = files("tracker.rules").joinpath("law", TABLE).read_text("utf-8")
    return read_table(text)


def read_table(text: str) -> dict[str, dict[str, Citation]]:
    """A citations table as regime -> key -> citation. LawTableError names the row that is broken."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LawTableError(f"{TABLE}: {error}") from error
    found: dict[str, dict[str, Citation]] = {regime: {} for regime in REGIMES}
    for number, row in enumerate(table.get("citation", []), 1):
        for regime, citation in _read_row(row, number, table):
            if citation.key in found[regime]:
                raise LawTableError(
                    f"{TABLE}, citation {number}: “{citation.key}” is there twice for {regime}"
                )
            found[regime][citation.key] = citation
    return found


def _read_row(row: dict[str, Any], number: int, table: dict[str, Any]) -> Iterable[tuple[str, Citation]]:
    where = f"{TABLE}, citation {number} ({row.get('key', 'without a key')})"
    if strange := set(row) - _FIELDS:
        raise LawTableError(f"{where}: unknown field {sorted(strange)[0]}")
    if missing := _FIELDS - {"only"} - set(row):
        raise LawTableError(f"{where}: {sorted(missing)[0]} is missing")
    sections = table.get("sections", {}).get(row["family"])
    if not sections:
        raise LawTableError(f"{where}: no sections for the family “{row['family']}”")
    for regime in row.get("only", sections):
        if regime not in REGIMES or regime not in sections:
            raise LawTableError(f"{where}: “{regime}” has no section in the family “{row['family']}”")
        yield regime, _citation(row, sections[regime], str(table.get("checked", "")), where)


def _citation(row: dict[str, Any], section: dict[str, str], checked: str, where: str) -> Citation:
    under = section.get("under", "")
    try:
        return Citation(
            key=row["key"],
            gives=row["gives"],
            section=section["section"],
            paragraphs=tuple(under + paragraph for paragraph in row["paragraphs"]),
            through=section.get("through", ""),
            source=section["source"],
            verification=section["verification"],
            checked=checked,
        )
    except KeyError as error:
        raise LawTableError(f"{where}: its section has no {error.args[0]}") from error
