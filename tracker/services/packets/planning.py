"""From a letter and the case's documents to what its packet is made of."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from tracker.models import Case, Document
from tracker.services.letters.exhibits import Lettered
from tracker.services.letters.from_case import exhibits_of
from tracker.services.letters.record import CaseRecord
from tracker.services.letters.saved import KeptLetter
from tracker.services.packets import memo
from tracker.services.packets.contents import PacketContents, PacketExhibit, Paper
from tracker.services.packets.fax import fax_cover


@dataclass(frozen=True)
class Choice:
    """What somebody wants in a packet: these documents (None: every one that the letter encloses), a fax cover, and
    parts of at most so many megabytes."""

    documents: tuple[UUID, ...] | None = None
    has_fax_cover: bool = False
    most_megabytes: int | None = None


ReadDocument = Callable[[UUID], bytes]


@dataclass(frozen=True)
class Enclosed:
    """A document with the letter that it goes out under, and its title."""

    document: Document
    letter: str
    title: str


def enclosures(record: CaseRecord, letter: KeptLetter) -> tuple[Enclosed, ...]:
    """The documents that this letter encloses, as the case stands, in the order in which they go in."""
    lettered, documents = (
        exhibits_of(record, letter.kind, letter.wishes),
        {str(each.id): each for each in record.documents},
    )
    found = [
        Enclosed(documents[key], name, lettered.titles[key]) for key, name in lettered.by_document.items()
    ]
    return tuple(sorted(found, key=lambda each: (len(each.letter), each.letter)))


def contents_of(
    record: CaseRecord, letter: KeptLetter, pdf: bytes, choice: Choice, read: ReadDocument
) -> PacketContents:
    """All that the packet is made of; `pdf` is the letter's own, `read` gets a document's bytes when they are used."""
    chosen = [
        each
        for each in enclosures(record, letter)
        if choice.documents is None or each.document.id in choice.documents
    ]
    lettered, context = exhibits_of(record, letter.kind, letter.wishes), letter.source.letter
    return PacketContents(
        file_stem=file_stem(record.case),
        title=f"{letter.kind.title}, with exhibits" if chosen else letter.kind.title,
        letter_title=letter.kind.title,
        letter_pdf=pdf,
        running_head=letter.document.running_head,
        author=letter.document.author,
        dated_on=context.dated_on,
        memo_title=memo.TITLE,
        memo_notes=memo.notes(record),
        memo_header=memo.header(record, context),
        memo_rows=memo.rows(record, context),
        exhibits=tuple(_exhibits(chosen, memo.relied_on(record), read)),
        fax=fax_cover(context, letter.kind.title) if choice.has_fax_cover else None,
        most_megabytes=choice.most_megabytes,
        missing=(
            *_missing(lettered, chosen),
            *_changed(letter, lettered),
            *memo.left_open(record),
        ),
    )


def file_stem(case: Case) -> str:
    """What the files of a case's packets are called."""
    return f"{case.number} packet"


def _exhibits(
    chosen: Iterable[Enclosed], relied_on: dict[str, tuple[str, ...]], read: ReadDocument
) -> Iterator[PacketExhibit]:
    for letter, together in groupby(chosen, key=lambda each: each.letter):
        yield PacketExhibit(letter, tuple(_paper(each, read) for each in together), relied_on.get(letter, ()))


def _paper(enclosed: Enclosed, read: ReadDocument) -> Paper:
    document = enclosed.document
    return Paper(
        name=document.name or "document",
        title=enclosed.title,
        media_type=document.content_type,
        size=document.size,
        read=lambda: read(document.id),
    )


def _missing(lettered: Lettered, chosen: Iterable[Enclosed]) -> Iterator[str]:
    """What the letter or its table names and the packet will not hold."""
    there = {str(each.document.id) for each in chosen}
    for exhibit in lettered.exhibits:
        documents = [key for key, name in lettered.by_document.items() if name == exhibit.letter]
        if not documents:
            title = f", “{exhibit.title}”," if exhibit.title else ""
            yield f"Exhibit {exhibit.letter}{title} is named, and no document of the case is that exhibit."
        for left_out in (lettered.titles[each] for each in documents if each not in there):
            yield f"Exhibit {exhibit.letter}, “{left_out}”, was left out, and the letter encloses it."


def _changed(letter: KeptLetter, lettered: Lettered) -> Iterator[str]:
    """Where the letter's own list of enclosures says otherwise than the documents do now."""
    before = {each.letter: each.title for each in letter.source.letter.exhibits if each.title}
    now = {each.letter: each.title for each in lettered.exhibits}
    if any(before.get(name) != title for name, title in now.items()):
        yield "The letter lists its enclosures otherwise than the documents stand now. Draft it again, or compare."
