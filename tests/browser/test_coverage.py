"""In a real browser: each answer leads to its own questions, with a script and without one."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import WIDTHS
from tests.program import Program

pytestmark = pytest.mark.browser


@pytest.fixture
def without_script(chromium: Browser, program: Program) -> Iterator[Page]:
    """A page in a browser that runs no scripts."""
    context = chromium.new_context(base_url=program.address, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("page", WIDTHS, indirect=True)
def test_questions_follow_the_answers_and_who_does_not_know_sees_where_to_look(page: Page) -> None:
    page.goto("/coverage")
    expect(page.get_by_role("group", name="Whose job is it?")).to_be_hidden()

    page.get_by_role("radio", name="A job or a union").press("Space")
    page.get_by_role("radio", name="A union, or a fund").press("Space")
    page.get_by_role("group", name="Who pays the claims?").get_by_label("I don’t know").press("Space")

    expect(page.get_by_role("group", name="Is the plan run by a board")).to_be_visible()
    expect(page.get_by_text("The employer’s benefits office knows.")).to_be_visible()
    page.get_by_role("radio", name="Medicare", exact=True).press("Space")
    expect(page.get_by_role("group", name="Who pays the claims?")).to_be_hidden()
    expect(page.get_by_role("group", name="Is the plan run by a board")).to_be_hidden()
    page.get_by_role("button", name="Show which law governs").press("Enter")
    expect(page.get_by_role("heading", name="Medicare; which part is still open")).to_be_visible()
    assert Axe().run(page).response["violations"] == []


def test_without_a_script_the_questions_come_step_by_step(without_script: Page) -> None:
    page = without_script
    page.goto("/coverage")

    page.get_by_role("radio", name="Medicaid or CHIP").check()
    page.get_by_role("button", name="Show which law governs").click()
    page.get_by_role("radio", name="The state’s Medicaid agency itself").check()
    page.get_by_label("How many days does the state give").fill("60")
    page.get_by_role("button", name="Show which law governs").click()

    expect(page.get_by_role("heading", name="Medicaid straight from the state")).to_be_visible()
    expect(page.get_by_label("How many days does the state give")).to_have_value("60")
