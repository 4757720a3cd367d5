"""A letter as HTML: for reading on screen and for printing. It fetches nothing and runs nothing."""

from collections.abc import Iterable, Iterator
from html import escape

from markupsafe import Markup

from tracker.services.letters.blocks import (
    Block,
    Document,
    Heading,
    Items,
    Line,
    Lines,
    LinesRole,
    Paragraph,
    Run,
    Table,
)

STYLE = """
:root { color-scheme: light; }
body { margin: 0; background: #eef0f2; color: #1a1a1a; font: 12pt/1.45 "Libertinus Serif", Georgia, serif; }
main { box-sizing: border-box; max-width: 8.5in; margin: 1.5rem auto; padding: 1in; background: #fff; }
h1 { font-size: 1.3em; margin: 0 0 1em; }
h2, h3 { font-size: 1em; margin: 1.2em 0 .4em; }
p, ul, ol, table { margin: 0 0 .9em; }
.lines { margin: 0 0 1.2em; break-inside: avoid; }
.lines p { margin: 0; }
.letterhead { border-bottom: 1px solid #888; padding-bottom: .5em; }
.re { border-left: 3px solid #1a1a1a; padding-left: .8em; }
.signature { margin-top: 2.2em; }
.closing { font-size: .92em; }
table { border-collapse: collapse; width: 100%; font-size: .92em; }
th, td { border: 1px solid #777; padding: .35em .5em; text-align: left; vertical-align: top; }
th { background: #f0f0f0; }
tr { break-inside: avoid; }
mark { background: #ffe89a; color: inherit; padding: 0 .1em; }
@media (max-width: 40rem) { main { margin: 0; padding: 1.2rem; } .wide { overflow-x: auto; } }
@media print { body { background: #fff; } main { margin: 0; padding: 0; max-width: none; } }
@page { size: letter; margin: 1in; }
"""


def render_html(document: Document) -> str:
    """A whole page, UTF-8. A web page that has its own frame takes `html_blocks` instead."""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(document.language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(document.title)}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{html_blocks(document.blocks)}\n</main>\n</body>\n</html>\n"
    )


def html_blocks(blocks: Iterable[Block]) -> Markup:
    """The blocks as HTML without a page around them."""
    return Markup("\n".join(_block(block) for block in blocks))  # noqa: S704 - every word is escaped when drawn


def _block(block: Block) -> str:
    match block:
        case Heading(line=line, level=level):
            return f"<h{level}>{_line(line)}</h{level}>"
        case Paragraph(line=line):
            return f"<p>{_line(line)}</p>"
        case Items(is_ordered=is_ordered, items=items):
            tag = "ol" if is_ordered else "ul"
            return f"<{tag}>{''.join(f'<li>{_line(item)}</li>' for item in items)}</{tag}>"
        case Lines(role=role, lines=lines):
            return _lines(role, lines)
        case Table():
            return _table(block)


def _lines(role: LinesRole, lines: tuple[Line, ...]) -> str:
    inside = "".join(f"<p>{_line(line)}</p>" for line in lines)
    return f'<div class="lines {role.value}">{inside}</div>'


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{_line(cell)}</th>' for cell in table.header)
    body = "".join(f"<tr>{''.join(_cells(row))}</tr>" for row in table.rows)
    return (
        f'<div class="wide" role="region" aria-label="Table" tabindex="0"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cells(row: tuple[Line, ...]) -> Iterator[str]:
    return (f"<td>{_line(cell)}</td>" for cell in row)


def _line(line: Line) -> str:
    return "".join(map(_run, line))


def _run(run: Run) -> str:
    text = escape(run.shown)
    if run.is_blank:
        text = f"<mark>{text}</mark>"
    if run.is_emphasized:
        text = f"<em>{text}</em>"
    return f"<strong>{text}</strong>" if run.is_strong else text
