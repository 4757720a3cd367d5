"""The README tells the truth about settings, commands and files."""

import re
from pathlib import Path

from tracker.config import SETTINGS

HERE = Path(__file__).parent.parent
README = (HERE / "README.md").read_text("utf-8")


def test_the_readme_has_every_setting_with_its_default_and_meaning() -> None:
    for setting in SETTINGS:
        assert f"| `{setting.name}` | {setting.default} | {setting.meaning}" in README


def test_the_readme_names_no_setting_that_does_not_exist() -> None:
    named = {name.removesuffix("_FILE") for name in re.findall(r"\b(?:TRACKER|SENDGRID)_[A-Z_]+\b", README)}

    assert named <= {setting.name for setting in SETTINGS}


def test_every_file_that_the_readme_points_to_is_there() -> None:
    links = [target for target in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in target]

    assert links
    assert [target for target in links if not (HERE / target).exists()] == []


def test_the_readmes_two_commands_are_run_pys_own() -> None:
    commands = re.findall(r"python3 run\.py ?(\w*)", README)

    assert {"", "test", "demo", "check"} <= set(commands)
