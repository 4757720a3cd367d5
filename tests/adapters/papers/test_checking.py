"""Files looked at before they are kept: counted where they are right, refused within seconds where they are not."""

import time

import pytest

from tests.adapters.papers import files
from tracker.adapters.papers.checking import look, read, show
from tracker.adapters.papers.refusals import WORDS, Refusal
from tracker.services.file_types import DOCX, JPEG, PDF, PNG, TEXT, TIFF

SECONDS = 12


@pytest.mark.parametrize(
    "content, media_type, pages",
    [
        (files.record(3), PDF, 3),
        (files.locked(owner_only=True), PDF, 2),
        (files.picture(), PNG, 1),
        (files.picture("JPEG"), JPEG, 1),
        (files.fax_scan(3), TIFF, 3),
        (b"plain words", TEXT, None),
    ],
)
def test_the_pages_of_a_file_are_counted(content: bytes, media_type: str, pages: int | None) -> None:
    assert look(content, media_type).pages == pages
    assert look(content, media_type).refused is None


@pytest.mark.parametrize(
    "content, media_type, refused",
    [
        (files.locked(), PDF, Refusal.PASSWORD),
        (b"%PDF-1.7\nnothing else", PDF, Refusal.BROKEN),
        (files.pdf_with_huge_picture(), PDF, Refusal.PIXELS),
        (files.huge_png(), PNG, Refusal.PIXELS),
        (files.picture()[:200], PNG, Refusal.BROKEN),
        (files.picture("JPEG")[:100], JPEG, Refusal.BROKEN),
        (files.word_that_is_none(), DOCX, Refusal.NOT_WHAT_IT_SAYS),
        (b"PK\x03\x04 word/document.xml", DOCX, Refusal.BROKEN),
    ],
)
def test_what_is_not_what_it_says_is_refused(content: bytes, media_type: str, refused: Refusal) -> None:
    assert look(content, media_type).refused is refused


@pytest.mark.parametrize(
    "content, media_type",
    [(files.pdf_bomb(), PDF), (files.nested_pdf_bomb(), PDF), (files.word_bomb(), DOCX)],
    ids=["pdf", "packed twice", "word"],
)
def test_what_unpacks_to_gigabytes_is_refused_within_seconds(content: bytes, media_type: str) -> None:
    began = time.monotonic()

    refused = look(content, media_type).refused

    assert refused in (Refusal.UNPACKS, Refusal.TOO_MUCH)
    assert time.monotonic() - began < SECONDS


def test_every_reason_has_its_words() -> None:
    assert set(WORDS) == set(Refusal)
    assert all(words.endswith(".") for words in WORDS.values())


def test_a_page_is_drawn_as_a_picture() -> None:
    shown = show(files.record(3), PDF, 2)

    assert shown.picture.startswith(b"\x89PNG")
    assert shown.pages == 3


@pytest.mark.parametrize("page", [0, 4])
def test_a_page_that_there_is_not_is_not_drawn(page: int) -> None:
    assert show(files.record(3), PDF, page).refused is Refusal.EMPTY


def test_a_picture_is_drawn_upright() -> None:
    shown = show(files.picture("JPEG", (1100, 850), turn=6), JPEG, 1)

    assert files_size(shown.picture) == (935, 1210)


def files_size(png: bytes) -> tuple[int, int]:
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def test_a_word_file_is_read_as_text() -> None:
    import io

    import docx

    document = docx.Document()
    document.add_paragraph("Six weeks of therapy.")
    document.add_table(1, 2).rows[0].cells[0].text = "March"
    out = io.BytesIO()
    document.save(out)

    assert read(out.getvalue()).text == "Six weeks of therapy.\nMarch | "
    assert look(out.getvalue(), DOCX).refused is None
