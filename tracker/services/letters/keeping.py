"""Letters of a case in versions that stay: what each was drafted from, what a person changed, what went out.

A version is written once. A change makes the next one; a final one keeps its PDF and never changes.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from tracker.models import Account, Case, Letter, LetterVersion
from tracker.rules.reading import Problem
from tracker.services import audit
from tracker.services.access import NotFound
from tracker.services.errors import RefusedError, refuse_if
from tracker.services.letters import frozen
from tracker.services.letters.draft import Draft, draft
from tracker.services.letters.draft import rewrite as edited
from tracker.services.letters.filings import about
from tracker.services.letters.from_case import context_of
from tracker.services.letters.kinds import KINDS
from tracker.services.letters.markdown import MarkdownError, read_markdown
from tracker.services.letters.record import CaseRecord, read
from tracker.services.letters.refusing import refusal
from tracker.services.letters.saved import KeptLetter, Sections, Source, kept
from tracker.services.letters.wishes import Wishes
from tracker.services.texts import LONG, text_problem

__all__ = [
    "KeptLetter",
    "LetterRefusedError",
    "attach",
    "changed_sections",
    "checked",
    "drafted",
    "follow_case",
    "in_step",
    "is_behind",
    "kept",
    "letter_for",
    "letters",
    "newest",
    "redraft",
    "rewrite",
    "take_in",
    "version_for",
    "versions",
    "write",
]


class LetterRefusedError(RefusedError):
    """A letter was not written or changed."""


@dataclass(frozen=True)
class Drafted:
    """A letter that is not kept yet, and what it was drafted from."""

    source: Source
    text: Draft


def write(
    session: Session, account: Account, case: Case, kind: str, wishes: Wishes, now: datetime
) -> LetterVersion:
    """Draft a letter from the case: the next version of the one of its kind about the same determination, or a
    new letter. Sections that a person rewrote stay as they are.

    Raises LetterRefusedError for a kind that there is not, or that does not fit the case.
    """
    record = read(session, case, now)
    reason = refusal(record, KINDS[kind]) if kind in KINDS else "Choose one of the letters offered."
    refuse_if([Problem("kind", reason)] if reason else [], LetterRefusedError)
    return _draft(session, account, record, kind, wishes)


def drafted(record: CaseRecord, kind: str, wishes: Wishes) -> Drafted:
    """A letter as the case asks for it, kept nowhere yet."""
    source = source_of(record, kind, wishes)
    return Drafted(source, draft(source.letter, kind))


def attach(session: Session, case: Case, letter: Drafted, now: datetime) -> LetterVersion:
    """Keep a letter that nobody asked for: nobody is named as its writer."""
    return _keep(
        session,
        None,
        _new_letter(session, None, case, letter.source.kind, now),
        letter.source,
        letter.text,
        now,
    )


def redraft(
    session: Session,
    account: Account,
    case: Case,
    letter: Letter,
    now: datetime,
    wishes: Wishes | None = None,
) -> LetterVersion:
    """The letter's next version, from the case as it stands; sections that a person rewrote stay as they are.

    Without `wishes`, those of its newest version hold.
    """
    before = kept(session, letter, version_for(session, letter, None))
    source = _source_now(read(session, case, now), before, wishes)
    return _keep(session, account, letter, source, _with_edits(source, before), now)


def in_step(record: CaseRecord, before: KeptLetter) -> KeptLetter:
    """A draft as the case fills it now; sections that a person wrote stay, and a final one stays whole.

    Nothing is kept by it: `take_in` keeps what it shows.
    """
    if before.version.finalized_at is not None:
        return before
    source = _source_now(record, before, None)
    return replace(before, source=source, sections=_with_edits(source, before).sections)


def changed_sections(before: KeptLetter, now: KeptLetter) -> tuple[str, ...]:
    """The keys of the sections that say something else than they did; that the day has changed says nothing."""
    day = before.source.letter.dated_on
    source = replace(now.source, letter=replace(now.source.letter, dated_on=day))
    was = {each.key: each.markdown for each in before.sections}
    said = {each.key: each.markdown for each in _with_edits(source, before).sections}
    return tuple(key for key in dict.fromkeys((*said, *was)) if said.get(key) != was.get(key))


def take_in(session: Session, account: Account, case: Case, letter: Letter, now: datetime) -> LetterVersion:
    """The letter's newest version if the case still says what it says, or the next one, drafted from the case."""
    version = version_for(session, letter, None)
    before = kept(session, letter, version)
    after = in_step(read(session, case, now), before)
    if after.sections == before.sections:
        return version
    return _keep(session, account, letter, after.source, after.draft, now)


def rewrite(
    session: Session, account: Account, case: Case, letter: Letter, key: str, text: str, now: datetime
) -> LetterVersion:
    """A new version with one section in a person's own words; the one before stays as it is.

    Raises LetterRefusedError where the text holds what a letter cannot show, NotFound for no such section.
    """
    before = in_step(read(session, case, now), kept(session, letter, version_for(session, letter, None)))
    if key not in {section.key for section in before.sections}:
        raise NotFound("Section")
    return _keep(session, account, letter, before.source, edited(before.draft, key, checked(text)), now)


