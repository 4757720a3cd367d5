"""The law as pages that anybody may open: every rule in words, found by its words, each with its calculator."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from markupsafe import escape

from tests.web.conftest import Browser, GivenTime, stored
from tracker.models import WebSession
from tracker.rules.apply import shape
from tracker.rules.rulebook import VERIFICATIONS, rules
from tracker.rules.terms import Sponsor
from tracker.web.choices import YES_NO
from tracker.web.fact_words import condition_words, question_of
from tracker.web.law_words import KIND_WORDS
from tracker.web.shown import verification_words


def words_of(page: str) -> str:
    """What a page says, as one line of text."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


class TestTheList:
    def test_every_rule_stands_once_under_one_kind_of_coverage(self, browser: Browser) -> None:
        page = browser.get("/law").text
        listed = re.findall(r'<a href="/law/([^"?]+)">', page)
        groups = re.findall(r'<h2 id="group-\d+">([^<]+)</h2>', page)

        assert sorted(listed) == sorted(rules())
        assert len(groups) == len(set(groups))

    def test_it_says_who_must_act_by_when_and_counted_from_what(self, browser: Browser) -> None:
        said = words_of(browser.get("/law?q=erisa.appeal.file").text)

        assert "What you have to do in time" in said
        assert "File the internal appeal" in said
        assert "180 days from: date printed on the letter" in said
        assert "29 CFR 2560.503-1(h)(3)(i)" in said

    def test_what_is_counted_from_a_presumed_receipt_says_so(self, browser: Browser) -> None:
        said = words_of(browser.get("/law?q=ma.recon.file").text)

        assert "60 days from: receipt, which is presumed 5 days after the date printed on the letter" in said

    def test_a_right_is_shown_as_one_on_which_no_clock_runs(self, browser: Browser) -> None:
        said = words_of(browser.get("/law?q=aca.ext.scope").text)

        assert "Rights and definitions, on which no clock runs" in said
        assert "in time" not in said

    @pytest.mark.parametrize(
        "wanted", ["147.136(d)(2)(i)", "EXTERNAL review", "aca.ext.fed.file", "review four months"]
    )
    def test_a_rule_is_found_by_citation_words_or_name(self, browser: Browser, wanted: str) -> None:
        assert "/law/aca.ext.fed.file" in browser.get("/law", query_string={"q": wanted}).text

    def test_a_kind_of_coverage_shows_its_own_rules_and_those_of_all(self, browser: Browser) -> None:
        page = browser.get("/law?kind=original_medicare").text

        assert "/law/ffs.redet.file" in page
        assert "/law/letter.peer_to_peer" in page
        assert "/law/erisa.appeal.file" not in page
        assert "1-800-MEDICARE" in page
        assert "1-866-444-3272" not in page

    def test_a_kind_of_coverage_says_who_may_act_under_it(self, browser: Browser) -> None:
        page = browser.get("/law?kind=medicaid_managed_care").text

        assert "A provider may not ask that benefits go on during the appeal" in page
        assert "Who may act for a patient" not in browser.get("/law").text

    def test_what_no_rule_says_is_said_so(self, browser: Browser) -> None:
        assert "No rule has these words" in browser.get("/law?q=zzzz").text

    def test_a_kind_that_is_none_finds_nothing_and_breaks_nothing(self, browser: Browser) -> None:
        answer = browser.get("/law?kind=pirates")

        assert answer.status_code == 200
        assert "No rule has these words" in answer.text

    def test_what_was_searched_for_stands_on_the_page_as_text(self, browser: Browser) -> None:
        assert "<script>alert" not in browser.get("/law", query_string={"q": "<script>alert(1)"}).text


