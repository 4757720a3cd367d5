"""What a reader finds on each page of a packet, also in the pages that are placed on it."""

import io
import re
from collections.abc import Iterable, Iterator

import pikepdf

_PAIR = re.compile(r"<([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)>")


def pages_of(content: bytes) -> list[str]:
    """The words of every page, without the spaces between them: a PDF need not have any."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [re.sub(r"\s", "", "".join(_words(page.obj))) for page in pdf.pages]


def bookmarks_of(content: bytes) -> dict[str, int]:
    """Every bookmark with the page that it leads to, counted from 1."""
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_outline() as outline:
        places = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        return {str(item.title): places[item.destination[0].objgen] for item in _all(outline.root)}


def _all(items: Iterable[pikepdf.OutlineItem]) -> Iterator[pikepdf.OutlineItem]:
    for item in items:
        yield item
        yield from _all(item.children)


def links_of(content: bytes) -> set[int]:
    """The pages, counted from 1, that links inside the document lead to."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        places = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        notes = (note for page in pdf.pages for note in page.obj.get("/Annots", ()))
        return {places[note.Dest[0].objgen] for note in notes if "/Dest" in note}


def leads_of(content: bytes) -> set[tuple[str, int]]:
    """The files, and the pages of them counted from 1, that links out of the document lead to."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        notes = (note for page in pdf.pages for note in page.obj.get("/Annots", ()))
        actions = [note.A for note in notes if "/A" in note]
        return {(str(each.F.UF), int(each.D[0]) + 1) for each in actions if each.S == "/GoToR"}


def is_tagged(content: bytes) -> bool:
    """Whether a screen reader is told what is what."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return "/StructTreeRoot" in pdf.Root and bool(pdf.Root.MarkInfo.Marked)


def sizes_of(content: bytes) -> list[tuple[int, int]]:
    """Width and height of every page, in points."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [(round(float(p.mediabox[2])), round(float(p.mediabox[3]))) for p in pdf.pages]


def _words(drawn: pikepdf.Object) -> Iterator[str]:
    resources = drawn.get("/Resources", {})
    glyphs: dict[int, str] | None = None
    for instruction in pikepdf.parse_content_stream(drawn):
        operator, operands = str(instruction.operator), instruction.operands
        if operator == "Tf":
            glyphs = _glyphs(resources.Font[str(operands[0])])
        elif operator in ("TJ", "Tj"):
            yield from (_decoded(bytes(each), glyphs) for each in _strings(operands[0]))
        elif operator == "Do":
            placed = resources.XObject[str(operands[0])]
            if placed.get("/Subtype") == "/Form":
                yield from _words(placed)


def _strings(operand: pikepdf.Object) -> list[pikepdf.String]:
    parts = list(operand) if isinstance(operand, pikepdf.Array) else [operand]
    return [part for part in parts if isinstance(part, pikepdf.String)]


def _glyphs(font: pikepdf.Object) -> dict[int, str] | None:
    if "/ToUnicode" not in font:
        return None
    table = font.ToUnicode.read_bytes().decode("latin-1")
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in _PAIR.findall(table)}


def _decoded(shown: bytes, glyphs: dict[int, str] | None) -> str:
    if glyphs is None:
        return shown.decode("latin-1")
    return "".join(glyphs[int.from_bytes(shown[at : at + 2], "big")] for at in range(0, len(shown), 2))