def follow_case(
    session: Session, account: Account, case: Case, letter: Letter, key: str, now: datetime
) -> LetterVersion:
    """A new version in which that section gives up a person's own words and says what the case says.

    The newest version stays where it follows the case already. Raises NotFound where there is no such section.
    """
    before = kept(session, letter, version_for(session, letter, None))
    section = next((each for each in before.sections if each.key == key), None)
    if section is None:
        raise NotFound("Section")
    if not section.is_edited:
        return before.version
    given_up = tuple(replace(each, is_edited=each.is_edited and each.key != key) for each in before.sections)
    source = _source_now(read(session, case, now), before, None)
    return _keep(
        session, account, letter, source, _with_edits(source, replace(before, sections=given_up)), now
    )


def checked(text: str) -> str:
    """A person's words as a section's Markdown. Raises LetterRefusedError where a letter cannot show them."""
    markdown = text.replace("\r\n", "\n").strip() + "\n"
    _check(markdown)
    return markdown


def letters(session: Session, case: Case) -> list[Letter]:
    """The letters of the case, the newest first."""
    statement = select(Letter).where(Letter.case_id == case.id)
    return list(session.exec(statement.order_by(col(Letter.created_at).desc(), col(Letter.id))))


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
    statement = select(LetterVersion).where(LetterVersion.letter_id == letter.id)
    return session.exec(statement.order_by(col(LetterVersion.version).desc()).limit(1)).first()


def version_for(session: Session, letter: Letter, number: int | None) -> LetterVersion:
    """That version, or the newest where `number` is None. Raises NotFound."""
    found = versions(session, letter)
    version = next((v for v in found if number is None or v.version == number), None)
    if version is None:
        raise NotFound("LetterVersion")
    return version


def is_behind(session: Session, case: Case, letter: Letter, version: LetterVersion, now: datetime) -> bool:
    """Whether the case would draft another letter than this version was drafted from; the day alone says nothing."""
    before = kept(session, letter, version)
    source = source_of(read(session, case, now), letter.kind, before.wishes)
    return replace(source.letter, dated_on=before.source.letter.dated_on) != before.source.letter


def _draft(
    session: Session, account: Account, record: CaseRecord, kind: str, wishes: Wishes
) -> LetterVersion:
    source = source_of(record, kind, wishes)
    found = _about(session, record.case, kind, source.about)
    letter = found.letter if found else _new_letter(session, account, record.case, kind, record.now)
    return _keep(session, account, letter, source, _with_edits(source, found), record.now)


def source_of(record: CaseRecord, kind: str, wishes: Wishes) -> Source:
    """What a letter of this kind is drafted from, as the case stands."""
    event = about(record, KINDS[kind])
    return Source(kind, event.key if event else None, wishes, context_of(record, KINDS[kind], wishes))


def _source_now(record: CaseRecord, before: KeptLetter, wishes: Wishes | None) -> Source:
    """What the letter is drafted from today; it stays about the event that it was about."""
    source = source_of(record, before.letter.kind, wishes or before.wishes)
    return replace(source, about=before.source.about)


def _with_edits(source: Source, before: KeptLetter | None) -> Draft:
    """The letter drafted anew, with what a person wrote in its place."""
    written = draft(source.letter, source.kind)
    for section in before.sections if before else ():
        if section.is_edited and section.key in {each.key for each in written.sections}:
            written = edited(written, section.key, section.markdown)
    return written


def _about(session: Session, case: Case, kind: str, event_key: str | None) -> KeptLetter | None:
    """The newest letter of this kind about the same event, in its newest version."""
    for letter in letters(session, case):
        version = newest(session, letter) if letter.kind == kind else None
        found = kept(session, letter, version) if version else None
        if found and found.source.about == event_key:
            return found
    return None


def _new_letter(session: Session, account: Account | None, case: Case, kind: str, now: datetime) -> Letter:
    letter = Letter(
        organization_id=case.organization_id,
        case_id=case.id,
        kind=kind,
        created_at=now,
        created_by_id=account.id if account else None,
    )
    session.add(letter)
    session.flush()
    return letter


def _keep(
    session: Session,
    account: Account | None,
    letter: Letter,
    source: Source,
    written: Draft,
    now: datetime,
) -> LetterVersion:
    before = newest(session, letter)
    version = LetterVersion(
        organization_id=letter.organization_id,
        letter_id=letter.id,
        version=before.version + 1 if before else 1,
        context=frozen.written(source),
        blocks=frozen.written(Sections(written.sections)),
        blanks=len(written.blanks),
        is_edited=any(section.is_edited for section in written.sections),
        created_at=now,
        created_by_id=account.id if account else None,
    )
    session.add(version)
    session.flush()
    case = session.get_one(Case, letter.case_id)
    audit.record(session, account, case, "letter drafted", f"{letter.kind}, version {version.version}", now)
    return version


def _check(markdown: str) -> None:
    sentence = text_problem(markdown, LONG)
    try:
        if sentence is None:
            read_markdown(markdown)
    except MarkdownError as error:
        sentence = str(error)
    refuse_if([Problem("text", sentence)] if sentence else [], LetterRefusedError)
