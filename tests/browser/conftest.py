"""Chromium on the running program, at the two widths that pages are made for."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import CHROMIUM
from tests.program import Program, running

WIDTHS = {"desk": (1280, 900), "phone": (390, 844)}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The distribution's browser; tests that have none are skipped before they come here."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program on an empty folder, with its printed link for the first account."""
    with running(tmp_path_factory.mktemp("var")) as program:
        yield program


@pytest.fixture(params=["desk"])
def page(request: pytest.FixtureRequest, chromium: Browser, program: Program) -> Iterator[Page]:
    """A fresh page whose relative addresses are the program's; "phone" is the narrow one."""
    width, height = WIDTHS[request.param]
    context = chromium.new_context(
        base_url=program.address, viewport={"width": width, "height": height}, accept_downloads=True
    )
    yield context.new_page()
    context.close()
