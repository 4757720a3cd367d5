"""Sets the program up in this folder and starts it. Needs Python 3.11 or later and nothing else.

    python3 run.py          serve http://127.0.0.1:8000 and send reminders, until Ctrl-C
    python3 run.py demo     the same, on an invented caseload in a folder of its own
    python3 run.py test     run all tests, a process for each processor; with further words, pytest alone on
                            what they say (for example: test tests/rules -x)
    python3 run.py check    format, lint, types, imports, migrations, tests: the definition of done
    python3 run.py bench    measure how fast it is
    python3 run.py soak     kill workers, fail and turn clocks for half an hour or more, and count what was lost
                            (nothing) and sent twice; with names (soak races faults), those sections alone

The first start makes .venv and installs into it what the lock file names, each package checked by its hash.
Settings come from the environment; the README lists them.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python reads this line too, and no further
    sys.exit("This program needs Python 3.11 or later; this is Python {}.{}.".format(*sys.version_info))

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PROGRAMS = VENV / "bin"
PYTHON = PROGRAMS / "python"
STAMP = VENV / "installed"
BUILD_LOCK = HERE / "requirements-build.lock"
LOCKS = {"runtime": HERE / "requirements.lock", "dev": HERE / "requirements-dev.lock"}

NO_PIP = (
    "Neither pip nor ensurepip is here to install the packages with; add pip and start again "
    "(on Debian or Ubuntu: sudo apt install python3-pip)."
)
NOT_INSTALLED = "The packages could not be installed; what pip said stands above."
INSTALL = ("install", "--progress-bar", "off", "--no-input", "--disable-pip-version-check")
HASHED = ("--require-hashes", "--no-deps", "-r")
BUILT_HERE = ("--no-build-isolation", "--use-pep517")
MISLEADING_PIP = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_QUIET", "PIP_VERBOSE")
INTERRUPTED = 130


def main(arguments: list[str]) -> int:
    """Do what the first word asks; answers with the exit code, unless replaced by a program."""
    name, *rest = arguments or ["serve"]
    if name in ("-h", "--help", "help"):
        print(__doc__.strip())
        return 0
    if name not in COMMANDS or (rest and name in ("serve", "demo", "check")):
        say_wrong(
            "run.py takes demo, test, check, bench, soak or nothing; python3 run.py --help explains each."
        )
        return 2
    os.chdir(HERE)
    try:
        return COMMANDS[name](rest)
    except KeyboardInterrupt:
        say_wrong("Stopped.")
        return INTERRUPTED


def serve(_: list[str]) -> int:
    """Serve pages and send reminders."""
    return replaced_by("runtime", "tracker", "serve")


def demo(_: list[str]) -> int:
    """Serve the demonstration caseload."""
    return replaced_by("runtime", "tracker", "demo")


def test(arguments: list[str]) -> int:
    """Run pytest: all tests divided, or what the words say in one process, which starts sooner."""
    return replaced_by("dev", "pytest", *(arguments or DIVIDED))


def bench(arguments: list[str]) -> int:
    """Run the measurements."""
    return replaced_by("dev", "python", "-m", "bench", *arguments)


def soak(arguments: list[str]) -> int:
    """Kill workers and count."""
    return replaced_by("dev", "python", "-m", "soak", *arguments)


def check(_: list[str]) -> int:
    """Every check in turn; stops at the first that fails and names it."""
    install("dev")
    with tempfile.TemporaryDirectory(prefix="tracker-check-") as fresh:
        environment = {**os.environ, "TRACKER_DATA": fresh}
        environment.pop("TRACKER_DATABASE_URL", None)
        for name, command in CHECKS:
            say(f"-- {name}: {' '.join(command)}")
            if subprocess.run([PROGRAMS / command[0], *command[1:]], env=environment).returncode != 0:
                say_wrong(f"The check failed at: {name}.")
                return 1
    say("Every check passed.")
    return 0


DIVIDED = ("-n", "logical", "--maxprocesses", "6", "--dist", "worksteal")

CHECKS = (
    ("format", ("ruff", "format", "--check", ".")),
    ("lint", ("ruff", "check", ".")),
    ("types", ("mypy", "--strict", "tracker")),
    ("imports", ("lint-imports",)),
    ("a fresh database", ("alembic", "upgrade", "head")),
    ("migrations", ("alembic", "check")),
    ("tests", ("pytest", *DIVIDED)),
)

COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "serve": serve,
    "demo": demo,
    "test": test,
    "check": check,
    "bench": bench,
    "soak": soak,
}


def replaced_by(kind: str, program: str, *arguments: str) -> int:
    """Become `program` of .venv: its exit code is ours, and Ctrl-C reaches it and no one in between."""
    install(kind)
    sys.stdout.flush()
    command = [str(PROGRAMS / program), *arguments]
    os.execv(command[0], command)  # noqa: S606 - no shell is wanted


class Missing(Enum):
    """What .venv lacks."""

    NOTHING = 0
    PACKAGES = 1
    VENV = 2


def install(kind: str) -> None:
    """Make .venv hold what the lock file of `kind` names; its stamp is written last."""
    lack = missing(kind)
    if lack is Missing.NOTHING:
        return
    pip = pip_command()
    try:
        if lack is Missing.VENV:
            make_venv(pip)
        STAMP.unlink(missing_ok=True)
        install_packages(pip, kind)
        STAMP.write_text(f"{whereabouts()}\n{fingerprint(kind)}\n", encoding="utf-8")
    except OSError as error:
        sys.exit(f"The folder {VENV} cannot be made: {error.strerror}.")


def missing(kind: str) -> Missing:
    """What the stamp says is missing for `kind`.

    No stamp: .venv was left half made. Another place in it: .venv was moved, or its Python replaced.
    """
    if not (STAMP.is_file() and PYTHON.exists()):
        return Missing.VENV
    place, _, content = STAMP.read_text(encoding="utf-8").strip().partition("\n")
    if place != whereabouts():
        return Missing.VENV
    return Missing.NOTHING if content in (fingerprint(kind), fingerprint("dev")) else Missing.PACKAGES


def whereabouts() -> str:
    """Where .venv stands and which Python it is made from: both are written into its programs."""
    return f"{VENV} {os.path.realpath(PYTHON)}"


def fingerprint(kind: str) -> str:
    """Changes whenever what has to be installed changes."""
    named = b"".join(file.read_bytes() for file in (BUILD_LOCK, LOCKS[kind], HERE / "pyproject.toml"))
    return f"{kind} {hashlib.sha256(named).hexdigest()}"


def pip_command() -> list[str]:
    """This Python's own pip working on .venv, or the pip that venv can bring; exits where neither is."""
    if find_spec("pip"):
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    if find_spec("ensurepip"):
        return [str(PYTHON), "-m", "pip"]
    sys.exit(NO_PIP)


