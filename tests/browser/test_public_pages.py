"""In a real browser: what is open to strangers, at the width of a desk and of a phone, without a script too."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import WIDTHS
from tests.program import Program

pytestmark = pytest.mark.browser

LETTER = date.today() - timedelta(days=21)  # noqa: DTZ011 - the browser's day is this machine's
RULE_WITH_ANSWER = "/law/aca.ext.fed.file?notice=2026-10-30&received=2026-11-02"
RULE_WITH_PROBLEM = "/law/erisa.claim.urgent?start=2026-02-30"


@pytest.fixture(params=WIDTHS)
def stranger(request: pytest.FixtureRequest, chromium: Browser, program: Program) -> Iterator[Page]:
    """A browser that has never been here, at one of the two widths; it must leave without a cookie."""
    width, height = WIDTHS[request.param]
    context = chromium.new_context(
        base_url=program.address, viewport={"width": width, "height": height}, accept_downloads=True
    )
    yield context.new_page()
    assert context.cookies() == []
    context.close()


def has_no_fault(page: Page) -> bool:
    """Whether axe finds nothing, folded parts opened, and nothing has to be scrolled sideways."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], n["html"][:160]) for v in violations for n in v["nodes"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return True


def describe_a_denial(page: Page) -> None:
    """Fill in what an employer's plan wrote three weeks ago."""
    page.goto("/deadlines")
    page.get_by_label("Who is the coverage through?").select_option("private_employer")
    page.get_by_label("Not yet: the plan was asked to approve it first").check()
    page.locator("#q-e1-notice_on").fill(LETTER.isoformat())


def test_the_law_is_found_by_its_words(stranger: Page) -> None:
    stranger.goto("/law")
    assert has_no_fault(stranger)

    stranger.get_by_label("Search the rules").fill("external review four months")
    stranger.get_by_role("button", name="Search").click()
    stranger.get_by_role("link", name="Ask for external review", exact=True).click()

    expect(stranger.get_by_role("heading", name="Ask for external review", level=1)).to_be_visible()


def test_a_rule_answers_with_both_dates(stranger: Page) -> None:
    stranger.goto("/law/aca.ext.fed.file")
    stranger.get_by_label("Date printed on the letter").fill("2026-10-30")
    stranger.get_by_label("Date it came").fill("2026-11-02")
    stranger.get_by_role("button", name="Work out the date").click()

    expect(stranger.locator("#answer .date")).to_have_text("Monday, March 1, 2027")
    expect(stranger.locator("#answer")).to_contain_text("Can still be argued until Tuesday, March 2, 2027.")
    assert has_no_fault(stranger)


@pytest.mark.parametrize(
    "path", [RULE_WITH_ANSWER, RULE_WITH_PROBLEM, "/law/aca.ext.scope", "/law/state.ext.file"]
)
def test_no_rule_has_a_fault(stranger: Page, path: str) -> None:
    stranger.goto(path)

    assert has_no_fault(stranger)


def test_the_empty_form_has_no_fault(stranger: Page) -> None:
    stranger.goto("/deadlines")

    assert has_no_fault(stranger)


def test_what_is_wrong_is_said_at_the_top_and_at_its_field(stranger: Page) -> None:
    stranger.goto("/deadlines")
    stranger.locator("#q-e1-received_on").fill("2026-02-03")
    stranger.evaluate("document.getElementById('answers').noValidate = true")
    stranger.get_by_role("button", name="Show the dates").click()

    expect(stranger.locator("#problems")).to_be_focused()
    expect(stranger.locator("#e-e1-notice_on")).to_have_text("This is needed.")
    expect(stranger.locator("#q-e1-received_on")).to_have_value("2026-02-03")
    assert has_no_fault(stranger)


