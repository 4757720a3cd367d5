"""What a fault is, and what it is looked for in: a version of a letter, and the case as it stands."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tracker.models import Document, FormKind
from tracker.rules.facts import Event
from tracker.rules.terms import EventKind
from tracker.services.letters.blocks import Lines, LinesRole, blanks_in
from tracker.services.letters.context import LetterContext
from tracker.services.letters.kinds import LetterKind
from tracker.services.letters.record import CaseRecord
from tracker.services.letters.saved import KeptLetter


@dataclass(frozen=True)
class Looked:
    """A letter and its case. `before` is the letter at the level before this one, where one was written."""

    record: CaseRecord
    kept: KeptLetter
    before: KeptLetter | None = None

    @property
    def kind(self) -> LetterKind:
        """What sort of letter it is."""
        return self.kept.kind

    @property
    def letter(self) -> LetterContext:
        """What the letter was drafted from."""
        return self.kept.source.letter

    @cached_property
    def blanks(self) -> frozenset[str]:
        """What is still missing in it, in its own words and in a person's."""
        return frozenset(self.kept.blanks)

    @cached_property
    def address_blanks(self) -> tuple[str, ...]:
        """What is missing among the lines that say whom it goes to."""
        addresses = [
            block
            for section in self.kept.sections
            if section.key == "head"
            for block in section.blocks
            if isinstance(block, Lines) and block.role is LinesRole.ADDRESS
        ]
        return blanks_in(addresses)

    def section(self, key: str) -> str:
        """A section's words; empty where it has none."""
        return next((each.markdown for each in self.kept.sections if each.key == key), "")

    def is_edited(self, key: str) -> bool:
        """Whether a person put a section into their own words."""
        return any(each.is_edited for each in self.kept.sections if each.key == key)

    def last(self, *kinds: EventKind) -> Event | None:
        """The latest event of these kinds."""
        found = self.record.timeline.of(*kinds)
        return found[-1] if found else None

    def holds(self, form: FormKind) -> bool:
        """Whether a signed paper of this kind holds today."""
        return any(
            each.kind is form and _is_signed(each.signed_on, each.expires_on, self.record.today)
            for each in self.record.forms
        )

    def uploaded(self, *kinds: str) -> tuple[Document, ...]:
        """The documents of these kinds that are there."""
        return tuple(each for each in self.record.documents if each.kind in kinds)


def _is_signed(signed_on: date | None, expires_on: date | None, today: date) -> bool:
    is_begun = signed_on is not None and signed_on <= today
    return is_begun and (expires_on is None or today <= expires_on)


@dataclass(frozen=True)
class Fault:
    """One fault: its name, what to do about it, and whether a letter has it.

    `is_absolute` where no reason helps: the law has no such thing, or the program can mend it at once.
    """

    code: str
    name: str
    sentence: str
    is_in: Callable[[Looked], bool]
    is_absolute: bool = False
