"""What a reader finds in a finished document, taken from its bytes and not from our blocks."""

import re
from html.parser import HTMLParser
from io import BytesIO

import docx
import pikepdf
from docx.table import Table
from docx.text.paragraph import Paragraph

_PAIR = re.compile(r"<([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)>")


def text_of_html(page: str) -> str:
    """The words inside <main>, in order."""
    reader = _Main()
    reader.feed(page)
    return "".join(reader.words)


class _Main(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_inside = self.is_inside or tag == "main"

    def handle_endtag(self, tag: str) -> None:
        self.is_inside = self.is_inside and tag != "main"

    def handle_data(self, data: str) -> None:
        if self.is_inside:
            self.words.append(data)


def text_of_docx(content: bytes) -> str:
    """The words of the body, tables where they stand; headers, footers and list numbers are not text."""
    words = []
    for part in docx.Document(BytesIO(content)).iter_inner_content():
        if isinstance(part, Paragraph):
            words.append(part.text)
        elif isinstance(part, Table):
            words += [cell.text for row in part.rows for cell in row.cells]
    return "\n".join(words)


def text_of_pdf(content: bytes, with_artifacts: bool = False) -> str:
    """The words on all pages; running heads, page numbers and repeated headers are artifacts, left out
    unless asked for."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return "".join(_page(page, with_artifacts) for page in pdf.pages)


def _page(page: pikepdf.Page, with_artifacts: bool) -> str:
    fonts = {name: _glyphs(font) for name, font in page.Resources.Font.items()}
    words, marks, glyphs = [], [], {}
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator in ("BDC", "BMC"):
            marks.append(str(instruction.operands[0]))
        elif operator == "EMC":
            marks.pop()
        elif operator == "Tf":
            glyphs = fonts[str(instruction.operands[0])]
        elif operator in ("TJ", "Tj") and (with_artifacts or "/Artifact" not in marks):
            words += [_decoded(bytes(shown), glyphs) for shown in _strings(instruction.operands[0])]
    return "".join(words)


def _strings(operand: pikepdf.Object) -> list[pikepdf.String]:
    parts = list(operand) if isinstance(operand, pikepdf.Array) else [operand]
    return [part for part in parts if isinstance(part, pikepdf.String)]


def _glyphs(font: pikepdf.Object) -> dict[int, str]:
    table = font.ToUnicode.read_bytes().decode("latin-1")
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in _PAIR.findall(table)}


def _decoded(shown: bytes, glyphs: dict[int, str]) -> str:
    return "".join(glyphs[int.from_bytes(shown[at : at + 2], "big")] for at in range(0, len(shown), 2))
