"""Reading all law as a start does, every table and every state, in a process of its own; against its TOML alone.

The first start after a change of the law leaves the tables compiled, as Python does with modules: it is measured, and
the starts after it. Processor time: it is the work of one thread, and a shared machine lets it wait for others.
"""

import os
import statistics
import subprocess
import sys
import tempfile
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
    """Each reading in a fresh process, one of each kind in turn, so that a busy moment strikes them all."""
    first, again, parsed = map(statistics.median, zip(*_rounds(scale.starts), strict=True))
    baseline = "tomllib on the same files"
    yield Row("All law read at the first start, processor time", first, baseline, parsed)
    aim = Aim(f"under {_MILLISECONDS} ms", again * 1000 < _MILLISECONDS)
    yield Row("All law read at start-up, processor time", again, baseline, parsed, aim=aim)


def _rounds(times: int) -> Iterator[tuple[float, float, float]]:
    """Seconds of a first start, of the one after it, and of TOML alone."""
    for _ in range(times):
        with tempfile.TemporaryDirectory(prefix="tracker-compiled-") as kept:
            yield _seconds(_ALL, kept), _seconds(_ALL, kept), _seconds(_TOML, kept)


def _seconds(program: str, kept: str) -> float:
    """What a program prints that keeps what it compiles in the folder `kept`."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPYCACHEPREFIX": kept}
    answer = subprocess.run(
        [sys.executable, "-c", _START + program], check=True, capture_output=True, text=True, env=environment
    )
    return float(answer.stdout)
