"""The confined process: `python -m tracker.adapters.papers.inside FOLDER` does what FOLDER/job.json asks for.

What comes of it is told on standard output, one JSON object a line. Nothing of the database, no key and no setting
reaches this process: it has files in one folder, and writes into that folder alone.
"""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tracker.adapters.papers.limits import confine, within
from tracker.adapters.papers.refusals import FileRefused, Refusal

Job = Mapping[str, Any]


def main() -> None:
    """Read the job, take on its limits, do it."""
    folder = Path(sys.argv[1])
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    confine(job["megabytes"], job["processor_seconds"])
    _TASKS[job["task"]](folder, job)


def _look(folder: Path, job: Job) -> None:
    from tracker.adapters.papers import looking

    _tell("file", lambda: {"pages": looking.pages(folder / "file", job["media_type"])})


def _draw(folder: Path, job: Job) -> None:
    from tracker.adapters.papers import looking

    source, out = folder / "file", folder / "page.png"
    _tell("file", lambda: {"pages": looking.drawn(source, job["media_type"], job["page"], out)})


def _read(folder: Path, job: Job) -> None:
    from tracker.adapters.papers import looking

    _tell("file", lambda: {"text": looking.words(folder / "file")})


def _bind(folder: Path, job: Job) -> None:
    """Make each file printable, then bind those that are; `ready` are those of a process before this one."""
    from tracker.adapters.papers import parting, printing

    ready = dict(job["ready"])
    for name, media_type in job["files"].items():
        _say(name, begun=True)
        with within(job["seconds_a_file"]):
            source, out = folder / name, folder / f"{name}.pdf"
            done = _tell(name, lambda: asdict(printing.printable(source, media_type, out)))  # noqa: B023 - run at once
        ready |= {name: done} if done else {}
    _say("packet", begun=True)
    _tell("packet", lambda: parting.bind(folder, job["packet"], ready, job["most_bytes"]))


def _tell(of: str, work: Callable[[], Job]) -> Job | None:
    try:
        done = work()
    except FileRefused as refused:
        _say(of, refused=refused.why.value)
    except MemoryError:
        _say(of, refused=Refusal.TOO_MUCH.value)
    else:
        _say(of, done=done)
        return done
    return None


def _say(of: str, **words: Any) -> None:
    print(json.dumps({"of": of, **words}), flush=True)


_TASKS = {"look": _look, "draw": _draw, "read": _read, "bind": _bind}

if __name__ == "__main__":
    main()
