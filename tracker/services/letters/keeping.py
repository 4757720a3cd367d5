"""Letters of a case in versions that stay: what each was drafted from, what a person changed, what went out."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from tracker.models import Account, Case, Letter, LetterVersion, Organization
from tracker.rules.reading import Problem
from tracker.rules.terms import Channel, FiledBy, PartyRole
from tracker.services import audit, casefile
from tracker.services.access import NotFound
from tracker.services.errors import RefusedError
from tracker.services.letters.blocks import Document, blanks_in
from tracker.services.letters.context import LetterContext
from tracker.services.letters.draft import Draft, LetterError, Section, draft
from tracker.services.letters.from_case import Wishes, context_for
from tracker.services.letters.kinds import KINDS, LetterKind
from tracker.services.letters.markdown import MarkdownError
from tracker.services.texts import LONG, text_problem


class LetterRefusedError(RefusedError):
    """A letter was not written or changed."""


@dataclass(frozen=True)
class KeptLetter:
    """One version of a letter, read back: its sections, what is blank in it, the law it cites, the wishes."""

    letter: Letter
    version: LetterVersion
    kind: LetterKind
    sections: tuple[Section, ...]
    document: Document
    blanks: tuple[str, ...]
    citations: tuple[dict[str, str], ...]
    wishes: Wishes


def write(
    session: Session, account: Account, case: Case, kind: str, wishes: Wishes, now: datetime
) -> LetterVersion:
    """Draft a letter from the case: a new letter, or a new version of the one of its kind that is no final yet.

    Sections that a person rewrote stay as they are. Raises LetterRefusedError for a kind that there is not.
    """
    if kind not in KINDS:
        raise LetterRefusedError([Problem("kind", "Choose one of the letters offered.")])
    context = _context(session, case, KINDS[kind], wishes, now)
    written = draft(context, kind)
    letter = _open_letter(session, case, kind) or _new_letter(session, account, case, kind, now)
    before = newest(session, letter)
    if before is not None:
        written = _with_edits(written, kept(session, letter, before).sections)
    packed = {"wishes": asdict(wishes), "citations": _cited(written), "case": _frozen(context)}
    return _keep(session, account, case, letter, written.sections, _head(written), packed, now)


def rewrite(
    session: Session, account: Account, case: Case, letter: Letter, key: str, text: str, now: datetime
) -> LetterVersion:
    """A new version with one section in a person's own words. Raises LetterRefusedError, NotFound."""
    version = newest(session, letter)
    if version is None or version.finalized_at is not None:
        raise LetterRefusedError([Problem("text", "A final letter is not changed. Draft it again instead.")])
    before = kept(session, letter, version)
    if key not in {section.key for section in before.sections}:
        raise NotFound("Section")
    changed = Section(key, text.replace("\r\n", "\n").strip() + "\n", is_edited=True)
    _check(changed)
    sections = tuple(changed if section.key == key else section for section in before.sections)
    context = json.loads(version.context or "{}")
    return _keep(session, account, case, letter, sections, _head_of(before.document), context, now)


def finalize(
    session: Session, account: Account, case: Case, version: LetterVersion, pdf: bytes, now: datetime
) -> None:
    """From now on this version is the one that went out; its PDF is kept as it is. Again changes nothing."""
    if version.finalized_at is None:
        version.finalized_at, version.pdf = now, pdf
        session.add(version)
        audit.record(session, account, case, "letter finalized", str(version.letter_id), now)


def letter_for(session: Session, case: Case, letter_id: UUID) -> Letter:
    """A letter of this case. Raises NotFound."""
    letter = session.get(Letter, letter_id)
    if letter is None or letter.case_id != case.id:
        raise NotFound("Letter")
    return letter


def versions(session: Session, letter: Letter) -> list[LetterVersion]:
    """All versions, the newest first."""
    statement = select(LetterVersion).where(LetterVersion.letter_id == letter.id)
    return list(session.exec(statement.order_by(col(LetterVersion.version).desc())))


def newest(session: Session, letter: Letter) -> LetterVersion | None:
    """The version that speaks."""
    return next(iter(versions(session, letter)), None)


