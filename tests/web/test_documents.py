"""Files of a case: kept, labelled, opened on record, and never run as a page of ours."""

import io
import re

import pytest
from flask import Flask

from tests.adapters.papers import files
from tests.factories import PDF
from tests.web.conftest import Browser, Cast, stored
from tracker.models import AuditEntry, Document, HeldUpload


@pytest.fixture
def where(cast: Cast) -> str:
    """The documents of Alice's case."""
    return f"/cases/{cast.case_id}/documents"


@pytest.fixture
def kept(app: Flask, bob: Browser, where: str) -> Document:
    """An MRI report that Bob has added."""
    bob.post(where, {"file": (io.BytesIO(PDF), "MRI report.pdf"), "kind": "medical_record"})
    (document,) = stored(app, Document)
    return document


def test_a_file_is_kept_as_it_came(app: Flask, bob: Browser, where: str, kept: Document) -> None:
    assert "MRI report.pdf" in bob.get(where).text
    assert stored(app, HeldUpload) == []

    opened = bob.get(f"{where}/{kept.id}")

    assert opened.data == PDF
    assert opened.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in opened.headers["Content-Security-Policy"]
    assert opened.headers["Cache-Control"] == "no-store"


def test_each_opening_goes_on_record(app: Flask, bob: Browser, where: str, kept: Document) -> None:
    bob.get(f"{where}/{kept.id}")

    entries = [entry for entry in stored(app, AuditEntry) if entry.action == "document opened"]
    assert [entry.detail for entry in entries] == [str(kept.id)]


def test_a_file_goes_out_as_an_exhibit(app: Flask, bob: Browser, where: str, kept: Document) -> None:
    bob.post(f"{where}/{kept.id}/label", {"exhibit": "b", "pages": "12"})

    (document,) = stored(app, Document)
    assert (document.exhibit, document.pages) == ("B", 12)


def test_an_exhibit_that_is_none_is_refused(app: Flask, bob: Browser, where: str, kept: Document) -> None:
    answer = bob.post(f"{where}/{kept.id}/label", {"exhibit": "B?", "pages": "many"})

    assert answer.status_code == 422
    assert "An exhibit is a letter or two, such as B." in answer.text


def test_a_file_of_another_kind_is_refused(app: Flask, bob: Browser, where: str) -> None:
    answer = bob.post(where, {"file": (io.BytesIO(b"\x00\x01\x02"), "photo.pdf"), "kind": "medical_record"})

    assert answer.status_code == 422
    assert "A file must be a PDF" in answer.text
    assert stored(app, Document) == []


UNPACKS = "unpacks to far more than a document holds|takes too much time or memory to open"
"""On a busy machine the time is over before the bytes are."""


@pytest.mark.parametrize(
    "content, name, said",
    [
        (files.pdf_bomb(), "scan.pdf", UNPACKS),
        (files.nested_pdf_bomb(), "scan.pdf", UNPACKS),
        (files.huge_png(), "scan.png", "a picture of more than 100 million points"),
        (files.word_bomb(), "notes.docx", "unpacks to far more than a document holds"),
        (b"%PDF-1.7 and nothing more", "scan.pdf", "is broken and cannot be opened"),
        (files.picture(), "scan.pdf", r"is named as a PDF, and is a picture \(PNG\)"),
    ],
    ids=["bomb", "bomb in a bomb", "a million points a side", "word bomb", "broken", "misnamed"],
)
def test_a_hostile_file_is_refused_at_its_field_and_nothing_is_kept(
    app: Flask, bob: Browser, where: str, content: bytes, name: str, said: str
) -> None:
    answer = bob.post(where, {"file": (io.BytesIO(content), name), "kind": "medical_record"})

    assert answer.status_code == 422
    assert re.search(said, answer.text)
    assert stored(app, Document) == []
    assert stored(app, HeldUpload) == []


def test_pages_are_counted_as_a_file_comes(app: Flask, bob: Browser, where: str) -> None:
    bob.post(where, {"file": (io.BytesIO(files.record(3)), "Records.pdf"), "kind": "medical_record"})

    assert [document.pages for document in stored(app, Document)] == [3]


def test_a_locked_file_is_kept_and_what_that_means_is_said(app: Flask, bob: Browser, where: str) -> None:
    answer = bob.post(
        where,
        {"file": (io.BytesIO(files.locked()), "Records.pdf"), "kind": "medical_record"},
        follow_redirects=True,
    )

    assert "“Records.pdf” is kept. It is locked with a password." in answer.text
    assert [document.pages for document in stored(app, Document)] == [None]


