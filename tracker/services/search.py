"""Finding encrypted words: an index of keyed hashes of what words begin with, without accents or capitals."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import Case, SearchWord
from tracker.models.keyring import word_hash, word_hashes

_SHORTEST = 3
_LONGEST = 12


def index(session: Session, case: Case, words: Iterable[str | None]) -> None:
    """Replace the case's words by those of these texts; None counts as nothing."""
    hashes = {word_hash(_of(case.organization_id, start)) for start in _starts(words)}
    known = set(session.exec(select(SearchWord.word_hash).where(SearchWord.case_id == case.id)))
    gone, fresh = known - hashes, hashes - known
    if gone:
        session.execute(
            sa.delete(SearchWord).where(
                col(SearchWord.case_id) == case.id, col(SearchWord.word_hash).in_(gone)
            )
        )
    session.add_all(SearchWord(case_id=case.id, word_hash=each) for each in sorted(fresh))


def matching(organization_id: UUID, text: str) -> list[sa.Select[UUID]]:
    """For each word of `text` a statement of the cases that have a word beginning so; empty without words."""
    return [
        sa.select(col(SearchWord.case_id)).where(
            col(SearchWord.word_hash).in_(word_hashes(_of(organization_id, word[:_LONGEST])))
        )
        for word in dict.fromkeys(fold(text))
    ]


def find(session: Session, organization_id: UUID, text: str) -> set[UUID]:
    """The organization's cases that have words beginning with every word of `text`; none without a word."""
    statements = matching(organization_id, text)
    if not statements:
        return set()
    statement = sa.select(col(Case.id)).where(col(Case.organization_id) == organization_id)
    return set(session.scalars(statement.where(*(col(Case.id).in_(each) for each in statements))))


def name_hash(organization_id: UUID, name: str | None) -> str | None:
    """One keyed hash of a whole name, the same however it is written; None without a name."""
    words = fold(name or "")
    return word_hash(_of(organization_id, "=" + " ".join(words))) if words else None


def fold(text: str) -> list[str]:
    """The words of a text in small letters without accents: `Núñez-Halvorsen` is `nunez`, `halvorsen`."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c)))


def _starts(texts: Iterable[str | None]) -> Iterator[str]:
    for word in {word for text in texts if text for word in fold(text)}:
        yield from {word[:length] for length in range(min(_SHORTEST, len(word)), _LONGEST + 1)}


def _of(organization_id: UUID, word: str) -> str:
    return f"{organization_id.hex} {word}"
