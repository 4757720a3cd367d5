"""Files are kept as they came, known by their content, and each opening is on record."""

import io
import zipfile

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from tests.factories import NOW, PDF, advocate_of, make_case
from tracker.models import AuditEntry, Case, Document, DocumentContent
from tracker.services import documents
from tracker.services.access import NotFound
from tracker.services.documents import LARGEST, DocumentError


def zipped(*names: str) -> bytes:
    """A ZIP file with empty parts of these names."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as parts:
        for name in names:
            parts.writestr(name, "")
    return held.getvalue()


DOCX = zipped("[Content_Types].xml", "word/document.xml")
MAIL = b"From: alice@example.org\r\nDate: Sun, 22 Nov 2026 09:00:00 -0600\r\n\r\nHello\r\n"

KEPT = [
    ("letter.pdf", PDF, "application/pdf"),
    ("scan.png", b"\x89PNG\r\n\x1a\n" + bytes(20), "image/png"),
    ("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(20), "image/jpeg"),
    ("fax.tif", b"II*\x00" + bytes(20), "image/tiff"),
    ("fax.tiff", b"MM\x00*" + bytes(20), "image/tiff"),
    ("notes.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("mail.eml", MAIL, "message/rfc822"),
    ("notes.txt", "Núñez".encode(), "text/plain"),
    ("not-a-mail.eml", b"Only words", "text/plain"),
    ("endless.eml", b"X: y\n" * 20_000 + MAIL, "text/plain"),
    ("from-a-telephone.jpg", b"\x89PNG\r\n\x1a\n" + bytes(20), "image/png"),
]


def keep(session: Session, case: Case, name: str = "letter.pdf", content: bytes = PDF) -> Document:
    """Store a file in a case."""
    return documents.store(
        session, advocate_of(session, case), case, name, "text/html", content, "denial_letter", NOW
    )


@pytest.mark.parametrize("name, content, content_type", KEPT)
def test_a_file_is_kept_and_known_by_its_content(
    session: Session, name: str, content: bytes, content_type: str
) -> None:
    case = make_case(session)

    document = keep(session, case, name, content)

    assert (document.content_type, document.size) == (content_type, len(content))
    opened = documents.open_document(session, advocate_of(session, case), case, document.id, NOW)
    assert (opened.name, opened.content, opened.content_type) == (document.name, content, content_type)


REFUSED = [
    ("page.html.exe", b"MZ\x90\x00" + bytes(60), "must be a PDF"),
    ("really-a.pdf", b"\x89PNG\r\n\x1a\n" + bytes(20), "named as a PDF, and is a picture"),
    ("really-a.png", PDF, "and is a PDF"),
    ("words.docx", b"Only words", "named as a Word file, and is plain text"),
    ("archive.zip", zipped("a.txt"), "must be a PDF"),
    ("torn.docx", DOCX[:-12], "must be a PDF"),
    ("broken.docx", b"PK\x03\x04 and no more", "must be a PDF"),
    ("data.bin", bytes(100), "must be a PDF"),
    ("latin.txt", "Núñez".encode("latin-1"), "must be a PDF"),
    ("empty.pdf", b"", "empty"),
    ("large.pdf", PDF + bytes(LARGEST), "This file has 21 MB. At most 20 MB"),
    ("bell\x07.pdf", PDF, "cannot be printed"),
    ("x" * 300 + ".pdf", PDF, "304 characters"),
]


@pytest.mark.parametrize("name, content, words", REFUSED, ids=lambda value: str(value)[:15])
def test_what_cannot_be_kept_is_refused_with_a_sentence(
    session: Session, name: str, content: bytes, words: str
) -> None:
    case = make_case(session)

    with pytest.raises(DocumentError, match=words) as refused:
        keep(session, case, name, content)

    assert [problem.field for problem in refused.value.problems] == ["file"]
    assert session.exec(select(sa.func.count()).select_from(Document)).one() == 0


def test_a_kind_that_is_none_is_refused(session: Session) -> None:
    case = make_case(session)

    with pytest.raises(DocumentError, match="answers offered"):
        documents.store(session, advocate_of(session, case), case, "l.pdf", "", PDF, "spell", NOW)


@pytest.mark.parametrize("name", ["../../etc/letter.pdf", "C:\\Users\\alice\\letter.pdf", "/letter.pdf"])
def test_folders_in_a_name_are_left_out(session: Session, name: str) -> None:
    assert keep(session, make_case(session), name).name == "letter.pdf"


@pytest.mark.parametrize("name", ["..", ".", "  ", "\u200b\u2060"])
def test_a_name_that_says_nothing_becomes_document(session: Session, name: str) -> None:
    assert keep(session, make_case(session), name).name == "document.pdf"


@pytest.mark.parametrize(
    "content, name, kept_as",
    [
        (b"<script>alert(1)</script>", "page.html", "page.html.txt"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "scan.svg", "scan.svg.txt"),
        (b"Notes of the call", "notes", "notes.txt"),
        (PDF, "letter.exe", "letter.exe.pdf"),
        (b"\xff\xd8\xff\xe0", "photo.JPEG", "photo.JPEG"),
        (MAIL, "mail.eml", "mail.eml"),
    ],
)
def test_a_file_is_named_for_what_it_is(session: Session, content: bytes, name: str, kept_as: str) -> None:
    """A page that calls itself a text would be run by whoever opens its download."""
    case = make_case(session)

    document = documents.store(session, advocate_of(session, case), case, name, "", content, "other", NOW)

    assert document.name == kept_as


def test_the_content_is_ciphertext_in_the_database(session: Session) -> None:
    document = keep(session, make_case(session))
    session.flush()

    stored = session.execute(sa.text("SELECT content FROM document_content")).scalar_one()
    assert PDF not in bytes(stored)
    assert session.exec(select(DocumentContent.document_id)).one() == document.id


def test_storing_and_opening_are_on_record(session: Session) -> None:
    case = make_case(session)
    document = keep(session, case, "Alice Moreau denial.pdf")
    documents.open_document(session, advocate_of(session, case), case, document.id, NOW)

    entries = session.exec(select(AuditEntry).where(AuditEntry.case_id == case.id)).all()
    assert {"document stored", "document opened"} <= {entry.action for entry in entries}
    assert not any("Alice" in entry.detail for entry in entries)


def test_the_newest_file_comes_first(session: Session) -> None:
    case = make_case(session)
    keep(session, case, "first.pdf").uploaded_at = NOW.replace(hour=1)
    keep(session, case, "second.pdf")
    session.flush()

    assert [document.name for document in documents.of_case(session, case)] == ["second.pdf", "first.pdf"]


def test_a_file_of_another_case_is_not_there(session: Session) -> None:
    case, other = make_case(session), make_case(session)
    document = keep(session, other)

    with pytest.raises(NotFound):
        documents.open_document(session, advocate_of(session, case), case, document.id, NOW)


def test_a_file_becomes_an_exhibit_with_pages(session: Session) -> None:
    case = make_case(session)
    document, account = keep(session, case), advocate_of(session, case)

    documents.set_exhibit(session, account, case, document.id, "b", "31", NOW)
    assert (document.exhibit, document.pages) == ("B", 31)

    documents.set_exhibit(session, account, case, document.id, "", "", NOW)
    assert (document.exhibit, document.pages) == (None, None)


@pytest.mark.parametrize(
    "exhibit, pages, field",
    [
        ("B!", "", "exhibit"),
        ("LONG", "", "exhibit"),
        ("B", "many", "pages"),
        ("B", "0", "pages"),
        ("B", "²", "pages"),
        ("B", "000001" + "9" * 30, "pages"),
        ("B", "100000", "pages"),
    ],
)
def test_an_exhibit_that_cannot_be_is_refused(session: Session, exhibit: str, pages: str, field: str) -> None:
    case = make_case(session)
    document = keep(session, case)

    with pytest.raises(DocumentError) as refused:
        documents.set_exhibit(session, advocate_of(session, case), case, document.id, exhibit, pages, NOW)

    assert [problem.field for problem in refused.value.problems] == [field]
