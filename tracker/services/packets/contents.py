"""What goes into a packet: frozen, plain values; the bytes of its exhibits are read when it is their turn."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

MEGABYTE = 1_000_000
"""What insurers' portals count: the smaller of the two."""


@dataclass(frozen=True)
class Paper:
    """A document of an exhibit, of `size` bytes; `read` gets them when it is their turn."""

    name: str
    title: str
    media_type: str
    size: int
    read: Callable[[], bytes]


@dataclass(frozen=True)
class PacketExhibit:
    """The documents that go out under a letter (“B”), in order; `shows` are the requirements that they are relied on
    for."""

    letter: str
    papers: tuple[Paper, ...]
    shows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reference:
    """Where the record shows something: “B, p. 3”, and what that is, exhibit B and its page 3."""

    words: str
    letter: str | None = None
    page: int | None = None


@dataclass(frozen=True)
class MemoRow:
    """One requirement of the plan as the cover memo answers it."""

    requirement: str
    shows: str
    outcome: str
    references: tuple[Reference, ...]


@dataclass(frozen=True)
class Fax:
    """What stands on a fax cover: names of lines with the lines themselves, then paragraphs."""

    lines: tuple[tuple[str, tuple[str, ...]], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class PacketContents:
    """Everything that one packet is made of. `most_megabytes` is how large a part may be; None for one whole file.

    `file_stem` is what its files are called, `missing` says what the letter names and the packet will not hold.
    """

    file_stem: str
    title: str
    letter_title: str
    letter_pdf: bytes
    running_head: str
    author: str
    dated_on: date
    memo_title: str
    memo_notes: tuple[str, ...]
    memo_header: tuple[str, ...]
    memo_rows: tuple[MemoRow, ...]
    exhibits: tuple[PacketExhibit, ...]
    fax: Fax | None = None
    most_megabytes: int | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """A finished file, with its first and last page in the whole packet, counted from 1. It lies where the packet is
    bound, and is gone when that is over."""

    file: Path
    first: int
    last: int

    @property
    def size(self) -> int:
        """Its bytes, counted."""
        return self.file.stat().st_size


@dataclass(frozen=True)
class Built:
    """A finished packet. `told` are sentences about what is not in it, or not as it should be."""

    parts: tuple[Part, ...]
    told: tuple[str, ...]

    @property
    def pages(self) -> int:
        """How many pages it has, all parts together: what a fax would take."""
        return self.parts[-1].last if self.parts else 0


def part_name(stem: str, number: int, count: int) -> str:
    """What a part's file is called; the other parts lead to it by this name."""
    return f"{stem} part {number} of {count}.pdf" if count > 1 else f"{stem}.pdf"
