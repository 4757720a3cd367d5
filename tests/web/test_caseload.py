"""The first page of the morning, and the caseload behind it."""

import re

import pytest
from flask import Flask
from sqlmodel import select

from tests.factories import make_administrator, make_case, make_event
from tests.web.conftest import Browser, Cast, GivenTime
from tracker.db import write_session
from tracker.models import Account, Case, DeadlineRow
from tracker.rules.terms import EventKind
from tracker.services import escalations
from tracker.services.escalations import EscalationKind


def add_case(app: Flask, account_id: object, **changes: str) -> str:
    """Another case of that account; answers its number."""
    with write_session(app.extensions["session_factory"]) as session:
        return make_case(session, session.get_one(Account, account_id), **changes).number


def rows_of(page: str) -> list[str]:
    """The rows of the caseload as plain text."""
    found = re.findall(r'<li class="entry.*?</li>', page, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


def pages_of(browser: Browser, group: str) -> list[str]:
    """The rows of a group, page after page, as the links on them lead."""
    address, rows = f"/cases?group={group}", []
    while True:
        page = browser.get(address).text
        rows += rows_of(page)
        later = re.search(r'<a href="([^"]+)">Later dates</a>', page)
        if later is None:
            return rows
        address = later[1].replace("&amp;", "&")


def groups_of(page: str) -> list[str]:
    return re.findall(r'<h2 id="group-[a-z_0-9]+">([^<]+)</h2>', page)


class TestToday:
    """What must I do, in which order."""

    def test_a_row_says_when_who_what_next_and_does_it(self, bob: Browser, cast: Cast) -> None:
        (row,) = rows_of(bob.get("/").text)

        assert re.match(r"[A-Z][a-z]{2} [A-Z][a-z]{2} \d+", row)
        assert "Alice Moreau" in row
        assert f"Lumbar spinal fusion, L4-L5 · Cigna, self-funded · {cast.case_number}" in row
        assert "File the internal appeal." in row
        assert row.endswith("for Alice Moreau")

    def test_it_opens_with_the_day_in_ones_own_zone(self, bob: Browser) -> None:
        assert "<h1>Sunday, November 22</h1>" in bob.get("/").text

    def test_a_guardian_stands_before_the_patient(self, app: Flask, bob: Browser, cast: Cast) -> None:
        add_case(app, cast.bob, patient_name="Chidi Okafor", patient_guardian="Amara Okafor")

        assert any("Amara Okafor, for Chidi Okafor" in row for row in rows_of(bob.get("/").text))

    def test_it_shows_ones_own_cases_and_everybodys_where_asked(
        self, app: Flask, bob: Browser, cast: Cast
    ) -> None:
        add_case(app, cast.dana, patient_name="Theo Lindqvist")

        assert "Theo Lindqvist" not in bob.get("/").text
        assert "Theo Lindqvist" in bob.get("/?whose=everyone").text

    def test_a_legal_date_past_its_cautious_day_is_not_hidden_by_a_target_that_passed_before(
        self, app: Flask, bob: Browser, cast: Cast
    ) -> None:
        add_case(
            app, cast.bob, patient_name="Theo Lindqvist", notice_on="2026-05-22", received_on="2026-05-27"
        )

        row = next(row for row in rows_of(bob.get("/").text) if "Theo Lindqvist" in row)

        assert row.startswith("Wed Nov 18 4 days ago Theo Lindqvist")
        assert "file today and say why it is still in time." in row
        assert "Arguable until Nov 23" in row

    def test_a_long_group_leads_to_all_of_it_and_to_nobody_elses(
        self, app: Flask, bob: Browser, cast: Cast
    ) -> None:
        for _ in range(8):
            add_case(app, cast.bob, notice_on="2026-11-20", received_on="2026-11-21")
        add_case(app, cast.dana, notice_on="2026-11-20", received_on="2026-11-21")

        link = re.search(r'<a href="([^"]+)">Show all 8</a>', bob.get("/").text)

        assert link is not None
        assert len(rows_of(bob.get(link[1].replace("&amp;", "&")).text)) == 8

    def test_an_empty_morning_says_what_would_be_here(self, app: Flask, cast: Cast) -> None:
        page = Browser(app).sign_in(cast.charlie).get("/").text

        assert "No open cases" in page
        assert "Enter the first denial." in page
        assert "New denial" in page

    def test_the_week_ahead_names_the_holiday(self, bob: Browser) -> None:
        thursday = re.search(r"<b>Thu 26</b>(.*?)</li>", bob.get("/").text)

        assert thursday is not None
        assert "Federal holiday" in thursday[1]

    def test_a_closed_case_is_gone(self, app: Flask, bob: Browser, cast: Cast) -> None:
        with write_session(app.extensions["session_factory"]) as session:
            case = session.get_one(Case, cast.case_id)
            make_event(session, case, EventKind.CLOSED, outcome="won", closed_on="2026-11-20")

        assert rows_of(bob.get("/").text) == []


class TestCaseload:
    """Filtered by advocate, insurer, stage and coverage; searched by name, number, insurer, service."""

    @pytest.fixture
    def theo(self, app: Flask, cast: Cast) -> str:
        """A case of Dana's that differs from Alice's in everything."""
        return add_case(
            app,
            cast.dana,
            patient_name="Theo Lindqvist",
            insurer="Aetna",
            service="Tandem insulin pump",
            sponsor="individual",
            funding="insured",
            notice_on="2026-11-20",
            received_on="2026-11-21",
        )

    @pytest.mark.parametrize("wanted", ["lindq", "Aetna", "insulin", "THEO"])
    @pytest.mark.usefixtures("theo")
    def test_search_finds_the_beginnings_of_words(self, bob: Browser, wanted: str) -> None:
        (row,) = rows_of(bob.get("/cases", query_string={"q": wanted}).text)

        assert "Theo Lindqvist" in row

    def test_search_finds_a_closed_case_for_its_own_organization_alone(
        self, bob: Browser, charlie: Browser, cast: Cast
    ) -> None:
        bob.post(
            f"/cases/{cast.case_id}/events/new?kind=closed", {"closed_on": "2026-11-20", "outcome": "settled"}
        )

        found = bob.get("/cases?q=moreau").text

        assert rows_of(found) == []
        assert f'<a href="/cases/{cast.case_id}">Alice Moreau</a>' in found.split("<h2>Closed</h2>")[1]
        assert "<h2>Closed</h2>" not in bob.get("/cases").text
        assert "Alice" not in charlie.get("/cases?q=moreau").text

    def test_search_finds_a_case_number(self, bob: Browser, theo: str) -> None:
        (row,) = rows_of(bob.get("/cases", query_string={"q": theo}).text)

        assert theo in row

    @pytest.mark.usefixtures("theo")
    @pytest.mark.parametrize("name, value", [("coverage", "individual"), ("stage", "denial_received")])
    def test_a_filter_narrows(self, bob: Browser, name: str, value: str) -> None:
        rows = rows_of(bob.get("/cases", query_string={name: value}).text)

        assert any("Theo Lindqvist" in row for row in rows)
        assert any("Alice Moreau" in row for row in rows) is (name == "stage")

    @pytest.mark.usefixtures("theo")
    def test_the_advocate_and_the_insurer_are_offered_and_chosen(self, bob: Browser, cast: Cast) -> None:
        page = bob.get("/cases").text
        aetna = re.search(r'<option value="([^"]+)">Aetna</option>', page)
        assert aetna is not None

        by_insurer = rows_of(bob.get("/cases", query_string={"insurer": aetna[1]}).text)
        by_advocate = rows_of(bob.get("/cases", query_string={"advocate": str(cast.dana)}).text)

        assert by_insurer == by_advocate
        assert len(by_insurer) == 1

    @pytest.mark.parametrize(
        "query",
        ["advocate=nonsense", "stage=nonsense", "coverage=x", "insurer=x", "q=zzzz", "group=nonsense"],
    )
    def test_a_filter_that_is_none_finds_nothing_and_breaks_nothing(self, bob: Browser, query: str) -> None:
        answer = bob.get(f"/cases?{query}&page=99999999999")

        assert answer.status_code == 200
        assert "No open case fits" in answer.text

    def test_what_was_chosen_stays_chosen(self, bob: Browser) -> None:
        page = bob.get("/cases?coverage=church&q=moreau").text

        assert re.search(r'<option value="church" selected>', page)
        assert 'value="moreau"' in page

    def test_another_organization_finds_nothing(self, app: Flask, cast: Cast) -> None:
        charlie = Browser(app).sign_in(cast.charlie)

        assert rows_of(charlie.get("/cases?q=moreau").text) == []
        assert rows_of(charlie.get("/cases").text) == []

    def test_a_long_group_is_turned_page_by_page(self, app: Flask, bob: Browser) -> None:
        with write_session(app.extensions["session_factory"]) as session:
            account = make_administrator(session, email="rosa@example.org")
            for _ in range(27):
                make_case(session, account)
            rosa = account.id
        browser = Browser(app).sign_in(rosa)
        first = browser.get("/cases").text
        later = re.search(r'<a href="([^"]+)">Later dates</a>', first)
        assert later is not None

        second = browser.get(later[1].replace("&amp;", "&")).text

        assert len(rows_of(first)) == 25
        assert len(rows_of(second)) == 2
        assert "page 2 of 2" in second
        assert not set(rows_of(first)) & set(rows_of(second))

    def test_every_group_can_be_seen_whole_however_full_the_others_are(self, app: Flask) -> None:
        with write_session(app.extensions["session_factory"]) as session:
            account = make_administrator(session, email="rosa@example.org")
            for notice_on in ("2026-05-15",) * 26 + ("2026-10-24",) * 26 + ("2026-11-20",) * 4:
                make_case(session, account, notice_on=notice_on, received_on="")
            rosa = account.id
        browser = Browser(app).sign_in(rosa)

        seen = {row for group in ("overdue", "within_72_hours") for row in pages_of(browser, group)}
        page = browser.get("/cases").text
        month = re.search(r'<a href="([^"]+)">Show all 4</a>', page)

        assert len(seen) == 52
        assert groups_of(page)[0].startswith("File today and say why")
        assert month is not None
        assert len(rows_of(browser.get(month[1].replace("&amp;", "&")).text)) == 4

    def test_groups_stand_in_the_order_a_person_acts(self, app: Flask, bob: Browser, cast: Cast) -> None:
        add_case(app, cast.bob, notice_on="2026-11-20", received_on="2026-11-21")
        add_case(app, cast.bob, notice_on="2026-05-15", received_on="2026-05-30")

        order = groups_of(bob.get("/cases").text)

        assert order[0].startswith("File today and say why")
        assert "This month" in order[1:]


def test_a_date_that_nobody_answers_for_stands_at_the_top_in_red(
    app: Flask, bob: Browser, charlie: Browser, cast: Cast, clock: GivenTime
) -> None:
    with write_session(app.extensions["session_factory"]) as session:
        case, person = session.get_one(Case, cast.case_id), session.get_one(Account, cast.bob)
        row = session.exec(select(DeadlineRow).where(DeadlineRow.rule == "erisa.appeal.file")).one()
        kind = EscalationKind.UNATTENDED
        escalations.open_escalation(session, person, kind, "Close.", clock(), case=case, deadline_id=row.id)

    for page in ("/", "/cases"):
        top = bob.get(page).text
        assert "Close, and nobody has answered" in top
        assert cast.case_number in top.split("Close, and nobody has answered")[1].split("</section>")[0]
        assert "nobody has answered" not in charlie.get(page).text

    # And whoever searches for somebody else sees what they searched for first
    assert "nobody has answered" not in bob.get("/cases?q=nobody").text
