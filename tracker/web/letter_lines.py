"""The letters of a case, a line each."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from tracker.models import Case, Letter, LetterVersion
from tracker.services.letters.kinds import KINDS

_CHASER = {"claim_file_chaser": "chase_claim_file"}


@dataclass(frozen=True)
class LetterLine:
    """One letter: its title, and in a few words how far it is."""

    id: UUID
    title: str
    state: str
    is_final: bool


def letter_lines(session: Session, case: Case) -> tuple[LetterLine, ...]:
    """The newest version of each letter, the newest letter first."""
    newest = (
        select(Letter, LetterVersion)
        .where(Letter.case_id == case.id, LetterVersion.letter_id == Letter.id)
        .order_by(col(Letter.created_at).desc(), col(LetterVersion.version).desc())
    )
    found: dict[UUID, LetterLine] = {}
    for letter, version in session.exec(newest):
        found.setdefault(letter.id, _line(letter, version))
    return tuple(found.values())


def draft_of_step(session: Session, case: Case, action: str) -> UUID | None:
    """The newest letter that does this action of a next step, while it is a draft."""
    kinds = [
        kind.key for kind in KINDS.values() if action in (kind.recorded_as, kind.key, _CHASER.get(kind.key))
    ]
    newest = (
        select(Letter.id, LetterVersion.finalized_at)
        .where(Letter.case_id == case.id, col(Letter.kind).in_(kinds), LetterVersion.letter_id == Letter.id)
        .order_by(col(Letter.created_at).desc(), col(LetterVersion.version).desc())
    )
    found = session.exec(newest).first()
    return found[0] if found and found[1] is None else None


def _line(letter: Letter, version: LetterVersion) -> LetterLine:
    is_final = version.finalized_at is not None
    state = "final" if is_final else f"draft {version.version}"
    return LetterLine(
        letter.id, KINDS[letter.kind].title, f"{state}, {blank_words(version.blanks)}", is_final
    )


def blank_words(count: int) -> str:
    """`no blank`, `1 blank`, `3 blanks`."""
    return {0: "no blank", 1: "1 blank"}.get(count, f"{count} blanks")
