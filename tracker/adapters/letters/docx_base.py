"""The empty .docx that every letter begins as: paper, styles, page numbers. Made once, then kept as bytes."""

from functools import cache
from io import BytesIO
from typing import Any, cast

from docx import Document as new_document
from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Length, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as WordParagraph

FONT = "Cambria"
CELL, HEADER_CELL = "LetterCell", "LetterHeaderCell"
_GRAY = RGBColor(0x55, 0x55, 0x55)
_AFTER_BORDER = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr", "w:pPrChange")


def line_style(role: str, is_last: bool) -> str:
    """The identifier of the paragraph style for a line of a group."""
    return f"Letter{role.capitalize()}{'Last' if is_last else ''}"


@cache
def empty_letter() -> bytes:
    """The .docx file with nothing in it."""
    word = new_document()
    _set_fonts(word)
    _add_styles(word)
    _set_page(word)
    made = BytesIO()
    word.save(made)
    return made.getvalue()


def _set_fonts(word: Word) -> None:
    for name, size in (("Normal", 11), ("Heading 1", 14), ("Heading 2", 11), ("Heading 3", 11)):
        style = paragraph_style(word, name)
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(script), None)
        for script in ("w:eastAsia", "w:cs"):
            fonts.set(qn(script), FONT)
    for name in ("Header", "Footer"):
        small = paragraph_style(word, name)
        small.font.size, small.font.color.rgb = Pt(9), _GRAY
    for name, after in (("Normal", 6), ("List Number", 4), ("List Bullet", 4)):
        shape = paragraph_style(word, name).paragraph_format
        shape.space_after, shape.line_spacing = Pt(after), 1.02


def _add_styles(word: Word) -> None:
    for name, is_bold in ((CELL, False), (HEADER_CELL, True)):
        cell = _add_style(word, name, after=Pt(2))
        cell.font.size, cell.font.bold = Pt(9.5), is_bold
        cell.paragraph_format.line_spacing = 1.0
    for role in ("letterhead", "address", "re", "signature", "closing"):
        for is_last in (False, True):
            style = _add_style(word, line_style(role, is_last), after=Pt(11 if is_last else 1))
            style.paragraph_format.keep_together, style.paragraph_format.keep_with_next = True, not is_last
            if role == "signature":  # what is enclosed never stands on a page alone
                style.paragraph_format.keep_with_next = True
            if role == "re":
                _draw(style, "left")
                style.paragraph_format.left_indent = Inches(0.14)
            if role == "letterhead" and is_last:
                _draw(style, "bottom")
            if role == "closing":
                style.font.size = Pt(10)


def _add_style(word: Word, name: str, after: Length) -> ParagraphStyle:
    style = cast(ParagraphStyle, word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH))
    style.base_style = paragraph_style(word, "Normal")
    style.paragraph_format.space_after = after
    return style


def _draw(style: ParagraphStyle, side: str) -> None:
    borders = OxmlElement("w:pBdr")
    borders.append(element(f"w:{side}", val="single", sz="8", space="6", color="555555"))
    style.element.get_or_add_pPr().insert_element_before(borders, *_AFTER_BORDER)


def _set_page(word: Word) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(1)
    section.top_margin, section.bottom_margin = Inches(0.95), Inches(0.85)
    section.different_first_page_header_footer = True
    for footer in (section.first_page_footer, section.footer):
        _number_pages(footer.paragraphs[0])


def _number_pages(paragraph: WordParagraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("Page ")
    _field(paragraph, "PAGE")
    paragraph.add_run(" of ")
    _field(paragraph, "NUMPAGES")


def _field(paragraph: WordParagraph, instruction: str) -> None:
    field = element("w:fldSimple", instr=instruction)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def paragraph_style(word: Word, name: str) -> ParagraphStyle:
    """A style that is known to be there and to be a paragraph's."""
    return cast(ParagraphStyle, word.styles[name])


def element(tag: str, **attributes: str) -> Any:
    """An XML element with attributes of the word processing namespace."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made
