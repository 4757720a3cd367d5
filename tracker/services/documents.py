"""Files of a case: kept encrypted as they came, known by what they are, and every opening on record."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from pathlib import PurePath
from uuid import UUID

from sqlmodel import Session, col, select

from tracker.models import Account, Case, Document, DocumentContent, EventVersion
from tracker.rules.reading import Problem
from tracker.services import audit
from tracker.services.access import NotFound
from tracker.services.errors import RefusedError, refuse_if
from tracker.services.file_types import TEXT, file_type, misnamed, named_for
from tracker.services.texts import OFFERED, text_problem

LARGEST = 20 * 1024 * 1024
"""Bytes of the largest file that is kept."""

KINDS = {
    "denial_letter": "denial letter",
    "envelope": "envelope or proof of receipt",
    "medical_record": "medical record",
    "clinician_letter": "clinician's letter",
    "policy": "plan document or medical policy",
    "claim_file": "claim file",
    "filing": "what was filed",
    "receipt": "proof of sending",
    "decision": "decision",
    "form": "signed form",
    "other": "something else",
}
"""What a file is to the case, and the words for it."""

_PAGES = re.compile(r"0{0,4}[1-9][0-9]{0,4}")
_PLACE = re.compile(r"[1-9][0-9]{0,2}")
_LETTER = "An exhibit is a letter or two, such as B."
_LONGEST_NAME = 150
_ENDING = re.compile(r"^.*?(?=(\.[A-Za-z0-9]{1,5})?$)", re.DOTALL)
_PROOF = "An entry of the timeline came with this file, so it stays."
_ACCEPTED = (
    "A file must be a PDF, a picture (PNG, JPEG or TIFF), a Word file (.docx), a mail (.eml) or plain text."
)


class DocumentError(RefusedError):
    """A file was not kept or changed."""


@dataclass(frozen=True)
class Placed:
    """Under which exhibit letter a document goes out, and as which of several there (1 first), both as typed."""

    letter: str
    place: str = ""


@dataclass(frozen=True)
class Opened:
    """A file as it came."""

    name: str
    content_type: str
    content: bytes


def store(
    session: Session,
    account: Account,
    case: Case,
    name: str,
    content_type: str,
    content: bytes,
    kind: str,
    now: datetime,
    pages: int | None = None,
) -> Document:
    """Keep a file of so many `pages`. What it is, is told from its content; `content_type` is only what was claimed.

    Raises DocumentError (fields `file` and `kind`) where it is empty, over LARGEST, of another kind, or not what its
    name says.
    """
    refuse_if(upload_problems(name, content, kind), DocumentError)
    media_type = file_type(content, name) or TEXT
    document = Document(
        organization_id=case.organization_id,
        case_id=case.id,
        kind=kind,
        name=named_for(plain_name(name), media_type),
        content_type=media_type,
        size=len(content),
        pages=pages,
        uploaded_by_id=account.id,
        uploaded_at=now,
    )
    session.add(document)
    session.flush()
    session.add(DocumentContent(document_id=document.id, content=content))
    audit.record(session, account, case, "document stored", f"{kind}, {len(content)} bytes", now)
    session.flush()
    return document


def upload_problems(name: str, content: bytes, kind: str = "other") -> list[Problem]:
    """What keeps a file from being kept."""
    if kind not in KINDS:
        return [Problem("kind", OFFERED)]
    if len(content) > LARGEST:
        size, most = ceil(len(content) / 2**20), LARGEST // 2**20
        return [Problem("file", f"This file has {size} MB. At most {most} MB are kept; split or shrink it.")]
    if not content:
        return [Problem("file", "This file is empty. Choose it again.")]
    sentence = text_problem(plain_name(name), 200)
    if sentence is None:
        media_type = file_type(content, name)
        sentence = misnamed(name, media_type) if media_type else _ACCEPTED
    return [Problem("file", sentence)] if sentence else []


def of_case(session: Session, case: Case) -> list[Document]:
    """The case's files, the newest first; their contents are not read."""
    statement = select(Document).where(Document.case_id == case.id)
    return list(session.exec(statement.order_by(col(Document.uploaded_at).desc(), col(Document.id))))


def document_for(session: Session, case: Case, document_id: UUID) -> Document:
    """A file of this case. Raises NotFound."""
    document = session.get(Document, document_id)
    if document is None or document.case_id != case.id:
        raise NotFound("Document")
    return document


def content_of(session: Session, case: Case, document_id: UUID) -> Opened:
    """The file itself, for whoever draws it first and then says that it was opened. Raises NotFound."""
    document = document_for(session, case, document_id)
    return Opened(document.name or "document", document.content_type, bytes_of(session, document.id))


