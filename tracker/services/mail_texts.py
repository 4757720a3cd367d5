"""From what a mail tells to its words: a subject of one line, plain text, and HTML that says the same."""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from functools import cache
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


def without_file(text: str, html: str) -> tuple[str, str]:
    """A finished mail that goes without its file for a calendar: nothing in it speaks of one."""
    in_text, in_html = _of_a_file()
    return in_text.sub("", text), in_html.sub("", html)


@cache
def _of_a_file() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a paragraph about the file looks like, in every language that mails are written in."""
    templates = mail_environment()
    modules: list[Any] = [templates.get_template(f"{folder}/_words.txt").module for folder in _languages()]
    said = {str(module.calendar_file(count)).strip() for module in modules for count in (1, 2)}
    text, html = ("|".join(map(re.escape, each)) for each in (said, map(str, map(escape, said))))
    return re.compile(rf"(?:{text})\n\n"), re.compile(rf"<p[^>]*>(?:{html})</p>\n*")


def _languages() -> set[str]:
    return {
        name.partition("/")[0] for name in mail_environment().list_templates() if name.endswith("/_words.txt")
    }


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
