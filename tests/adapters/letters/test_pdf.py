"""The PDF: tagged, titled, the same bytes each time, and a sentence where a character cannot be printed."""

from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest

from tests.adapters.letters.extracted import text_of_pdf
from tests.services.letters.examples import LETTERS, SPINAL_FUSION
from tracker.adapters.letters.errors import RenderError
from tracker.adapters.letters.pdf import render_pdf
from tracker.services.letters.blocks import Document, Paragraph, Run, Table
from tracker.services.letters.context import Patient
from tracker.services.letters.draft import draft

APPEAL = draft(SPINAL_FUSION, "internal_appeal").document
NO_FONT_HAS_IT = "\U000f0000"


def opened(document: Document) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(render_pdf(document)))


def elements(node: pikepdf.Object) -> list[str]:
    """The kinds of structure element below a node, in reading order."""
    children = node.get("/K", [])
    below = list(children) if isinstance(children, pikepdf.Array) else [children]
    found = [str(node["/S"])] if "/S" in node else []
    return found + [
        kind for child in below if isinstance(child, pikepdf.Dictionary) for kind in elements(child)
    ]


def test_the_pdf_says_that_it_is_accessible_and_in_which_language() -> None:
    pdf = opened(APPEAL)

    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "en-US"
    assert str(pdf.docinfo.Title) == "Internal appeal"
    assert "pdfuaid:part" in pdf.Root.Metadata.read_bytes().decode()


def test_tables_and_lists_are_tagged_as_what_they_are() -> None:
    pdf = opened(APPEAL)
    kinds = elements(pdf.Root.StructTreeRoot)

    assert kinds.count("/Table") == 1
    assert kinds.count("/TH") == 4
    assert kinds.count("/LI") == 4


def test_the_paper_is_us_letter() -> None:
    pdf = opened(APPEAL)

    assert [int(side) for side in pdf.pages[0].MediaBox] == [0, 0, 612, 792]


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert render_pdf(APPEAL) == render_pdf(APPEAL)


def test_a_long_table_repeats_its_header_on_every_page() -> None:
    row = ((Run("Requirement"),), (Run("Record"),), (Run("Outcome"),), (Run("A"),))
    header = (
        (Run("The plan requires"),),
        (Run("What the record shows"),),
        (Run("Outcome"),),
        (Run("Exhibit"),),
    )
    content = render_pdf(replace(APPEAL, blocks=(Table(header, (row,) * 120),)))
    pages = len(pikepdf.open(BytesIO(content)).pages)

    assert pages > 2
    assert text_of_pdf(content, with_artifacts=True).count("What the record shows") == pages
    assert text_of_pdf(content).count("What the record shows") == 1


def test_a_signature_on_a_page_of_its_own_takes_the_requests_along() -> None:
    kind, context = LETTERS["medicaid_fee_for_service.fair_hearing_request"]

    shown = text_of_pdf(render_pdf(draft(context, kind).document), with_artifacts=True)

    assert "I also ask" in shown[shown.index("Page 1 of 2") : shown.index("Sincerely")]


def test_pages_are_numbered_and_later_ones_carry_the_running_head() -> None:
    shown = text_of_pdf(render_pdf(APPEAL), with_artifacts=True)

    assert [f"Page {page} of 2" in shown for page in (1, 2)] == [True, True]
    assert shown.count("Theo Lindqvist · Claim 55501-26-0917 · November 22, 2026") == 1


def test_names_of_many_languages_can_be_printed() -> None:
    context = replace(SPINAL_FUSION, patient=Patient("Łucja Ñandú Ωμέγα Việt Şimşek"))

    assert render_pdf(draft(context, "internal_appeal").document).startswith(b"%PDF-")


def test_a_character_that_no_font_has_is_refused_with_a_sentence() -> None:
    unprintable = replace(APPEAL, blocks=(Paragraph((Run(f"A name: {NO_FONT_HAS_IT}"),)),))

    with pytest.raises(RenderError, match=r"no font on this machine can print: . \(U\+F0000\)\."):
        render_pdf(unprintable)
