"""The week ahead counts what falls on each day, in the account's zone, and whose it is."""

from datetime import date

from sqlmodel import Session

from tests.factories import NOW, make_account, make_case, make_event, make_organization
from tracker.rules.terms import EventKind
from tracker.services.week import DayAhead, week

WEDNESDAY = date(2026, 11, 25)
DENIED_180_DAYS_BEFORE = "2026-05-29"


def on(day: date, days: tuple[DayAhead, ...]) -> DayAhead:
    return next(each for each in days if each.day == day)


def test_a_filing_stands_on_its_day(session: Session) -> None:
    bob = make_account(session)
    make_case(session, bob, notice_on=DENIED_180_DAYS_BEFORE, received_on="")
    make_case(session, bob, notice_on=DENIED_180_DAYS_BEFORE, received_on="")

    found = week(session, bob, None, NOW)

    assert [each.day.day for each in found] == [22, 23, 24, 25, 26, 27, 28]
    assert on(WEDNESDAY, found).to_file == 2


def test_a_letter_to_be_mailed_stands_a_week_before_its_filing(session: Session) -> None:
    bob = make_account(session)
    make_case(session, bob, notice_on="2026-06-05", received_on="")

    assert on(WEDNESDAY, week(session, bob, None, NOW)).to_mail == 1


def test_an_answer_owed_in_hours_is_counted_apart(session: Session) -> None:
    bob = make_account(session)
    case = make_case(session, bob, urgency="expedited")
    make_event(
        session,
        case,
        EventKind.INTERNAL_APPEAL_FILED,
        received_by_plan="2026-11-22T08:00",
        expedited=True,
        filed_by="representative",
    )

    found = on(WEDNESDAY, week(session, bob, None, NOW))

    assert (found.in_hours, found.owed) == (1, 0)


def test_what_is_urgent_stands_today_until_it_has_passed(session: Session) -> None:
    bob = make_account(session)
    make_case(session, bob, urgency="expedited", notice_on="2026-11-21", received_on="")

    found = week(session, bob, None, NOW)

    assert [each.to_file for each in found] == [1, 0, 0, 0, 0, 0, 0]


def test_a_colleagues_dates_are_left_out_of_ones_own_week(session: Session) -> None:
    ours = make_organization(session)
    bob, dana = make_account(session, ours), make_account(session, ours)
    make_case(session, dana, notice_on=DENIED_180_DAYS_BEFORE, received_on="")

    assert on(WEDNESDAY, week(session, bob, bob.id, NOW)).to_file == 0
    assert on(WEDNESDAY, week(session, bob, None, NOW)).to_file == 1


def test_another_organizations_dates_are_nowhere(session: Session) -> None:
    make_case(session, notice_on=DENIED_180_DAYS_BEFORE, received_on="")
    charlie = make_account(session)

    assert on(WEDNESDAY, week(session, charlie, None, NOW)).to_file == 0


def test_a_closed_case_has_no_dates_left(session: Session) -> None:
    bob = make_account(session)
    case = make_case(session, bob, notice_on=DENIED_180_DAYS_BEFORE, received_on="")
    make_event(session, case, EventKind.WITHDRAWN, withdrawn_on="2026-11-20")

    assert on(WEDNESDAY, week(session, bob, None, NOW)).to_file == 0
