"""What a section says: lines of figures under headings, each with whether it is as promised; and where they stand."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tracker import CHECKOUT

FIGURES = CHECKOUT / "docs" / "reliability.md"


@dataclass(frozen=True)
class Line:
    """Figures under the headings of their section, and whether they are what is promised."""

    cells: tuple[object, ...]
    is_right: bool

    def __str__(self) -> str:
        return as_line(self.cells)


@dataclass(frozen=True)
class Asked:
    """What was asked of a run: `seed` says which kills at which moments, `folder` is empty and its own."""

    seed: int
    folder: Path


@dataclass(frozen=True)
class Section:
    """A table of the page, by its headings, and what fills it."""

    headings: tuple[str, ...]
    run: Callable[[Asked], Iterator[Line]]


def as_line(cells: Iterable[object]) -> str:
    """One line of a Markdown table; numbers with their thousands apart."""
    return f"| {' | '.join(f'{each:,}' if isinstance(each, int) else str(each) for each in cells)} |"


def write_down(name: str, told: str, section: Section, lines: Iterable[Line]) -> None:
    """Put the lines between the marks of that name in the page, below what is `told` of the run.

    Raises ValueError where the page has no such marks.
    """
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    page = FIGURES.read_text(encoding="utf-8")
    head, _, rest = page.partition(begin)
    _, mark, tail = rest.partition(end)
    if not mark:
        raise ValueError(f"{FIGURES} has no place for {name}.")
    rule = as_line("---" for _ in section.headings).replace(" ", "")
    table = "\n".join((as_line(section.headings), rule, *map(str, lines)))
    FIGURES.write_text(f"{head}{begin}\n\n{told}\n\n{table}\n\n{end}{tail}", encoding="utf-8")
