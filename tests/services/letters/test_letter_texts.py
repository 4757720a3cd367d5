"""What every letter says: its golden copy, and what holds for all of them."""

import re

import pytest

from tests.services.golden import SNAPSHOTS, golden
from tests.services.letters.examples import LETTERS
from tracker.services.letters.draft import draft
from tracker.services.letters.kinds import KINDS

EVERY_LETTER = pytest.mark.parametrize("name", sorted(LETTERS))
COMPLETE = [name for name in sorted(LETTERS) if not name.startswith("sparse.")]
NOT_SURE = "to check against the decision in hand: the last day to ask"
PROMISES = re.compile(
    r"usually overturned|most appeals|guarantee|will be (approved|reversed)|\d+ ?(%|percent) of (appeals|denials)"
    r"|success rate|!",
    re.I,
)
TO_CONFIRM = "to confirm with the decision in hand, how it is filed"


@EVERY_LETTER
def test_a_letter_reads_as_its_golden_copy(name: str) -> None:
    kind, context = LETTERS[name]
    letter = draft(context, kind)
    missing = "".join(f"- {blank}\n" for blank in letter.blanks)
    copy = letter.text + (f"\n--- Blanks: {len(letter.blanks)}\n{missing}" if missing else "")

    assert copy == golden(f"letters/{name}.md", copy)


def test_there_is_no_golden_copy_of_a_letter_that_is_gone() -> None:
    kept = {file.name.removesuffix(".md") for file in (SNAPSHOTS / "letters").glob("*.md")}

    assert kept == set(LETTERS)


def test_every_kind_has_a_golden_copy_of_a_complete_case() -> None:
    assert {LETTERS[name][0] for name in COMPLETE} == set(KINDS)


@EVERY_LETTER
def test_no_letter_promises_or_raises_its_voice(name: str) -> None:
    kind, context = LETTERS[name]

    assert PROMISES.findall(draft(context, kind).text) == []


@pytest.mark.parametrize("name", COMPLETE)
def test_a_complete_case_leaves_nothing_blank_but_what_was_not_surely_read(name: str) -> None:
    kind, context = LETTERS[name]

    left = [each for each in draft(context, kind).blanks if each != NOT_SURE]
    assert [each for each in left if not each.startswith(TO_CONFIRM)] == []


@pytest.mark.parametrize("name", COMPLETE)
def test_a_letter_has_every_section_that_its_kind_must_contain(name: str) -> None:
    kind, context = LETTERS[name]
    letter = draft(context, kind)

    assert set(letter.kind.must_contain) <= {section.key for section in letter.sections}


@EVERY_LETTER
def test_drafting_twice_gives_the_same_letter(name: str) -> None:
    kind, context = LETTERS[name]

    assert draft(context, kind) == draft(context, kind)


@pytest.mark.parametrize("name", COMPLETE)
def test_every_exhibit_that_a_letter_speaks_of_is_among_its_enclosures(name: str) -> None:
    kind, context = LETTERS[name]
    letter = draft(context, kind)
    spoken = set(re.findall(r"Exhibit ([A-Z])", letter.text.split("Enclosures:")[0]))
    in_table = {row.exhibit[0] for row in context.criteria if row.exhibit and row.requirement in letter.text}

    assert spoken | in_table <= {exhibit.letter for exhibit in context.exhibits}


@EVERY_LETTER
def test_a_sentence_stands_apart_from_the_words_quoted_before_it(name: str) -> None:
    kind, context = LETTERS[name]

    assert re.findall(r"[.?!]”[A-Z]|[^|]  [^|]", draft(context, kind).text) == []
