"""From what a mail tells to its words: a subject of one line, plain text, and HTML that says the same."""

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from typing import Any

from markupsafe import escape

from tracker.services.mail_contexts import MailContext
from tracker.templating import mail_environment, printable

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished mail without its addresses. `subject` is one line."""

    subject: str
    text: str
    html: str


def render(context: MailContext, language: str = FALLBACK) -> Rendered:
    """The mail in `language` (a folder of `templates/email/`), in English where it is not there yet."""
    plain = _each_text(context, _one_line)
    # Text and HTML share macros, and a macro of a text file escapes nothing: what comes in is escaped already.
    safe = _each_text(plain, escape)
    return Rendered(
        subject=_one_line(_fill(plain, language, "subject.txt")),
        text=_fill(plain, language, "body.txt").strip() + "\n",
        html=_fill(safe, language, "body.html").strip() + "\n",
    )


def _fill(context: MailContext, language: str, part: str) -> str:
    names = [f"{folder}/{context.template}/{part}" for folder in (language, FALLBACK)]
    return mail_environment().select_template(names).render(_parts(context))


def _one_line(text: str) -> str:
    """Nobody's name may begin a paragraph of its own."""
    return " ".join(printable(text).split())


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    """The same value, with every text in it changed."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_each_text(part, change) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{name: _each_text(part, change) for name, part in _parts(value).items()})
    return value


def _parts(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}
