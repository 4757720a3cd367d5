"""The letter under which each document of a case goes out: the one it was given, or the one that letters give it."""

from collections.abc import Container, Iterable
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from tracker.models import Account, Case, Criterion, Document
from tracker.services import audit, documents, evidence
from tracker.services.casefile import CaseFile
from tracker.services.letters.exhibits import (
    APPOINTMENT,
    Lettered,
    lettered,
    letters_in,
    named_in_the_table,
    reversals,
)
from tracker.services.letters.letter_kind import LetterKind
from tracker.services.timeline import current


def standing(session: Session, case: Case) -> dict[UUID, str]:
    """The letter of each document that goes out, as a representative's letter names it today."""
    rests_on = reversals(current(session, case))
    found = _lettered(documents.of_case(session, case), evidence.criteria(session, case), rests_on)
    return {UUID(document_id): letter for document_id, letter in found.by_document.items()}


def may_be_left_out(file: CaseFile, kind: LetterKind) -> dict[str, str]:
    """The documents that somebody may leave out of a letter of this kind: what each is called, by its id and in the
    order of their letters. The paper by which the representative acts and what the letter's table names are not among
    them; of a letter that lists no enclosures nothing is.
    """
    if "enclosures" not in kind.must_contain:
        return {}
    found = _lettered(file.documents, file.criteria, reversals(file.standing))
    kept = named_in_the_table(kind, file.criteria, found.by_document)
    going = sorted(found.by_document.items(), key=lambda each: (len(each[1]), each[1]))
    return {
        key: f"{letter}, {found.titles[key]}"
        for key, letter in going
        if key not in kept and found.titles[key] != APPOINTMENT
    }


def _lettered(
    on_file: Iterable[Document], criteria: Iterable[Criterion], rests_on: Container[UUID]
) -> Lettered:
    in_order = sorted(on_file, key=lambda each: (each.uploaded_at, each.id))
    return lettered(in_order, criteria, needs_appointment=True, is_appointed=False, rests_on=rests_on)


def keep_named(session: Session, account: Account, case: Case, named: str, now: datetime) -> None:
    """Whatever goes out today under a letter that `named` names (“B, p. 3”) keeps it.

    Called before a requirement is changed: a letter that a requirement names is otherwise given to no document by
    itself, so that naming what the letters show would take it away.
    """
    letters = letters_in(named)
    now_standing = standing(session, case) if letters else {}
    for document in documents.of_case(session, case):
        letter = now_standing.get(document.id)
        if document.exhibit is None and letter in letters:
            document.exhibit = letter
            audit.record(session, account, case, "document labelled", letter, now)
    session.flush()
