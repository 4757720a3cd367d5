"""A letter as PDF by typst: tagged (PDF/UA-1), with its language and title, and the same bytes every time."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import typst

from tracker.adapters.letters.errors import RenderError
from tracker.services.letters.blocks import Block, Document, Heading, Items, Line, Lines, Paragraph, Table

_TEMPLATE = Path(__file__).with_name("letter.typ")
_NO_GLYPH = "could not be displayed with font"
_TEXT = re.compile(r'the text `"(?:\\u\{(?P<code>[0-9a-f]+)\}|(?P<text>[^"]))')


def render_pdf(document: Document) -> bytes:
    """The letter as PDF bytes. RenderError where it holds a character that no font on this machine has.

    The fonts that come with typst are tried first, so that a letter looks the same everywhere; the machine's
    own are asked only for what those lack.
    """
    try:
        return _compile(document, ignore_system_fonts=True)
    except typst.TypstError as error:
        if _NO_GLYPH not in str(error):
            raise RenderError(
                "The PDF could not be made. The HTML and the DOCX say the same text."
            ) from error
    try:
        return _compile(document, ignore_system_fonts=False)
    except typst.TypstError as error:
        raise RenderError(
            f"The letter holds a character that no font on this machine can print{_which(str(error))}. "
            "Write it in Latin letters, or download the DOCX and print it where the font is installed."
        ) from error


def _which(said: str) -> str:
    """The character that typst could not print, as it looks and by its number, where typst names it."""
    named = _TEXT.search(said)
    if named is None:
        return ""
    code = named["code"]
    character = chr(int(code, 16)) if code else named["text"][0]
    return f": {character} (U+{ord(character):04X})"


def _compile(document: Document, ignore_system_fonts: bool) -> bytes:
    made = typst.compile(
        _TEMPLATE,
        root=_TEMPLATE.parent,
        format="pdf",
        sys_inputs={"doc": json.dumps(_data(document), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        ignore_system_fonts=ignore_system_fonts,
        timestamp=_midnight(document.dated),
    )
    if not isinstance(made, bytes):
        raise RenderError("The PDF could not be made: typst answered with more than one file.")
    return made


def _midnight(day: str) -> datetime:
    dated_on = date.fromisoformat(day)
    return datetime(dated_on.year, dated_on.month, dated_on.day, tzinfo=UTC)


def _data(document: Document) -> dict[str, Any]:
    language, _, region = document.language.partition("-")
    dated_on = date.fromisoformat(document.dated)
    return {
        "title": document.title,
        "author": document.author,
        "running_head": document.running_head,
        "lang": language,
        "region": region or None,
        "date": {"year": dated_on.year, "month": dated_on.month, "day": dated_on.day},
        "blocks": [_block(block) for block in document.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading(line=line, level=level):
            return {"kind": "heading", "level": level, "line": _line(line)}
        case Paragraph(line=line, keeps_with_next=keeps):
            return {"kind": "paragraph", "keep": keeps, "line": _line(line)}
        case Items(is_ordered=is_ordered, items=items):
            return {"kind": "items", "ordered": is_ordered, "items": [_line(item) for item in items]}
        case Lines(role=role, lines=lines):
            return {"kind": "lines", "role": role.value, "lines": [_line(line) for line in lines]}
        case Table(header=header, rows=rows):
            cells = [[_line(cell) for cell in row] for row in rows]
            return {"kind": "table", "header": [_line(cell) for cell in header], "rows": cells}


def _line(line: Line) -> list[dict[str, Any]]:
    return [
        {"text": run.shown, "strong": run.is_strong, "emphasis": run.is_emphasized, "blank": run.is_blank}
        for run in line
    ]