def version_for(session: Session, letter: Letter, number: int | None) -> LetterVersion:
    """That version, or the newest where `number` is None. Raises NotFound."""
    found = versions(session, letter)
    version = next((v for v in found if number is None or v.version == number), None)
    if version is None:
        raise NotFound("LetterVersion")
    return version


def kept(session: Session, letter: Letter, version: LetterVersion) -> KeptLetter:
    """A version as it was written."""
    packed, context = json.loads(version.blocks or "{}"), json.loads(version.context or "{}")
    sections = tuple(Section(**each) for each in packed["sections"])
    kind = KINDS[letter.kind]
    blocks = tuple(block for section in sections for block in section.blocks)
    document = Document(kind.title, blocks, packed["running_head"], packed["dated"], packed["author"])
    wishes = _wishes(context["wishes"])
    cited = tuple(context["citations"])
    return KeptLetter(letter, version, kind, sections, document, blanks_in(blocks), cited, wishes)


def _context(session: Session, case: Case, kind: LetterKind, wishes: Wishes, now: datetime) -> LetterContext:
    file = casefile.read(session, case, now)
    organization = session.get_one(Organization, case.organization_id)
    today = now.astimezone(ZoneInfo(case.timezone)).date()
    return context_for(file, kind, wishes, organization, today)


def _frozen(context: LetterContext) -> dict[str, Any]:
    return {name: value for name, value in asdict(context).items() if name != "citations"}


def _with_edits(written: Draft, before: tuple[Section, ...]) -> Draft:
    edited = {section.key: section for section in before if section.is_edited}
    sections = tuple(edited.get(section.key, section) for section in written.sections)
    return replace(written, sections=sections)


def _open_letter(session: Session, case: Case, kind: str) -> Letter | None:
    statement = select(Letter).where(Letter.case_id == case.id, Letter.kind == kind)
    letter = session.exec(statement.order_by(col(Letter.created_at).desc())).first()
    version = newest(session, letter) if letter else None
    return letter if version is None or version.finalized_at is None else None


def _new_letter(session: Session, account: Account, case: Case, kind: str, now: datetime) -> Letter:
    letter = Letter(
        organization_id=case.organization_id,
        case_id=case.id,
        kind=kind,
        created_at=now,
        created_by_id=account.id,
    )
    session.add(letter)
    session.flush()
    return letter


def _keep(
    session: Session,
    account: Account,
    case: Case,
    letter: Letter,
    sections: tuple[Section, ...],
    head: dict[str, str],
    context: dict[str, Any],
    now: datetime,
) -> LetterVersion:
    before = newest(session, letter)
    blocks = tuple(block for section in sections for block in section.blocks)
    version = LetterVersion(
        organization_id=letter.organization_id,
        letter_id=letter.id,
        version=before.version + 1 if before else 1,
        context=json.dumps(context, ensure_ascii=False, default=str),
        blocks=json.dumps({**head, "sections": [asdict(each) for each in sections]}, ensure_ascii=False),
        blanks=len(blanks_in(blocks)),
        is_edited=any(section.is_edited for section in sections),
        created_at=now,
        created_by_id=account.id,
    )
    session.add(version)
    session.flush()
    audit.record(session, account, case, "letter drafted", f"{letter.kind}, version {version.version}", now)
    return version


def _head(written: Draft) -> dict[str, str]:
    return {"running_head": written.running_head, "dated": written.dated, "author": written.author}


def _head_of(document: Document) -> dict[str, str]:
    return {"running_head": document.running_head, "dated": document.dated, "author": document.author}


def _cited(written: Draft) -> list[dict[str, str]]:
    return [
        {
            "text": each.text,
            "gives": each.gives,
            "source": each.source,
            "verification": each.verification,
            "checked": each.checked,
        }
        for each in written.citations
    ]


def _check(section: Section) -> None:
    sentence = text_problem(section.markdown, LONG)
    try:
        if sentence is None:
            _ = section.blocks
    except (MarkdownError, LetterError) as error:
        sentence = str(error)
    if sentence:
        raise LetterRefusedError([Problem("text", sentence)])


def _wishes(packed: dict[str, Any]) -> Wishes:
    return Wishes(
        to=PartyRole(packed["to"]) if packed["to"] else None,
        filed_by=FiledBy(packed["filed_by"]),
        channels=tuple(Channel(each) for each in packed["channels"]),
        answer=packed["answer"],
    )
