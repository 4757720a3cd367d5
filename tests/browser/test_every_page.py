"""In a real browser: every page of the demonstration, at the width of a desk and of a phone."""

import base64
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlmodel import select
from werkzeug.routing import MapAdapter

from tests.browser.conftest import WIDTHS
from tests.factories import KEY
from tests.program import Program, running
from tracker.adapters.papers.invented import draw
from tracker.app import create_app
from tracker.config import load
from tracker.db import read_session, write_session
from tracker.models import DeadlineRow
from tracker.rules.terms import Actor
from tracker.services.accounts import SIGN_IN_PATH, one_time_sign_in
from tracker.services.demo import fill
from tracker.worker import once

pytestmark = pytest.mark.browser

ANSWERS_WITH_NO_PAGE = re.compile(
    r"static$|^health\.|^feeds\.|logout|\.download$|^documents\.open_file$|^deadlines\.calendar$|^invitations\.enter$"
)
"""Files, JSON, and addresses that only lead elsewhere."""
SIGNED_OUT = (
    "/sign-in",
    "/coverage",
    "/forgot-password",
    "/forgot-password/none",
    "/invitations/none",
    "/verify/none",
    "/reach/none",
    "/stop/none",
    "/summary/stop/none",
    "/law",
    "/deadlines",
)
"""What is read without signing in, or from a mail; without its secret a page says that the link is no longer good."""
SECRETS = {
    "TRACKER_SECRET_KEY": "only the tests sign with these words",
    "TRACKER_ENCRYPTION_KEY": f"{KEY.id}:{base64.b64encode(KEY.secret).decode()}",
}
EACH = 1
"""How many addresses of one kind are looked at."""


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program on the invented caseload, in a folder of the test's own."""
    with running(tmp_path_factory.mktemp("demo"), **SECRETS) as program:
        yield program


@pytest.fixture(scope="module")
def app(demonstration: Program) -> Iterator[Flask]:
    """The application on the running program's folder: it knows all addresses, and its rows."""
    made = create_app(load({**SECRETS, "TRACKER_DATA": str(demonstration.data)}))
    yield made
    made.extensions["engine"].dispose()


@pytest.fixture(scope="module")
def routes(app: Flask) -> MapAdapter:
    """Which page an address leads to."""
    return app.url_map.bind("127.0.0.1")


@pytest.fixture(scope="module")
def sign_in(demonstration: Program, app: Flask) -> str:
    """The address that signs Rosa in, once her caseload is set out and its first mails are in the outbox."""
    now = datetime.now(UTC)
    with write_session(app.extensions["session_factory"]) as session:
        token = one_time_sign_in(session, fill(session, now, draw), now)
        session.commit()
    once(load({**SECRETS, "TRACKER_DATA": str(demonstration.data)}), now)
    return f"{demonstration.address}{SIGN_IN_PATH}{token}"


def endpoints(routes: MapAdapter) -> set[str]:
    """The pages: what answers GET with something to look at."""
    rules = routes.map.iter_rules()
    known = {rule.endpoint for rule in rules if "GET" in (rule.methods or ())}
    return {endpoint for endpoint in known if not ANSWERS_WITH_NO_PAGE.search(endpoint)}


def faults(page: Page) -> list[str]:
    """What axe finds at either width, and what has to be scrolled sideways."""
    found = []
    for name, (width, height) in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        violations = Axe().run(page).response["violations"]
        found += [f"{name} {page.url} {v['id']}: {n['html'][:160]}" for v in violations for n in v["nodes"]]
        if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            found.append(f"{name} {page.url} is wider than the screen")
    return found


def links(page: Page) -> list[str]:
    """The addresses of this program that a page leads to, without what stands after #."""
    host = urlsplit(page.url).netloc
    hrefs: list[str] = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    found = [urlsplit(href) for href in hrefs]
    return [each._replace(fragment="").geturl() for each in found if each.netloc == host]


def visit(page: Page, addresses: Iterable[str], routes: MapAdapter) -> tuple[Counter[str], list[str]]:
    """Look at the addresses and at what they lead to: how many of each kind were seen, and the faults."""
    pages, seen, found = endpoints(routes), Counter[str](), list[str]()
    ahead, known = deque(addresses), set(addresses)
    while ahead:
        address = ahead.popleft()
        endpoint, _ = routes.match(urlsplit(address).path, method="GET")
        if endpoint in pages and seen[endpoint] < EACH:
            seen[endpoint] += 1
            page.goto(address)
            found += faults(page)
            ahead.extend(each for each in links(page) if each not in known)
            known.update(ahead)
    return seen, found


def why_missed(app: Flask) -> str:
    """The page that asks why a date was missed: none of the demonstration's was, so that nothing leads there."""
    with read_session(app.extensions["session_factory"]) as session:
        row = session.exec(select(DeadlineRow).where(DeadlineRow.actor == Actor.CLAIMANT)).first()
        assert row is not None
        return f"/cases/{row.case_id}/deadlines/{row.id}/missed"


def test_no_page_of_the_demonstration_has_a_fault(
    chromium: Browser, demonstration: Program, app: Flask, routes: MapAdapter, sign_in: str
) -> None:
    stranger, rosa = chromium.new_context().new_page(), chromium.new_context().new_page()
    rosa.goto(sign_in)

    outside, faults_outside = visit(stranger, [demonstration.address + path for path in SIGNED_OUT], routes)
    inside, faults_inside = visit(
        rosa, [demonstration.address + path for path in ("/", why_missed(app))], routes
    )

    assert faults_outside + faults_inside == []
    assert endpoints(routes) - set(outside) - set(inside) == set()
