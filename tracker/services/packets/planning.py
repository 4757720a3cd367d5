"""From a letter and the case's documents to what its packet is made of."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from tracker.models import Document, DocumentContent
from tracker.services.letters.exhibits import Lettered
from tracker.services.letters.from_case import exhibits_of
from tracker.services.letters.record import CaseRecord
from tracker.services.letters.saved import KeptLetter
from tracker.services.packets import memo
from tracker.services.packets.contents import PacketContents, PacketExhibit
from tracker.services.packets.fax import fax_cover


@dataclass(frozen=True)
class Choice:
    """What somebody wants in a packet: these documents (None: every one that the letter encloses), a fax cover, and
    parts of at most so many megabytes."""

    documents: tuple[UUID, ...] | None = None
    has_fax_cover: bool = False
    most_megabytes: int | None = None


@dataclass(frozen=True)
class Enclosed:
    """A document with the letter that it goes out under, and its title."""

    document: Document
    letter: str
    title: str


def enclosures(record: CaseRecord, letter: KeptLetter) -> tuple[Enclosed, ...]:
    """The documents that this letter encloses, as the case stands, in the order of their letters."""
    lettered = exhibits_of(record, letter.wishes)
    titles = {each.letter: each.title for each in lettered.exhibits}
    found = [
        Enclosed(each, name, titles.get(name) or each.name or "document")
        for each in record.documents
        if (name := lettered.by_document.get(str(each.id)))
    ]
    return tuple(sorted(found, key=lambda each: (len(each.letter), each.letter)))


def contents_of(
    session: Session, record: CaseRecord, letter: KeptLetter, pdf: bytes, choice: Choice
) -> PacketContents:
    """All that the packet is made of; `pdf` is the letter's own. Reads the contents of the documents."""
    every = enclosures(record, letter)
    chosen = [each for each in every if choice.documents is None or each.document.id in choice.documents]
    wanted = list({each.letter: each for each in reversed(chosen)}.values())[::-1]
    rows, context = memo.rows(record), letter.source.letter
    return PacketContents(
        title=f"{letter.kind.title}, with exhibits" if wanted else letter.kind.title,
        letter_title=letter.kind.title,
        letter_pdf=pdf,
        running_head=letter.document.running_head,
        author=letter.document.author,
        dated_on=context.dated_on,
        memo_title=memo.TITLE,
        memo_notes=memo.notes(record),
        memo_header=memo.header(record),
        memo_rows=rows,
        exhibits=tuple(_exhibits(session, wanted, memo.relied_on(record))),
        fax=fax_cover(context, letter.kind.title) if choice.has_fax_cover else None,
        most_megabytes=choice.most_megabytes,
        missing=(
            *_missing(exhibits_of(record, letter.wishes), {each.letter for each in wanted}),
            *_twice(chosen, wanted),
            *_changed(letter, every),
            *memo.left_open(record),
        ),
    )


def _exhibits(
    session: Session, wanted: Iterable[Enclosed], relied_on: dict[str, tuple[str, ...]]
) -> Iterable[PacketExhibit]:
    for each in wanted:
        statement = select(DocumentContent).where(col(DocumentContent.document_id) == each.document.id)
        yield PacketExhibit(
            letter=each.letter,
            title=each.title,
            name=each.document.name or "document",
            media_type=each.document.content_type,
            content=session.exec(statement).one().content or b"",
            shows=relied_on.get(each.letter, ()),
        )


def _missing(lettered: Lettered, there: Collection[str]) -> Iterable[str]:
    """What the letter or its table names and the packet will not hold."""
    documents = set(lettered.by_document.values())
    for exhibit in lettered.exhibits:
        if exhibit.letter in there:
            continue
        if exhibit.letter in documents:
            yield f"Exhibit {exhibit.letter}, “{exhibit.title}”, was left out, and the letter encloses it."
        else:
            title = f", “{exhibit.title}”," if exhibit.title else ""
            yield f"Exhibit {exhibit.letter}{title} is named, and no document of the case is that exhibit."


def _twice(chosen: Iterable[Enclosed], wanted: Collection[Enclosed]) -> Iterable[str]:
    for each in chosen:
        if each not in wanted:
            yield (
                f"“{each.document.name}” was left out: another document is exhibit {each.letter} already. "
                "Give it a letter of its own."
            )


def _changed(letter: KeptLetter, every: Iterable[Enclosed]) -> Iterable[str]:
    """Where the letter's own list of enclosures says otherwise than the documents do now."""
    before = {each.letter: each.title for each in letter.source.letter.exhibits if each.title}
    now = {each.letter: each.title for each in every}
    if any(before.get(name) != title for name, title in now.items()):
        yield "The letter lists its enclosures otherwise than the documents stand now. Draft it again, or compare."
