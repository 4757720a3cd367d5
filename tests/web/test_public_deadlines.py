"""All deadlines of a denial for anybody: no account, no cookie, nothing stored; as a page, on paper, in a calendar."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from werkzeug.test import TestResponse

from tests.web.conftest import Browser, GivenTime, stored
from tracker.models import EventVersion, OutboxMessage, WebSession
from tracker.rules.kinds import axes_that_matter
from tracker.rules.terms import Sponsor
from tracker.web.deadline_questions import MOST_STEPS, empty_form

DENIAL = {
    "sponsor": "private_employer",
    "claim_type": "pre_service",
    "urgency": "standard",
    "timezone": "America/New_York",
    "e1-kind": "adverse_determination",
    "e1-notice_on": "2026-11-02",
}
APPEAL = {"e2-kind": "internal_appeal_filed", "e2-received_by_plan": "2026-11-09"}
DECISION = {
    "e3-kind": "appeal_decided",
    "e3-notice_on": "2026-11-16",
    "e3-outcome": "upheld",
    "e3-final": "yes",
}


def send(browser: Browser, *parts: dict[str, Any], action: str = "show", **more: Any) -> TestResponse:
    """Press a button of the form, as a browser without a cookie and without a secret does."""
    sent: dict[str, Any] = {}
    for part in (DENIAL, *parts, more):
        sent |= part
    return browser.client.post("/deadlines", data={**sent, "action": action})


def words_of(page: str) -> str:
    """What a page says, as one line of text."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def sentence_at(answer: TestResponse, field: str) -> str:
    """What stands at a field that needs another look."""
    parts = answer.text.split(f'id="e-{field}"')
    assert len(parts) == 2, answer.text
    return unescape(parts[1].split("</p>")[0].split(">", 1)[1])


class TestTheForm:
    def test_it_opens_with_a_denial_and_asks_for_nothing_personal(self, browser: Browser) -> None:
        page = browser.get("/deadlines").text

        assert "Denial (adverse benefit determination)" in page
        assert not re.search(r'name="[^"]*(name|email|phone|member|note|said|tracking|by)"', page)
        assert "<textarea" not in page

    def test_no_step_of_any_kind_asks_for_words(self, browser: Browser) -> None:
        offered = browser.get("/deadlines").text.split('id="q-next"')[1]
        kinds = re.findall(r'<option value="(\w+)">', offered)
        assert kinds
        for kind in kinds:
            page = send(browser, action="add", next=kind).text

            assert 'type="text"' not in page.split('id="steps"')[1], kind
            assert "<textarea" not in page, kind

    def test_a_link_may_name_the_kind_of_coverage(self, browser: Browser) -> None:
        page = browser.get("/deadlines?sponsor=medicare_advantage").text

        assert '<option value="medicare_advantage" selected>' in page
        assert "One answer needs" not in page
        assert browser.get("/deadlines?sponsor=pirates").status_code == 200

    @pytest.mark.parametrize("sponsor", list(Sponsor))
    def test_it_asks_what_matters_for_the_coverage_and_no_more(self, sponsor: Sponsor) -> None:
        asked = {"policy_state": "state"}
        names = {asked.get(each.name, each.name) for each in empty_form(sponsor.value).axes}

        assert names == axes_that_matter(sponsor)

    def test_further_questions_come_when_the_coverage_is_named(self, browser: Browser) -> None:
        page = send(browser, action="questions").text

        assert "Does the employer pay the claims itself?" in page
        assert "needs another look" not in page

    def test_a_step_is_added_behind_the_others_and_what_was_typed_stays(self, browser: Browser) -> None:
        page = send(browser, action="add", next="internal_appeal_filed").text

        assert 'value="2026-11-02"' in page
        assert 'name="e2-received_by_plan"' in page
        assert "needs another look" not in page

    def test_what_comes_next_is_offered_first(self, browser: Browser) -> None:
        page = send(browser, APPEAL, action="add", next="").text
        offered = page.split("What comes next")[1].split("</optgroup>")[0]

        assert 'value="appeal_decided"' in offered
        assert 'value="initial_bill_received"' not in offered

    def test_a_step_is_taken_out_and_those_behind_it_move_up(self, browser: Browser) -> None:
        page = send(browser, APPEAL, DECISION, action="remove:2").text

        assert 'name="e2-notice_on" value="2026-11-16"' in page
        assert "internal_appeal_filed" not in page.split("</fieldset>")[2]
        assert 'name="e3-kind"' not in page

    def test_no_more_steps_fit_than_are_worked_out(self, browser: Browser) -> None:
        many = {f"e{at}-kind": "adverse_determination" for at in range(1, MOST_STEPS + 1)}

        answer = send(browser, many, action="add", next="appeal_decided")

        assert sentence_at(answer, "next") == f"At most {MOST_STEPS} steps fit here. Take one out first."
        assert f'name="e{MOST_STEPS + 1}-kind"' not in answer.text

    def test_a_kind_of_step_that_is_none_is_left_out(self, browser: Browser) -> None:
        assert send(browser, action="add", next="abduction").status_code == 200
        assert send(browser, **{"e1-kind": "abduction"}).status_code == 200


