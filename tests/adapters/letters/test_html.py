"""The HTML: one page that says its language, marks its table and its blanks, and fetches nothing."""

import re

from tests.services.letters.examples import SPARSE, SPINAL_FUSION
from tracker.adapters.letters.html import html_blocks, render_html
from tracker.services.letters.blocks import Lines, LinesRole, Run
from tracker.services.letters.draft import draft

PAGE = render_html(draft(SPINAL_FUSION, "internal_appeal").document)


def test_the_page_says_its_language_and_its_title() -> None:
    assert '<html lang="en-US">' in PAGE
    assert "<title>Internal appeal</title>" in PAGE


def test_column_headers_belong_to_their_columns() -> None:
    assert PAGE.count('<th scope="col">') == 4


def test_the_page_fetches_nothing_and_runs_nothing() -> None:
    assert re.search(r"<(script|link|img|iframe)|url\(|@import|https?://", PAGE) is None


def test_a_blank_is_marked_and_stands_in_brackets() -> None:
    page = render_html(draft(SPARSE, "internal_appeal").document)

    assert "<mark>[sender&#x27;s name]</mark>" in page


def test_markup_in_a_value_is_text() -> None:
    lines = Lines(LinesRole.RE, ((Run('<b onclick="x">'),),))

    assert html_blocks([lines]) == '<div class="lines re"><p>&lt;b onclick=&quot;x&quot;&gt;</p></div>'
