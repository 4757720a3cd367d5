"""Markdown to blocks. No HTML, links, images or code; `[words]` is a blank, a fence named after a role holds
lines that stay together (address, signature)."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING

from tracker.services.letters.blocks import (
    Block,
    Heading,
    Items,
    Line,
    Lines,
    LinesRole,
    Paragraph,
    Run,
    Table,
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_WITHOUT = (
    "link",
    "image",
    "autolink",
    "html_inline",
    "entity",
    "backticks",
    "code",
    "html_block",
    "reference",
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_BEGINS_A_LINE = re.compile(r"[\s|]*(?:(?:\d+[.)]|[-+*])\s+)*\d*")
_NO_FORM = {
    "blockquote_open": "A line that begins with “>” has no form in a letter. Take the mark away.",
    "hr": "A letter has no line drawn across it. Take the row of ---, *** or ___ away.",
}


class MarkdownError(ValueError):
    """The text holds something that a letter has no block for; the message says what."""


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # not before the first letter is read: a start is to be quick

    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable(_WITHOUT)
    parser.inline.ruler.before("link", "blank", _blank)
    return parser


def _blank(state: "StateInline", silent: bool) -> bool:
    if state.src[state.pos] != "[":
        return False
    end = state.pos + 1
    while end < state.posMax and state.src[end] not in "[]":
        end += 2 if state.src[end] == "\\" else 1
    if end >= state.posMax or state.src[end] != "]" or not state.src[state.pos + 1 : end].strip():
        return False
    if not silent:
        token = state.push("blank", "", 0)
        token.content = state.src[state.pos + 1 : end]
    state.pos = end + 1
    return True


def read_markdown(text: str) -> tuple[Block, ...]:
    """The blocks of a Markdown text. MarkdownError where it holds what a letter cannot show."""
    return tuple(_blocks(_parser().parse(text)))


def as_typed(markdown: str) -> str:
    """The same text as a person would type it: without the backslashes that no mark needs to stay a mark.

    Reads to the same blocks; MarkdownError as `read_markdown`.
    """
    typed = "\n".join(_ESCAPED.sub(_bare_or_escaped, line) for line in markdown.split("\n"))
    return typed if read_markdown(typed) == read_markdown(markdown) else markdown


def _bare_or_escaped(found: re.Match[str]) -> str:
    mark, before, after = found[1], found.string[: found.start()], found.string[found.end() :]
    if mark in "*[]\\|" or (mark == "_" and not (before[-1:].isalnum() and after[:1].isalnum())):
        return found[0]
    could_begin_something = mark in "#+->=`~.)" and _BEGINS_A_LINE.fullmatch(before)
    return found[0] if could_begin_something else mark


def _blocks(tokens: list["Token"]) -> Iterator[Block]:
    rest = iter(tokens)
    for token in rest:
        match token.type:
            case "paragraph_open":
                line = _line(next(rest))
                yield Paragraph(line, keeps_with_next=bool(line) and line[-1].text.endswith((":", ",")))
            case "heading_open":
                yield Heading(_line(next(rest)), int(token.tag[1:]))
            case "bullet_list_open" | "ordered_list_open":
                inside = list(takewhile(_until(token.type.replace("open", "close"), token.level), rest))
                yield Items(token.type.startswith("ordered"), tuple(_items(inside)))
            case "table_open":
                header, *rows = _rows(takewhile(_until("table_close", token.level), rest))
                yield Table(header, tuple(rows))
            case "fence":
                yield _lines(token)
            case "paragraph_close" | "heading_close":
                pass
            case other:
                name = other.removesuffix("_open").replace("_", " ")
                raise MarkdownError(_NO_FORM.get(other) or f"A letter has no “{name}”.")


class _until:
    """A test that is true for every token before the one that closes."""

    def __init__(self, closing: str, level: int) -> None:
        self.closing, self.level = closing, level

    def __call__(self, token: "Token") -> bool:
        return not (token.type == self.closing and token.level == self.level)


def _items(tokens: list["Token"]) -> Iterator[Line]:
    line: list[Run] = []
    for token in tokens:
        if token.type == "inline":
            line += [Run(" "), *_line(token)] if line else _line(token)
        elif token.type == "list_item_close":
            yield tuple(line)
            line = []
        elif token.type not in ("list_item_open", "paragraph_open", "paragraph_close"):
            raise MarkdownError("A list in a letter holds plain lines only, and no list within a list.")


def _rows(tokens: Iterator["Token"]) -> Iterator[tuple[Line, ...]]:
    row: list[Line] = []
    for token in tokens:
        if token.type == "inline":
            row.append(_line(token))
        elif token.type == "tr_close":
            yield tuple(row)
            row = []


def _lines(token: "Token") -> Lines:
    role = token.info.strip()
    if not role:
        raise MarkdownError("A letter has no passage between ``` or ~~~. Take those marks away.")
    if role not in set(LinesRole):
        raise MarkdownError(f"A letter has no group of lines called “{role}”.")
    shown = (line.strip() for line in token.content.splitlines())
    return Lines(LinesRole(role), tuple(_line(_parser().parseInline(line)[0]) for line in shown if line))


def _line(inline: "Token") -> Line:
    return tuple(_runs(inline.children or []))


def _runs(tokens: list["Token"]) -> Iterator[Run]:
    strong = emphasized = 0
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "em_open" | "em_close":
                emphasized += token.nesting
            case "text" | "text_special" | "softbreak" | "hardbreak" | "blank":
                if text := _unescaped(token):
                    yield Run(text, strong > 0, emphasized > 0, token.type == "blank")


def _unescaped(token: "Token") -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    if token.type == "blank":
        return "".join(run.text for run in _runs(_parser().parseInline(token.content)[0].children or []))
    return token.content
