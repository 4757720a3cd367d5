"""What goes into a packet: frozen, plain values, with the bytes of its letter and its exhibits."""

from dataclasses import dataclass
from datetime import date

MEGABYTE = 1_000_000
"""What insurers' portals count: the smaller of the two."""


@dataclass(frozen=True)
class PacketExhibit:
    """A document that goes out under a letter (“B”); `shows` are the requirements that it is relied on for."""

    letter: str
    title: str
    name: str
    media_type: str
    content: bytes
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

    `missing` says what the letter names and the packet will not hold.
    """

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
    """A finished file, with its first and last page in the whole packet, counted from 1."""

    content: bytes
    first: int
    last: int


@dataclass(frozen=True)
class Built:
    """A finished packet. `told` are sentences about what is not in it, or not as it should be."""

    parts: tuple[Part, ...]
    told: tuple[str, ...]

    @property
    def pages(self) -> int:
        """How many pages it has, all parts together: what a fax would take."""
        return self.parts[-1].last if self.parts else 0