class TestARule:
    def test_it_has_its_sentence_citation_source_age_and_how_surely_it_was_read(
        self, browser: Browser
    ) -> None:
        for name, rule in rules().items():
            page = browser.get(f"/law/{name}").text

            assert escape(rule.citation) in page, name
            assert escape(rule.words) in page, name
            assert str(escape(verification_words(rule.verification))) in page, name
            assert "Last checked" in page, name

    def test_the_day_on_which_it_was_checked_is_written_out(self, browser: Browser) -> None:
        assert "November 21, 2026" in browser.get("/law/aca.ext.fed.file").text

    def test_what_nobody_read_for_half_a_year_says_so(self, browser: Browser, clock: GivenTime) -> None:
        assert "Nobody has read it again" not in browser.get("/law/aca.ext.fed.file").text

        clock.at += timedelta(days=400)

        assert "Nobody has read it again for 180 days" in browser.get("/law/aca.ext.fed.file").text

    def test_a_right_has_no_calculator(self, browser: Browser) -> None:
        page = browser.get("/law/aca.ext.scope").text

        assert "No clock runs on it" in page
        assert "Work out the date" not in page

    def test_a_date_that_goes_by_other_rules_sends_to_the_whole_denial(self, browser: Browser) -> None:
        page = browser.get("/law/possible.file").text

        assert "goes by the dates of other rules" in page
        assert "Work out the date<" not in page

    def test_a_rule_that_is_none_is_not_there(self, browser: Browser) -> None:
        assert browser.get("/law/no.such.rule").status_code == 404

    def test_the_states_stand_under_a_rule_of_theirs(self, browser: Browser) -> None:
        said = words_of(browser.get("/law/state.ext.file").text)

        assert "State by state" in said
        assert "Virginia" in said


class TestTheCalculator:
    def test_dates_in_both_dates_and_the_arithmetic_out(self, browser: Browser) -> None:
        said = words_of(browser.get("/law/aca.ext.fed.file?notice=2026-10-30&received=2026-11-02").text)

        assert "file by Monday , March 1 , 2027" in said
        assert "Can still be argued until Tuesday, March 2, 2027" in said
        assert "That month has no such day, so the first day of the next month counts." in said

    def test_an_answer_can_be_linked_and_nothing_is_kept(self, browser: Browser, app: Flask) -> None:
        answer = browser.get("/law/aca.ext.fed.file?notice=2026-10-30")

        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert stored(app, WebSession) == []
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]

    def test_it_takes_the_facts_of_its_rule(self, browser: Browser) -> None:
        one = browser.get("/law/erisa.appeal.decide.pre?start=2026-03-02&appeal_levels=1").text
        two = browser.get("/law/erisa.appeal.decide.pre?start=2026-03-02&appeal_levels=2").text

        assert "April 1" in words_of(one)
        assert "March 17" in words_of(two)

    def test_the_citation_follows_the_kind_of_coverage(self, browser: Browser) -> None:
        asked = "/law/aca.ext.fed.file?notice=2026-10-30&sponsor=private_employer&funding=self_funded"

        assert "29 CFR 2590.715-2719(d)(2)(i)</a>" in browser.get(asked).text

    def test_only_a_rule_that_counts_hours_asks_for_the_hour_and_the_zone(self, browser: Browser) -> None:
        days, hours = browser.get("/law/erisa.appeal.file").text, browser.get("/law/erisa.claim.urgent").text

        assert 'type="time"' not in days
        assert "Time zone" not in days
        assert 'type="time"' in hours
        assert "Time zone" in hours

    def test_hours_are_elapsed_hours_also_when_the_clock_is_set_back(self, browser: Browser) -> None:
        asked = "/law/erisa.claim.urgent?start=2026-10-31&start_time=12:00&timezone=America/New_York"

        assert "11:00 am EST" in words_of(browser.get(asked).text)

    def test_a_part_of_a_rule_has_its_own_beginning(self, browser: Browser) -> None:
        said = words_of(browser.get("/law/aca.ppdr?limb=cure&notice=2026-03-02").text)

        assert "Complete the patient-provider dispute" in said
        assert "March 23" in said

    def test_a_state_decides_its_own_window(self, browser: Browser) -> None:
        said = words_of(browser.get("/law/state.ext.file?notice=2026-03-02&state=VA").text)

        assert "June 30 , 2026" in said

    @pytest.mark.parametrize(
        "asked, field, sentence",
        [
            ("aca.ext.fed.file?notice=2026-02-30", "notice", "There is no day “2026-02-30”"),
            ("aca.ext.fed.file?received=2026-02-03", "notice", "This is needed."),
            (
                "aca.ext.fed.file?notice=2026-03-02&received=2026-03-01",
                "received",
                "It cannot have come before the date printed on it.",
            ),
            ("erisa.claim.urgent?start=2026-03-08&start_time=02:30", "start", "the clock skips it that day"),
            (
                "erisa.claim.urgent?start=2026-03-08&timezone=other&timezone_other=Mars",
                "timezone",
                "“Mars” is not a time zone",
            ),
            ("aca.ext.fed.file?notice=0026-03-02", "notice", "outside the calendar"),
            ("aca.ext.fed.file?notice=2026-03-02&sponsor=pirates", "sponsor", "Choose one of the answers"),
            (
                "erisa.appeal.decide.pre?start=2026-03-02&sponsor=individual&appeal_levels=2",
                "appeal_levels",
                "only one mandatory appeal level",
            ),
            ("mcd.sfh.file?notice=2026-03-02&state_window_days=many", "state_window_days", "Write a number"),
            ("state.ext.file?notice=2026-03-02", "state", "Choose one."),
            ("state.ext.file?notice=2026-03-02&state=NY&limb=second_level", "state", "no time of its own"),
            (
                "state.ext.file?notice=2026-03-02&state=AL",
                "state",
                "“Early reminder: ask for external review”",
            ),
        ],
    )
    def test_bad_input_gets_a_sentence_at_its_field_and_keeps_what_was_typed(
        self, browser: Browser, asked: str, field: str, sentence: str
    ) -> None:
        answer = browser.get(f"/law/{asked}")
        at_field = answer.text.split(f'id="e-{field}"')

        assert answer.status_code == 422
        assert len(at_field) == 2, answer.text
        assert sentence in unescape(at_field[1].split("</p>")[0])
        typed = re.findall(r"(?:notice|start|received)=([\d-]+)", asked)
        assert all(f'value="{value}"' in answer.text for value in typed)

    def test_every_rule_that_counts_answers_from_its_page(self, browser: Browser) -> None:
        for name, rule in rules().items():
            for limb in shape(rule).limbs if rule.family != "state" else ():
                asked = dict.fromkeys(shape(rule).required, "2026-03-31")
                part = {"limb": limb} if len(shape(rule).limbs) > 1 else {}
                answer = browser.get(f"/law/{name}", query_string={**asked, **part})

                assert answer.status_code == 200, (name, limb)
                assert 'id="answer"' in answer.text, (name, limb)


