"""Who is told when nobody answers for a date, and when: the rungs of a ladder over a floor."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.facts import When
from tracker.rules.schedule import Dates
from tracker.rules.terms import Status
from tracker.rules.unanswered import (
    DEFAULT,
    FLOOR,
    Ladder,
    Rung,
    Step,
    Told,
    begins_at,
    begun,
    farthest,
    ladder_problems,
)

CHICAGO = ZoneInfo("America/Chicago")
LAST = date(2027, 4, 3)
OPEN = Dates(is_claimants=True, status=Status.OPEN, timezone="America/Chicago", shown=LAST, outer=LAST)
CHASE = replace(OPEN, outer=None, is_target=True)


def nine(month: int, day: int) -> datetime:
    return datetime(2027, month, day, 9, tzinfo=CHICAGO)


def steps(dates: Dates, now: datetime, ladder: Ladder = DEFAULT) -> list[Step]:
    return [each.rung.step for each in begun(dates, ladder, now)]


@pytest.mark.parametrize(
    "shown, at",
    [
        (date(2027, 4, 3), datetime(2027, 4, 2, 14, tzinfo=UTC)),
        (date(2027, 4, 5), datetime(2027, 4, 2, 14, tzinfo=UTC)),
        (date(2026, 11, 27), datetime(2026, 11, 25, 15, tzinfo=UTC)),
        (datetime(2026, 11, 25, 9, tzinfo=UTC), datetime(2026, 11, 24, 9, tzinfo=UTC)),
    ],
    ids=["a Saturday", "a Monday", "the day after Thanksgiving", "an hour"],
)
def test_everybody_is_told_on_the_business_day_before(shown: When, at: datetime) -> None:
    assert begins_at(replace(OPEN, shown=shown), shown, FLOOR) == at


def test_the_rungs_begin_one_after_the_other_on_mornings_of_business_days() -> None:
    # April 3, 2027 is a Saturday: the four business days before it are Tuesday, March 30, to Friday, April 2.
    assert steps(OPEN, nine(3, 30) - timedelta(seconds=1)) == []
    assert steps(OPEN, nine(3, 30)) == [Step.ADVOCATE]
    assert steps(OPEN, nine(3, 31)) == [Step.ADVOCATE, Step.SUPERVISOR]
    assert steps(OPEN, nine(4, 1)) == [Step.ADVOCATE, Step.SUPERVISOR, Step.ADMINISTRATORS]
    assert steps(OPEN, nine(4, 2))[-1] is Step.EVERYBODY


def test_with_every_rung_switched_off_the_floor_stands() -> None:
    assert steps(OPEN, nine(4, 1), ()) == []
    assert steps(OPEN, nine(4, 2), ()) == [Step.EVERYBODY]


@pytest.mark.parametrize(
    "dates",
    [
        replace(OPEN, status=Status.MET),
        replace(OPEN, is_claimants=False),
        replace(OPEN, status=Status.NEEDS_DATE, shown=None),
    ],
    ids=["met", "the plan's", "no date"],
)
def test_nobody_is_told_of_what_is_met_or_another_owes_or_has_no_date(dates: Dates) -> None:
    assert steps(dates, nine(4, 2)) == []


def test_once_the_last_day_that_can_be_argued_is_over_nobody_is_told() -> None:
    arguable = replace(OPEN, outer=date(2027, 4, 7))

    assert steps(arguable, datetime(2027, 4, 7, 23, tzinfo=CHICAGO))[-1] is Step.EVERYBODY
    assert steps(arguable, datetime(2027, 4, 8, 0, tzinfo=CHICAGO)) == []


def test_what_we_chase_ourselves_climbs_in_business_days_after_its_day() -> None:
    # Saturday, April 3: the first business day after it is Monday 5.
    assert steps(CHASE, nine(4, 5) - timedelta(seconds=1)) == []
    assert steps(CHASE, nine(4, 5)) == [Step.ADVOCATE]
    assert steps(CHASE, nine(4, 8))[-1] is Step.EVERYBODY
    assert steps(CHASE, nine(6, 1))[-1] is Step.EVERYBODY
    assert steps(CHASE, nine(4, 5), ()) == [Step.EVERYBODY]


@pytest.mark.parametrize(
    "ladder, field, sentence",
    [
        ([(Step.ADVOCATE, 11, "advocate")], "advocate_days", "2 to 10 business days"),
        ([(Step.ADVOCATE, 1, "advocate")], "advocate_days", "2 to 10 business days"),
        (
            [(Step.ADVOCATE, 3, "advocate"), (Step.SUPERVISOR, 4, "supervisor")],
            "supervisor_days",
            "before the one above",
        ),
        ([(Step.ADVOCATE, 3, "")], "advocate_tells", "Say whom"),
    ],
)
def test_a_ladder_that_cannot_be_climbed_is_refused_at_its_step(
    ladder: list[tuple[Step, int, str]], field: str, sentence: str
) -> None:
    rungs = tuple(Rung(each, days, frozenset({Told(told)} if told else ())) for each, days, told in ladder)

    (problem,) = ladder_problems(rungs)

    assert problem.field == field
    assert sentence in problem.sentence


def test_the_programs_own_ladder_is_one_that_can_be_climbed() -> None:
    assert ladder_problems(DEFAULT) == []


@given(st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.integers(2, 10))
def test_no_rung_lies_farther_than_the_look_ahead(shown: date, days: int) -> None:
    rung = Rung(Step.ADVOCATE, days, frozenset({Told.ADVOCATE}))
    day = datetime(shown.year, shown.month, shown.day, tzinfo=CHICAGO)

    before = begins_at(replace(OPEN, shown=shown), shown, rung)
    after = begins_at(replace(CHASE, shown=shown), shown, FLOOR, (rung,))

    assert day - before < farthest((rung,))
    assert after - day < farthest((rung,))
