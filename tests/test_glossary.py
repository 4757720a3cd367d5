"""The glossary lists the words of the program: whatever is stored or shown as a code is explained there."""

import re
from enum import StrEnum
from pathlib import Path

import pytest

from tracker.rules import terms
from tracker.rules.terms import EventKind

GLOSSARY = Path(__file__).parents[1] / "docs" / "glossary.md"
TERMS = sorted(
    (kind for kind in vars(terms).values() if isinstance(kind, type) and issubclass(kind, StrEnum)),
    key=lambda kind: kind.__name__,
)
TERMS.remove(StrEnum)


def lines() -> list[str]:
    return GLOSSARY.read_text(encoding="utf-8").splitlines()


def explained(entries: list[str]) -> set[str]:
    """The codes that stand before the colon of an entry."""
    return {code for entry in entries for code in re.findall(r"`([^`]+)`", entry.split(": ")[0])}


def section(title: str) -> list[str]:
    """The entries under a heading."""
    after = lines()[lines().index(f"## {title}") + 1 :]
    end = next((at for at, line in enumerate(after) if line.startswith("## ")), len(after))
    return [line for line in after[:end] if line.startswith("- ")]


@pytest.mark.parametrize("kind", TERMS, ids=lambda kind: kind.__name__)
def test_every_value_of_the_terms_is_explained(kind: type[StrEnum]) -> None:
    entries = [line for line in lines() if line.startswith("- ")]

    unexplained = {member.value for member in kind} - explained(entries)

    assert unexplained == set()


def test_the_events_of_the_glossary_are_the_events_there_are() -> None:
    assert explained(section("Events")) == {kind.value for kind in EventKind}


@pytest.mark.parametrize(
    "word",
    [
        "Adverse benefit determination",
        "Authorized representative",
        "Claim involving urgent care",
        "Claimant",
        "Concurrent care",
        "Deemed exhaustion",
        "External review",
        "Final internal adverse benefit determination",
        "Independent review organization (IRO)",
        "Internal appeal",
        "Post-service claim",
        "Pre-service claim",
    ],
)
def test_a_word_of_the_regulations_is_explained_in_one_line_with_its_paragraph(word: str) -> None:
    [entry] = [line for line in section("The law's words") if line.startswith(f"- **{word}**")]

    assert re.search(r"\d+ CFR \d+\.\d+(-\d+)?\(", entry), entry


def test_no_entry_is_there_twice() -> None:
    bold = [match for line in lines() if (match := re.match(r"- \*\*(.+?)\*\*", line))]
    words = [match.group(1) for match in bold]

    assert len(words) == len(set(words))
