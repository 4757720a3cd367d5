"""Markdown becomes blocks, and what a person typed stays what they typed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.services.letters.blocks import Heading, Items, Lines, LinesRole, Paragraph, Run, Table, text_of
from tracker.services.letters.markdown import MarkdownError, read_markdown
from tracker.services.letters.markdown import as_typed as retyped
from tracker.templating import escape_markdown, letter_environment, printable

PLACES = """\
# {{ value }}

**{{ value }}** and {{ value }}

| {{ value }} | b |
|---|---|
| {{ value }} | {{ value }} |

1. {{ value }}

```re
{{ value }}
```
"""


def as_typed(value: str) -> str:
    return " ".join(printable(value).split())


@given(st.text(min_size=1).filter(as_typed))
@settings(deadline=None)
def test_any_text_prints_literally_in_every_place(value: str) -> None:
    heading, paragraph, table, items, lines = read_markdown(
        letter_environment().from_string(PLACES).render(value=value)
    )

    typed = as_typed(value)
    assert isinstance(heading, Heading)
    assert text_of(heading.line) == typed
    assert isinstance(paragraph, Paragraph)
    assert text_of(paragraph.line) == f"{typed} and {typed}"
    assert isinstance(table, Table)
    assert [text_of(cell) for cell in (table.header[0], *table.rows[0])] == [typed] * 3
    assert isinstance(items, Items)
    assert [text_of(item) for item in items.items] == [typed]
    assert isinstance(lines, Lines)
    assert [text_of(line) for line in lines.lines] == [typed]


def test_emphasis_becomes_runs() -> None:
    (paragraph,) = read_markdown("plain **bold _both_** end")

    assert paragraph == Paragraph(
        (Run("plain "), Run("bold ", True), Run("both", True, True), Run(" end")), keeps_with_next=False
    )


def test_square_brackets_are_a_blank_and_escaped_ones_are_not() -> None:
    (paragraph,) = read_markdown(r"from [day \[not known\]] to \[here\]")

    assert paragraph == Paragraph((Run("from "), Run("day [not known]", is_blank=True), Run(" to [here]")))


def test_an_introduction_stays_with_what_it_introduces() -> None:
    introduction, items = read_markdown("I ask for:\n\n1. this\n1. that\n")

    assert introduction == Paragraph((Run("I ask for:"),), keeps_with_next=True)
    assert items == Items(True, ((Run("this"),), (Run("that"),)))


def test_lines_of_a_group_stay_lines() -> None:
    assert read_markdown("```address\n  One\n\n**Two**\n```") == (
        Lines(LinesRole.ADDRESS, ((Run("One"),), (Run("Two", is_strong=True),))),
    )


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("> said", "A line that begins with “>” has no form in a letter. Take the mark away."),
        ("---", "A letter has no line drawn across it. Take the row of ---, *** or ___ away."),
        ("```\nx\n```", "A letter has no passage between ``` or ~~~. Take those marks away."),
        ("```poem\nx\n```", "A letter has no group of lines called “poem”."),
        ("1. a\n   - b", "A list in a letter holds plain lines only, and no list within a list."),
    ],
)
def test_what_a_letter_cannot_show_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(MarkdownError) as refused:
        read_markdown(text)

    assert str(refused.value) == sentence


def test_links_images_code_and_html_are_plain_text() -> None:
    (paragraph,) = read_markdown("<b>x</b> `code` <https://example.org>")

    assert text_of(paragraph.line) == "<b>x</b> `code` <https://example.org>"  # type: ignore[union-attr]


def test_characters_that_cannot_be_printed_are_dropped() -> None:
    assert escape_markdown("a\x00b\u202ec\ufffe d\n e") == "abc d e"


@given(st.text(min_size=1).filter(as_typed))
@settings(deadline=None)
def test_what_is_laid_out_to_be_edited_reads_as_it_did(value: str) -> None:
    markdown = letter_environment().from_string(PLACES).render(value=value)

    assert read_markdown(retyped(markdown)) == read_markdown(markdown)


@pytest.mark.parametrize(
    "escaped, typed",
    [
        (
            r"Dr\. Osei\'s letter \(Exhibit B\, p\. 2\)\: 50\% at L4\-L5\.",
            "Dr. Osei's letter (Exhibit B, p. 2): 50% at L4-L5.",
        ),
        (r"\*no emphasis\* \[no blank\] a\_b", r"\*no emphasis\* \[no blank\] a_b"),
        ("\\- no list\n1986\\. A year", "\\- no list\n1986\\. A year"),
        (r"[what the clinician\'s letter says]", "[what the clinician's letter says]"),
    ],
)
def test_a_text_laid_out_to_be_edited_keeps_only_the_backslashes_it_needs(escaped: str, typed: str) -> None:
    assert retyped(escaped) == typed


def test_an_entity_of_html_prints_as_it_was_typed() -> None:
    assert read_markdown("R&amp;D &lt;b&gt;") == (Paragraph((Run("R&amp;D &lt;b&gt;"),)),)
