"""A row of the criteria leads to the page of the exhibit that it names."""

import io
from datetime import timedelta

import pytest
from flask import Flask

from tests.factories import PDF
from tests.web.conftest import Browser, Cast, GivenTime, stored
from tracker.models import Criterion, Document


@pytest.fixture
def where(bob: Browser, cast: Cast) -> str:
    """A case with exhibit B of 31 pages."""
    case = f"/cases/{cast.case_id}"
    bob.post(
        f"{case}/documents", {"file": (io.BytesIO(PDF), "Therapy <notes>.pdf"), "kind": "medical_record"}
    )
    return case


def lettered(app: Flask, bob: Browser, where: str, pages: str) -> Document:
    [document] = stored(app, Document)
    bob.post(f"{where}/documents/{document.id}/label", {"exhibit": "B", "pages": pages})
    return document


@pytest.mark.parametrize(
    "named, page",
    [("B, pp. 2–31", "?page=2"), ("b", ""), ("Exhibit B, page 1", ""), ("B, p. 99", "")],
)
def test_an_exhibit_is_opened_at_the_page_that_the_row_names(
    app: Flask, bob: Browser, where: str, named: str, page: str
) -> None:
    document = lettered(app, bob, where, "31")
    row = min(stored(app, Criterion), key=lambda each: each.position)
    typed = {"requirement": "Six weeks", "kind": "requirement", "status": "open", "exhibit": named}

    bob.post(f"{where}/evidence/criteria/{row.id}", typed)

    link = f'<a href="{where}/documents/{document.id}/view{page}">{named}</a>'
    assert link in bob.get(f"{where}/evidence").text


@pytest.mark.parametrize("named", ["C, p. 2", "2–31", "see the letter", "<b>"])
def test_what_names_no_exhibit_on_file_leads_nowhere(
    app: Flask, bob: Browser, where: str, named: str
) -> None:
    lettered(app, bob, where, "31")
    row = min(stored(app, Criterion), key=lambda each: each.position)
    typed = {"requirement": "Six weeks", "kind": "requirement", "status": "open", "exhibit": named}

    bob.post(f"{where}/evidence/criteria/{row.id}", typed)

    assert "/view" not in bob.get(f"{where}/evidence").text


def test_the_form_of_a_requirement_tells_which_exhibits_are_on_file(
    app: Flask, bob: Browser, where: str
) -> None:
    lettered(app, bob, where, "31")

    form = bob.get(f"{where}/evidence/criteria/new").text

    assert "<b>B</b>: Therapy &lt;notes&gt;.pdf, 31 pages" in form
    assert '<option value="B"></option>' in form


def test_a_document_keeps_the_letter_that_letters_gave_it_once_a_requirement_names_it(
    app: Flask, bob: Browser, where: str, clock: GivenTime
) -> None:
    clock.at += timedelta(minutes=1)
    bob.post(
        f"{where}/documents",
        {"file": (io.BytesIO(PDF + b"\n"), "Office notes.pdf"), "kind": "medical_record"},
    )
    form = bob.get(f"{where}/evidence/criteria/new").text
    assert "<b>B</b>: Therapy &lt;notes&gt;.pdf" in form
    assert "<b>C</b>: Office notes.pdf" in form
    assert 'placeholder="C"' in bob.get(f"{where}/documents").text

    row = min(stored(app, Criterion), key=lambda each: each.position)
    typed = {"requirement": "Six weeks", "kind": "requirement", "status": "open", "exhibit": "C, p. 1"}
    bob.post(f"{where}/evidence/criteria/{row.id}", typed)

    letters = {each.name: each.exhibit for each in stored(app, Document)}
    assert letters == {"Therapy <notes>.pdf": None, "Office notes.pdf": "C"}
    assert "<b>B</b>: Therapy" in bob.get(f"{where}/evidence/criteria/new").text
