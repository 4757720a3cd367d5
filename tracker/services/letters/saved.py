"""A version of a letter read back: what it was drafted from, its sections, and the document that they make."""

import json
from dataclasses import dataclass
from functools import cached_property

from sqlmodel import Session

from tracker.models import Letter, LetterVersion
from tracker.rules.citations import Citation
from tracker.services.letters import frozen
from tracker.services.letters.blocks import Document
from tracker.services.letters.context import LetterContext
from tracker.services.letters.draft import Draft, Section, assembled, draft
from tracker.services.letters.kinds import KINDS, LetterKind
from tracker.services.letters.wishes import Wishes


@dataclass(frozen=True)
class Source:
    """What a version was drafted from: kind, the event it is about, the writer's wishes, the case as it stood."""

    kind: str
    about: str | None
    wishes: Wishes
    letter: LetterContext


@dataclass(frozen=True)
class Sections:
    """The text of a version, section by section."""

    sections: tuple[Section, ...]


@dataclass(frozen=True)
class KeptLetter:
    """One version of a letter, with the letter that it belongs to."""

    letter: Letter
    version: LetterVersion
    source: Source
    sections: tuple[Section, ...]

    @property
    def kind(self) -> LetterKind:
        """What sort of letter it is."""
        return KINDS[self.letter.kind]

    @property
    def wishes(self) -> Wishes:
        """What its writer chose."""
        return self.source.wishes

    @cached_property
    def draft(self) -> Draft:
        """The letter with its sections as they stand."""
        return assembled(self.kind, self.sections, (), self.source.letter)

    @property
    def document(self) -> Document:
        """The letter as the renderers take it in."""
        return self.draft.document

    @property
    def blanks(self) -> tuple[str, ...]:
        """What is missing, each thing once, in reading order."""
        return self.draft.blanks

    @cached_property
    def citations(self) -> tuple[Citation, ...]:
        """The law that drafting it cited, with its source and how surely it was read."""
        return draft(self.source.letter, self.kind).citations


def kept(session: Session, letter: Letter, version: LetterVersion) -> KeptLetter:
    """A version as it was written."""
    source = frozen.read_as(Source, version.context or "")
    return KeptLetter(letter, version, source, frozen.read_as(Sections, version.blocks or "").sections)


def about(context: str | None) -> str | None:
    """The key of the event that a version is about, without reading the rest of what it was drafted from."""
    key: str | None = json.loads(context or "{}").get("about")
    return key
