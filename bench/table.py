"""The table that is printed: one line for each thing measured, with what to divide it by."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

HEADINGS = ("What", "Measured", "Baseline", "Times the baseline", "Aim", "Met")


class Shown(Enum):
    """How a figure is written."""

    RATE = "a second"
    MILLISECONDS = "ms"
    MEGABYTES = "MB"


@dataclass(frozen=True)
class Aim:
    """What was to be reached, and whether it was."""

    words: str
    is_met: bool


@dataclass(frozen=True)
class Row:
    """One thing measured: `seconds` for one of it, and for one of what `baseline` says; or megabytes, where it is shown
    in those.
    """

    what: str
    seconds: float
    baseline: str
    baseline_seconds: float
    shown: Shown = Shown.MILLISECONDS
    aim: Aim | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """The line in words, in the order of HEADINGS; how many times as long as the baseline it takes."""
        return (
            self.what,
            figure(self.seconds, self.shown),
            f"{self.baseline}: {figure(self.baseline_seconds, self.shown)}",
            f"{self.seconds / self.baseline_seconds:.2f}",
            self.aim.words if self.aim else "–",
            ("yes" if self.aim.is_met else "no") if self.aim else "–",
        )


def figure(seconds: float, shown: Shown) -> str:
    """`12,300 a second` or `4.12 ms`, from seconds for one."""
    if shown is Shown.RATE:
        return f"{round(1 / seconds):,} a second"
    if shown is Shown.MEGABYTES:
        return f"{seconds:,.0f} MB"
    return f"{seconds * 1000:,.2f} ms"


def as_table(rows: Iterable[Row]) -> str:
    """All lines, ready to be read in a terminal and to stand in a Markdown page."""
    cells = [HEADINGS, *(row.cells for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [_line(each, widths) for each in cells]
    rule = "|".join("-" * (width + 2) for width in widths)
    return "\n".join((lines[0], f"|{rule}|", *lines[1:]))


def _line(cells: Iterable[str], widths: Iterable[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"
