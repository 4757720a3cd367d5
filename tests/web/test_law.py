"""The law as a page: every rule, found by its words, with where it stands."""

import re

import pytest
from markupsafe import escape

from tests.web.conftest import Browser
from tracker.rules.rulebook import rules


def test_every_rule_stands_once_under_one_chapter(bob: Browser) -> None:
    page = bob.get("/law").text
    listed = re.findall(r'<a href="/law/([^"?]+)">', page)
    chapters = re.findall(r'<h2 id="chapter-\d+">([^<]+)</h2>', page)

    assert sorted(listed) == sorted(rules())
    assert len(chapters) == len(set(chapters))


@pytest.mark.parametrize("wanted", ["147.136(d)(2)(i)", "EXTERNAL review", "aca.ext.fed.file"])
def test_a_rule_is_found_by_citation_words_or_name(bob: Browser, wanted: str) -> None:
    assert "/law/aca.ext.fed.file" in bob.get("/law", query_string={"q": wanted}).text


def test_what_no_rule_says_is_said_so(bob: Browser) -> None:
    assert "No rule has these words" in bob.get("/law?q=zzzz").text


def test_each_rule_has_its_sentence_citation_source_and_verification(bob: Browser) -> None:
    for name, rule in rules().items():
        page = bob.get(f"/law/{name}").text

        assert rule.checked in page, name
        assert escape(rule.citation) in page, name
        assert escape(rule.words) in page, name
        assert "How it was read" in page, name


def test_a_rule_that_is_none_is_not_there(bob: Browser) -> None:
    assert bob.get("/law/no.such.rule").status_code == 404
