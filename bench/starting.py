"""The second start of the program, from the command to the first healthy answer; against an idle Python."""

import os
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench.measuring import medians
from bench.scale import Scale
from bench.table import Aim, Row

_SECONDS = 3
_PATIENCE = 60
_PAUSE = 0.01


def measure(folder: Path, scale: Scale) -> Iterator[Row]:
    """The first start, which makes the database, is not counted; each start is stopped before the next."""
    _start(folder)
    taken = statistics.median(_start(folder) for _ in range(scale.starts))
    (idle,) = medians(scale.starts, lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))
    aim = Aim(f"under {_SECONDS} s", taken < _SECONDS)
    yield Row("Second start, until /healthz answers 200", taken, "python -c pass", idle, aim=aim)


def _start(folder: Path) -> float:
    """Seconds from the command to the first 200."""
    port = _free_port()
    environment = {"PATH": os.environ["PATH"], "TRACKER_DATA": str(folder), "TRACKER_PORT": str(port)}
    started = time.perf_counter()
    program = subprocess.Popen(
        [Path(sys.executable).with_name("tracker"), "serve"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while not _is_healthy(port):
            assert program.poll() is None, "the program ended instead of serving"
            assert time.perf_counter() - started < _PATIENCE, "the program did not become healthy"
            time.sleep(_PAUSE)
        return time.perf_counter() - started
    finally:
        program.send_signal(signal.SIGTERM)
        program.wait(_PATIENCE)


def _is_healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=_PATIENCE) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