def make_venv(pip: list[str]) -> None:
    """An empty .venv in place of whatever was there; with a pip of its own only where there is no other."""
    say("Making .venv")
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(VENV)
    brings_pip = pip[0] == str(PYTHON)
    command = [sys.executable, "-m", "venv", *([] if brings_pip else ["--without-pip"]), str(VENV)]
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode != 0:
        sys.exit(f"{made.stdout}{made.stderr}\nThe folder {VENV} could not be made; the reason stands above.")


def install_packages(pip: list[str], kind: str) -> None:
    """What the locks name, by hash, then the project itself.

    What has to be built is built by the locked setuptools; pip by itself would fetch one without a hash.
    """
    total = package_count(LOCKS[kind])
    say(f"Installing {total} packages, each checked by its hash")
    run_pip([*pip, *INSTALL, *HASHED, str(BUILD_LOCK)], total)
    run_pip([*pip, *INSTALL, *BUILT_HERE, *HASHED, str(LOCKS[kind])], total)
    say("Installing the program itself")
    run_pip([*pip, *INSTALL, *BUILT_HERE, "--no-index", "--no-deps", "-e", str(HERE)], total)


def package_count(lock: Path) -> int:
    """How many packages `lock` names."""
    return sum("==" in line and line[0].isalpha() for line in lock.read_text(encoding="utf-8").splitlines())


def run_pip(command: list[str], total: int) -> None:
    """Run pip, telling of its progress as it goes; on failure everything it said is shown."""
    environment = {key: value for key, value in os.environ.items() if key not in MISLEADING_PIP}
    said: list[str] = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as pip:
        for line in progress(pip.stdout or (), total, said):
            say(line)
    if pip.returncode != 0:
        sys.exit("".join(said) + NOT_INSTALLED)


def progress(lines: Iterable[str], total: int, said: list[str]) -> Iterator[str]:
    """A few lines to show for the many that pip writes, all of which are kept in `said`."""
    step, collected = max(total // 10, 2), 0
    for line in lines:
        said.append(line)
        if line.startswith(("Collecting ", "Processing ", "Requirement already")):
            collected += 1
            if collected % step == 0:
                yield f"  {collected} of {total} found"
        elif line.startswith("Installing collected") and collected > 1:
            yield "  all found, unpacking them"
        elif "Retrying" in line:
            yield "  the package index does not answer, trying again"


def say(line: str) -> None:
    """Tell the person at the terminal, at once."""
    print(line, flush=True)


def say_wrong(line: str) -> None:
    """Tell them what went wrong."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
