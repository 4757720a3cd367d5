"""Making a letter final: looked over for what a reviewer throws out, then frozen, text and PDF, under their digests."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from tracker.models import Account, Case, LetterVersion
from tracker.rules.reading import Problem
from tracker.services import audit
from tracker.services.errors import refuse_if
from tracker.services.letters import keeping
from tracker.services.letters.faults.looking import Fault, Looked
from tracker.services.letters.faults.table import faults_in
from tracker.services.letters.keeping import LetterRefusedError
from tracker.services.letters.record import read
from tracker.services.letters.saved import KeptLetter
from tracker.services.texts import LONG, text_problem

_BEFORE = {
    "second_level_appeal": ("internal_appeal", "internal_appeal_expedited"),
    "voluntary_appeal": ("second_level_appeal", "internal_appeal", "internal_appeal_expedited"),
}


@dataclass(frozen=True)
class Despite:
    """Faults with which a version went out all the same, and why."""

    reason: str = ""
    faults: dict[str, str] = field(default_factory=dict)


def faults_of(session: Session, case: Case, kept: KeptLetter, now: datetime) -> tuple[Fault, ...]:
    """What a reviewer would throw this version out for, as the case stands at `now` (aware)."""
    return faults_in(Looked(read(session, case, now), kept, _before(session, case, kept)))


def _before(session: Session, case: Case, kept: KeptLetter) -> KeptLetter | None:
    """The letter of the level before, as it went out or as it stands."""
    for letter in keeping.letters(session, case):
        if letter.kind in _BEFORE.get(kept.kind.key, ()) and letter.id != kept.letter.id:
            sent = [each for each in keeping.versions(session, letter) if each.finalized_at]
            return keeping.kept(session, letter, next(iter(sent), keeping.version_for(session, letter, None)))
    return None


def finalize(
    session: Session,
    account: Account,
    case: Case,
    version: LetterVersion,
    pdf: bytes,
    now: datetime,
    reason: str = "",
) -> None:
    """From now on this version is one that went out; its text and its PDF stay as they are. Again changes nothing.

    Raises LetterRefusedError where it has a fault and `reason` does not say why it goes out all the same, or where
    it has one that no reason helps.
    """
    if version.finalized_at is not None:
        return
    kept = keeping.kept(session, keeping.letter_for(session, case, version.letter_id), version)
    faults = faults_of(session, case, kept, now)
    refuse_if(_problems(faults, reason.strip()), LetterRefusedError)
    version.finalized_at, version.pdf = now, pdf
    version.text_sha256, version.pdf_sha256 = digest(kept.draft.text.encode()), digest(pdf)
    version.despite = _written(faults, reason.strip()) if faults else None
    session.add(version)
    session.flush()
    codes = ", ".join(fault.code for fault in faults)
    detail = f"version {version.version}" + (f", despite {codes}" if codes else "")
    audit.record(session, account, case, "letter finalized", detail, now)


def _problems(faults: tuple[Fault, ...], reason: str) -> list[Problem]:
    stopped = [fault for fault in faults if fault.is_absolute or not reason]
    wrong = text_problem(reason, LONG)
    typed = [Problem("reason", wrong)] if wrong else []
    return [*typed, *(Problem(fault.code, fault.sentence) for fault in stopped)]


def _written(faults: tuple[Fault, ...], reason: str) -> str:
    return json.dumps({"reason": reason, "faults": {fault.code: fault.name for fault in faults}})


def despite(version: LetterVersion) -> Despite:
    """The faults with which a version was made final, and the reason that was given."""
    return Despite(**json.loads(version.despite)) if version.despite else Despite()


def is_as_it_was(kept: KeptLetter) -> bool:
    """Whether a final version's text and PDF are still those whose digests were kept."""
    version = kept.version
    return (version.text_sha256, version.pdf_sha256) == (
        digest(kept.draft.text.encode()),
        digest(version.pdf or b""),
    )


def digest(content: bytes) -> str:
    """The SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