class TestAStranger:
    def test_gets_no_cookie_and_may_keep_the_law_for_a_while(self, browser: Browser, app: Flask) -> None:
        for path in ("/law", "/law/aca.ext.fed.file"):
            answer = browser.get(path)

            assert answer.status_code == 200
            assert "Set-Cookie" not in answer.headers
            assert answer.headers["Cache-Control"] == "private, max-age=300"
            assert "Cookie" in answer.headers["Vary"]
            assert "noindex" not in answer.text
        assert stored(app, WebSession) == []

    def test_is_told_once_that_this_is_no_legal_advice_and_whom_to_ask(self, browser: Browser) -> None:
        for path in ("/law", "/law/erisa.appeal.file"):
            page = browser.get(path).text

            assert page.count("This is not legal advice") == 1
            assert "1-866-444-3272" in page

    def test_is_sent_to_the_offices_of_the_rules_coverage(self, browser: Browser) -> None:
        assert "1-800-MEDICARE" in browser.get("/law/ma.recon.file").text
        assert "1-866-444-3272" not in browser.get("/law/ma.recon.file").text

    def test_is_sent_to_no_office_that_is_not_for_them(self, browser: Browser) -> None:
        page = browser.get("/law/tricare.recon.file").text

        assert "Beneficiary Counseling" in page
        assert "1-866-444-3272" not in page

    def test_finds_both_pages_from_the_sign_in_page(self, browser: Browser) -> None:
        page = browser.get("/sign-in").text

        assert 'href="/law"' in page
        assert 'href="/deadlines"' in page

    def test_who_is_signed_in_finds_them_at_the_foot_and_keeps_nothing(self, bob: Browser) -> None:
        page = bob.get("/law")

        assert 'href="/deadlines"' in page.text
        assert "Sign out" in page.text
        assert page.headers["Cache-Control"] == "no-store"


class TestWords:
    def test_every_kind_of_coverage_has_a_name(self) -> None:
        assert set(KIND_WORDS) == set(Sponsor)

    def test_a_condition_is_said_in_words_and_a_new_one_as_it_stands(self) -> None:
        assert condition_words("urgency", ["expedited"]) == "urgent"
        assert (
            condition_words("claim", ["pre_service", "concurrent"])
            == "care is still to come, or care is under way"
        )
        assert condition_words("moon_is_full", [True]) == "Moon is full: yes"

    def test_a_fact_is_asked_in_words_and_a_new_one_as_it_stands(self) -> None:
        assert question_of("state_window_days").label == "How many days does the state give?"
        assert question_of("moon_is_full").label == "Moon is full"
        assert question_of("moon_is_full").choices == YES_NO

    def test_how_surely_it_was_read_is_never_a_code_alone(self) -> None:
        assert all(verification_words(code) != code for code in VERIFICATIONS)
