"""Files of a case: kept, labelled, opened on record, and never run as a page of ours."""

import io

import pytest
from flask import Flask

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


def test_a_file_without_a_kind_is_held_until_one_is_chosen(app: Flask, bob: Browser, where: str) -> None:
    answer = bob.post(where, {"file": (io.BytesIO(PDF), "MRI report.pdf")})

    assert answer.status_code == 422
    assert "MRI report.pdf is kept" in answer.text
    assert len(stored(app, HeldUpload)) == 1
