"""What a single file is and shows: its pages counted, one of them drawn. Runs inside the confined process alone."""

from pathlib import Path
from typing import Any

import typst

from tracker.adapters.papers.opening import check_word, pages_of_pdf, pages_of_picture
from tracker.adapters.papers.printing import PDF, PICTURES, WORD, printable
from tracker.adapters.papers.refusals import FileRefused, Refusal

_POINTS_AN_INCH = 110
_LONGEST_TEXT = 200_000
_ONE_PAGE = """#let size = json(bytes(sys.inputs.size))
#set page(width: size.at(0) * 1pt, height: size.at(1) * 1pt, margin: 0pt)
#image("{file}", page: {page}, width: 100%, height: 100%, fit: "contain")
"""


def pages(path: Path, media_type: str) -> int | None:
    """How many pages a file has; None where such a file has none. FileRefused where it is not what it says."""
    if media_type == PDF:
        return pages_of_pdf(path)
    if media_type in PICTURES:
        return pages_of_picture(path)
    if media_type == WORD:
        check_word(path)
    return None


def drawn(path: Path, media_type: str, page: int, out: Path) -> int:
    """Draw page `page` (from 1) to `out` as PNG, as it would stand in a packet; returns how many pages there are."""
    plain = path.with_suffix(".plain.pdf")
    sizes = printable(path, media_type, plain).sizes
    if not 1 <= page <= len(sizes):
        raise FileRefused(Refusal.EMPTY)
    width, height = sizes[page - 1]
    scale = 792 / max(width, height)
    source = path.with_suffix(".typ")
    source.write_text(_ONE_PAGE.format(file=plain.name, page=page), encoding="utf-8")
    size = f"[{width * scale}, {height * scale}]"
    try:
        typst.compile(
            source, output=out, root=path.parent, format="png", ppi=_POINTS_AN_INCH, sys_inputs={"size": size}
        )
    except typst.TypstError as error:
        raise FileRefused(Refusal.UNPRINTABLE) from error
    return len(sizes)


def words(path: Path) -> str:
    """What a Word file says, without its looks: paragraphs and tables in order. FileRefused where it does not open."""
    check_word(path)
    import docx  # slow to load, and seldom asked for
    from docx.table import Table

    try:
        document: Any = docx.Document(str(path))
        parts = [
            _table(each) if isinstance(each, Table) else each.text for each in document.iter_inner_content()
        ]
    except (KeyError, ValueError, AttributeError, SyntaxError) as error:
        raise FileRefused(Refusal.BROKEN) from error
    return "\n".join(parts)[:_LONGEST_TEXT]


def _table(table: Any) -> str:
    return "\n".join(" | ".join(cell.text for cell in row.cells) for row in table.rows)
