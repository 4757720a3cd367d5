"""A record of the demonstration with the pages that it is said to have: small PDFs, drawn when it is made.

They are drawn without typst: its threads would not be there any more in the processes that serve pages.
"""

from io import BytesIO
from textwrap import wrap

import pikepdf
from pikepdf import Dictionary, Name, Pdf

_LETTER = (612, 792)
_LEFT, _TOP, _LEADING = 72, 708, 15
_CHARACTERS = 84


def draw(title: str, text: str, pages: int) -> bytes:
    """A PDF of so many letter pages: the title and the text, which has to fit there, on the first."""
    pdf = Pdf.new()
    font = pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    )
    for number in range(1, pages + 1):
        page = pdf.add_blank_page(page_size=_LETTER)
        page.obj.Resources = Dictionary(Font=Dictionary(F=font))
        page.obj.Contents = pdf.make_stream(
            _content(_lines(title, text, number), f"Page {number} of {pages}")
        )
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = title
    made = BytesIO()
    pdf.save(made, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue()


def _lines(title: str, text: str, number: int) -> list[str]:
    if number > 1:
        return [title, "", "This page of the invented record has no more words."]
    return [title, "", *(line for part in text.splitlines() for line in wrap(part, _CHARACTERS) or [""])]


def _content(lines: list[str], foot: str) -> bytes:
    shown = b"".join(b"%s Tj T* " % _literal(line) for line in lines)
    at_top = b"BT /F 11 Tf %d TL %d %d Td " % (_LEADING, _LEFT, _TOP)
    return at_top + shown + b"ET BT /F 9 Tf 276 40 Td " + _literal(foot) + b" Tj ET"


def _literal(text: str) -> bytes:
    written = text.encode("cp1252", errors="replace")
    return b"(" + written.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b")"
