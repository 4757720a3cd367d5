"""A packet bound in the confined process: what cannot be opened is left out by name, the rest is bound."""

from collections.abc import Callable, Iterator, Mapping
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


def build(contents: PacketContents, progress: Progress = lambda done, of: None) -> Built:
    """The packet as one file or in parts. PacketError where not even its letter can be bound.

    `progress` is told how many files are ready, and of how many, the binding counted as the last.
    """
    with confined.folder() as where:
        bench = _Bench(where, contents, progress)
        bench.lay_out()
        bench.bind()
        parts = tuple(map(bench.part, bench.parts or ()))
        told = (*contents.missing, *bench.sentences(), *_too_large(parts, contents.most_megabytes))
    return Built(parts, told)


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
        for exhibit in self.contents.exhibits:
            taken += len(exhibit.content)
            if taken > MOST_BYTES:
                taken -= len(exhibit.content)
                self.refused[_name(exhibit.letter)] = Refusal.NO_ROOM
            else:
                (self.folder / _name(exhibit.letter)).write_bytes(exhibit.content)
                self.files[_name(exhibit.letter)] = exhibit.media_type

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
        return Part((self.folder / told["file"]).read_bytes(), told["first"], told["last"])

    def sentences(self) -> Iterator[str]:
        """What is left out, and what could not be made visible."""
        for exhibit in self.contents.exhibits:
            name, called = _name(exhibit.letter), f"Exhibit {exhibit.letter}, “{exhibit.name}”,"
            if name in self.refused:
                yield f"{called} {WORDS[self.refused[name]]} It is not in this packet."
            elif unseen := self.ready[name]["unseen_notes"]:
                notes = "a note" if unseen == 1 else f"{unseen} notes"
                yield f"{called} carries {notes} that cannot be printed. Compare it with the file."

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
            len(self.ready) + len(self.refused) + (self.parts is not None), len(self.contents.exhibits) + 2
        )

    def _leave_out_what_fails(self) -> None:
        """Each exhibit is bound alone with the letter; one that cannot be is left out. PacketError where that does
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
        "title": contents.title,
        "author": contents.author,
        "running_head": contents.running_head,
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "fax": contents.fax and {"lines": contents.fax.lines, "notes": contents.fax.notes},
        "letter": {"title": contents.letter_title, "name": _LETTER},
        "memo": _memo(contents) if contents.memo_rows else None,
        "exhibits": [
            {"letter": each.letter, "title": each.title, "shows": each.shows, "name": _name(each.letter)}
            for each in contents.exhibits
        ],
    }


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
        yield _name(reference.letter)


def _name(letter: str) -> str:
    """What an exhibit is called in the folder, and its cover sheet in the packet."""
    return f"exhibit-{letter}"


def _too_large(parts: tuple[Part, ...], most: int | None) -> list[str]:
    large = [part for part in parts if most and len(part.content) > most * MEGABYTE]
    return [
        f"Page {part.first} of the packet alone has {len(part.content) / MEGABYTE:.0f} MB, more than a part may have. "
        "Scan it at 300 points an inch."
        for part in large
    ]
