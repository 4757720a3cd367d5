"""What kind of file a content is, told from its first bytes and never from its name."""

import io
import re
import zipfile
from collections.abc import Callable
from email.parser import HeaderParser

_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
"""What no plain text holds; escapes (1B) begin the character sets of some mails."""

_HEADERS = 65_536
"""In so many characters at its beginning a mail says that it is one."""

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
TIFF = "image/tiff"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "text/plain"
MAIL = "message/rfc822"
ENDINGS = {
    PDF: (".pdf",),
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg"),
    TIFF: (".tif", ".tiff"),
    DOCX: (".docx",),
    TEXT: (".txt",),
    MAIL: (".eml",),
}
"""What the name of such a file ends with; the first one is added where it does not."""


_CALLED = {
    PDF: "a PDF",
    PNG: "a picture (PNG)",
    JPEG: "a picture (JPEG)",
    TIFF: "a picture (TIFF)",
    DOCX: "a Word file",
    TEXT: "plain text",
    MAIL: "a mail",
}
_ALIKE = {PNG, JPEG, TIFF}


def file_type(content: bytes, name: str) -> str | None:
    """The media type of a PDF, PNG, JPEG, TIFF, Word (.docx), mail (.eml) or plain text; None for all else.

    `name` tells a mail from a text, which begin alike.
    """
    for media_type, begins_so in _SIGNATURES.items():
        if begins_so(content):
            return media_type
    text = _text(content)
    if text is None:
        return None
    return MAIL if name.lower().endswith(".eml") and _is_mail(text) else TEXT


def named_for(name: str, media_type: str) -> str:
    """The name with an ending that fits the media type, so that no computer opens the file as something else."""
    endings = ENDINGS[media_type]
    return name if name.lower().endswith(endings) else f"{name}{endings[0]}"


def misnamed(name: str, media_type: str) -> str | None:
    """A sentence where a name ends like another kind of file than its content is. Pictures may be named for each other:
    telephones do it, and it changes nothing.
    """
    ending = f".{name.lower().rpartition('.')[2]}"
    said = next((each for each, endings in ENDINGS.items() if ending in endings), None)
    if said is None or said == media_type or {said, media_type} <= _ALIKE or MAIL in (said, media_type):
        return None
    return f"This file is named as {_CALLED[said]}, and is {_CALLED[media_type]}. Choose the right one, or rename it."


def _is_docx(content: bytes) -> bool:
    """Its directory is never read: one that names half a million parts would keep the program busy."""
    is_whole = content.startswith(b"PK\x03\x04") and zipfile.is_zipfile(io.BytesIO(content))
    return is_whole and b"word/document.xml" in content


_SIGNATURES: dict[str, Callable[[bytes], bool]] = {
    PDF: lambda content: b"%PDF-" in content[:1024],
    PNG: lambda content: content.startswith(b"\x89PNG\r\n\x1a\n"),
    JPEG: lambda content: content.startswith(b"\xff\xd8\xff"),
    TIFF: lambda content: content[:4] in (b"II*\x00", b"MM\x00*"),
    DOCX: _is_docx,
}


def _text(content: bytes) -> str | None:
    if _CONTROLS.search(content):
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _is_mail(text: str) -> bool:
    headers = HeaderParser().parsestr(text[:_HEADERS])
    return bool(headers["from"]) and bool(headers["date"] or headers["received"] or headers["message-id"])