def test_a_stranger_gets_the_chain_for_where_they_stand(stranger: Page) -> None:
    describe_a_denial(stranger)
    stranger.get_by_label("And then?").select_option("internal_appeal_filed")
    stranger.get_by_role("button", name="Add this step").click()
    stranger.locator("#q-e2-received_by_plan").fill((LETTER + timedelta(days=2)).isoformat())
    stranger.get_by_label("And then?").select_option("appeal_decided")
    stranger.get_by_role("button", name="Add this step").click()
    stranger.locator("#q-e3-notice_on").fill((LETTER + timedelta(days=18)).isoformat())
    stranger.get_by_label("Outcome").select_option("upheld")
    stranger.get_by_role("button", name="Show the dates").click()

    expect(stranger.locator("#dates")).to_contain_text("ask for external review")
    expect(stranger.locator("#dates")).to_contain_text("4 calendar months later")
    assert stranger.url.endswith("/deadlines")
    assert has_no_fault(stranger)


def test_who_does_not_know_the_coverage_finds_out_and_comes_back(stranger: Page) -> None:
    describe_a_denial(stranger)
    stranger.get_by_label("Who is the coverage through?").select_option("unknown")
    stranger.get_by_role("button", name="find out by plain questions").click()
    assert has_no_fault(stranger)
    stranger.get_by_role("radio", name="A job or a union").check()
    stranger.get_by_role("radio", name="The federal government").check()
    stranger.get_by_role("button", name="Show which law governs").click()
    stranger.get_by_role("button", name="Take this over to the dates").click()

    expect(stranger.get_by_label("Who is the coverage through?")).to_have_value("fehb")
    expect(stranger.locator("#q-e1-notice_on")).to_have_value(LETTER.isoformat())
    stranger.get_by_role("button", name="Show the dates").click()
    expect(stranger.locator("#dates")).to_contain_text("890.105")


def test_the_dates_go_into_a_calendar_and_the_page_stays_usable(stranger: Page) -> None:
    describe_a_denial(stranger)
    stranger.get_by_role("button", name="Show the dates").click()
    for _ in range(2):
        with stranger.expect_download() as started:
            stranger.get_by_role("button", name="Calendar file").click()
    content = started.value.path().read_bytes()

    entries = {
        str(each["SUMMARY"]): each.decoded("DTSTART") for each in Calendar.from_ical(content).walk("VEVENT")
    }
    assert entries["Internal appeal due"] == LETTER + timedelta(days=180)
    stranger.get_by_role("button", name="Show the dates").click()
    expect(stranger.locator("#dates")).to_be_visible()


def test_the_version_for_paper_says_everything_in_words(stranger: Page) -> None:
    describe_a_denial(stranger)
    stranger.get_by_role("button", name="Show the dates").click()
    stranger.get_by_role("button", name="Version for paper").click()

    expect(stranger.get_by_role("heading", name="What was answered")).to_be_visible()
    expect(stranger.get_by_role("button", name="Print")).to_be_visible()
    assert has_no_fault(stranger)
    stranger.emulate_media(media="print")
    expect(
        stranger.get_by_text("https://www.ecfr.gov/current/title-29/section-2560.503-1").first
    ).to_be_visible()
    expect(stranger.get_by_role("button", name="Print")).to_be_hidden()
    expect(stranger.locator("header.top")).to_be_hidden()


def test_everything_works_without_a_script(chromium: Browser, program: Program) -> None:
    context = chromium.new_context(base_url=program.address, java_script_enabled=False)
    page = context.new_page()
    describe_a_denial(page)
    page.get_by_role("button", name="Show the dates").click()
    expect(page.locator("#dates")).to_contain_text("180 days later")

    page.goto(RULE_WITH_ANSWER)
    expect(page.locator("#answer .date")).to_have_text("Monday, March 1, 2027")

    page.goto("/law?q=external+review")
    expect(page.get_by_role("link", name="Ask for external review", exact=True)).to_be_visible()
    context.close()


@pytest.mark.parametrize("path", ["/law", RULE_WITH_ANSWER, "/deadlines"])
def test_in_the_dark_no_words_are_too_faint(chromium: Browser, program: Program, path: str) -> None:
    context = chromium.new_context(base_url=program.address, color_scheme="dark")
    page = context.new_page()
    page.goto(path)

    assert has_no_fault(page)
    context.close()
