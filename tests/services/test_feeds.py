"""Feeds show neutral dates to whoever has the secret, as the account may see them now."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from tests.factories import NOW, make_account, make_case, make_event, make_organization
from tracker.models import Account, Case, DeadlineRow, Detail, Feed, Patient, Setting
from tracker.rules.terms import EventKind, Status
from tracker.services import access, feeds
from tracker.services.feeds import CalendarEntry, EntryState
from tracker.services.tokens import token_hash

BASE_URL = "https://appeals.example.org"


def make_feed(session: Session, case: Case, *, whole: bool = True) -> Feed:
    """A feed of the case's advocate: of all their cases, or of this one."""
    bob = session.get_one(Account, case.advocate_id)
    return feeds.create(session, bob, None if whole else case, BASE_URL, NOW)[0]


def entries(session: Session, feed: Feed, days: int = 0) -> list[CalendarEntry]:
    return feeds.entries(session, feed, BASE_URL, NOW + timedelta(days=days))[1]


def titles(session: Session, feed: Feed, days: int = 0) -> set[str]:
    return {entry.title for entry in entries(session, feed, days)}


def etag(session: Session, feed: Feed, days: int = 0, version: str = "1") -> str:
    return feeds.etag(session, feed, BASE_URL, version, NOW + timedelta(days=days))


class TestTheSecret:
    def test_it_opens_the_feed_and_only_its_hash_is_stored(self, session: Session) -> None:
        feed, token = feeds.create(session, make_account(session), None, BASE_URL, NOW)

        assert len(token) >= 43  # 256 bits in base64
        assert feed.token_hash == token_hash(token) != token
        assert feeds.by_token(session, token) is feed

    def test_replaced_the_old_link_is_dead_and_the_new_one_opens(self, session: Session) -> None:
        case = make_case(session)
        bob = session.get_one(Account, case.advocate_id)
        _, old = feeds.create(session, bob, case, BASE_URL, NOW)

        fresh, new = feeds.create(session, bob, case, BASE_URL, NOW)

        assert feeds.by_token(session, new) is fresh
        with pytest.raises(access.NotFound):
            feeds.by_token(session, old)

    def test_revoked_unknown_and_of_a_closed_account_are_answered_alike(self, session: Session) -> None:
        bob = make_account(session)
        feed, token = feeds.create(session, bob, None, BASE_URL, NOW)
        bob.active = False
        session.flush()

        with pytest.raises(access.NotFound):
            feeds.by_token(session, token)
        bob.active = True
        feeds.revoke(session, feed, NOW)
        for secret in (token, "unknown", ""):
            with pytest.raises(access.NotFound):
                feeds.by_token(session, secret)

    def test_whoever_left_the_organization_reads_its_dates_no_more(self, session: Session) -> None:
        case = make_case(session)
        bob = session.get_one(Account, case.advocate_id)
        secrets = [feeds.create(session, bob, which, BASE_URL, NOW)[1] for which in (None, case)]
        bob.organization_id = make_organization(session, name="Elsewhere Advocates").id
        session.flush()

        for secret in secrets:
            with pytest.raises(access.NotFound):
                feeds.by_token(session, secret)

    def test_an_account_has_one_link_to_the_same_dates(self, session: Session) -> None:
        case = make_case(session)
        bob = session.get_one(Account, case.advocate_id)
        feeds.create(session, bob, None, BASE_URL, NOW)
        whole, _ = feeds.create(session, bob, None, BASE_URL, NOW)
        single, _ = feeds.create(session, bob, case, BASE_URL, NOW)

        assert {feed.id for feed in feeds.of_account(session, bob)} == {whole.id, single.id}
        assert feeds.find(session, bob, case) is single


