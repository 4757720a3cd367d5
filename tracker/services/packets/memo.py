"""The cover memo: the plan's requirements, each with what the record shows and the page of the packet that shows it."""

import re
from collections import defaultdict
from collections.abc import Iterator

from tracker.models import CriterionStatus
from tracker.rules.playbook_rows import CriterionKind
from tracker.services.letters import grounds
from tracker.services.letters.context import Criterion, LetterContext
from tracker.services.letters.record import CaseRecord
from tracker.services.letters.words import as_a_ground, has_requirements, shared_source
from tracker.services.packets.contents import MemoRow, Reference

TITLE = "Cover memo: each requirement, and where it is documented"
_EXHIBIT = re.compile(r"\b([A-Z]{1,3})(?=,|;|$|\s+(?:and|pp?\.))(?:,?\s*pp?\.\s*(\d{1,4}))?")
_BEFORE = {CriterionKind.EXCEPTION: "Or an exception: ", CriterionKind.SUPPORT: "Also: "}


def rows(record: CaseRecord, letter: LetterContext) -> tuple[MemoRow, ...]:
    """A row for each requirement that the letter's table has something to say of, also that it is not documented."""
    source = _source(record, letter)
    return tuple(_row(each, source) for each in _said(record)) if _answered(record) else ()


def header(record: CaseRecord, letter: LetterContext) -> tuple[str, ...]:
    """What stands above the columns, as in the letter: the policy once, where all rows come from it."""
    source = _source(record, letter)
    first = "The plan requires" if has_requirements(grounds.criteria(record)) else "At issue"
    shown = ("What the record shows", "Outcome or ground", "Exhibit")
    return (f"{first} ({source})" if source else first, *shown)


def notes(record: CaseRecord) -> tuple[str, ...]:
    """What stands above the table."""
    service = f" for this service ({record.case.service})" if record.case.service else ""
    is_complete = len(_said(record)) == len(_answered(record))
    names = "names the page that documents each" if is_complete else "names the page that documents it"
    rest = "" if is_complete else "; what is not documented is shown as such"
    return (
        f"This memo takes the plan’s requirements{service} one by one and {names}{rest}. "
        "Page numbers are those of this packet, at the foot of every page.",
    )


def relied_on(record: CaseRecord) -> dict[str, tuple[str, ...]]:
    """For which requirements each exhibit is named, by its letter."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in _answered(record):
        for letter in dict.fromkeys(reference.letter for reference in references(each.exhibit)):
            if letter and each.requirement:
                found[letter].append(each.requirement)
    return {letter: tuple(requirements) for letter, requirements in found.items()}


def left_open(record: CaseRecord) -> Iterator[str]:
    """What the memo does not say, for whoever sends it."""
    count = len(grounds.criteria(record)) - len(_said(record))
    if count:
        rest = "1 requirement is" if count == 1 else f"{count} requirements are"
        yield f"{rest} still open; the cover memo leaves {'it' if count == 1 else 'them'} out."
    nowhere = [each for each in _answered(record) if not (each.exhibit or "").strip()]
    if nowhere:
        rest = "1 requirement names" if len(nowhere) == 1 else f"{len(nowhere)} requirements name"
        yield f"{rest} no exhibit: a reviewer will not find what documents it."


def references(text: str | None) -> tuple[Reference, ...]:
    """The exhibits that a row names, each with its page where one is named: “B, p. 3; C”."""
    words = (text or "").strip()
    parts = [part.strip() for part in re.split(r";|\band\b", words) if part.strip()]
    found = [(part, _EXHIBIT.search(part)) for part in parts]
    return tuple(_reference(part, match) for part, match in found)


def _reference(words: str, match: re.Match[str] | None) -> Reference:
    return Reference(words, match[1], int(match[2]) if match[2] else None) if match else Reference(words)


def _answered(record: CaseRecord) -> list[Criterion]:
    return [each for each in grounds.criteria(record) if each.status is not CriterionStatus.OPEN]


def _said(record: CaseRecord) -> list[Criterion]:
    """With those of which the record shows that they are not documented, and how far that is."""
    return [
        each
        for each in grounds.criteria(record)
        if each.status is not CriterionStatus.OPEN or each.record_shows
    ]


def _source(record: CaseRecord, letter: LetterContext) -> str | None:
    return shared_source(grounds.criteria(record)) or letter.determination.policy


def _row(each: Criterion, shared: str | None) -> MemoRow:
    source = f" ({each.source})" if each.source and each.source != shared else ""
    is_open, is_exception = each.status is CriterionStatus.OPEN, each.status is CriterionStatus.EXCEPTION
    return MemoRow(
        requirement=f"{_BEFORE.get(each.kind, '')}{each.requirement or ''}{source}",
        shows=f"Not documented: {each.record_shows}" if is_open else each.record_shows or "",
        outcome=f"Exception: {as_a_ground(each.outcome or '')}" if is_exception else each.outcome or "",
        references=references(each.exhibit),
    )
