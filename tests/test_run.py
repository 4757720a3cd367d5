"""run.py: what it says when it cannot set up, and when it leaves a good .venv alone."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import run
from tracker import CHECKOUT

OLD_PYTHON = "import sys; sys.version_info = (3, 9, 2, 'final', 0)"
NO_INSTALLER = "import sys; sys.modules['pip'] = sys.modules['ensurepip'] = None"


def started(folder: Path, *arguments: str, python_is: str = "") -> subprocess.CompletedProcess[str]:
    """Start a copy of run.py alone in `folder`, on a Python that differs by the statement `python_is`."""
    shutil.copy(CHECKOUT / "run.py", folder)
    (folder / "sitecustomize.py").write_text(python_is)
    return subprocess.run(
        [sys.executable, "run.py", *arguments],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
    )


def test_help_names_every_command(tmp_path: Path) -> None:
    answer = started(tmp_path, "--help")

    assert answer.returncode == 0
    assert [name for name in run.COMMANDS if name != "serve" and f"run.py {name}" not in answer.stdout] == []


@pytest.mark.parametrize("arguments", [["sevre"], ["demo", "now"], ["check", "tests"]])
def test_an_unknown_word_is_answered_with_the_known_ones(tmp_path: Path, arguments: list[str]) -> None:
    answer = started(tmp_path, *arguments)

    assert answer.returncode == 2
    assert "demo, test, check, bench" in answer.stderr
    assert not (tmp_path / ".venv").exists()


def test_an_older_python_is_told_which_one_is_needed(tmp_path: Path) -> None:
    answer = started(tmp_path, python_is=OLD_PYTHON)

    assert answer.returncode == 1
    assert answer.stderr == "This program needs Python 3.11 or later; this is Python 3.9.\n"


def test_an_older_python_can_read_the_file_as_far_as_that_sentence() -> None:
    assert ast.parse((CHECKOUT / "run.py").read_text(), feature_version=(3, 7))


def test_a_python_without_any_installer_is_told_so_in_a_sentence(tmp_path: Path) -> None:
    for lock in (*run.LOCKS.values(), run.BUILD_LOCK, CHECKOUT / "pyproject.toml"):
        shutil.copy(lock, tmp_path)
    answer = started(tmp_path, python_is=NO_INSTALLER)

    assert answer.returncode == 1
    assert answer.stderr == run.NO_PIP + "\n"


@pytest.fixture
def venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A .venv in a folder of its own that run.py takes for its own, with a Python and a valid stamp."""
    folder = tmp_path / ".venv"
    monkeypatch.setattr(run, "VENV", folder)
    monkeypatch.setattr(run, "PYTHON", folder / "bin" / "python")
    monkeypatch.setattr(run, "STAMP", folder / "installed")
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(sys.executable)
    (folder / "installed").write_text(f"{run.whereabouts()}\n{run.fingerprint('runtime')}\n")
    return folder


def test_a_venv_with_its_stamp_is_ready(venv: Path) -> None:
    assert run.missing("runtime") is run.Missing.NOTHING


def test_what_tests_need_holds_all_that_serving_needs(venv: Path) -> None:
    (venv / "installed").write_text(f"{run.whereabouts()}\n{run.fingerprint('dev')}\n")

    assert run.missing("runtime") is run.Missing.NOTHING


def test_a_venv_made_for_serving_lacks_packages_for_tests(venv: Path) -> None:
    assert run.missing("dev") is run.Missing.PACKAGES


def test_a_half_made_venv_is_made_anew(venv: Path) -> None:
    (venv / "installed").unlink()

    assert run.missing("runtime") is run.Missing.VENV


def test_a_venv_whose_python_is_gone_is_made_anew(venv: Path) -> None:
    (venv / "bin" / "python").unlink()
    (venv / "bin" / "python").symlink_to("/nowhere/python3")

    assert run.missing("runtime") is run.Missing.VENV


def test_a_venv_that_was_moved_is_made_anew(venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = venv.rename(venv.with_name("moved"))
    monkeypatch.setattr(run, "VENV", moved)
    monkeypatch.setattr(run, "PYTHON", moved / "bin" / "python")
    monkeypatch.setattr(run, "STAMP", moved / "installed")

    assert run.missing("runtime") is run.Missing.VENV


def test_pip_is_told_about_in_a_few_lines_and_kept_whole() -> None:
    said: list[str] = []
    lines = [f"Collecting package{number}\n" for number in range(10)] + [
        "Installing collected packages: all\n"
    ]

    shown = list(run.progress(lines, 10, said))

    assert shown == [*(f"  {n} of 10 found" for n in (2, 4, 6, 8, 10)), "  all found, unpacking them"]
    assert said == lines


@pytest.mark.parametrize("lock", [*run.LOCKS.values(), run.BUILD_LOCK], ids=lambda path: path.name)
def test_a_lock_has_a_hash_for_every_package_and_no_address(lock: Path) -> None:
    lines = [line for line in lock.read_text().splitlines() if not line.lstrip().startswith("#")]
    packages = [number for number, line in enumerate(lines) if not line.startswith(" ")]

    assert packages
    assert all("==" in lines[number] and "--hash=sha256:" in lines[number + 1] for number in packages)
    assert not [line for line in lines if "://" in line or line.startswith("-")]
    assert len(packages) == run.package_count(lock)
