"""A letter as a small list of blocks: what every renderer reads, and nothing that one alone understands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Run:
    """Text in one style. A `blank` is a fact that is missing: its text says what belongs there."""

    text: str
    is_strong: bool = False
    is_emphasized: bool = False
    is_blank: bool = False

    @property
    def shown(self) -> str:
        """The text as printed; a blank stands in square brackets."""
        return f"[{self.text}]" if self.is_blank else self.text


Line = tuple[Run, ...]


class LinesRole(StrEnum):
    """What a group of lines that belong together is."""

    LETTERHEAD = "letterhead"
    ADDRESS = "address"
    RE = "re"
    SIGNATURE = "signature"
    CLOSING = "closing"


@dataclass(frozen=True)
class Heading:
    """A heading; it stays with what follows."""

    line: Line
    level: int


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `keeps_with_next` where it introduces a list or a table."""

    line: Line
    keeps_with_next: bool = False


@dataclass(frozen=True)
class Items:
    """A list, numbered from one where `is_ordered`; `keeps_with_next` where a signature would else stand alone."""

    is_ordered: bool
    items: tuple[Line, ...]
    keeps_with_next: bool = False


@dataclass(frozen=True)
class Table:
    """A table whose header is repeated on every page and whose rows are not cut."""

    header: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True)
class Lines:
    """Lines that stay together on one page: letterhead, address, reference, signature, enclosures."""

    role: LinesRole
    lines: tuple[Line, ...]


Block = Heading | Paragraph | Items | Table | Lines


@dataclass(frozen=True)
class Document:
    """A whole letter as the renderers take it in.

    `title` names it to a screen reader, `running_head` stands on the second page and after it, so that
    pages that come apart in a fax find each other, `dated` is the day of the letter as YYYY-MM-DD, and
    `language` is a BCP 47 tag.
    """

    title: str
    blocks: tuple[Block, ...]
    running_head: str
    dated: str
    author: str
    language: str = "en-US"


def lines_of(block: Block) -> tuple[Line, ...]:
    """Every line of a block in reading order; a table's cells row by row."""
    match block:
        case Heading(line=line) | Paragraph(line=line):
            return (line,)
        case Items(items=items):
            return items
        case Lines(lines=lines):
            return lines
        case Table(header=header, rows=rows):
            return header + tuple(cell for row in rows for cell in row)


def text_of(line: Line) -> str:
    """A line as plain text."""
    return "".join(run.shown for run in line)


def blanks_in(blocks: Iterable[Block]) -> tuple[str, ...]:
    """What is missing, each thing once, in reading order."""
    runs = (run for block in blocks for line in lines_of(block) for run in line)
    return tuple(dict.fromkeys(run.text for run in runs if run.is_blank))


def plain_text(blocks: Iterable[Block]) -> str:
    """The letter as plain text: what all three documents say."""
    return "\n\n".join("\n".join(_plain(block)) for block in blocks) + "\n"


def _plain(block: Block) -> Iterator[str]:
    match block:
        case Items(is_ordered=is_ordered, items=items):
            for number, item in enumerate(items, 1):
                yield (f"{number}. " if is_ordered else "- ") + text_of(item)
        case Table(header=header, rows=rows):
            for row in (header, *rows):
                yield " | ".join(map(text_of, row))
        case _:
            yield from map(text_of, lines_of(block))
