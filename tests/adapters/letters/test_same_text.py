"""HTML, PDF and DOCX say the same, to the letter, whatever somebody typed."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.adapters.letters.extracted import text_of_docx, text_of_html, text_of_pdf
from tests.services.letters.examples import LETTERS, SPINAL_FUSION
from tracker.adapters.letters.docx import render_docx
from tracker.adapters.letters.html import render_html
from tracker.adapters.letters.pdf import render_pdf
from tracker.services.letters.blocks import Block, Items, lines_of, text_of
from tracker.services.letters.context import Criterion, Exhibit, LetterContext, Patient
from tracker.services.letters.draft import draft

HOSTILE = (
    '#read("/etc/passwd") <script>alert(1)</script> {{7*7}} {% raw %} | a | b | # H **bold** _under_ `code` '
    "[link](https://example.org) ![x](y) &amp; &#x41; </w:t></w:r> $x$ @ref <label> \\| end\\ ~~~ ``` 1. one - two"
)


def squeezed(text: str) -> str:
    """The text without white space: where a line breaks is the renderer's own business."""
    return "".join(text.split())


def said(blocks: tuple[Block, ...], with_numbers: bool) -> Iterator[str]:
    """What the blocks say; a PDF prints the numbers of a list as text, the other two leave them to the reader."""
    for block in blocks:
        for number, line in enumerate(lines_of(block), 1):
            if isinstance(block, Items) and with_numbers:
                yield f"{number}." if block.is_ordered else "•"
            yield text_of(line)


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_the_three_documents_say_what_the_blocks_say(name: str) -> None:
    kind, context = LETTERS[name]
    document = draft(context, kind).document

    without_numbers = squeezed("".join(said(document.blocks, with_numbers=False)))

    assert squeezed(text_of_html(render_html(document))) == without_numbers
    assert squeezed(text_of_docx(render_docx(document))) == without_numbers
    assert squeezed(text_of_pdf(render_pdf(document))) == squeezed(
        "".join(said(document.blocks, with_numbers=True))
    )


def with_hostile_values() -> LetterContext:
    """The spinal fusion case in which somebody typed markup of every sort into every place."""
    return replace(
        SPINAL_FUSION,
        patient=Patient(HOSTILE),
        answer=f"{HOSTILE}\n\n# Heading\n\n- item\x00\u202e",
        criteria=(Criterion(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, SPINAL_FUSION.criteria[0].status),),
        exhibits=(Exhibit("A", HOSTILE, 1),),
        requests=(HOSTILE,),
        cc=(HOSTILE,),
    )


def test_hostile_values_print_literally_in_all_three() -> None:
    letter = draft(with_hostile_values(), "internal_appeal")
    wanted = squeezed(HOSTILE)
    places = squeezed(letter.text).count(wanted)

    assert places == 11
    assert squeezed(text_of_html(render_html(letter.document))).count(wanted) == places
    assert squeezed(text_of_docx(render_docx(letter.document))).count(wanted) == places
    assert squeezed(text_of_pdf(render_pdf(letter.document))).count(wanted) == places


def test_hostile_values_leave_the_shape_of_the_letter_alone() -> None:
    shape = [type(block) for block in draft(SPINAL_FUSION, "internal_appeal").blocks]

    assert [type(block) for block in draft(with_hostile_values(), "internal_appeal").blocks] == shape