class TestWhatItShows:
    def test_a_date_to_keep_is_a_neutral_day(self, session: Session) -> None:
        case = make_case(session)

        shown = {entry.title: entry for entry in entries(session, make_feed(session, case))}

        step = shown[f"Appeal step due – case {case.number}"]
        assert (step.on, step.at, step.state) == (date(2027, 4, 3), None, EntryState.OPEN)
        assert step.url == f"{BASE_URL}/cases/{case.id}"
        assert f"Our target for a step due – case {case.number}" in shown

    def test_what_is_to_be_done_at_once_stands_on_each_day_from_the_one_it_was_known(
        self, session: Session
    ) -> None:
        # Given an urgent denial that came on Saturday and was entered on Sunday
        case = make_case(session, notice_on="2026-11-21", received_on="", urgency="expedited")

        shown = {entry.title: entry for entry in entries(session, make_feed(session, case))}

        # Then its target is today's work, as the pages and the mails say, until the day after which it is late
        target = shown[f"Our target for a step: at once – case {case.number}"]
        assert (target.since, target.on) == (date(2026, 11, 22), date(2026, 11, 24))

    def test_nothing_in_it_is_medical_or_names_anybody(self, session: Session) -> None:
        case = make_case(session)
        make_event(session, case, EventKind.INTERNAL_APPEAL_FILED, received_by_plan="2026-11-20T10:00")

        words = str(feeds.entries(session, make_feed(session, case), BASE_URL, NOW)).lower()

        for private in ("lumbar", "fusion", "cigna", "alice", "moreau", "55501", "conservative"):
            assert private not in words

    def test_what_was_done_reads_done_and_the_plans_answer_is_awaited(self, session: Session) -> None:
        case = make_case(session)
        make_event(session, case, EventKind.INTERNAL_APPEAL_FILED, received_by_plan="2026-11-20T10:00")

        shown = {entry.title: entry.state for entry in entries(session, make_feed(session, case))}

        assert shown[f"Appeal step – case {case.number}"] is EntryState.DONE
        assert shown[f"Plan’s answer due – case {case.number}"] is EntryState.OPEN

    def test_what_was_replaced_stays_cancelled_for_30_days(self, session: Session) -> None:
        case = make_case(session)
        feed = make_feed(session, case)
        session.execute(sa.update(DeadlineRow).values(status=Status.SUPERSEDED, updated_at=NOW))

        assert {entry.state for entry in entries(session, feed, days=30)} == {EntryState.CANCELLED}
        assert entries(session, feed, days=32) == []

    def test_what_was_done_leaves_30_days_after_its_date(self, session: Session) -> None:
        case = make_case(session)
        feed = make_feed(session, case)
        session.execute(sa.update(DeadlineRow).values(status=Status.MET, shown_on=NOW.date()))

        assert len(entries(session, feed, days=30)) == 2
        assert entries(session, feed, days=31) == []

    def test_a_moment_is_told_in_the_readers_zone(self, session: Session) -> None:
        case = make_case(session)
        session.execute(sa.update(DeadlineRow).values(shown_on=None, shown_at=NOW))

        entry = entries(session, make_feed(session, case))[0]

        assert (entry.on, entry.at, entry.zone) == (None, NOW, "America/Chicago")

    def test_a_uid_outlives_a_move_to_another_address(self, session: Session) -> None:
        case = make_case(session)
        feed = make_feed(session, case)
        before = {entry.uid for entry in entries(session, feed)}

        after = feeds.entries(session, feed, "https://elsewhere.example.org", NOW)[1]

        assert {entry.uid for entry in after} == before
        assert session.get_one(Setting, "calendar_uid_suffix").value == "appeals.example.org"

    def test_more_detail_names_the_step_and_nothing_else(self, session: Session) -> None:
        case = make_case(session)
        bob = session.get_one(Account, case.advocate_id)
        feed, _ = feeds.create(session, bob, case, BASE_URL, NOW, Detail.DETAILED)

        assert f"Internal appeal due – case {case.number}" in titles(session, feed)


