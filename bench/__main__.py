"""The command: everything in turn, told as it goes, and the table at the end."""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import deadlines, feeds, letters, outbox, packets, pages, starting, tables
from bench.scale import FULL, QUICK, Scale
from bench.table import Row, as_table
from bench.world import world
from tracker.cli.importing import settled


def main() -> None:
    """Measure and print; nothing is kept."""
    parser = argparse.ArgumentParser(prog="run.py bench", description=sys.modules["bench"].__doc__)
    parser.add_argument("--quick", action="store_true", help="a little of everything, to see that it works")
    scale = QUICK if parser.parse_args().quick else FULL
    print(_machine(), flush=True)
    with tempfile.TemporaryDirectory(prefix="tracker-bench-") as folder:
        rows = list(_told(_rows(Path(folder), scale)))
    print(f"\n{as_table(rows)}")


def _rows(folder: Path, scale: Scale) -> Iterator[Row]:
    """Everything there is to measure; the feed comes after the pages, since it gives cases away."""
    yield from deadlines.measure(scale)
    yield from tables.measure(scale)
    yield from starting.measure(folder / "start", scale)
    yield from packets.measure(scale)
    with world(folder / "world", scale.cases) as made:
        settled()  # as where it serves
        yield from pages.measure(made, scale)
        yield from letters.measure(made, scale)
        yield from feeds.measure(made, scale)
        yield from outbox.measure(folder, scale)


def _told(rows: Iterator[Row]) -> Iterator[Row]:
    """The rows, each said at once."""
    for row in rows:
        what, measured, *_ = row.cells
        print(f"{what}: {measured}", flush=True)
        yield row


def _machine() -> str:
    busy = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    return (
        f"{platform.system()}, Python {platform.python_version()}, {os.cpu_count()} processors, load {busy}"
    )


if __name__ == "__main__":
    main()
