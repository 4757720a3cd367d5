"""What a letter that denies has to contain, item by item, as the law that governs the coverage cites it.

29 CFR 2560.503-1(g)(1) for a first determination and (j) for the decision of an appeal; for plans that are not
grandfathered also 45 CFR 147.136(b)(2)(ii)(E) and its parallels. The rows stand in `law/notice_contents.toml`; where
each paragraph stands, and how it was read, in `law/citations.toml`. Raises LawTableError for a broken row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from tracker.rules.citations import Citation, citations_for, keys_of
from tracker.rules.conditions import Conditions, check_conditions, holds
from tracker.rules.errors import LawTableError
from tracker.rules.facts import CaseFacts
from tracker.rules.packaged import law_folder
from tracker.rules.tables import Raw, build_all, read_table
from tracker.rules.terms import EventKind
from tracker.rules.timeline import DENIALS

TABLE = "notice_contents.toml"


class NoticeLetter(StrEnum):
    """Which kind of letter an item belongs to: a first determination, or the decision of an appeal."""

    DENIAL = "denial"
    DECISION = "decision"


LETTERS: Mapping[EventKind, NoticeLetter] = MappingProxyType(
    {**dict.fromkeys(DENIALS, NoticeLetter.DENIAL), EventKind.APPEAL_DECIDED: NoticeLetter.DECISION}
)
"""The events that are such letters."""


@dataclass(frozen=True)
class Content:
    """One item as the table has it; `citation` is the key of a right in `citations`."""

    code: str
    letter: NoticeLetter
    citation: str
    asks: str
    look_for: str
    lacks: str
    when: Conditions = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """One item as a case is asked for it. `applies` is false where the facts say that it need not be there."""

    content: Content
    citation: Citation
    applies: bool


def items_for(case: CaseFacts, kind: EventKind) -> tuple[Item, ...]:
    """What a letter of this kind has to contain in this case; empty where no list is known for it."""
    letter = LETTERS.get(kind)
    citations = citations_for(case.coverage, case.surprise_bill)
    facts = {"urgency": case.urgency.value, "reason_kind": case.reason.value if case.reason else "unknown"}
    return tuple(
        Item(content, citations[content.citation], holds(content.when, facts))
        for content in contents()
        if content.letter is letter and content.citation in citations
    )


@cache
def contents() -> tuple[Content, ...]:
    """All rows of the packaged table, in its order."""
    return read_contents(read_table(law_folder() / TABLE))


def read_contents(table: Raw) -> tuple[Content, ...]:
    """The rows of a table. Raises LawTableError, naming the row."""
    rows = build_all(Content, table, "content", TABLE)
    seen: set[tuple[str, str]] = set()
    for row in rows:
        _check(row, seen)
        seen.add((row.letter, row.code))
    return rows


def _check(row: Content, seen: set[tuple[str, str]]) -> None:
    where = f"{TABLE}: [[content]] ({row.letter} {row.code})"
    check_conditions(row.when, where)
    if row.citation not in keys_of():
        raise LawTableError(f"{where}: there is no citation '{row.citation}'")
    if (row.letter, row.code) in seen:
        raise LawTableError(f"{where}: it stands twice")
