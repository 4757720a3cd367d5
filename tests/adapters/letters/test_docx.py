"""The DOCX: what a person needs to go on editing it."""

from dataclasses import replace
from io import BytesIO

import docx
from docx.oxml.ns import qn

from tests.services.letters.examples import SPARSE, SPINAL_FUSION
from tracker.adapters.letters.docx import render_docx
from tracker.services.letters.blocks import Items, Run
from tracker.services.letters.draft import draft

APPEAL = draft(SPINAL_FUSION, "internal_appeal").document


def opened(content: bytes) -> docx.document.Document:
    return docx.Document(BytesIO(content))


def test_the_table_header_is_repeated_and_rows_are_not_cut() -> None:
    rows = opened(render_docx(APPEAL)).tables[0].rows

    assert rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert rows[1]._tr.trPr.find(qn("w:tblHeader")) is None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)


def test_the_columns_are_as_wide_in_the_grid_as_in_the_cells() -> None:
    """Word goes by the cells, other programs by the grid."""
    table = opened(render_docx(APPEAL)).tables[0]

    widths = [column.width for column in table.columns]
    assert widths == [cell.width for cell in table.rows[1].cells]
    assert widths[3] < min(widths[:3])


def test_a_citation_is_not_cut_at_the_end_of_a_line() -> None:
    word = opened(render_docx(APPEAL))

    cited = next(each for each in word.paragraphs if "(29\u00a0CFR\u00a02560.503-1(i)(2)(ii))" in each.text)
    assert list(cited._p.iter(qn("w:noBreakHyphen")))


def test_the_signature_takes_its_greeting_and_its_enclosures_along_to_another_page() -> None:
    paragraphs = opened(render_docx(APPEAL)).paragraphs
    start = next(n for n, each in enumerate(paragraphs) if each.text == "Sincerely,")
    end = next(n for n, each in enumerate(paragraphs) if each.text.startswith("Enclosures:"))

    for each in paragraphs[start:end]:
        own, of_style = each.paragraph_format.keep_with_next, each.style.paragraph_format.keep_with_next
        assert own or of_style, each.text


def test_every_page_is_numbered_and_only_later_ones_carry_the_running_head() -> None:
    section = opened(render_docx(APPEAL)).sections[0]

    for footer in (section.first_page_footer, section.footer):
        fields = footer._element.iter(qn("w:fldSimple"))
        assert [field.get(qn("w:instr")) for field in fields] == ["PAGE", "NUMPAGES"]
    assert section.header.paragraphs[0].text == "Theo Lindqvist · Claim 55501-26-0917 · November 22, 2026"
    assert section.first_page_header.is_linked_to_previous
    assert section.different_first_page_header_footer


def test_a_second_list_counts_from_one_again() -> None:
    items = Items(True, ((Run("one"),), (Run("two"),)))
    word = opened(render_docx(replace(APPEAL, blocks=(items, items))))

    numberings = [paragraph._p.pPr.numPr.numId.val for paragraph in word.paragraphs]
    root = word.part.numbering_part.element
    starts = [root.num_having_numId(n).lvlOverride_lst[0].startOverride.val for n in set(numberings)]
    assert numberings[0] == numberings[1] != numberings[2] == numberings[3]
    assert starts == [1, 1]


def test_the_file_names_its_title_author_and_language() -> None:
    properties = opened(render_docx(APPEAL)).core_properties

    assert (properties.title, properties.author, properties.language) == (
        "Internal appeal",
        "Rosa Delgado",
        "en-US",
    )


def test_a_blank_is_highlighted() -> None:
    word = opened(render_docx(draft(SPARSE, "internal_appeal").document))

    highlighted = [
        run.text for p in word.paragraphs for run in p.runs if run.font.highlight_color is not None
    ]
    assert "[sender's name]" in highlighted
