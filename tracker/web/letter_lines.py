"""The letters of a case, a line each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from tracker.models import Case, Letter, LetterVersion
from tracker.rules.events import SCHEMA
from tracker.services.letters import keeping, saved
from tracker.services.letters.kinds import KINDS
from tracker.services.letters.record import CaseRecord
from tracker.web.event_questions import when_of

_CHASER = {"claim_file_chaser": "chase_claim_file"}


@dataclass(frozen=True)
class LetterLine:
    """One letter: its title, and in a few words how far it is."""

    id: UUID
    kind: str
    title: str
    state: str
    is_final: bool


def letter_lines(session: Session, case: Case) -> tuple[LetterLine, ...]:
    """The newest version of each letter, the newest letter first; of a draft nobody counts the blanks here."""
    return tuple(_line(letter, version) for letter, version in _newest(session, case))


def counted_lines(session: Session, record: CaseRecord) -> tuple[LetterLine, ...]:
    """The same, with the blanks that each has as it reads now: those of a draft in step with the case. Of several
    of one kind each says which entry it is about.
    """
    found = _newest(session, record.case)
    several = Counter(letter.kind for letter, _ in found)
    return tuple(
        _line(
            letter,
            version,
            len(keeping.in_step(record, keeping.kept(session, letter, version)).blanks),
            _about(record, version) if several[letter.kind] > 1 else "",
        )
        for letter, version in found
    )


def _about(record: CaseRecord, version: LetterVersion) -> str:
    key = saved.about(version.context)
    entry = next((each for each in record.standing if each.event_key == key), None)
    return f", about: {SCHEMA[entry.kind].title}, {when_of(entry, record.zone, record.now)}" if entry else ""


def _newest(session: Session, case: Case) -> list[tuple[Letter, LetterVersion]]:
    versions = (
        select(Letter, LetterVersion)
        .where(Letter.case_id == case.id, LetterVersion.letter_id == Letter.id)
        .order_by(col(Letter.created_at).desc(), col(LetterVersion.version).desc())
    )
    found: dict[UUID, tuple[Letter, LetterVersion]] = {}
    for letter, version in session.exec(versions):
        found.setdefault(letter.id, (letter, version))
    return list(found.values())


def drafts_of(lines: Sequence[LetterLine]) -> dict[str, UUID]:
    """The newest draft of each kind that has one; `lines` are the newest letter first."""
    return {line.kind: line.id for line in reversed(lines) if not line.is_final}


def draft_of_step(session: Session, case: Case, action: str) -> UUID | None:
    """The newest letter that does this action of a next step, while it is a draft."""
    kinds = [
        kind.key
        for kind in KINDS.values()
        if action == _CHASER.get(kind.key, kind.recorded_as) or action == kind.key
    ]
    newest = (
        select(Letter.id, LetterVersion.finalized_at)
        .where(Letter.case_id == case.id, col(Letter.kind).in_(kinds), LetterVersion.letter_id == Letter.id)
        .order_by(col(Letter.created_at).desc(), col(LetterVersion.version).desc())
    )
    found = session.exec(newest).first()
    return found[0] if found and found[1] is None else None


def _line(letter: Letter, version: LetterVersion, blanks: int | None = None, about: str = "") -> LetterLine:
    is_final = version.finalized_at is not None
    state = "final" if is_final else f"draft {version.version}"
    counted = blanks if blanks is not None else version.blanks if is_final else None
    told = state if counted is None else f"{state}, {blank_words(counted)}"
    return LetterLine(letter.id, letter.kind, KINDS[letter.kind].title, told + about, is_final)


def blank_words(count: int) -> str:
    """`no blank`, `1 blank`, `3 blanks`."""
    return {0: "no blank", 1: "1 blank"}.get(count, f"{count} blanks")
