"""In a real browser: a denial is entered, its dates are seen, its letter and its calendar file come down."""

import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import WIDTHS
from tests.factories import PDF
from tests.program import Program, running

pytestmark = pytest.mark.browser

LETTER = PDF
PRESSED_TWICE = "button => { setTimeout(() => button.click(), 60); button.click(); }"
LETTER_ON = date.today() - timedelta(days=12)  # noqa: DTZ011 - the program's own day is meant


@pytest.fixture(scope="module")
def own_program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A program whose first account is this module's."""
    with running(tmp_path_factory.mktemp("var")) as program:
        yield program


@pytest.fixture(scope="module")
def session(own_program: Program, chromium: Browser) -> Any:
    """The cookies of an advocate who has followed the printed link."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(own_program.link())
    page.get_by_label("Your name").fill("Rosa Delgado")
    page.get_by_label("Your e-mail address").fill("rosa@example.org")
    page.get_by_label("Your organization").fill("Harbor Patient Advocates")
    for field in page.locator("input[type=password]").all():
        field.fill("four plain words here")
    page.locator("main button[type=submit]").click()
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture(params=WIDTHS)
def page(
    request: pytest.FixtureRequest, chromium: Browser, own_program: Program, session: Any
) -> Iterator[Page]:
    """Rosa's page, at the width of a desk and of a phone; what the browser complains of fails the test, but
    not that a form with a mistake is answered as one.
    """
    width, height = WIDTHS[request.param]
    context = chromium.new_context(
        base_url=own_program.address, viewport={"width": width, "height": height}, storage_state=session
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert [said for said in complaints if "422" not in said] == []


def check(page: Page) -> None:
    """No axe finding, and nothing that has to be scrolled sideways."""
    violations = Axe().run(page).response["violations"]
    found = [f"{v['id']}: {node['html'][:200]}" for v in violations for node in v["nodes"]]
    assert found == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def fill(page: Page, name: str = "Brandt") -> None:
    """The denial of a Tandem insulin pump, as its letter and its patient tell it."""
    page.goto("/cases/new")
    check(page)
    page.locator("#q-notice_on").fill(LETTER_ON.isoformat())
    letter: Any = {"name": "denial.pdf", "mimeType": "application/pdf", "buffer": LETTER}
    page.get_by_label("The letter itself").set_input_files(letter)
    page.get_by_role("textbox", name="What was denied").fill("Tandem insulin pump")
    page.get_by_label("What kind of thing is it?").select_option("device")
    page.get_by_label("The reason, in the letter’s words").fill("requires six months of daily injections")
    page.get_by_label("The reason, as a kind").select_option("step_therapy")
    page.get_by_label("Not yet: the plan was asked to approve it first").check()
    page.get_by_label("Who is the coverage through?").select_option("private_employer")
    page.get_by_label("Yes, the employer pays").check()
    page.get_by_role("group", name="grandfathered").get_by_label("No", exact=True).check()
    page.get_by_label("One", exact=True).check()
    page.get_by_label("Which state’s law governs the policy?").select_option("TX")
    page.get_by_role("textbox", name="Insurer").fill("Cigna")
    page.get_by_label("Patient’s name").fill(f"Walter {name}")


def in_words(day: date) -> str:
    return f"{day:%A}, {day:%B} {day.day}, {day.year}"


def test_a_denial_becomes_dates_a_calendar_file_and_a_letter(page: Page) -> None:
    name = f"Brandt{page.viewport_size['width'] if page.viewport_size else ''}"
    fill(page, name)
    page.get_by_role("button", name="Show the dates").click()
    last_day = in_words(LETTER_ON + timedelta(days=180))
    expect(page.locator(".date")).to_have_text(last_day)
    expect(page.get_by_text(f"180 days later: {last_day}.").first).to_be_visible()
    page.get_by_text("The chain that follows").click()
    check(page)

    page.get_by_role("button", name="Save this case").evaluate(PRESSED_TWICE)
    expect(page.get_by_role("heading", name=f"Walter {name}")).to_be_visible()
    expect(page.locator(".date")).to_have_text(last_day)
    check(page)
    case = page.url
    page.goto(f"/cases?q={name}")
    expect(page.get_by_role("link", name=f"Walter {name}", exact=True)).to_have_count(1)
    page.goto(case)

    with page.expect_download() as download:
        page.get_by_role("link", name="Add to calendar").click()
    (event,) = Calendar.from_ical(Path(download.value.path()).read_bytes()).walk("VEVENT")
    assert event["DTSTART"].dt == LETTER_ON + timedelta(days=180)

    page.get_by_role("link", name="Write the appeal").click()
    expect(page.get_by_role("article", name="The letter")).to_contain_text("Re: Internal appeal")
    check(page)
    page.get_by_role("link", name="Letters", exact=True).click()
    check(page)
    page.get_by_role("link", name=re.compile("^Write another ?: Internal appeal$")).click()
    check(page)
    page.get_by_role("button", name="Draft it").click()
    expect(page.get_by_text("requires six months of daily injections")).to_be_visible()
    check(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF", exact=True).click()
    assert len(pikepdf.open(io.BytesIO(Path(download.value.path()).read_bytes())).pages) >= 1

    for place in (
        "events/new",
        "events/new?kind=internal_appeal_filed",
        "evidence",
        "people",
        "documents",
        "edit",
    ):
        page.goto(f"{case}/{place}")
        check(page)


def test_a_mistake_is_said_at_its_field_and_the_letter_is_not_lost(page: Page) -> None:
    fill(page)
    page.locator("#q-received_on").fill((LETTER_ON - timedelta(days=3)).isoformat())

    page.get_by_role("button", name="Show the dates").click()

    expect(page.get_by_role("alert")).to_contain_text("One answer needs another look")
    expect(page.locator("#e-received_on")).to_be_visible()
    expect(page.get_by_text("denial.pdf is kept")).to_be_visible()
    expect(page.get_by_role("textbox", name="What was denied")).to_have_value("Tandem insulin pump")
    check(page)


def test_a_file_that_is_too_large_is_named_before_anything_is_sent(page: Page, tmp_path: Path) -> None:
    page.goto("/cases/new")
    letter = tmp_path / "scan.pdf"
    letter.write_bytes(b"%PDF-" + b"n" * 21 * 2**20)

    page.get_by_label("The letter itself").set_input_files(letter)

    said = page.get_by_label("The letter itself").evaluate("field => field.validationMessage")
    assert said == "This file has 22 MB. At most 20 MB are kept; split or shrink it."
