"""The program as a person starts it: a process of its own on a free port and an empty folder."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tracker import CHECKOUT

LAST_LINE = "Ctrl-C stops it"
PATIENCE_SECONDS = 60


@dataclass
class Program:
    """A running `tracker`: its process, its address, its data folder and the lines it has printed."""

    process: subprocess.Popen[str]
    address: str
    data: Path
    printed: list[str] = field(default_factory=list)

    def link(self) -> str:
        """The one-time link that it printed."""
        return next(line.strip() for line in self.printed if line.startswith("  http"))

    def stop(self) -> int:
        """Press Ctrl-C: the whole process group hears it, as in a terminal. Answers with the exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=PATIENCE_SECONDS)


def free_port() -> int:
    """A port that nobody has at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def running(data: Path, *arguments: str, **settings: str) -> Iterator[Program]:
    """Start `tracker serve`, or what `arguments` say, and wait until it has printed its address."""
    port = free_port()
    environment = {**os.environ, "TRACKER_DATA": str(data), "TRACKER_PORT": str(port), **settings}
    process = subprocess.Popen(
        [sys.executable, "-c", "from tracker.cli import main; main()", *(arguments or ("serve",))],
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    program = Program(process, f"http://127.0.0.1:{port}", data)
    ready = threading.Event()
    reader = threading.Thread(target=_read, args=(program, ready), daemon=True)
    reader.start()
    try:
        assert ready.wait(PATIENCE_SECONDS), "it printed no address: " + "".join(program.printed)
        yield program
    finally:
        if process.poll() is None:
            program.stop()
        reader.join(PATIENCE_SECONDS)


def _read(program: Program, ready: threading.Event) -> None:
    """Keep every line; the address, or the end of the process, is what `ready` waits for."""
    assert program.process.stdout is not None
    for line in program.process.stdout:
        program.printed.append(line)
        if LAST_LINE in line:
            ready.set()
    ready.set()