def test_a_page_is_looked_at_as_a_picture_and_that_goes_on_record(
    app: Flask, bob: Browser, where: str
) -> None:
    bob.post(where, {"file": (io.BytesIO(files.record(3)), "Records.pdf"), "kind": "medical_record"})
    (document,) = stored(app, Document)

    page = bob.get(f"{where}/{document.id}/view?page=2")

    assert 'src="data:image/png;base64,' in page.text
    assert "page 2 of 3" in page.text
    named = re.findall(r' (?:id|aria-label)="([^"]+)"', page.text)
    assert len(named) == len(set(named))
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    entries = [entry.detail for entry in stored(app, AuditEntry) if entry.action == "document opened"]
    assert entries == [f"{document.id} page 2"]


@pytest.mark.parametrize("page", ["0", "4", "-1", "x", "99999999999"])
def test_a_page_that_there_is_not_is_a_page_or_a_sentence(
    app: Flask, bob: Browser, where: str, page: str
) -> None:
    bob.post(where, {"file": (io.BytesIO(files.record(3)), "Records.pdf"), "kind": "medical_record"})
    (document,) = stored(app, Document)

    assert bob.get(f"{where}/{document.id}/view?page={page}").status_code == 200


def test_words_are_shown_as_words(app: Flask, bob: Browser, where: str) -> None:
    bob.post(where, {"file": (io.BytesIO(b"<b>Six</b> weeks"), "notes.txt"), "kind": "medical_record"})
    (document,) = stored(app, Document)

    assert "&lt;b&gt;Six&lt;/b&gt; weeks" in bob.get(f"{where}/{document.id}/view").text


def test_a_file_without_a_kind_is_held_until_one_is_chosen(app: Flask, bob: Browser, where: str) -> None:
    answer = bob.post(where, {"file": (io.BytesIO(PDF), "MRI report.pdf")})

    assert answer.status_code == 422
    assert "MRI report.pdf is kept" in answer.text
    assert len(stored(app, HeldUpload)) == 1


def test_a_file_that_is_here_already_is_not_kept_twice(
    app: Flask, bob: Browser, where: str, kept: Document
) -> None:
    answer = bob.post(where, {"file": (io.BytesIO(PDF), "scan 4.pdf"), "kind": "medical_record"})

    assert answer.status_code == 422
    assert "This file is here already, as MRI report.pdf." in answer.text
    assert [each.id for each in stored(app, Document)] == [kept.id]


def test_letters_call_a_file_what_the_advocate_calls_it(
    app: Flask, bob: Browser, where: str, kept: Document
) -> None:
    bob.post(f"{where}/{kept.id}/label", {"called": "MRI of 3/30/2026", "exhibit": "", "pages": "3"})

    (document,) = stored(app, Document)
    assert document.name == "MRI of 3-30-2026.pdf"
    assert 'value="MRI of 3-30-2026"' in bob.get(where).text


def test_a_label_that_is_refused_keeps_what_was_typed(bob: Browser, where: str, kept: Document) -> None:
    answer = bob.post(f"{where}/{kept.id}/label", {"called": "MRI of March", "exhibit": "B?", "pages": "3"})

    assert answer.status_code == 422
    assert 'value="MRI of March"' in answer.text
    assert 'value="B?"' in answer.text


def test_a_file_that_does_not_belong_here_is_removed_and_that_stays_on_record(
    app: Flask, bob: Browser, where: str, kept: Document
) -> None:
    page = bob.post(f"{where}/{kept.id}/remove", follow_redirects=True).text

    assert "The file is removed." in page
    assert stored(app, Document) == []
    assert "document removed" in {each.action for each in stored(app, AuditEntry)}


def test_a_file_that_an_entry_of_the_timeline_came_with_stays(
    app: Flask, bob: Browser, cast: Cast, where: str
) -> None:
    typed = {"noted_on": "2026-03-10", "note": "The envelope.", "file": (io.BytesIO(PDF), "envelope.pdf")}
    bob.post(f"/cases/{cast.case_id}/events/new?kind=note_added", typed)
    (document,) = stored(app, Document)

    page = bob.post(f"{where}/{document.id}/remove", follow_redirects=True).text

    assert "An entry of the timeline came with this file, so it stays." in page
    assert stored(app, Document) != []
