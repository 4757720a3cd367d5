"""The exhibits that are on file: what they are, and the page of one that a row of the criteria names."""

import re
from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import url_for

from tracker.models import Document

_NAMED = re.compile(
    r"\s*(?:exhibit\s+)?(?P<letter>[a-z]{1,3})\b(?:\D*(?P<page>\d{1,4}))?", re.ASCII | re.IGNORECASE
)


def opened_at(named: str | None, case_id: UUID, documents: Sequence[Document]) -> str:
    """The address that shows the exhibit which a row names, at the first page it names; empty where none is on file.

    “B, pp. 2–31” is exhibit B at page 2.
    """
    found = _NAMED.match(named or "")
    exhibit = next((each for each in documents if found and each.exhibit == found["letter"].upper()), None)
    if found is None or exhibit is None:
        return ""
    page = int(found["page"] or 1)
    is_there = exhibit.pages is None or page <= exhibit.pages
    return url_for(
        "documents.view",
        case_id=case_id,
        document_id=exhibit.id,
        page=page if is_there and page > 1 else None,
    )


def on_file(documents: Sequence[Document], letters: Mapping[UUID, str]) -> tuple[tuple[str, str], ...]:
    """Each exhibit's letter, and what it is: `("B", "Office notes.pdf, 18 pages")`; in the order of the letters."""
    found = [(letters[each.id], each) for each in documents if each.id in letters]
    lettered = sorted(found, key=lambda pair: (len(pair[0]), pair[0]))
    return tuple((letter, f"{each.name}{_pages(each)}") for letter, each in lettered)


def _pages(document: Document) -> str:
    if document.pages is None:
        return ""
    return ", 1 page" if document.pages == 1 else f", {document.pages} pages"
