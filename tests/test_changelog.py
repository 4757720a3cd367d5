"""The changelog knows the version that is here, and says what became of the law."""

import re
import tomllib
from pathlib import Path

HERE = Path(__file__).parent.parent
CHANGELOG = (HERE / "CHANGELOG.md").read_text("utf-8")
KINDS = {"Law", "Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def entries() -> dict[str, str]:
    """Each version with what is said of it, in the order of the file."""
    parts = re.split(r"^## \[(.+?)\].*$", CHANGELOG, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_this_version_has_an_entry_that_speaks_of_the_law() -> None:
    project = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))["project"]

    assert "### Law\n" in entries()[project["version"]]


def test_what_is_not_released_stands_first_and_versions_go_down() -> None:
    first, *versions = entries()

    assert first == "Unreleased"
    numbers = [tuple(map(int, version.split("."))) for version in versions]
    assert numbers == sorted(numbers, reverse=True)


def test_it_has_no_heading_of_its_own_but_law() -> None:
    assert set(re.findall(r"^### (.+)$", CHANGELOG, flags=re.MULTILINE)) <= KINDS
