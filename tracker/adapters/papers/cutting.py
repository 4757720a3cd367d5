"""Where a packet is cut so that no part is larger than it may be. Runs inside the confined process alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf

Weights = Sequence[dict[tuple[int, int], int]]
"""For each page of the whole packet the streams that it needs, with their bytes."""


@dataclass(frozen=True)
class Shape:
    """How many pages stand before the contents, in the contents, and in each exhibit as cover sheet and as pages."""

    front: int
    contents: int
    covers: tuple[int, ...]
    pages: tuple[int, ...]

    def of(self, stretch: "Stretch") -> Iterator[int]:
        """The pages of a stretch in the whole packet, counted from 0, with the cover sheet before the first."""
        before = sum(self.covers[: stretch.exhibit]) + sum(self.pages[: stretch.exhibit])
        begins = self.front + self.contents + before
        if stretch.first == 1:
            yield from range(begins, begins + self.covers[stretch.exhibit])
        own = begins + self.covers[stretch.exhibit] - 1
        yield from range(own + stretch.first, own + stretch.last + 1)


@dataclass(frozen=True)
class Stretch:
    """Pages of one exhibit that stand in one part: the exhibit counted from 0, its pages from 1."""

    exhibit: int
    first: int
    last: int


Plan = tuple[tuple[Stretch, ...], ...]


def cut(shape: Shape, weights: Weights, most_bytes: float) -> Plan:
    """Which stretches of exhibits each part takes. Letter, memo and contents are in the first one.

    A part ends before an exhibit begins wherever that exhibit fits into a part. A page that is larger than a part may
    be gets one of its own, which is then too large.
    """
    cutting = _Cutting(shape, weights, most_bytes)
    for exhibit, pages in enumerate(shape.pages):
        whole = Stretch(exhibit, 1, pages)
        if not cutting.takes(whole):
            cutting.begin_part()
        if cutting.takes(whole):
            cutting.add(whole)
        else:
            cutting.go_back()
            cutting.add_page_by_page(whole)
    return tuple(map(tuple, cutting.parts))


@dataclass
class _Cutting:
    """Parts that are being filled, the last one with the streams that it holds so far."""

    shape: Shape
    weights: Weights
    most_bytes: float
    parts: list[list[Stretch]] = field(default_factory=lambda: [[]])
    held: dict[tuple[int, int], int] = field(default_factory=dict)
    before: dict[tuple[int, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._hold(range(self.shape.front + self.shape.contents))

    def takes(self, stretch: Stretch) -> bool:
        """Whether it still fits into the last part."""
        needed = dict(self.held)
        for page in self.shape.of(stretch):
            needed |= self.weights[page]
        return sum(needed.values()) <= self.most_bytes

    def begin_part(self) -> None:
        """What comes stands in a new part, under contents of its own."""
        self.before, self.held = self.held, {}
        self.parts.append([])
        self._hold(range(self.shape.front, self.shape.front + self.shape.contents))

    def go_back(self) -> None:
        """Fill the part before after all."""
        self.parts.pop()
        self.held = self.before

    def add(self, stretch: Stretch) -> None:
        """It stands in the last part, in one with what it continues."""
        part = self.parts[-1]
        if part and part[-1].exhibit == stretch.exhibit:
            part[-1] = Stretch(stretch.exhibit, part[-1].first, stretch.last)
        else:
            part.append(stretch)
        self._hold(self.shape.of(stretch))

    def add_page_by_page(self, whole: Stretch) -> None:
        """An exhibit larger than a part goes on in the next one."""
        for number in range(whole.first, whole.last + 1):
            page = Stretch(whole.exhibit, number, number)
            is_untouched = len(self.parts) > 1 and not self.parts[-1]
            if not self.takes(page) and not is_untouched:
                self.begin_part()
            self.add(page)

    def _hold(self, pages: range | Iterator[int]) -> None:
        for page in pages:
            self.held |= self.weights[page]


def weights_of(path: Path) -> Weights:
    """What each page of a finished packet weighs; what is no stream is spread over all pages alike."""
    with pikepdf.open(path) as pdf:
        found = [dict(_streams(page.obj)) for page in pdf.pages]
    streams = {key: size for each in found for key, size in each.items()}
    rest = (path.stat().st_size - sum(streams.values())) // len(found)
    return [{**each, (-1, number): max(rest, 0)} for number, each in enumerate(found)]


def _streams(page: pikepdf.Object) -> Iterator[tuple[tuple[int, int], int]]:
    seen: set[tuple[int, int]] = set()
    waiting = [page[name] for name in ("/Contents", "/Resources") if name in page]
    while waiting:
        each = waiting.pop()
        if each.is_indirect and each.objgen in seen:
            continue
        seen.add(each.objgen)
        if isinstance(each, pikepdf.Stream):
            yield each.objgen, int(each.get("/Length", 0))
        waiting += [inside for inside in _inside(each) if isinstance(inside, pikepdf.Object)]


def _inside(each: pikepdf.Object) -> list[pikepdf.Object]:
    if isinstance(each, pikepdf.Array):
        return list(each)
    if isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
        return [value for name, value in each.items() if name != "/Parent"]
    return []
