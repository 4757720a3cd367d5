"""A table that was read once is kept compiled, for as long as its text says the same."""

import os
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest

from tracker.rules import compiled
from tracker.rules.compiled import KEPT_IN, toml_of
from tracker.rules.packaged import law_folder

TEXT = 'checked = 2026-11-21\n[[rule]]\nid = "a"\namount = 180\nwhen = { urgency = ["standard"] }\n'


@pytest.fixture(autouse=True)
def may_keep(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where Python keeps its modules compiled, whatever the environment of the tests says."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table that was read once."""
    file = tmp_path / "appeals.toml"
    file.write_text(TEXT, "utf-8")
    toml_of(file)
    return file


def test_it_says_the_same_each_time(table: Path) -> None:
    rule = {"id": "a", "amount": 180, "when": {"urgency": ["standard"]}}

    assert [toml_of(table), toml_of(table)] == [{"checked": date(2026, 11, 21), "rule": [rule]}] * 2


def test_it_is_read_from_its_text_once(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(compiled, "tomllib")

    assert toml_of(table)["rule"][0]["amount"] == 180


def test_whoever_changes_what_was_read_changes_nothing_for_the_next(table: Path) -> None:
    toml_of(table)["rule"].clear()

    assert toml_of(table)["rule"]


def test_a_number_changed_in_the_same_second_counts_at_once(table: Path) -> None:
    before = table.stat()
    table.write_text(TEXT.replace("180", "120"), "utf-8")
    os.utime(table, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert toml_of(table)["rule"][0]["amount"] == 120


def test_a_table_that_was_good_before_is_refused_once_it_is_broken(table: Path) -> None:
    table.write_text(TEXT.replace("[[rule]]", "[[rule"), "utf-8")

    with pytest.raises(tomllib.TOMLDecodeError):
        toml_of(table)


def test_where_nothing_may_be_kept_nothing_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (tmp_path / "appeals.toml").write_text(TEXT, "utf-8")

    assert toml_of(tmp_path / "appeals.toml")["rule"][0]["amount"] == 180
    assert not (tmp_path / KEPT_IN).exists()


def test_every_table_of_the_program_is_kept_word_for_word(tmp_path: Path) -> None:
    for file in sorted(Path(str(law_folder())).rglob("*.toml")):
        copy = tmp_path / file.name
        copy.write_bytes(file.read_bytes())

        assert [toml_of(copy), toml_of(copy)] == [tomllib.loads(file.read_text("utf-8"))] * 2, file.name
