"""The command: every round on both databases, told as it goes, and its figures written where the docs have them."""

import argparse
import platform
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from soak.crashes import Round, crash, house, points
from soak.databases import databases
from tracker import CHECKOUT

FIGURES = CHECKOUT / "docs" / "reliability.md"
MARK = "<!-- figures -->"


def main() -> int:
    """Run, print, and write the figures down; 1 where a mail was lost."""
    parser = argparse.ArgumentParser(prog="run.py soak", description=sys.modules["soak"].__doc__)
    parser.add_argument("--seed", type=int, default=20261126, help="which kills, at which moments")
    parser.add_argument("--mails", type=int, default=1_000, help="how many mails wait in each round")
    parser.add_argument("--kills", type=int, default=40, help="how many workers are killed in each round")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tracker-soak-") as folder:
        rounds = list(_told(_rounds(Path(folder), asked)))
    _write_down(rounds, asked)
    return 1 if any(each.lost for each in rounds) else 0


def _rounds(folder: Path, asked: argparse.Namespace) -> Iterator[Round]:
    with databases(folder) as addresses:
        for name, url in addresses.items():
            with house(name, url) as at:
                for point in points():
                    yield crash(at, point, asked.mails, asked.kills, asked.seed)


def _told(rounds: Iterator[Round]) -> Iterator[Round]:
    for each in rounds:
        print(_line(each), flush=True)
        yield each


def _line(each: Round) -> str:
    rate = f"{1000 * each.copies / each.kills:,.0f}"
    where = each.point.replace("_", " ")
    return f"| {each.database} | {where} | {each.mails:,} | {each.kills} | {each.lost} | {each.copies} | {rate} |"


def _write_down(rounds: list[Round], asked: argparse.Namespace) -> None:
    """Replace what stands behind the mark in the page."""
    head, mark, _ = FIGURES.read_text(encoding="utf-8").partition(MARK)
    told = (
        f"Run on {datetime.now(UTC):%Y-%m-%d} with seed {asked.seed}, Python {platform.python_version()}:\n\n"
        "| database | killed | mails | kills | lost | copies | copies per 1,000 kills |\n"
        "|---|---|---|---|---|---|---|\n"
    )
    FIGURES.write_text(
        f"{head}{mark}\n\n{told}" + "".join(f"{_line(each)}\n" for each in rounds), encoding="utf-8"
    )


if __name__ == "__main__":
    sys.exit(main())