def bytes_of(session: Session, document_id: UUID) -> bytes:
    """The content of a file that was found before. NoResultFound where it has been removed since."""
    statement = select(DocumentContent).where(DocumentContent.document_id == document_id)
    return session.exec(statement).one().content or b""


def note_opening(
    session: Session, account: Account, case: Case, document_id: UUID, now: datetime, what: str = ""
) -> None:
    """That the account opened a file, or `what` of it (“page 3”), goes on record."""
    audit.record(session, account, case, "document opened", f"{document_id} {what}".strip(), now)


def open_document(session: Session, account: Account, case: Case, document_id: UUID, now: datetime) -> Opened:
    """The file itself; that the account opened it goes on record. Raises NotFound."""
    opened = content_of(session, case, document_id)
    note_opening(session, account, case, document_id, now)
    return opened


def set_exhibit(
    session: Session,
    account: Account,
    case: Case,
    document_id: UUID,
    exhibit: str,
    pages: str,
    now: datetime,
    called: str = "",
) -> Document:
    """Say which exhibit a file is, how many pages it has, and what letters call it; each may be empty, and an empty
    name leaves the one that it has. Raises DocumentError.
    """
    sentence = text_problem(called, _LONGEST_NAME)
    found = [Problem("called", sentence)] if sentence else []
    if exhibit and not _is_letter(exhibit):
        found.append(Problem("exhibit", _LETTER))
    if pages and not _PAGES.fullmatch(pages):
        found.append(Problem("pages", "Write the number of pages as a number, such as 12."))
    refuse_if(found, DocumentError)
    document = document_for(session, case, document_id)
    if document.exhibit != (exhibit.upper() or None):
        document.exhibit, document.exhibit_place = exhibit.upper() or None, None
    document.pages = int(pages) if pages else None
    if called.strip():
        document.name = _renamed(document.name or "", called)
    audit.record(session, account, case, "document labelled", document.exhibit or "", now)
    return document


def same_in(session: Session, case: Case, content: bytes) -> Document | None:
    """A file of this case with the very same content."""
    of_this_size = [each for each in of_case(session, case) if each.size == len(content)]
    return next((each for each in of_this_size if bytes_of(session, each.id) == content), None)


def remove(session: Session, account: Account, case: Case, document_id: UUID, now: datetime) -> None:
    """Take a file out of the case for good; that it was there, and who took it out, stays on record.

    Raises DocumentError where an entry of the timeline rests on it, NotFound.
    """
    document = document_for(session, case, document_id)
    rests = select(EventVersion.id).where(EventVersion.document_id == document.id)
    is_proof = session.exec(rests.limit(1)).first() is not None
    refuse_if([Problem("file", _PROOF)] if is_proof else [], DocumentError)
    audit.record(session, account, case, "document removed", f"{document.kind}, {document.size} bytes", now)
    session.delete(document)
    session.flush()


def letter_problems(session: Session, case: Case, letters: Mapping[UUID, Placed]) -> list[Problem]:
    """What is wrong with exhibit letters and places for several documents together, each at the field `exhibit-ID` or
    `place-ID`.

    Raises NotFound for a document that is not of this case.
    """
    found = []
    for document_id, placed in letters.items():
        document_for(session, case, document_id)
        if not _is_letter(placed.letter.strip()):
            found.append(Problem(f"exhibit-{document_id}", _LETTER))
        if placed.place.strip() and not _PLACE.fullmatch(placed.place.strip()):
            found.append(Problem(f"place-{document_id}", "Write the order as a number, such as 2."))
    return found


def set_letters(
    session: Session, account: Account, case: Case, letters: Mapping[UUID, Placed], now: datetime
) -> None:
    """Let each of these documents keep its exhibit letter and its place; another that had such a letter gives it up."""
    wanted = {document_id: placed.letter.strip().upper() for document_id, placed in letters.items()}
    for document in of_case(session, case):
        before = document.exhibit, document.exhibit_place
        if document.id in wanted:
            place = letters[document.id].place.strip()
            document.exhibit, document.exhibit_place = wanted[document.id], int(place) if place else None
        elif document.exhibit in wanted.values():
            document.exhibit = document.exhibit_place = None
        if (document.exhibit, document.exhibit_place) != before:
            audit.record(session, account, case, "document labelled", document.exhibit or "", now)


def _renamed(name: str, called: str) -> str:
    """The name that a person gave, with the ending that it had; a stroke in a date begins no folder."""
    return plain_name(re.sub(r"[/\\]", "-", called)) + _ENDING.sub("", name)


def _is_letter(exhibit: str) -> bool:
    return exhibit.isascii() and exhibit.isalpha() and len(exhibit) <= 3


def plain_name(name: str) -> str:
    """The last part of a file's name, whatever folders came with it; `document` where it shows nothing."""
    last = PurePath(name.replace("\\", "/")).name.strip()
    return last if any(map(str.isalnum, last)) else "document"
