"""What a letter may cite: rights by meaning, in the section that governs the coverage at hand.

29 CFR 2560.503-1 is cited directly for an ERISA plan and only as applied by another section for others; what the
Affordable Care Act adds is cited from 29 CFR, 26 CFR or 45 CFR by the law that governs the coverage. Coverage whose
law is not known, or not in the table, has no citation at all. The table is `law/citations.toml`.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any

from tracker.rules.compiled import toml_of
from tracker.rules.errors import LawTableError
from tracker.rules.facts import Coverage
from tracker.rules.packaged import law_folder
from tracker.rules.terms import Funding, Sponsor

TABLE = "citations.toml"
_INTERNAL = {
    Sponsor.PRIVATE_EMPLOYER: "erisa",
    Sponsor.CHURCH: "church",
    Sponsor.STATE_LOCAL_GOVERNMENT: "phs",
    Sponsor.INDIVIDUAL: "individual",
}
_OF_EACH_PLAN = ("federal_review", "either_review", "surprise_review")
LAWS = frozenset(
    (
        *_INTERNAL.values(),
        *("erisa_grandfathered", "issuer", "erisa_issuer", "state_review", "hhs_review"),
        *(f"{plan}_{review}" for plan in ("erisa", "church", "phs") for review in _OF_EACH_PLAN),
    )
)
"""The bodies of law that the table cites from: of the internal process, of issuers, of each external review."""
EVERY_PLAN = "every_plan"
"""What binds every health plan, whoever sponsors it: no coverage's own law, and no matter of its appeals."""
_NEEDED = {"key", "gives", "family", "paragraphs"}
_FIELDS = {*_NEEDED, "only", "checked"}
_TOKEN = re.compile(r"\([^)]*\)")


class Review(StrEnum):
    """Whose external review a coverage has. EITHER is the state's or the federal one: nobody knows who bears the
    risk. HHS is the process that HHS runs (45 CFR 147.136(d)(4))."""

    FEDERAL = "federal"
    STATE = "state"
    HHS = "hhs"
    EITHER = "either"


@dataclass(frozen=True)
class Citation:
    """One right as one body of law gives it.

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


def laws_of(coverage: Coverage, is_surprise_bill: bool = False) -> tuple[str, ...]:
    """Which of LAWS govern a coverage; none for a sponsor that is not known or whose law is not in this table.

    External review reaches a grandfathered plan for surprise bills alone (45 CFR 147.136(a)(1)(ii)).
    """
    if coverage.sponsor not in _INTERNAL:
        return ()
    plan, review = _plan_law(coverage), review_of(coverage, is_surprise_bill)
    if not coverage.grandfathered:
        return (plan, *_issuer_laws(coverage), *_review_laws(review, plan))
    internal = ("erisa_grandfathered",) if plan == "erisa" else ()
    return (*internal, *_surprise_laws(review, plan))


def review_of(coverage: Coverage, is_surprise_bill: bool = False) -> Review | None:
    """Whose external review it is: an issuer's is its state's, a self-funded plan's the federal one, but where HHS
    runs it. None where there is none, or where nobody knows."""
    if coverage.sponsor not in _INTERNAL or (coverage.grandfathered and not is_surprise_bill):
        return None
    if coverage.hhs_administered:
        return Review.HHS
    if coverage.funding is Funding.INSURED or coverage.sponsor is Sponsor.INDIVIDUAL:
        return Review.STATE
    return Review.FEDERAL if coverage.funding is Funding.SELF_FUNDED else Review.EITHER


def _plan_law(coverage: Coverage) -> str:
    """What governs the internal process; the issuer of a church's policy is under the Public Health Service Act."""
    is_church_policy = coverage.sponsor is Sponsor.CHURCH and coverage.funding is Funding.INSURED
    return "phs" if is_church_policy else _INTERNAL[coverage.sponsor]


def _issuer_laws(coverage: Coverage) -> tuple[str, ...]:
    """What binds the issuer of a group policy beside the plan."""
    if coverage.funding is not Funding.INSURED or coverage.sponsor is Sponsor.INDIVIDUAL:
        return ()
    return ("issuer", "erisa_issuer") if coverage.sponsor is Sponsor.PRIVATE_EMPLOYER else ("issuer",)


def _review_laws(review: Review | None, plan: str) -> tuple[str, ...]:
    if review is None:
        return ()
    return (f"{review}_review",) if review in (Review.STATE, Review.HHS) else (f"{plan}_{review}_review",)


def _surprise_laws(review: Review | None, plan: str) -> tuple[str, ...]:
    if review is None:
        return ()
    return (f"{'phs' if plan == 'individual' else plan}_surprise_review", *_review_laws(review, plan))


def citations_for(coverage: Coverage, is_surprise_bill: bool = False) -> dict[str, Citation]:
    """The rights that a coverage has, by meaning; none where no law in this table is known to govern it."""
    tables = _tables()
    return {
        key: citation for law in laws_of(coverage, is_surprise_bill) for key, citation in tables[law].items()
    }


def citations_of_every_plan() -> dict[str, Citation]:
    """The rights that anybody has against any health plan, by meaning: how they are written to."""
    return dict(_tables()[EVERY_PLAN])


def keys_of(*laws: str) -> frozenset[str]:
    """The rights that these laws give, by meaning; those of all where none is named."""
    return frozenset(key for law in laws or LAWS for key in _tables()[law])


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
    return read_table(law_folder() / TABLE)


def read_table(file: Traversable) -> dict[str, dict[str, Citation]]:
    """A citations table as law -> key -> citation. LawTableError names the row that is broken."""
    try:
        table = toml_of(file)
    except tomllib.TOMLDecodeError as error:
        raise LawTableError(f"{TABLE}: {error}") from error
    found: dict[str, dict[str, Citation]] = {law: {} for law in (*LAWS, EVERY_PLAN)}
    for number, row in enumerate(table.get("citation", []), 1):
        for law, citation in _read_row(row, number, table):
            if citation.key in found[law]:
                raise LawTableError(f"{TABLE}, citation {number}: “{citation.key}” is there twice for {law}")
            found[law][citation.key] = citation
    return found


def _read_row(row: dict[str, Any], number: int, table: dict[str, Any]) -> Iterable[tuple[str, Citation]]:
    where = f"{TABLE}, citation {number} ({row.get('key', 'without a key')})"
    if strange := set(row) - _FIELDS:
        raise LawTableError(f"{where}: unknown field {sorted(strange)[0]}")
    if missing := _NEEDED - set(row):
        raise LawTableError(f"{where}: {sorted(missing)[0]} is missing")
    sections = table.get("sections", {}).get(row["family"])
    if not sections:
        raise LawTableError(f"{where}: no sections for the family “{row['family']}”")
    for law in row.get("only", sections):
        if law not in (*LAWS, EVERY_PLAN) or law not in sections:
            raise LawTableError(f"{where}: “{law}” has no section in the family “{row['family']}”")
        yield law, _citation(row, sections[law], str(table.get("checked", "")), where)


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
            checked=str(row.get("checked", checked)),
        )
    except KeyError as error:
        raise LawTableError(f"{where}: its section has no {error.args[0]}") from error
