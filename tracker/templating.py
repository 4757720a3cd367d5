"""One sandboxed Jinja2 environment for mail and one for letters, without Flask.

Both refuse names that do not exist. Mail is escaped as HTML in `.html` files and left alone in `.txt` files.
Letters are Markdown: every value that a template prints is escaped, so that nothing a person typed can become
a heading, a table cell or a link.
"""

import re
import unicodedata
from datetime import date, datetime
from functools import cache
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tracker import CHECKOUT
from tracker.rules.words import clock

TEMPLATES = CHECKOUT / "templates"
_SPECIAL = re.compile(r"([!-/:-@\[-`{-~])")
_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNPRINTABLE = frozenset(("Cc", "Cs", "Co"))


class Markdown(str):
    """Text that is Markdown already and is printed as it stands."""

    __slots__ = ()


@cache
def mail_environment() -> ImmutableSandboxedEnvironment:
    """The environment for `templates/email/`: `.html` is escaped, `.txt` is not."""
    return _environment("email", autoescape=_is_html)


@cache
def letter_environment() -> ImmutableSandboxedEnvironment:
    """The environment for `templates/letters/`; its filters are `blank`, `paragraphs`, `day` and `moment`."""
    environment = _environment(
        "letters", autoescape=False, finalize=escape_markdown, keep_trailing_newline=True
    )
    environment.filters.update(blank=blank, paragraphs=paragraphs, day=in_words, moment=in_words)
    return environment


def _is_html(name: str | None) -> bool:
    return name is not None and name.endswith(".html")


def _environment(folder: str, **options: Any) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES / folder),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        **options,
    )


def printable(text: str) -> str:
    """The text without control characters, direction overrides and noncharacters; line ends stay."""
    if text.isprintable():
        return text
    kept = (c for c in text if c in "\n\t" or not _is_unprintable(c))
    return "".join(kept)


def _is_unprintable(character: str) -> bool:
    code = ord(character)
    is_no_character = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return is_no_character or character in _BIDI_CONTROLS or unicodedata.category(character) in _UNPRINTABLE


def escape_markdown(value: object) -> str:
    """What a template prints for a value: one line, every mark of punctuation escaped. Markdown passes."""
    if isinstance(value, Markdown):
        return value
    return Markdown(_SPECIAL.sub(r"\\\1", " ".join(printable(str(value)).split())))


def blank(value: object, label: str) -> object:
    """The value, or where there is none a marked blank that says what belongs there."""
    if value is None or (isinstance(value, str) and not printable(value).strip()):
        return Markdown(f"[{escape_markdown(label)}]")
    return value


def paragraphs(value: str) -> Markdown:
    """Text of several paragraphs, each escaped; an empty line in the text begins a new one."""
    parts = re.split(r"\n\s*\n", printable(value.replace("\r\n", "\n").replace("\r", "\n")))
    return Markdown("\n\n".join(escape_markdown(part) for part in parts if part.strip()))


def in_words(value: date | datetime | None) -> str | None:
    """A day as “May 24, 2026”; a moment as “May 24, 2026, 9:40 am CDT”, in the zone that it carries."""
    if value is None:
        return None
    day = f"{value:%B} {value.day}, {value.year}"
    if not isinstance(value, datetime):
        return day
    return f"{day}, {clock(value)}".rstrip()
