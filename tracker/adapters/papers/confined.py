"""Starting the process that opens other people's files, and hearing what comes of it.

It is killed when its time is over. What lies in its folder is deleted with the folder; where there is room the folder
is in memory, so that what is encrypted in the database never reaches a disk in the clear.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tracker import CHECKOUT
from tracker.adapters.papers.refusals import Refusal

_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of this process's own is made in it
_SPARE_BYTES = 2**30
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}

_AT_ONCE = threading.BoundedSemaphore(3)
"""So many of these processes run beside each other; the next one waits."""

Heard = Mapping[str, Any]


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that nobody else may open, deleted at the end with all that is in it."""
    with tempfile.TemporaryDirectory(prefix="papers-", dir=_place()) as made:
        yield Path(made)


def run(where: Path, job: Mapping[str, Any], seconds: float, hear: Callable[[Heard], None]) -> Refusal | None:
    """Do `job` (see inside.py) on the files in `where`; `hear` gets each thing told, as it is told.

    Returns None where the process came to its end, TOO_MUCH where it was killed or took longer than `seconds`, and
    BROKEN where it failed in another way.
    """
    (where / "job.json").write_text(json.dumps(job, ensure_ascii=False), encoding="utf-8")
    command = [sys.executable, "-m", "tracker.adapters.papers.inside", str(where)]
    with (
        _AT_ONCE,
        subprocess.Popen(
            command,
            cwd=CHECKOUT,
            env={**_ENVIRONMENT, "TMPDIR": str(where)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process,
    ):
        clock = threading.Timer(seconds, process.kill)
        clock.start()
        try:
            _listen(process, hear)
            code = process.wait()
        finally:
            clock.cancel()
            process.kill()
    return None if code == 0 else Refusal.TOO_MUCH if code < 0 else Refusal.BROKEN


def _listen(process: subprocess.Popen[bytes], hear: Callable[[Heard], None]) -> None:
    for line in process.stdout or ():
        hear(json.loads(line))


def _place() -> Path | None:
    try:
        return _IN_MEMORY if shutil.disk_usage(_IN_MEMORY).free > _SPARE_BYTES else None
    except OSError:
        return None