class TestWhoseDates:
    def test_an_advocates_feed_has_their_cases_alone(self, session: Session) -> None:
        harbor = make_organization(session)
        mine = make_case(session, make_account(session, harbor))
        make_case(session, make_account(session, harbor))
        make_case(session)

        shown = titles(session, make_feed(session, mine))

        assert {title.rpartition(" ")[2] for title in shown} == {mine.number}

    def test_a_cases_feed_has_that_case_alone(self, session: Session) -> None:
        bob = make_account(session)
        mine, _ = make_case(session, bob), make_case(session, bob)

        shown = titles(session, make_feed(session, mine, whole=False))

        assert {title.rpartition(" ")[2] for title in shown} == {mine.number}

    def test_the_link_of_a_case_that_is_kept_private_shows_nothing_and_the_advocates_own_still_does(
        self, session: Session
    ) -> None:
        case = make_case(session)
        alone, whole = make_feed(session, case, whole=False), make_feed(session, case)
        before = etag(session, alone)

        session.get_one(Patient, case.patient_id).is_private_from_guardian = True

        assert entries(session, alone) == []
        assert etag(session, alone) != before
        assert entries(session, whole) != []

    def test_a_case_given_to_a_colleague_leaves_the_feed(self, session: Session) -> None:
        harbor = make_organization(session)
        case = make_case(session, make_account(session, harbor))
        feed = make_feed(session, case)
        case.advocate_id = make_account(session, harbor).id
        session.flush()

        assert entries(session, feed) == []

    def test_a_single_date_is_shown_to_its_own_organization_only(self, session: Session) -> None:
        case = make_case(session)
        bob, charlie = session.get_one(Account, case.advocate_id), make_account(session)
        row = session.exec(select(DeadlineRow).where(DeadlineRow.case_id == case.id)).first()
        assert row is not None

        assert feeds.entry(session, bob, row.id, BASE_URL).on == row.shown_on
        with pytest.raises(access.NotFound):
            feeds.entry(session, charlie, row.id, BASE_URL)


class TestTheETag:
    def test_unchanged_data_keep_it(self, session: Session) -> None:
        feed = make_feed(session, make_case(session))

        assert etag(session, feed) == etag(session, feed)

    def test_another_day_and_another_renderer_change_it(self, session: Session) -> None:
        feed = make_feed(session, make_case(session))

        assert len({etag(session, feed), etag(session, feed, days=1), etag(session, feed, version="2")}) == 3

    def test_a_date_that_is_met_changes_it(self, session: Session) -> None:
        case = make_case(session)
        feed = make_feed(session, case)
        before = etag(session, feed)

        make_event(session, case, EventKind.INTERNAL_APPEAL_FILED, received_by_plan="2026-11-20T10:00")

        assert etag(session, feed) != before

    def test_a_case_that_comes_or_goes_changes_it(self, session: Session) -> None:
        harbor = make_organization(session)
        bob, dora = make_account(session, harbor), make_account(session, harbor)
        first, second = make_case(session, bob), make_case(session, dora)
        feed = make_feed(session, first)
        before = etag(session, feed)

        # Two cases alike change hands
        first.advocate_id, second.advocate_id = dora.id, bob.id
        session.flush()

        assert etag(session, feed) != before


class TestReadings:
    def test_a_reading_is_worth_noting_once_an_hour_or_by_another_program(self, session: Session) -> None:
        feed = make_feed(session, make_case(session))
        assert feeds.is_worth_noting(feed, "Google-Calendar-Importer", NOW)

        feeds.note_reading(session, feed, "Google-Calendar-Importer", NOW)

        assert not feeds.is_worth_noting(feed, "Google-Calendar-Importer", NOW + timedelta(minutes=59))
        assert feeds.is_worth_noting(feed, "Google-Calendar-Importer", NOW + timedelta(hours=1))
        assert feeds.is_worth_noting(feed, "iOS/18 dataaccessd", NOW)


def test_links_into_calendar_programs_hold_the_whole_address() -> None:
    links = feeds.links("https://appeals.example.org/feeds/secret.ics")

    assert links.webcal == "webcal://appeals.example.org/feeds/secret.ics"
    assert links.google.endswith("?cid=webcal%3A%2F%2Fappeals.example.org%2Ffeeds%2Fsecret.ics")