class TestTheDates:
    def test_a_denial_has_its_appeal_its_arithmetic_and_its_law(self, browser: Browser) -> None:
        answer = send(browser)
        said = words_of(answer.text)

        assert answer.status_code == 200
        assert "Saturday , May 1 , 2027" in said
        assert "180 days later: Saturday, May 1, 2027." in said
        assert "29 CFR 2560.503-1(h)(3)(i)" in said

    def test_a_target_that_has_passed_is_nothing_to_begin_with(
        self, browser: Browser, clock: GivenTime
    ) -> None:
        clock.pass_by(days=60)

        assert "Target: file the internal appeal" not in words_of(send(browser).text)

    def test_what_was_missed_is_said_first_with_what_is_left(
        self, browser: Browser, clock: GivenTime
    ) -> None:
        clock.pass_by(days=300)

        said = words_of(send(browser).text)

        assert "The last day has passed: File the internal appeal Saturday, May 1 , 2027" in said
        assert "Next deadline" not in said
        assert "file all the same, say why" in said

    def test_what_would_follow_stands_behind_it(self, browser: Browser) -> None:
        said = words_of(send(browser).text)

        assert "What would follow" in said
        assert "Ask for external review" in said

    def test_from_the_decision_on_the_external_review_is_in_front(self, browser: Browser) -> None:
        said = words_of(send(browser, APPEAL, DECISION).text)

        assert "Next deadline: ask for external review" in said
        assert "Tuesday , March 16 , 2027" in said

    def test_the_answers_stay_on_the_page_to_be_changed(self, browser: Browser) -> None:
        page = send(browser, APPEAL).text

        assert 'value="2026-11-02"' in page
        assert 'value="2026-11-09"' in page
        assert '<option value="private_employer" selected>' in page

    @pytest.mark.parametrize("sponsor", list(Sponsor))
    def test_every_kind_of_coverage_is_answered_also_the_unknown_one(
        self, browser: Browser, sponsor: Sponsor
    ) -> None:
        answer = send(browser, sponsor=sponsor.value)

        assert answer.status_code == 200
        assert "The deadlines of this denial" in answer.text

    def test_what_one_knows_of_the_coverage_changes_the_dates(self, browser: Browser) -> None:
        one, two = (
            send(browser, APPEAL, appeal_levels="1").text,
            send(browser, APPEAL, appeal_levels="2").text,
        )

        assert "30 days later" in one
        assert "15 days later" in two

    def test_i_dont_know_is_an_answer(self, browser: Browser) -> None:
        unknown = dict.fromkeys(
            ("funding", "grandfathered", "appeal_levels", "essential_health_benefits", "hhs_administered"),
            "unknown",
        )

        assert send(browser, unknown, policy_state="").status_code == 200

    def test_the_state_says_whom_to_call(self, browser: Browser) -> None:
        said = words_of(send(browser, funding="insured", policy_state="TX").text)

        assert "Texas Department of Insurance" in said

    def test_an_urgent_matter_counts_in_hours(self, browser: Browser) -> None:
        filed = {"e2-kind": "internal_appeal_filed", "e2-received_by_plan": "2026-11-20"}

        said = words_of(send(browser, filed, {"e2-received_by_plan_time": "09:00"}, urgency="expedited").text)

        assert "72 elapsed hours later" in said


