"""A letter as DOCX, to be edited in a word processor: real styles, lists, a repeated table header, page numbers."""

import re
from datetime import date, datetime
from io import BytesIO

from docx import Document as open_document
from docx.document import Document as Word
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.shared import Inches, Pt
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run as WordRun

from tracker.adapters.letters.docx_base import (
    CELL,
    HEADER_CELL,
    element,
    empty_letter,
    line_style,
    paragraph_style,
)
from tracker.services.letters.blocks import (
    Block,
    Document,
    Heading,
    Items,
    Line,
    Lines,
    LinesRole,
    Paragraph,
    Table,
)

_WIDTHS = {4: (1.85, 2.1, 1.65, 0.9)}
_CELL_ROOM = 100
"""Twentieths of a point."""
_HEADER_GRAY = "F0F0F0"
_NO_BREAK = "\u00a0"
_CITATION = re.compile(r"\d+ (?:CFR|USC) \d[^ ;,]*")
_WRITABLE_INCHES = 6.5


def render_docx(document: Document) -> bytes:
    """The letter as the bytes of a .docx file: the same text as the PDF and the HTML."""
    word = open_document(BytesIO(empty_letter()))
    _describe(word, document)
    word.sections[0].header.paragraphs[0].add_run(document.running_head)
    for block in document.blocks:
        _write(word, block)
    made = BytesIO()
    word.save(made)
    return made.getvalue()


def _describe(word: Word, document: Document) -> None:
    dated_on = date.fromisoformat(document.dated)
    properties = word.core_properties
    properties.title, properties.author, properties.language = (
        document.title,
        document.author,
        document.language,
    )
    properties.comments, properties.last_modified_by = "", document.author
    written = datetime(dated_on.year, dated_on.month, dated_on.day)  # noqa: DTZ001 - the format has no zone
    properties.created = properties.modified = written
    run = paragraph_style(word, "Normal").element.get_or_add_rPr()
    run.append(element("w:lang", val=document.language))


def _write(word: Word, block: Block) -> None:
    match block:
        case Heading(line=line, level=level):
            _fill(word.add_heading(level=level), line)
        case Paragraph(line=line, keeps_with_next=keeps):
            _fill(word.add_paragraph(), line).paragraph_format.keep_with_next = keeps or None
        case Items():
            _items(word, block)
        case Lines(role=role, lines=lines):
            _lines(word, role, lines)
        case Table():
            _table(word, block)


def _fill(paragraph: WordParagraph, line: Line) -> WordParagraph:
    for run in line:
        written = _unbroken(paragraph.add_run(), run.shown)
        if run.is_strong:
            written.bold = True
        if run.is_emphasized:
            written.italic = True
        if run.is_blank:
            written.font.highlight_color = WD_COLOR_INDEX.YELLOW
    return paragraph


def _unbroken(written: WordRun, text: str) -> WordRun:
    """A citation is never cut at the end of a line, and a separating point never begins one; the words are the same."""
    text = text.replace(" · ", f"{_NO_BREAK}· ")
    end = 0
    for found in _CITATION.finditer(text):
        written.add_text(text[end : found.start()])
        first, *rest = found[0].replace(" ", _NO_BREAK).split("-")
        written.add_text(first)
        for part in rest:
            written._r.append(OxmlElement("w:noBreakHyphen"))
            written.add_text(part)
        end = found.end()
    written.add_text(text[end:])
    return written


def _items(word: Word, items: Items) -> None:
    numbering = _restarted(word) if items.is_ordered else None
    for item in items.items:
        paragraph = _fill(word.add_paragraph(), item)
        paragraph._p.style = "ListNumber" if items.is_ordered else "ListBullet"
        paragraph.paragraph_format.keep_with_next = items.keeps_with_next or None
        if numbering is not None:
            paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = numbering


def _restarted(word: Word) -> int:
    """A numbering of its own for one list: without it a second list would go on counting from the first."""
    style = paragraph_style(word, "List Number").element
    root = word.part.numbering_part.element
    used = style.pPr.numPr.numId.val
    abstract = next(num.abstractNumId.val for num in root.num_lst if num.numId == used)
    num = root.add_num(abstract)
    num.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(num.numId)


def _lines(word: Word, role: LinesRole, lines: tuple[Line, ...]) -> None:
    for number, line in enumerate(lines, 1):
        paragraph = _fill(word.add_paragraph(), line)
        paragraph._p.style = line_style(role.value, is_last=number == len(lines))
        if role is LinesRole.SIGNATURE and number == 1:
            paragraph.paragraph_format.space_before = Pt(24)


def _spread(grid: WordTable) -> None:
    """Room around what stands in a cell; the outer lines stand at the margins of the page."""
    properties = grid._tbl.tblPr
    properties.append(element("w:tblInd", w=str(_CELL_ROOM), type="dxa"))
    margins = OxmlElement("w:tblCellMar")
    for side, room in (("top", 60), ("left", _CELL_ROOM), ("bottom", 40), ("right", _CELL_ROOM)):
        margins.append(element(f"w:{side}", w=str(room), type="dxa"))
    properties.append(margins)


def _table(word: Word, table: Table) -> None:
    rows = (table.header, *table.rows)
    grid = word.add_table(rows=len(rows), cols=len(table.header))
    grid.style, grid.autofit = "Table Grid", False
    _spread(grid)
    widths = _WIDTHS.get(len(table.header), (_WRITABLE_INCHES / len(table.header),) * len(table.header))
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Inches(width)
    for number, (row, written) in enumerate(zip(rows, grid.rows, strict=True)):
        properties = written._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, line, width in zip(written.cells, row, widths, strict=True):
            cell.width = Inches(width)
            _fill(cell.paragraphs[0], line)._p.style = HEADER_CELL if number == 0 else CELL
            if number == 0:
                shade = element("w:shd", val="clear", color="auto", fill=_HEADER_GRAY)
                cell._tc.get_or_add_tcPr().append(shade)
    word.add_paragraph().paragraph_format.space_after = Pt(2)
