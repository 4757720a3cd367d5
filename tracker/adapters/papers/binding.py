"""A packet bound in the confined process: what cannot be opened is left out by name, the rest is bound."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tracker.adapters.papers import confined
from tracker.adapters.papers.confined import Heard
from tracker.adapters.papers.refusals import WORDS, Refusal
from tracker.services.file_types import PDF
from tracker.services.packets.contents import (
    MEGABYTE,
    Built,
    MemoRow,
    PacketContents,
    PacketExhibit,
    Paper,
    Part,
    Reference,
)

MOST_BYTES = 150_000_000
"""Of all exhibits of a packet together."""
_LETTER = "letter"
_PACKET = "packet"
_UNLIMITED = 10**12
LIMITS = {"megabytes": 1500, "processor_seconds": 240, "seconds_a_file": 30}
_SECONDS = 300.0

_NO_LETTER = "The letter itself could not be read. Draft it again, then build the packet."

Progress = Callable[[int, int], None]


class PacketError(Exception):
    """A packet could not be made; the message is a sentence for whoever asked for it."""


@contextmanager
def bound(contents: PacketContents, progress: Progress = lambda done, of: None) -> Iterator[Built]:
    """The packet as one file or in parts, which lie in a folder of their own and are deleted at the end of the context.

    `progress` is told how many files are ready, and of how many, the binding counted as the last. Raises PacketError
    where not even its letter can be bound.
    """
    with confined.folder() as where:
        bench = _Bench(where, contents, progress)
        bench.lay_out()
        bench.bind()
        parts = tuple(map(bench.part, bench.parts or ()))
        told = (
            *contents.missing,
            *bench.sentences(),
            *bench.cuts(),
            *_too_large(parts, contents.most_megabytes),
        )
        yield Built(parts, told)


@dataclass
class _Bench:
    """What lies in the folder: the files by name with their types, what is ready of them, and why some are not."""

    folder: Path
    contents: PacketContents
    progress: Progress
    files: dict[str, str] = field(default_factory=dict)
    ready: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    refused: dict[str, Refusal] = field(default_factory=dict)
    parts: list[Mapping[str, Any]] | None = None
    begun: str = _LETTER

    def lay_out(self) -> None:
        """Write every file, the letter first; what goes beyond MOST_BYTES is left out."""
        (self.folder / _LETTER).write_bytes(self.contents.letter_pdf)
        self.files[_LETTER], taken = PDF, 0
        for name, _, paper in self._papers():
            if taken + paper.size > MOST_BYTES:
                self.refused[name] = Refusal.NO_ROOM
            else:
                taken += paper.size
                (self.folder / name).write_bytes(paper.read())
                self.files[name] = paper.media_type

    def bind(self) -> None:
        """Bind all that can be. Where the process dies over a file, or what is bound fails, that is left out."""
        while self.parts is None:
            self._run(self._waiting(), self.ready)
            if _LETTER in self.refused:
                raise PacketError(_NO_LETTER)
            if self.parts is None and self.begun == _PACKET:
                self._leave_out_what_fails()

    def part(self, told: Mapping[str, Any]) -> Part:
        """A finished file."""
        return Part(self.folder / told["file"], told["first"], told["last"])

    def sentences(self) -> Iterator[str]:
        """What is left out, and what could not be made visible."""
        for name, letter, paper in self._papers():
            called = f"Exhibit {letter}, “{paper.name}”,"
            if name in self.refused:
                yield f"{called} {WORDS[self.refused[name]]} It is not in this packet."
            elif unseen := self.ready[name]["unseen_notes"]:
                notes = "a note" if unseen == 1 else f"{unseen} notes"
                yield f"{called} carries {notes} that cannot be printed. Compare it with the file."

    def cuts(self) -> Iterator[str]:
        """Which exhibits are larger than a part, and where their pages are."""
        found: dict[str, list[str]] = defaultdict(list)
        for number, part in enumerate(self.parts or (), 1):
            for piece in part["pieces"]:
                first, last = piece["first"], piece["last"]
                pages = f"page {first}" if first == last else f"pages {first} to {last}"
                found[piece["letter"]].append(f"{pages} in part {number}")
        for letter, pieces in found.items():
            yield f"Exhibit {letter} is larger than a part may be and was cut: {', '.join(pieces)}."

    def _papers(self) -> Iterator[tuple[str, str, Paper]]:
        """Every document with what it is called in the folder and the letter of its exhibit."""
        for exhibit in self.contents.exhibits:
            for place, paper in enumerate(exhibit.papers, 1):
                yield _name(exhibit.letter, place), exhibit.letter, paper

    def _waiting(self) -> dict[str, str]:
        return {name: kind for name, kind in self.files.items() if name not in {*self.ready, *self.refused}}

    def _run(self, files: Mapping[str, str], ready: Mapping[str, Any]) -> None:
        most = self.contents.most_megabytes
        job = {
            **LIMITS,
            "task": "bind",
            "files": files,
            "ready": ready,
            "packet": said(self.contents),
            "most_bytes": most * MEGABYTE if most else _UNLIMITED,
        }
        died = confined.run(self.folder, job, _SECONDS, self._hear)
        if died:
            self.refused[self.begun] = died

    def _hear(self, told: Heard) -> None:
        of = told["of"]
        if "begun" in told:
            self.begun = of
        elif "refused" in told:
            self.refused[of] = Refusal(told["refused"])
        elif of == _PACKET:
            self.parts = told["done"]["parts"]
        else:
            self.ready[of] = told["done"]
        self.progress(
            len(self.ready) + len(self.refused) + (self.parts is not None), len(list(self._papers())) + 2
        )

    def _leave_out_what_fails(self) -> None:
        """Each document is bound alone with the letter; one that cannot be is left out. PacketError where that does
        not help."""
        failing = {}
        for name in [each for each in self.ready if each != _LETTER]:
            self.parts = None
            self._run({}, {_LETTER: self.ready[_LETTER], name: self.ready[name]})
            if self.parts is None:
                failing[name] = self.refused.get(_PACKET, Refusal.UNPRINTABLE)
        self.parts = None
        self.refused.pop(_PACKET, None)
        if not failing:
            raise PacketError(
                "The packet could not be bound. Leave out the largest exhibit and build it again."
            )
        self.refused |= failing
        self.ready = {name: each for name, each in self.ready.items() if name not in failing}


def said(contents: PacketContents) -> dict[str, Any]:
    """What packet.typ reads, but for the pages of each file."""
    day = contents.dated_on
    return {
        "file_stem": contents.file_stem,
        "title": contents.title,
        "author": contents.author,
        "running_head": contents.running_head,
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "fax": contents.fax and {"lines": contents.fax.lines, "notes": contents.fax.notes},
        "letter": {"title": contents.letter_title, "name": _LETTER},
        "memo": _memo(contents) if contents.memo_rows else None,
        "exhibits": [_exhibit(each) for each in contents.exhibits],
    }


def _exhibit(exhibit: PacketExhibit) -> dict[str, Any]:
    papers = [
        {"title": paper.title, "name": _name(exhibit.letter, place)}
        for place, paper in enumerate(exhibit.papers, 1)
    ]
    return {"letter": exhibit.letter, "shows": exhibit.shows, "papers": papers}


def _memo(contents: PacketContents) -> dict[str, Any]:
    return {
        "title": contents.memo_title,
        "notes": contents.memo_notes,
        "header": contents.memo_header,
        "rows": [_row(row) for row in contents.memo_rows],
    }


def _row(row: MemoRow) -> dict[str, Any]:
    references = [{"words": each.words, "anchors": list(_anchors(each))} for each in row.references]
    return {
        "requirement": row.requirement,
        "shows": row.shows,
        "outcome": row.outcome,
        "references": references,
    }


def _anchors(reference: Reference) -> Iterator[str]:
    """The places that it leads to, the most exact first."""
    if reference.letter and reference.page:
        yield f"page-{reference.letter}-{reference.page}"
    if reference.letter:
        yield f"exhibit-{reference.letter}"


def _name(letter: str, place: int) -> str:
    """What a document of an exhibit is called in the folder."""
    return f"exhibit-{letter}-{place}"


def _too_large(parts: tuple[Part, ...], most: int | None) -> list[str]:
    large = [part for part in parts if most and part.size > most * MEGABYTE]
    return [
        f"Page {part.last} of the packet alone has {part.size / MEGABYTE:.0f} MB, more than a part may have. "
        "Scan it at 300 points an inch."
        for part in large
    ]