class TestOnPaper:
    def test_the_sources_are_spelled_out_and_so_is_what_was_answered(self, browser: Browser) -> None:
        answer = send(browser, APPEAL, action="print")
        said = words_of(answer.text)

        assert answer.status_code == 200
        assert "https://www.ecfr.gov/current/title-29/section-2560.503-1" in said
        assert "What was answered" in said
        assert "A private employer or a union" in said
        assert "Received by the plan on November 9, 2026" in said
        assert "<details" not in answer.text

    def test_it_is_stopped_by_what_stops_the_page(self, browser: Browser) -> None:
        assert send(browser, action="print", claim_type="").status_code == 422


class TestTheCalendar:
    def test_it_holds_neutral_entries_on_the_days_of_the_page(self, browser: Browser) -> None:
        answer = send(browser, action="calendar")
        entries = Calendar.from_ical(answer.data).walk("VEVENT")

        assert answer.content_type == "text/calendar; charset=utf-8"
        assert "deadlines.ics" in answer.headers["Content-Disposition"]
        assert {str(each["SUMMARY"]): each.decoded("DTSTART") for each in entries} == {
            "Internal appeal: a good day for it": date(2026, 12, 2),
            "Internal appeal due": date(2027, 5, 1),
        }

    def test_the_same_answers_give_the_same_entries(self, browser: Browser) -> None:
        first, second = (send(browser, action="calendar").data for _ in range(2))

        assert first == second

    def test_a_target_that_has_passed_is_not_put_into_a_calendar(
        self, browser: Browser, clock: GivenTime
    ) -> None:
        clock.pass_by(days=60)

        assert b"a good day for it" not in send(browser, action="calendar").data

    def test_without_a_date_it_says_so_instead(self, browser: Browser) -> None:
        file = {"e1-kind": "claim_file_received", "e1-received_on": "2026-11-02"}

        answer = send(browser, file, action="calendar")

        assert answer.status_code == 422
        assert "None of these has a date that a calendar could show yet." in answer.text


class TestBadInput:
    @pytest.mark.parametrize(
        "wrong, field, sentence",
        [
            ({"sponsor": ""}, "sponsor", "Choose one."),
            ({"sponsor": "pirates"}, "sponsor", "Choose one of the answers offered."),
            ({"claim_type": ""}, "claim_type", "Choose one."),
            ({"e1-notice_on": ""}, "e1-notice_on", "This is needed."),
            ({"e1-notice_on": "2026-02-30"}, "e1-notice_on", "There is no day “2026-02-30”"),
            ({"e1-notice_on": "2027-06-01"}, "e1-notice_on", "This day lies in the future."),
            ({"e1-notice_on": "1066-10-14"}, "e1-notice_on", "outside the calendar"),
            ({"e1-received_on": "2026-11-01"}, "e1-received_on", "before the date printed on the letter"),
            (
                {"e1-states_deadline_on": "2026-10-01"},
                "e1-states_deadline_on",
                "before the date of the letter",
            ),
            ({"e1-notice_on_time": "25:00"}, "e1-notice_on", "not a day or a time that exists"),
            ({"timezone": "other", "timezone_other": "Mars"}, "timezone", "“Mars” is not a time zone"),
            ({"policy_state": "ZZ"}, "policy_state", "Choose one of the answers offered."),
            (
                {"sponsor": "medicaid_managed_care", "state_window_days": "x"},
                "state_window_days",
                "number of days",
            ),
        ],
    )
    def test_a_sentence_stands_at_the_field_and_nothing_is_lost(
        self, browser: Browser, wrong: dict[str, str], field: str, sentence: str
    ) -> None:
        answer = send(browser, APPEAL, wrong)

        assert answer.status_code == 422
        assert sentence in sentence_at(answer, field)
        assert f'href="#q-{field}"' in answer.text
        assert 'value="2026-11-09"' in answer.text

    def test_a_step_that_the_coverage_cannot_have_is_said_in_a_sentence(self, browser: Browser) -> None:
        answer = send(browser, {"e2-kind": "iro_assigned", "e2-assigned_on": "2026-11-09"}, sponsor="chip")

        assert answer.status_code == 422
        assert "does not happen under CHIP" in unescape(answer.text)

    def test_a_form_that_is_far_too_large_is_refused_unread(self, browser: Browser) -> None:
        assert send(browser, **{"e1-notice_on": "9" * 100_000}).status_code == 413

    def test_markup_that_was_typed_is_shown_as_text(self, browser: Browser) -> None:
        answer = send(browser, **{"e1-notice_on": "<script>alert(1)</script>"})

        assert "<script>alert" not in answer.text
        assert "&lt;script&gt;" in answer.text


