"""Printable pages bound into one PDF, and that cut into parts of a size. Runs inside the confined process alone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile
from typing import Any

import pikepdf
import typst
from pikepdf import OutlineItem

from tracker.adapters.papers.refusals import FileRefused, Refusal

_HEADROOM = 0.995
_TEMPLATE = Path(__file__).with_name("packet.typ")


@dataclass(frozen=True)
class Part:
    """A file of the packet, with its first and last page in the whole, counted from 1."""

    file: str
    first: int
    last: int


def in_parts_as(
    folder: Path, said: Mapping[str, Any], ready: Mapping[str, Any], most_bytes: int
) -> dict[str, Any]:
    """Bind what is `ready` of what is `said`, and cut it; tells the parts. Raises FileRefused."""
    exhibits = [_sized(each, ready) for each in said["exhibits"] if each["name"] in ready]
    if said["letter"]["name"] not in ready:
        raise FileRefused(Refusal.BROKEN)
    whole = folder / "packet.pdf"
    _compose(folder, {**said, "letter": _sized(said["letter"], ready), "exhibits": exhibits}, whole)
    return {"parts": [asdict(part) for part in in_parts(whole, most_bytes)]}


def _sized(said: Mapping[str, Any], ready: Mapping[str, Any]) -> dict[str, Any]:
    return {**said, "file": f"{said['name']}.pdf", "sizes": ready[said["name"]]["sizes"]}


def _compose(folder: Path, said: Mapping[str, Any], out: Path) -> None:
    copyfile(_TEMPLATE, folder / _TEMPLATE.name)
    day = said["date"]
    try:
        typst.compile(
            folder / _TEMPLATE.name,
            output=out,
            root=folder,
            format="pdf",
            sys_inputs={"doc": json.dumps(said, ensure_ascii=False)},
            timestamp=datetime(day["year"], day["month"], day["day"], tzinfo=UTC),
        )
    except typst.TypstError as error:
        raise FileRefused(Refusal.UNPRINTABLE) from error


def in_parts(whole: Path, most_bytes: int) -> list[Part]:
    """Cut `whole` into files of at most so many bytes.

    A part ends before an exhibit begins wherever that exhibit fits into the next one. A page that is larger than a part
    may be gets one of its own, which is then too large.
    """
    with pikepdf.open(whole) as pdf:
        if whole.stat().st_size <= most_bytes:
            return [Part(whole.name, 1, len(pdf.pages))]
        packet = _Packet(pdf, list(_bookmarks(pdf)), most_bytes * _HEADROOM)
        parts: list[Part] = []
        while not parts or parts[-1].last < len(pdf.pages):
            first, path = parts[-1].last if parts else 0, whole.with_name(f"part-{len(parts) + 1}.pdf")
            end = packet.end_of_part(first, path)
            packet.cut(first, end, path)
            parts.append(Part(path.name, first + 1, end))
    return parts


class _Packet:
    """A finished packet that is being cut; pages are counted from 0."""

    def __init__(self, pdf: pikepdf.Pdf, titles: Sequence[tuple[int, str]], most_bytes: float) -> None:
        self.pdf, self.titles, self.most_bytes = pdf, titles, most_bytes
        self.starts = sorted({page for page, _ in titles} | {len(pdf.pages)})

    def end_of_part(self, first: int, path: Path) -> int:
        """Before which page a part that begins with `first` ends."""
        end = max(first + 1, self._farthest(first, path))
        starts = [start for start in self.starts if first < start <= end]
        if end in self.starts or not starts:
            return end
        following = next(start for start in self.starts if start > end)
        return starts[-1] if self._fits(starts[-1], following, path) else end

    def cut(self, first: int, end: int, path: Path) -> None:
        """Pages `first` to before `end` as a file of their own, with the bookmarks that lead to them."""
        with pikepdf.new() as part:
            part.pages.extend(self.pdf.pages[first:end])
            for page in part.pages:
                for name in ("/Annots", "/StructParents"):  # they lead to pages that are in another part
                    if name in page.obj:
                        del page.obj[name]
            with part.open_outline() as outline:
                inside = [(page, title) for page, title in self.titles if first <= page < end]
                outline.root.extend(OutlineItem(title, page - first) for page, title in inside)
            part.save(path)

    def _farthest(self, first: int, path: Path) -> int:
        low, high = first, len(self.pdf.pages)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._fits(first, middle, path) else (low, middle - 1)
        return low

    def _fits(self, first: int, end: int, path: Path) -> bool:
        self.cut(first, end, path)
        return path.stat().st_size <= self.most_bytes


def _bookmarks(pdf: pikepdf.Pdf) -> list[tuple[int, str]]:
    """Where each bookmark leads: (page counted from 0, title)."""
    places = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
    found = []
    with pdf.open_outline() as outline:
        for item in outline.root:
            target = item.destination[0] if isinstance(item.destination, pikepdf.Array) else None
            if target is not None and target.objgen in places:
                found.append((places[target.objgen], str(item.title)))
    return found
