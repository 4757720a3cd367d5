"""Reading all law as a start does, every table and every state, in a process of its own; against its TOML alone.

Processor time: it is the work of one thread, and a shared machine lets it wait for others.
"""

import statistics
import subprocess
import sys
from collections.abc import Iterator

from bench.scale import Scale
from bench.table import Aim, Row

_MILLISECONDS = 150
_START = "import time"
_ALL = """
from tracker.rules import amounts, ladder, playbooks, rulebook, states
from tracker.rules.dates import closures
begun = time.process_time()
for read in (rulebook.rules, states.all_states, ladder.ladders, amounts.amounts, closures, playbooks.load):
    read()
print(time.process_time() - begun)
"""
_TOML = """
import tomllib
from pathlib import Path
from tracker.rules.packaged import law_folder
files = sorted(Path(str(law_folder())).rglob("*.toml"))
begun = time.process_time()
for file in files:
    tomllib.loads(file.read_text("utf-8"))
print(time.process_time() - begun)
"""


def measure(scale: Scale) -> Iterator[Row]:
    """Each reading in a fresh process, the two in turn, so that a busy moment strikes both."""
    taken, parsed = zip(*((_seconds(_ALL), _seconds(_TOML)) for _ in range(scale.starts)), strict=True)
    seconds = statistics.median(taken)
    aim = Aim(f"under {_MILLISECONDS} ms", seconds * 1000 < _MILLISECONDS)
    yield Row(
        "All law read at start-up, processor time",
        seconds,
        "tomllib on the same files",
        statistics.median(parsed),
        aim=aim,
    )


def _seconds(program: str) -> float:
    answer = subprocess.run(
        [sys.executable, "-c", _START + program], check=True, capture_output=True, text=True
    )
    return float(answer.stdout)