class TestNothingIsKept:
    @pytest.mark.parametrize("action", ["show", "print", "calendar", "add", "questions", "remove:1"])
    def test_no_cookie_no_row_and_no_copy(self, browser: Browser, app: Flask, action: str) -> None:
        answer = send(browser, APPEAL, action=action, next="appeal_decided")

        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert [stored(app, model) for model in (WebSession, EventVersion, OutboxMessage)] == [[], [], []]

    def test_nothing_that_was_typed_stands_in_an_address(self, browser: Browser) -> None:
        page = send(browser, APPEAL).text

        assert not re.search(r'(href|action|formaction)="[^"]*2026', page)
        assert 'method="get"' not in page

    def test_the_empty_form_gives_no_cookie_either(self, browser: Browser) -> None:
        answer = browser.get("/deadlines")

        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "private, max-age=300"

    def test_who_is_signed_in_may_use_it_too(self, bob: Browser, app: Flask) -> None:
        before = len(stored(app, EventVersion))

        answer = send(bob, APPEAL)

        assert answer.status_code == 200
        assert "Sign out" in answer.text
        assert len(stored(app, EventVersion)) == before

    def test_only_the_forms_that_change_nothing_and_signed_events_are_without_a_secret(
        self, app: Flask
    ) -> None:
        change_nothing = {"tracker.web.public_deadlines.answer", "tracker.web.coverage.answer"}
        csrf = app.extensions["csrf"]

        with_a_key_of_their_own = {"tracker.web.webhooks.sendgrid", "tracker.web.links.summary_stopped"}
        assert csrf._exempt_views == change_nothing | with_a_key_of_their_own
        assert csrf._exempt_blueprints == set()


class TestAdvice:
    @pytest.mark.parametrize(
        "sponsor, office",
        [
            ("private_employer", "1-866-444-3272"),
            ("individual", "insurance department"),
            ("medicare_part_d", "1-800-MEDICARE"),
            ("medicaid_managed_care", "Medicaid agency"),
            ("chip", "1-877-KIDS-NOW"),
            ("fehb", "Office of Personnel Management"),
            ("tricare", "Beneficiary Counseling"),
            ("va", "patient advocate"),
            ("short_term", "insurance department"),
        ],
    )
    def test_it_is_said_once_that_this_is_no_legal_advice_and_whom_to_ask(
        self, browser: Browser, sponsor: str, office: str
    ) -> None:
        for action in ("show", "print"):
            page = send(browser, sponsor=sponsor, action=action).text

            assert page.count("This is not legal advice") == 1
            assert office in unescape(page)

    def test_where_no_office_is_on_record_the_letter_and_the_card_are_named(self, browser: Browser) -> None:
        assert "the number on the card" in send(browser, sponsor="other").text


