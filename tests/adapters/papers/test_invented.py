"""Records of the demonstration have the pages that they are said to have, and their words can be read back."""

from io import BytesIO

import pytest
from pikepdf import Pdf, parse_content_stream

from tracker.adapters.papers.invented import draw


def words_of(content: bytes, page: int) -> list[str]:
    """What a page prints, line by line."""
    with Pdf.open(BytesIO(content)) as pdf:
        drawn = parse_content_stream(pdf.pages[page])
        return [bytes(each.operands[0]).decode("cp1252") for each in drawn if str(each.operator) == "Tj"]


@pytest.mark.parametrize("pages", [1, 2, 31])
def test_a_record_has_as_many_pages_as_it_is_said_to_have(pages: int) -> None:
    content = draw("Office notes", "Walks 1 mile.\n", pages)

    with Pdf.open(BytesIO(content)) as pdf:
        assert len(pdf.pages) == pages
    assert words_of(content, pages - 1)[-1] == f"Page {pages} of {pages}"


def test_its_words_stand_on_the_first_page_as_they_are() -> None:
    said = "Relief of nine days (L4–L5), “then none”; 100 \\ 2."

    words = words_of(draw("Dr. Osei's letter", said, 2), 0)

    assert words == ["Dr. Osei's letter", "", said, "Page 1 of 2"]


def test_the_same_record_is_the_same_bytes() -> None:
    assert draw("A", "b", 3) == draw("A", "b", 3)
