"""From a frozen context to a letter: pure but for reading its own templates, and quick."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from tracker.rules.citations import Citation, cite
from tracker.services.letters import words
from tracker.services.letters.blocks import (
    Block,
    Document,
    Items,
    Lines,
    LinesRole,
    Paragraph,
    blanks_in,
    plain_text,
)
from tracker.services.letters.context import LetterContext
from tracker.services.letters.kinds import KINDS, LetterKind
from tracker.services.letters.markdown import read_markdown
from tracker.services.letters.phrases import listed
from tracker.templating import Markdown, escape_markdown, letter_environment

_SECTION = re.compile(r"^%% (\w+)[ \t]*$", re.MULTILINE)


class LetterError(ValueError):
    """A letter cannot be written; the message says why, for a person."""


@dataclass(frozen=True)
class Section:
    """A part of a letter that a person may rewrite: its Markdown, and whether somebody did."""

    key: str
    markdown: str
    is_edited: bool = False

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The section's blocks. MarkdownError where an edit holds what a letter cannot show."""
        return read_markdown(self.markdown)


@dataclass(frozen=True)
class Draft:
    """A letter as written from a case. `blanks` lists what is missing, each thing once, in reading order;
    `citations` are those the drafting used, with how surely each was verified."""

    kind: LetterKind
    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    blanks: tuple[str, ...]
    citations: tuple[Citation, ...]
    running_head: str
    dated: str
    author: str

    @property
    def document(self) -> Document:
        """The letter for the renderers."""
        return Document(self.kind.title, self.blocks, self.running_head, self.dated, self.author)

    @property
    def text(self) -> str:
        """The letter as plain text."""
        return plain_text(self.blocks)

    @property
    def markdown(self) -> str:
        """The letter as Markdown, section after section; a blank stands in square brackets."""
        return "\n".join(section.markdown for section in self.sections)


class Law:
    """The citations of one coverage as templates use them; it remembers which were used."""

    def __init__(self, citations: Mapping[str, Citation]) -> None:
        self._citations = citations
        self._used: dict[str, Citation] = {}

    @property
    def is_known(self) -> bool:
        """Whether any law is known to govern this coverage; a letter under none cites none and claims no right."""
        return bool(self._citations)

    def has(self, *keys: str) -> bool:
        """Whether this coverage has every one of these rights."""
        return all(key in self._citations for key in keys)

    def cited(self, *keys: str) -> Markdown:
        """“ (29 CFR …)” for those of these rights that this coverage has, or nothing."""
        text = self.text(*keys)
        return Markdown(f" {escape_markdown(f'({text})')}" if text else "")

    def text(self, *keys: str) -> str:
        """The citation of those of these rights that this coverage has, without brackets."""
        found = {key: self._citations[key] for key in keys if key in self._citations}
        self._used |= found
        return cite(found.values())

    @property
    def used(self) -> tuple[Citation, ...]:
        """The citations that were printed."""
        return tuple(self._used.values())


def draft(context: LetterContext, kind: str | LetterKind) -> Draft:
    """The letter of this kind for this context. LetterError where there is no such kind."""
    chosen = KINDS.get(kind) if isinstance(kind, str) else kind
    if chosen is None:
        raise LetterError(f"There is no letter called “{kind}”; there are {', '.join(KINDS)}.")
    law = Law(context.citations)
    template = letter_environment().get_template(f"{chosen.key}.md")
    markdown = template.render(
        letter=context,
        law=law,
        words=_WORDS,
        kind=chosen,
        who=words.claimant(context.patient, context.plan),
        payer=words.payer(context.plan),
        mine=bool(context.sender.name) and context.sender.name == context.physician.name,
    )
    sections = tuple(_sections(markdown))
    return assembled(chosen, sections, law.used, context)


def rewrite(letter: Draft, key: str, markdown: str) -> Draft:
    """The letter with one section's text replaced by a person's. LetterError where it has no such section,
    MarkdownError where the text holds what a letter cannot show."""
    if key not in {section.key for section in letter.sections}:
        raise LetterError(f"This letter has no section called “{key}”.")
    sections = tuple(
        Section(key, markdown, is_edited=True) if section.key == key else section
        for section in letter.sections
    )
    blocks = _blocks(sections)
    return replace(letter, sections=sections, blocks=blocks, blanks=blanks_in(blocks))


def assembled(
    kind: LetterKind, sections: tuple[Section, ...], citations: tuple[Citation, ...], context: LetterContext
) -> Draft:
    """The letter that these sections make; `citations` are those that drafting them printed."""
    blocks = _blocks(sections)
    return Draft(
        kind=kind,
        sections=sections,
        blocks=blocks,
        blanks=blanks_in(blocks),
        citations=citations,
        running_head=words.running_head(context),
        dated=context.dated_on.isoformat(),
        author=context.sender.name or context.sender.organization or "",
    )


_SHORT_LIST = 4
"""So many items go to the next page as a whole with the signature, and leave no hole behind."""


def _blocks(sections: tuple[Section, ...]) -> tuple[Block, ...]:
    blocks = [block for section in sections for block in section.blocks]
    for place, block in enumerate(blocks):
        if isinstance(block, Lines) and block.role is LinesRole.SIGNATURE:
            _keep_with_signature(blocks, place)
    return tuple(blocks)


def _keep_with_signature(blocks: list[Block], place: int) -> None:
    """A signature that stands alone on a page, or under mere courtesies, could be moved under another text."""
    for before in range(max(0, place - 3), place):
        block = blocks[before]
        if isinstance(block, Paragraph) or (isinstance(block, Items) and len(block.items) <= _SHORT_LIST):
            blocks[before] = replace(block, keeps_with_next=True)


def _sections(markdown: str) -> Iterable[Section]:
    before, *parts = _SECTION.split(markdown)
    if before.strip():
        raise LetterError("A letter's template has text in front of its first section.")
    for key, text in zip(parts[::2], parts[1::2], strict=True):
        if text.strip():
            yield Section(key, re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n")


_WORDS = {
    "asked_for": words.asked_for,
    "claim": words.claim_words,
    "counted": words.counted,
    "may_ask_for": words.may_ask_for,
    "medical": words.medical,
    "is_reviewed": words.is_reviewed,
    "ground": words.as_a_ground,
    "ground_of_exception": words.ground_of_exception,
    "listed": listed,
    "one_line": words.one_line,
    "payer": words.payer,
    "determination_by": words.determination_by,
    "excepted": words.excepted,
    "external_process": words.external_process,
    "exhibit_of": words.exhibit_of,
    "program": words.program,
    "plan_kind": words.plan_kind,
    "put_at_risk": words.put_at_risk,
    "quoted": words.quoted,
    "requires": words.has_requirements,
    "sent_by": words.sent_by,
    "shared_source": words.shared_source,
    "spoken_of": words.spoken_of,
    "table_shows": words.what_the_table_shows,
    "takes_one_by_one": words.takes_one_by_one,
    "thing": words.thing,
    "with_citation": words.with_citation,
    "with_stop": words.with_stop,
}
