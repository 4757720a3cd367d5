"""The morning's summary: what it says, when it comes, and how it stops."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from tests.factories import NOW, make_account, make_case
from tests.services.test_reminders import morning
from tracker.models import Account, OutboxMessage
from tracker.services import access, deadlines, digests, outbox

BASE_URL = "https://appeals.example.org"
MONDAY = morning("2027-03-29", hour=7)


@pytest.fixture
def bob(session: Session) -> Account:
    """An advocate with a case whose appeal is due on Saturday, April 3, 2027, as it stands on that Monday."""
    bob = make_account(session, email="bob@example.org")
    deadlines.sync(session, make_case(session, bob), MONDAY)
    return bob


def summed_up(session: Session, now: datetime) -> list[str]:
    """The texts of the summaries that a pass at `now` makes."""
    for made in digests.due_digests(session, BASE_URL, now):
        digests.keep(session, made, BASE_URL, now)
    mails = session.exec(select(OutboxMessage).order_by(OutboxMessage.created_at))
    return [outbox.body_of(session, mail).text or "" for mail in mails if mail.kind == digests.KIND]


def test_it_comes_once_on_a_working_morning_with_what_is_near(session: Session, bob: Account) -> None:
    assert summed_up(session, MONDAY - timedelta(minutes=1)) == []

    (text,) = summed_up(session, MONDAY)

    assert "Internal appeal" in text
    assert "Monday, March 29, 2027" in text
    assert len(summed_up(session, MONDAY + timedelta(hours=4))) == 1
    assert len(summed_up(session, MONDAY + timedelta(days=1))) == 2


@pytest.mark.parametrize("day", ["2027-03-28", "2027-01-18"], ids=["Sunday", "a federal holiday"])
def test_it_stays_away_on_other_days(session: Session, bob: Account, day: str) -> None:
    assert summed_up(session, morning(day, hour=8)) == []


def test_after_noon_the_day_is_old(session: Session, bob: Account) -> None:
    assert summed_up(session, morning("2027-03-29", hour=12)) == []


def test_who_has_nothing_to_do_gets_none(session: Session) -> None:
    make_account(session)

    assert summed_up(session, MONDAY) == []


def test_one_press_stops_it_and_the_settings_begin_it_again(session: Session, bob: Account) -> None:
    token = digests.stop_url(BASE_URL, bob.id).rpartition("/")[2]
    digests.stop(session, digests.by_stop_token(session, token), NOW)
    assert summed_up(session, MONDAY) == []

    digests.begin_again(session, bob)
    assert len(summed_up(session, MONDAY)) == 1


def test_a_link_that_somebody_made_up_stops_nothing(session: Session, bob: Account) -> None:
    for token in ("", "x", f"{bob.id.hex}-", f"{bob.id.hex}-abc", f"{'0' * 32}-abc"):
        with pytest.raises(access.NotFound):
            digests.by_stop_token(session, token)


def test_stopped_while_it_was_written_it_is_not_sent(session: Session, bob: Account) -> None:
    (made,) = digests.due_digests(session, BASE_URL, MONDAY)
    digests.stop(session, bob, MONDAY)

    assert digests.keep(session, made, BASE_URL, MONDAY) is False
