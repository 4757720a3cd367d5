"""Sections in a person's own words: what the case says in their place, and whether it has changed under them."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import takewhile

from sqlmodel import Session

from tracker.models import LetterVersion
from tracker.services.letters.draft import Section, draft
from tracker.services.letters.saved import KeptLetter, Source, kept


def said_by_case(found: KeptLetter, key: str) -> Section | None:
    """The section as the case fills it; None where a letter from this case has no such section."""
    return next((each for each in _drafted(found.source) if each.key == key), None)


def overtaken(session: Session, found: KeptLetter, versions: Iterable[LetterVersion]) -> tuple[str, ...]:
    """The keys of the sections in own words under which the case says something else than when they were written.

    `versions` are the letter's, the newest first; that only the day has changed says nothing.
    """
    written = [section for section in found.sections if section.is_edited]
    if not written:
        return ()
    before = [kept(session, found.letter, version) for version in versions]
    return tuple(each.key for each in written if _has_moved(each, found, before))


def _has_moved(written: Section, found: KeptLetter, before: list[KeptLetter]) -> bool:
    so_far = list(takewhile(lambda version: written in version.sections, before))
    if not so_far:
        return False
    then = replace(
        so_far[-1].source, letter=replace(so_far[-1].source.letter, dated_on=found.source.letter.dated_on)
    )
    was = next((each for each in _drafted(then) if each.key == written.key), None)
    return was != said_by_case(found, written.key)


def _drafted(source: Source) -> tuple[Section, ...]:
    return draft(source.letter, source.kind).sections
