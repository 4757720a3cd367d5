"""The command: everything in turn, told as it goes, and the table at the end."""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench import deadlines, feeds, idling, letters, outbox, packets, pages, starting, tables, workers
from bench.scale import FULL, QUICK, Scale
from bench.table import Row, as_table
from bench.world import world
from tracker.cli.importing import settled
from tracker.config import load
from tracker.models.keyring import set_keyring

ALONE = {"outbox": outbox.measure, "workers": workers.measure, "idle": idling.measure}


def main() -> None:
    """Measure and print; nothing is kept."""
    parser = argparse.ArgumentParser(prog="run.py bench", description=sys.modules["bench"].__doc__)
    parser.add_argument("--quick", action="store_true", help="a little of everything, to see that it works")
    parser.add_argument("rows", nargs="*", help=f"these alone: {', '.join(ALONE)}; all, where none is named")
    asked = parser.parse_args()
    scale = QUICK if asked.quick else FULL
    print(_machine(), flush=True)
    with tempfile.TemporaryDirectory(prefix="tracker-bench-") as folder:
        found = _some(asked.rows, Path(folder), scale) if asked.rows else _rows(Path(folder), scale)
        rows = list(_told(found))
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
        yield from workers.measure(folder, scale)
        yield from idling.measure(folder, scale)


def _some(names: Iterable[str], folder: Path, scale: Scale) -> Iterator[Row]:
    """What needs nothing but a folder, by name."""
    set_keyring(load({"TRACKER_DATA": str(folder)}).encryption_keys)
    for name in names:
        yield from ALONE[name](folder, scale)


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
