"""Blanks about one row of the table of requirements: each is filled in that row's own form."""

import re
from collections.abc import Iterable
from uuid import UUID

from flask import url_for

from tracker.models import Criterion
from tracker.services.letters.context import LetterContext

_FIELDS = {
    "requirement": "requirement",
    "what the record shows, requirement": "record_shows",
    "not documented: requirement": "record_shows",
    "outcome, requirement": "outcome",
    "ground of the exception, requirement": "outcome",
    "exhibit, requirement": "exhibit",
}
"""Which field of the row each fills, by its words before the row's number in the letter's table."""
_NUMBERED = re.compile(r"(.+) (\d+)")
_UNCHECKED = "to check against the policy: "


def row_url(words: str, letter: LetterContext, rows: Iterable[Criterion], case_id: UUID) -> str | None:
    """Where the blank is filled; None where it is about no row, or about one that the case no longer has."""
    said = _field_and_requirement(words, letter)
    row = next((row for row in rows if said and row.requirement == said[1]), None)
    if said is None or row is None:
        return None
    return url_for("evidence.criterion", case_id=case_id, criterion_id=row.id, _anchor=f"q-{said[0]}")


def _field_and_requirement(words: str, letter: LetterContext) -> tuple[str, str | None] | None:
    """What the blank asks of which requirement: a letter may be older than the order of the case's rows."""
    if words.startswith(_UNCHECKED):
        return "requirement", words.removeprefix(_UNCHECKED)
    printed = [row.requirement for row in letter.criteria if row.is_confirmed]
    match = _NUMBERED.fullmatch(words)
    if match is None or match[1] not in _FIELDS or not 0 < int(match[2]) <= len(printed):
        return None
    return _FIELDS[match[1]], printed[int(match[2]) - 1]
