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
_SMALL = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December) \\d{1,2}, \\d{4}"
    "|(?:Exhibit|Claim|Group|Reference|Member ID) [\\w–-]*\\w"
    "|\\w+–\\w+"
    "|(?:pre|post)-service"
)
_IN_A_CELL = re.compile(f"({_SMALL})")
_IN_TEXT = re.compile(rf"(\d+ (?:CFR|USC) \d[^ ;,]*|{_SMALL})")
"""What is read as one word is never cut at the end of a line: a date, an exhibit, a number with its name, a range, and,
where there is more room than in a cell, a citation. Found here, since a rule of typst's that looks for it makes
each letter take five times as long."""
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
            return {"kind": "heading", "level": level, "line": _line(line, None)}
        case Paragraph(line=line, keeps_with_next=keeps):
            return {"kind": "paragraph", "keep": keeps, "line": _line(line)}
        case Items(is_ordered=is_ordered, items=items, keeps_with_next=keeps):
            lines = [_line(item) for item in items]
            return {"kind": "items", "ordered": is_ordered, "keep": keeps, "items": lines}
        case Lines(role=role, lines=lines):
            return {"kind": "lines", "role": role.value, "lines": [_line(line) for line in lines]}
        case Table(header=header, rows=rows):
            names = [_line(cell, None) for cell in header]
            return {
                "kind": "table",
                "header": names,
                "rows": [[_line(c, _IN_A_CELL) for c in row] for row in rows],
            }


def _line(line: Line, whole: re.Pattern[str] | None = _IN_TEXT) -> list[dict[str, Any]]:
    return [
        {
            "pieces": _pieces(run.shown, whole),
            "strong": run.is_strong,
            "emphasis": run.is_emphasized,
            "blank": run.is_blank,
        }
        for run in line
    ]


def _pieces(text: str, whole: re.Pattern[str] | None) -> list[dict[str, Any]]:
    """The text cut where a line may end, and where what `whole` finds begins and ends."""
    if whole is None:
        return [{"text": text, "whole": False}]
    parts = whole.split(text)
    return [
        {"text": part if place % 2 else _with_points(part), "whole": bool(place % 2)}
        for place, part in enumerate(parts)
    ]


def _with_points(text: str) -> str:
    """A separating point never begins a line."""
    return text.replace(" · ", "\u00a0· ")
