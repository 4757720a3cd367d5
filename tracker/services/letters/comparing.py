"""Two versions of a letter side by side: section by section, line by line, word by word. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from tracker.services.letters.blocks import plain_text
from tracker.services.letters.draft import Section


@dataclass(frozen=True)
class Piece:
    """Words that stand in both versions, or in this one alone."""

    text: str
    is_changed: bool


Side = tuple[Piece, ...]


@dataclass(frozen=True)
class Row:
    """A line of the text in both versions; a side is empty where the line stands in the other one alone."""

    before: Side
    after: Side


@dataclass(frozen=True)
class Compared:
    """A section in both versions."""

    key: str
    rows: tuple[Row, ...]

    @property
    def is_same(self) -> bool:
        """Whether the section says the same in both."""
        return not any(piece.is_changed for row in self.rows for piece in (*row.before, *row.after))


def compared(before: Sequence[Section], after: Sequence[Section]) -> tuple[Compared, ...]:
    """Every section of either version, in the order of the later one; those that it no longer has come last."""
    was, said = ({each.key: _lines(each) for each in sections} for sections in (before, after))
    keys = dict.fromkeys((*said, *was))
    return tuple(Compared(key, tuple(_rows(was.get(key, []), said.get(key, [])))) for key in keys)


def _lines(section: Section) -> list[str]:
    return [line for line in plain_text(section.blocks).split("\n") if line.strip()]


def _rows(before: list[str], after: list[str]) -> Iterator[Row]:
    for tag, i, i_end, j, j_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        for left, right in zip_longest(before[i:i_end], after[j:j_end], fillvalue=""):
            same = ((Piece(left, False),),) * 2
            yield Row(*same) if tag == "equal" else Row(*_words(left, right))


def _words(left: str, right: str) -> tuple[Side, Side]:
    was, said = left.split(), right.split()
    steps = SequenceMatcher(None, was, said, autojunk=False).get_opcodes()
    sides = (
        (Piece(" ".join(was[i:i_end]), tag != "equal") for tag, i, i_end, _, _ in steps if i < i_end),
        (Piece(" ".join(said[j:j_end]), tag != "equal") for tag, _, _, j, j_end in steps if j < j_end),
    )
    return tuple(sides[0]), tuple(sides[1])
