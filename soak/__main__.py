"""The command: each section told as it goes, and its figures written where the docs have them."""

import argparse
import logging
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from soak import clocks, crashes, faults, outages, races, years
from soak.tables import Asked, Line, Section, as_line, write_down

SECTIONS: dict[str, Section] = {
    "crashes": crashes.SECTION,
    "races": races.RACES,
    "sleeps": races.SLEEPS,
    "faults": faults.SECTION,
    "clocks": clocks.SECTION,
    "outages": outages.SECTION,
    "year": years.SECTION,
}


def main() -> int:
    """Run, print, and write the figures down; 1 where something is not as promised."""
    parser = argparse.ArgumentParser(prog="run.py soak", description=sys.modules["soak"].__doc__)
    parser.add_argument("sections", nargs="*", help="these alone; all, where none is named")
    parser.add_argument("--seed", type=int, default=20261126, help="which kills, at which moments")
    asked = parser.parse_args()
    return max([_one(name, asked.seed) for name in asked.sections or SECTIONS])


def _one(name: str, seed: int) -> int:
    """A section in a folder of its own; 1 where a line is not right."""
    logging.disable()  # what goes wrong here is meant to
    section, begun = SECTIONS[name], time.monotonic()
    print(f"\n{name}\n{as_line(section.headings)}", flush=True)
    with tempfile.TemporaryDirectory(prefix="tracker-soak-") as folder:
        lines = list(_told(section.run(Asked(seed, Path(folder)))))
    told = (
        f"Run on {datetime.now(UTC):%Y-%m-%d} with seed {seed}, Python {platform.python_version()}, "
        f"in {time.monotonic() - begun:,.0f} seconds:"
    )
    write_down(name, told, section, lines)
    return 0 if all(line.is_right for line in lines) else 1


def _told(lines: Iterator[Line]) -> Iterator[Line]:
    for each in lines:
        print(each if each.is_right else f"{each}   <- WRONG", flush=True)
        yield each


if __name__ == "__main__":
    sys.exit(main())
