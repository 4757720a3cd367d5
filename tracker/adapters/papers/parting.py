"""A packet as one file or in parts, each a tagged document of its own that leads to the others. Runs inside the
confined process alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from tracker.adapters.papers.composing import MEMO, Said, composed, printed, section_lengths
from tracker.adapters.papers.cutting import Plan, Shape, Stretch, cut, weights_of
from tracker.services.packets.contents import part_name

_ATTEMPTS = 6
_HEADROOM = 0.985
_TIGHTER = 0.96
_ACROSS = "part:"
"""So begins in packet.typ where a link leads that leaves its part: part:2:17."""


def bind(folder: Path, said: Said, ready: Said, most_bytes: int) -> dict[str, Any]:
    """Bind what is `ready` of what is `said`, in parts where it is larger than `most_bytes`; tells the parts.

    Raises FileRefused.
    """
    document = printed(said, ready)
    whole = composed(folder, document, "packet.pdf")
    if whole.stat().st_size <= most_bytes or not document["exhibits"]:
        last = sum(section_lengths(whole))
        return {"parts": [{"file": whole.name, "first": 1, "last": last, "pieces": []}]}
    return {"parts": list(_Parts(folder, document, whole, most_bytes).finished())}


@dataclass(frozen=True)
class _Layout:
    """Which stretches each part takes, and how many pages the contents have in each."""

    plan: Plan
    contents: tuple[int, ...]


class _Parts:
    """A packet that is composed in parts until each is small enough and every page number in it is right."""

    def __init__(self, folder: Path, document: Said, whole: Path, most_bytes: int) -> None:
        self.folder, self.most_bytes = folder, most_bytes
        self.in_front = sum(map(bool, (document["fax"], document["letter"], document["memo"])))
        lengths, exhibits = section_lengths(whole), document["exhibits"]
        self.memo = lengths[self.in_front - 1] if document["memo"] else 0
        self.document = {**document, "contents": [self._counted(row) for row in document["contents"]]}
        counts = tuple(each["count"] for each in exhibits)
        found = lengths[self.in_front + 1 :]
        self.shape = Shape(
            front=sum(lengths[: self.in_front]),
            contents=lengths[self.in_front],
            covers=tuple(length - count for length, count in zip(found, counts, strict=True)),
            pages=counts,
        )
        self.weights = weights_of(whole)

    def finished(self) -> Iterator[dict[str, Any]]:
        """The parts, as they are told."""
        room, layout = self.most_bytes * _HEADROOM, None
        for _ in range(_ATTEMPTS):
            plan = cut(self.shape, self.weights, room)
            assumed = layout.contents if layout and len(layout.plan) == len(plan) else ()
            layout = _Layout(plan, assumed or (self.shape.contents,) * len(plan))
            files = [self._composed(layout, number) for number in range(len(plan))]
            found = tuple(self._contents_of(file, number) for number, file in enumerate(files))
            if not any(map(self._is_too_large, files, plan, range(len(plan)))):
                if found == layout.contents:
                    break
            else:
                room *= _TIGHTER
            layout = _Layout(plan, found)
        return self._told(layout or _Layout((), ()), files)

    def _counted(self, row: Said) -> Said:
        """A row of the contents that tells its pages also where the memo is in another part."""
        return {**row, "pages": self.memo} if row["name"] == MEMO else row

    def _composed(self, layout: _Layout, number: int) -> Path:
        count, before = len(layout.plan), [self._length(layout, each) for each in range(len(layout.plan))]
        part = {"number": number + 1, "of": count, "before": sum(before[:number]), "total": sum(before)}
        document = {
            **self.document,
            "title": f"{self.document['title']}, part {number + 1} of {count}",
            "has_front": number == 0,
            "part": part,
            "exhibits": [self._piece(stretch) for stretch in layout.plan[number]],
            "elsewhere": dict(self._places(layout)),
        }
        path = composed(self.folder, document, f"part-{number + 1}.pdf")
        _lead_across(path, self.document["file_stem"], count)
        return path

    def _piece(self, stretch: Stretch) -> dict[str, Any]:
        whole = self.document["exhibits"][stretch.exhibit]
        pages = whole["pages"][stretch.first - 1 : stretch.last]
        return {**whole, "pages": pages, "first": stretch.first}

    def _length(self, layout: _Layout, number: int) -> int:
        front = self.shape.front if number == 0 else 0
        pages = sum(len(list(self.shape.of(each))) for each in layout.plan[number])
        return front + layout.contents[number] + pages

    def _places(self, layout: _Layout) -> Iterator[tuple[str, dict[str, int]]]:
        """In which part and on which of its pages everything stands that the contents or the memo name."""
        yield "letter-1", {"part": 1, "page": 2 if self.document["fax"] else 1}
        if self.memo:
            yield MEMO, {"part": 1, "page": self.shape.front - self.memo + 1}
        for number, stretches in enumerate(layout.plan):
            page = layout.contents[number] + (self.shape.front if number == 0 else 0) + 1
            for stretch in stretches:
                for name, beyond in self._named(stretch):
                    yield name, {"part": number + 1, "page": page + beyond}
                page += len(list(self.shape.of(stretch)))

    def _named(self, stretch: Stretch) -> Iterator[tuple[str, int]]:
        """What stands in a stretch, and how many of its pages come before."""
        exhibit = self.document["exhibits"][stretch.exhibit]
        letter, cover = exhibit["letter"], self.shape.covers[stretch.exhibit] if stretch.first == 1 else 0
        if stretch.first == 1:
            yield f"exhibit-{letter}", 0
        for number, paper in enumerate(exhibit["papers"], 1):
            if stretch.first <= paper["first"] <= stretch.last:
                yield f"paper-{letter}-{number}", cover + paper["first"] - stretch.first
        for page in range(stretch.first, stretch.last + 1):
            yield f"page-{letter}-{page}", cover + page - stretch.first

    def _contents_of(self, file: Path, number: int) -> int:
        return section_lengths(file)[self.in_front if number == 0 else 0]

    def _is_too_large(self, file: Path, stretches: Sequence[Stretch], number: int) -> bool:
        """Whether a smaller part would help: neither the letter nor one page alone can be cut."""
        pages = sum(each.last - each.first + 1 for each in stretches) + (number == 0)
        return file.stat().st_size > self.most_bytes and pages > 1

    def _told(self, layout: _Layout, files: Sequence[Path]) -> Iterator[dict[str, Any]]:
        first = 1
        for number, file in enumerate(files):
            last = first + self._length(layout, number) - 1
            pieces = list(filter(None, map(self._told_piece, layout.plan[number])))
            yield {"file": file.name, "first": first, "last": last, "pieces": pieces}
            first = last + 1

    def _told_piece(self, stretch: Stretch) -> Mapping[str, Any] | None:
        exhibit = self.document["exhibits"][stretch.exhibit]
        if stretch.last - stretch.first + 1 == exhibit["count"]:
            return None
        return {"letter": exhibit["letter"], "first": stretch.first, "last": stretch.last}


def _lead_across(path: Path, stem: str, count: int) -> None:
    """Let links that leave this part open the other one's file, where it lies in the same folder."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        notes = [note for page in pdf.pages for note in page.obj.get("/Annots", ())]
        for note in notes:
            address = str(note.A.get("/URI", "")) if "/A" in note else ""
            if address.startswith(_ACROSS):
                _, part, page = address.split(":")
                name = part_name(stem, int(part), count)
                note.A = Dictionary(
                    S=Name.GoToR,
                    F=Dictionary(Type=Name.Filespec, F=name, UF=name),
                    D=Array([int(page) - 1, Name.Fit]),
                    NewWindow=True,
                )
        pdf.save(path)
