"""What of a file is shown on a page: a picture of one of its pages, or its words."""

import base64
from dataclasses import dataclass

from tracker.adapters.papers import checking
from tracker.adapters.papers.refusals import WORDS
from tracker.services.documents import Opened
from tracker.services.file_types import DOCX, MAIL, TEXT

_LONGEST = 200_000


@dataclass(frozen=True)
class ShownPage:
    """A picture as the address of an image, with how many pages there are; or words; or why neither."""

    picture: str = ""
    pages: int = 0
    text: str = ""
    problem: str = ""


def shown_page(opened: Opened, page: int) -> ShownPage:
    """Page `page` (from 1) of a file; of a text, a mail or a Word file, what it says."""
    if opened.content_type in (TEXT, MAIL):
        return ShownPage(text=opened.content.decode("utf-8-sig", errors="replace")[:_LONGEST])
    if opened.content_type == DOCX:
        shown = checking.read(opened.content)
    else:
        shown = checking.show(opened.content, opened.content_type, page)
    if shown.refused:
        return ShownPage(problem=f"This file {WORDS[shown.refused]}")
    return ShownPage(_address(shown.picture), shown.pages, shown.text)


def _address(picture: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}" if picture else ""