def fields_of(page: str) -> dict[str, Any]:
    """What the page's form would send: hidden, typed, chosen and ticked."""
    form = page.split("data-saves-nothing")[1].split("</form>")[0]
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]+>", form):
        found = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if found.get("type") not in ("radio", "checkbox") or " checked" in tag:
            sent[found["name"]] = unescape(found.get("value", ""))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    return sent


KNOWN = {
    "find_through": "job",
    "find_employer": "company",
    "find_funding": "self_funded",
    "find_state": "TX",
}


class TestFindingOutTheCoverage:
    """Who does not know the coverage is asked plainly, and comes back with the answer and all that was typed."""

    def test_the_form_leads_to_the_questions_which_open_with_what_is_known(self, browser: Browser) -> None:
        page = send(browser, APPEAL, action="find", funding="insured").text

        assert 'name="find_employer" value="company" checked' in page
        assert 'name="find_funding" value="insured" checked' in page
        assert "Take this over to the dates" in page

    def test_what_was_typed_comes_back_with_what_was_found(self, browser: Browser) -> None:
        typed = {"sponsor": "unknown", "timezone": "America/Detroit", "e1-received_on": "2026-11-05"}
        asked = fields_of(send(browser, APPEAL, action="find", **typed).text)

        found = browser.client.post("/deadlines", data={**asked, **KNOWN, "action": "find_show"})
        back = browser.client.post("/deadlines", data={**fields_of(found.text), "action": "find_take"})

        form = fields_of(back.text)
        assert (form["sponsor"], form["funding"], form["policy_state"]) == (
            "private_employer",
            "self_funded",
            "TX",
        )
        assert (form["e1-notice_on"], form["e1-received_on"]) == ("2026-11-02", "2026-11-05")
        assert form["e2-received_by_plan"] == "2026-11-09"
        assert "needs another look" not in back.text
        dates = browser.client.post("/deadlines", data={**form, "action": "show"})
        assert dates.status_code == 200
        assert "29 CFR 2560.503-1" in dates.text

    def test_back_without_it_changes_nothing(self, browser: Browser) -> None:
        asked = fields_of(send(browser, APPEAL, action="find").text)

        back = browser.client.post("/deadlines", data={**asked, "find_through": "va", "action": "find_leave"})

        assert fields_of(back.text)["sponsor"] == "private_employer"
        assert fields_of(back.text)["e2-received_by_plan"] == "2026-11-09"

    def test_the_questions_alone_end_at_the_form_with_every_fact_filled_in(self, browser: Browser) -> None:
        shown = browser.client.post("/coverage", data={"find_through": "medicaid", "find_medicaid": "plan"})
        assert 'formaction="/deadlines">Work out the deadlines with this' in shown.text

        sent = {**fields_of(shown.text), "find_window": "120", "action": "find_take"}
        form = fields_of(browser.client.post("/deadlines", data=sent).text)

        assert (form["sponsor"], form["state_window_days"]) == ("medicaid_managed_care", "120")
        assert form["e1-kind"] == "adverse_determination"

    def test_an_answer_that_cannot_be_read_is_said_at_its_question(self, browser: Browser) -> None:
        sent = {
            "find_through": "medicaid",
            "find_medicaid": "plan",
            "find_window": "some",
            "action": "find_take",
        }

        answer = send(browser, **sent)

        assert answer.status_code == 422
        assert "number of days" in sentence_at(answer, "find_window")

    def test_nothing_is_kept_and_no_cookie_is_set(self, app: Flask, browser: Browser) -> None:
        for action in ("find", "find_show", "find_take", "find_leave"):
            answer = send(browser, action=action, **KNOWN)

            assert "Set-Cookie" not in answer.headers
            assert answer.headers["Cache-Control"] == "no-store"
        assert stored(app, WebSession) == []
