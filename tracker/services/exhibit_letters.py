"""The letter under which each document of a case goes out: the one it was given, or the one that letters give it."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from tracker.models import Account, Case
from tracker.services import audit, documents, evidence
from tracker.services.letters.exhibits import lettered, letters_in, reversals
from tracker.services.timeline import current


def standing(session: Session, case: Case) -> dict[UUID, str]:
    """The letter of each document that goes out, as a representative's letter names it today."""
    on_file = sorted(documents.of_case(session, case), key=lambda each: (each.uploaded_at, each.id))
    rests_on = reversals(current(session, case))
    found = lettered(
        on_file,
        evidence.criteria(session, case),
        needs_appointment=True,
        is_appointed=False,
        rests_on=rests_on,
    )
    return {UUID(document_id): letter for document_id, letter in found.by_document.items()}


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
