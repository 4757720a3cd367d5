"""The dates of cases under other tables of law, in a process of its own: a process reads its tables once.

Other tables are a folder, or a version of this checkout by its name in Git.
"""

import io
import multiprocessing
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tracker import CHECKOUT
from tracker.cli.errors import StartError
from tracker.rules.engine import compute
from tracker.rules.errors import LawTableError
from tracker.rules.facts import CaseFacts
from tracker.rules.outcome import Deadline
from tracker.rules.packaged import read_law_from

IN_CHECKOUT = "tracker/rules/law"
INSIDE = (".", "law", IN_CHECKOUT)
A_TABLE = "claims.toml"
Asked = tuple[CaseFacts, datetime]


@contextmanager
def other_tables(named: str) -> Iterator[Path]:
    """The folder of the tables that `named` means. Raises StartError with a sentence."""
    if Path(named).is_dir():
        yield _within(Path(named), named)
        return
    with TemporaryDirectory(prefix="tracker-law-") as folder:
        zipfile.ZipFile(io.BytesIO(_archived(named))).extractall(folder)
        yield _within(Path(folder), named)


def _within(folder: Path, named: str) -> Path:
    found = next((folder / part for part in INSIDE if (folder / part / A_TABLE).is_file()), None)
    if found is None:
        raise StartError(
            f"There are no tables of law in “{named}”: a folder law/ with {A_TABLE} is looked for."
        )
    return found.resolve()


def _archived(ref: str) -> bytes:
    git = shutil.which("git")
    if git is None:
        raise StartError(f"“{ref}” is no folder, and without Git nothing else can be looked up.")
    if not (CHECKOUT / ".git").exists():
        raise StartError(
            f"“{ref}” is no folder, and this program is not a checkout of Git with older versions."
        )
    nothing = StartError(
        f"“{ref}” is neither a folder nor a version of this checkout that has tables of law."
    )
    if ref.startswith("-"):
        raise nothing
    command = [git, "-C", str(CHECKOUT), "archive", "--format=zip", f"{ref}:{IN_CHECKOUT}"]
    found = subprocess.run(command, capture_output=True, check=False)
    if found.returncode:
        raise nothing
    return found.stdout


def dates_under(law: Path, asked: Sequence[Asked]) -> list[tuple[Deadline, ...]]:
    """All deadlines of each case under the tables of that folder. Raises StartError where they cannot be read."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, fresh, initializer=read_law_from, initargs=(law,)) as process:
        try:
            return list(process.map(_worked_out, asked, chunksize=CASES_AT_ONCE))
        except (LawTableError, OSError, KeyError) as error:
            raise StartError(f"Those tables cannot be read by this program: {_why(error)}") from error


CASES_AT_ONCE = 100


def _worked_out(asked: Asked) -> tuple[Deadline, ...]:
    return compute(*asked).deadlines


def _why(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{Path(error.filename or '').name} is missing."
    return f"there is no rule {error.args[0]}." if isinstance(error, KeyError) else str(error)
