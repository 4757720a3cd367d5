"""When reminders go: read each test as a sentence about a morning or an hour."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.safe_hours import SafeHours
from tracker.rules.schedule import (
    Dates,
    Purpose,
    Step,
    end_of,
    moment_of,
    patients_reminders_for,
    purpose_of,
    reminders_for,
)
from tracker.rules.terms import Status

CHICAGO = "America/Chicago"
OFFICE_HOURS = SafeHours(9, 20)


def claimants(shown: date, outer: date | None = None, **changes: object) -> Dates:
    """A claimant's open deadline of a case in Chicago; without `outer`, the shown date is the last one too."""
    values = {"is_claimants": True, "status": Status.OPEN, "timezone": CHICAGO, "outer": outer or shown}
    return Dates(**{**values, "shown": shown, **changes})  # type: ignore[arg-type]


def plans(due: date, certain: date | None) -> Dates:
    """A plan's open deadline of a case in Chicago; `certain` is None where nobody can say when it is late."""
    return replace(claimants(due), is_claimants=False, outer=certain)


def codes(steps: tuple[Step, ...]) -> list[str]:
    return [step.code for step in steps]


def local(steps: tuple[Step, ...], timezone: str = CHICAGO) -> dict[str, str]:
    return {step.code: step.at.astimezone(ZoneInfo(timezone)).strftime("%a %b %d %H:%M") for step in steps}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


class TestADayThatTheClaimantMustKeep:
    def test_it_is_reminded_on_six_mornings_and_then_asked_for_its_outcome(self) -> None:
        steps = reminders_for(claimants(date(2027, 4, 3)), CHICAGO)

        expected = {
            "days_30": "Thu Mar 04 09:00",
            "days_14": "Sat Mar 20 09:00",
            "days_7": "Sat Mar 27 09:00",
            "days_3": "Wed Mar 31 09:00",
            "days_1": "Fri Apr 02 09:00",
            "days_0": "Sat Apr 03 09:00",
            "outcome_wanted": "Sun Apr 04 09:00",
        }
        assert expected == local(steps)

    def test_the_morning_is_the_readers_own(self) -> None:
        steps = reminders_for(claimants(date(2027, 1, 20)), "Pacific/Honolulu")

        assert local(steps, "Pacific/Honolulu")["days_0"] == "Wed Jan 20 09:00"
        assert at("2027-01-20T19:00Z") in [step.at for step in steps]

    def test_what_must_be_mailed_is_also_reminded_on_the_mail_by_day(self) -> None:
        steps = reminders_for(claimants(date(2027, 4, 3), mail_by=date(2027, 3, 27)), CHICAGO)

        assert local(steps)["mail_by"] == "Sat Mar 27 09:00"

    def test_past_the_cautious_day_every_morning_says_file_today_until_the_latest_arguable_one(self) -> None:
        steps = reminders_for(claimants(date(2027, 4, 3), outer=date(2027, 4, 7)), CHICAGO)

        mornings = [step for step in steps if step.purpose is Purpose.STILL_ARGUABLE]
        assert [f"arguable_2027-04-0{day}" for day in (4, 5, 6, 7)] == codes(tuple(mornings))
        assert local(steps)["outcome_wanted"] == "Thu Apr 08 09:00"

    def test_steps_that_lie_before_its_birth_are_left_out(self) -> None:
        steps = reminders_for(claimants(date(2027, 4, 3)), CHICAGO, born_at=at("2027-03-25T12:00-05:00"))

        assert codes(steps) == ["days_7", "days_3", "days_1", "days_0", "outcome_wanted"]

    def test_born_the_day_before_it_is_told_at_once(self) -> None:
        born_at = at("2027-04-02T16:00-05:00")

        steps = reminders_for(claimants(date(2027, 4, 3)), CHICAGO, born_at)

        assert codes(steps) == ["at_once", "days_0", "outcome_wanted"]
        assert born_at == steps[0].at

    def test_born_within_the_hour_before_a_reminder_that_one_is_not_said_twice(self) -> None:
        steps = reminders_for(claimants(date(2027, 4, 3)), CHICAGO, born_at=at("2027-04-03T08:30-05:00"))

        assert codes(steps) == ["at_once", "outcome_wanted"]

    def test_born_past_its_cautious_day_it_is_told_at_once_and_every_morning(self) -> None:
        dates = claimants(date(2027, 4, 3), outer=date(2027, 4, 7), status=Status.PAST_CAUTIOUS)

        steps = reminders_for(dates, CHICAGO, born_at=at("2027-04-05T12:00-05:00"))

        assert codes(steps) == ["at_once", "arguable_2027-04-06", "arguable_2027-04-07", "outcome_wanted"]

    def test_missed_it_only_asks_for_its_outcome(self) -> None:
        steps = reminders_for(claimants(date(2027, 4, 3), status=Status.MISSED), CHICAGO)

        assert codes(steps) == ["outcome_wanted"]

    def test_nobody_is_told_that_a_day_has_passed_before_it_has_at_home(self) -> None:
        steps = reminders_for(claimants(date(2027, 4, 3)), "Pacific/Guam")

        assert at("2027-04-04T00:00-05:00") == steps[-1].at

    @pytest.mark.parametrize("status", [Status.MET, Status.SUPERSEDED])
    def test_settled_it_has_no_reminders(self, status: Status) -> None:
        assert reminders_for(claimants(date(2027, 4, 3), status=status), CHICAGO) == ()

    def test_without_a_last_day_it_is_asked_for_every_monday_after(self) -> None:
        steps = reminders_for(
            replace(claimants(date(2027, 4, 3)), outer=None),
            CHICAGO,
            born_at=at("2027-04-02T12:00Z"),
        )

        mondays = [step for step in steps if step.purpose is Purpose.STILL_OPEN]
        assert [f"{step.at:%b %d}" for step in mondays][:4] == ["Apr 05", "Apr 12", "Apr 19", "Apr 26"]


class TestAClockInHours:
    DUE = at("2027-04-03T15:00-05:00")

    def test_it_is_reminded_48_24_6_and_2_hours_ahead(self) -> None:
        steps = reminders_for(claimants(self.DUE), CHICAGO)

        ahead = [self.DUE - step.at for step in steps if step.purpose is Purpose.AHEAD]
        assert [timedelta(hours=hours) for hours in (48, 24, 6, 2)] == ahead

    def test_born_inside_48_hours_it_is_told_at_once(self) -> None:
        steps = reminders_for(claimants(self.DUE), CHICAGO, born_at=self.DUE - timedelta(hours=30))

        assert codes(steps) == ["at_once", "hours_24", "hours_6", "hours_2", "outcome_wanted"]

    def test_born_inside_the_last_two_hours_it_is_told_at_once_and_asked_for_its_outcome(self) -> None:
        steps = reminders_for(claimants(self.DUE), CHICAGO, born_at=self.DUE - timedelta(minutes=20))

        assert codes(steps) == ["at_once", "outcome_wanted"]

    def test_its_hours_are_elapsed_hours_over_a_clock_change(self) -> None:
        due = at("2027-03-14T15:00-05:00")

        steps = reminders_for(claimants(due), CHICAGO)

        assert local(steps)["hours_24"] == "Sat Mar 13 14:00"

    def test_past_the_cautious_hour_it_says_file_now_and_each_morning_after(self) -> None:
        dates = claimants(self.DUE, outer=self.DUE + timedelta(days=2))

        steps = reminders_for(dates, CHICAGO)

        expected = ["arguable_now", "arguable_2027-04-04", "arguable_2027-04-05", "outcome_wanted"]
        assert expected == codes(steps)[4:]
        assert steps[4].at == self.DUE


class TestAPlansClock:
    def test_in_days_it_is_called_late_the_morning_after_it_certainly_is(self) -> None:
        steps = reminders_for(plans(date(2027, 4, 3), date(2027, 4, 5)), CHICAGO)

        assert local(steps) == {"plan_is_late": "Tue Apr 06 09:00"}

    def test_in_hours_the_plan_is_called_when_due_and_late_when_that_is_certain(self) -> None:
        due = at("2027-04-03T15:00-05:00")

        steps = reminders_for(plans(due, due + timedelta(hours=9)), CHICAGO)

        assert local(steps) == {"call_plan": "Sat Apr 03 15:00", "plan_is_late": "Sun Apr 04 00:00"}

    def test_who_is_never_certainly_late_is_asked_the_morning_after_and_not_called_late(self) -> None:
        steps = reminders_for(plans(date(2027, 4, 3), None), CHICAGO)

        assert local(steps) == {"call_plan": "Sun Apr 04 09:00"}

    def test_a_reader_to_the_east_is_not_told_before_the_day_has_ended_at_home(self) -> None:
        steps = reminders_for(plans(date(2027, 4, 3), date(2027, 4, 5)), "Pacific/Guam")

        assert [at("2027-04-06T00:00-05:00")] == [step.at for step in steps]


class TestADateThatIsNotKnown:
    DATES = Dates(is_claimants=True, status=Status.NEEDS_DATE, timezone=CHICAGO)

    def test_it_is_asked_for_every_monday_morning(self) -> None:
        steps = reminders_for(self.DATES, CHICAGO, born_at=at("2026-11-25T12:00-06:00"))

        expected = ["Mon Nov 30 09:00", "Mon Dec 07 09:00", "Mon Dec 14 09:00", "Mon Dec 21 09:00"]
        assert expected == [f"{step.at.astimezone(ZoneInfo(CHICAGO)):%a %b %d %H:%M}" for step in steps]

    def test_asked_again_the_mondays_are_the_same(self) -> None:
        first = reminders_for(self.DATES, CHICAGO, born_at=at("2026-11-25T12:00-06:00"))
        again = reminders_for(self.DATES, CHICAGO, born_at=at("2026-11-27T18:00-06:00"))

        assert first == again


class TestThePatient:
    def test_of_a_day_they_hear_seven_days_and_one_day_ahead(self) -> None:
        steps = patients_reminders_for(claimants(date(2027, 4, 3)), CHICAGO, OFFICE_HOURS)

        assert local(steps) == {"days_7": "Sat Mar 27 09:00", "days_1": "Fri Apr 02 09:00"}

    def test_of_a_moment_they_hear_a_day_ahead(self) -> None:
        due = at("2027-04-03T15:00-05:00")

        assert local(patients_reminders_for(claimants(due), CHICAGO, OFFICE_HOURS)) == {
            "hours_24": "Fri Apr 02 15:00"
        }

    def test_at_night_a_reminder_comes_the_evening_before_and_not_later(self) -> None:
        due = at("2027-04-03T03:30-05:00")

        steps = patients_reminders_for(claimants(due), CHICAGO, OFFICE_HOURS)

        assert local(steps) == {"hours_24": "Thu Apr 01 19:00"}

    def test_born_inside_the_last_day_it_comes_in_the_next_safe_hour(self) -> None:
        due, born_at = at("2027-04-03T15:00-05:00"), at("2027-04-02T23:00-05:00")

        steps = patients_reminders_for(claimants(due), CHICAGO, OFFICE_HOURS, born_at)

        assert local(steps) == {"at_once": "Sat Apr 03 09:00"}

    def test_born_too_late_for_a_safe_hour_it_is_left_to_the_advocate(self) -> None:
        due, born_at = at("2027-04-03T10:00-05:00"), at("2027-04-02T23:00-05:00")

        assert patients_reminders_for(claimants(due), CHICAGO, OFFICE_HOURS, born_at) == ()

    def test_where_a_clock_change_skips_the_safe_hour_it_comes_the_night_before(self) -> None:
        steps = patients_reminders_for(claimants(date(2027, 3, 15)), CHICAGO, SafeHours(2, 3))

        assert local(steps)["days_1"] == "Sat Mar 13 02:00"

    @pytest.mark.parametrize(
        "born_at, hears",
        [
            ("2027-04-02T12:00-05:00", {"at_once": "Fri Apr 02 12:00"}),
            ("2027-04-02T23:00-05:00", {"at_once": "Sat Apr 03 09:00"}),
            ("2027-04-03T21:00-05:00", {}),
        ],
        ids=["the day before", "the night before", "too late for a safe hour"],
    )
    def test_of_a_day_that_comes_to_be_known_on_the_last_of_them_they_hear_at_once(
        self, born_at: str, hears: dict[str, str]
    ) -> None:
        steps = patients_reminders_for(claimants(date(2027, 4, 3)), CHICAGO, OFFICE_HOURS, at(born_at))

        assert local(steps) == hears

    def test_whose_mornings_are_not_safe_hears_when_the_safe_hours_begin(self) -> None:
        steps = patients_reminders_for(claimants(date(2027, 4, 3)), CHICAGO, SafeHours(18, 22))

        assert local(steps)["days_1"] == "Fri Apr 02 18:00"

    @pytest.mark.parametrize(
        "dates",
        [
            plans(date(2027, 4, 3), date(2027, 4, 5)),
            claimants(date(2027, 4, 3), outer=date(2027, 4, 7), status=Status.PAST_CAUTIOUS),
            claimants(date(2027, 4, 3), status=Status.MISSED),
        ],
    )
    def test_they_hear_nothing_of_a_plans_clock_nor_of_what_is_past(self, dates: Dates) -> None:
        assert patients_reminders_for(dates, CHICAGO, OFFICE_HOURS) == ()


class TestSafeHours:
    @pytest.mark.parametrize(
        "start, end, safe, unsafe",
        [(9, 20, 19, 20), (22, 6, 5, 6), (0, 24, 23, None), (8, 8, 3, None), (20, 24, 23, 0)],
    )
    def test_they_run_from_the_first_hour_until_just_before_the_last(
        self, start: int, end: int, safe: int, unsafe: int | None
    ) -> None:
        hours = SafeHours(start, end)

        assert hours.holds(safe)
        assert unsafe is None or not hours.holds(unsafe)


class TestNineInTheMorning:
    @pytest.mark.parametrize(
        "timezone, day, utc",
        [
            ("America/New_York", date(2027, 3, 13), "2027-03-13T14:00Z"),
            ("America/New_York", date(2027, 3, 14), "2027-03-14T13:00Z"),
            ("America/New_York", date(2026, 11, 1), "2026-11-01T14:00Z"),
            ("America/New_York", date(2026, 10, 31), "2026-10-31T13:00Z"),
            ("America/Phoenix", date(2027, 3, 14), "2027-03-14T16:00Z"),
            ("Pacific/Honolulu", date(2027, 3, 14), "2027-03-14T19:00Z"),
            ("America/Puerto_Rico", date(2027, 3, 14), "2027-03-14T13:00Z"),
            ("Pacific/Guam", date(2027, 3, 14), "2027-03-13T23:00Z"),
            ("America/Chicago", date(2028, 2, 29), "2028-02-29T15:00Z"),
        ],
    )
    def test_it_is_nine_on_the_wall_wherever_one_is(self, timezone: str, day: date, utc: str) -> None:
        assert at(utc) == moment_of(day, ZoneInfo(timezone))

    def test_an_hour_that_the_clock_skips_moves_forward(self) -> None:
        skipped = moment_of(date(2027, 3, 14), ZoneInfo(CHICAGO), hour=2)

        assert f"{skipped.astimezone(ZoneInfo(CHICAGO)):%H:%M}" == "03:00"

    def test_of_an_hour_that_comes_twice_the_first_counts(self) -> None:
        assert at("2026-11-01T01:00-05:00") == moment_of(date(2026, 11, 1), ZoneInfo(CHICAGO), hour=1)


DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))
ZONES = st.sampled_from(
    [
        "America/New_York",
        CHICAGO,
        "America/Phoenix",
        "Pacific/Honolulu",
        "America/Puerto_Rico",
        "Pacific/Guam",
    ]
)


@given(DAYS, st.integers(0, 20), st.integers(-60, 30), ZONES)
def test_a_claimants_open_deadline_is_never_without_a_step_ahead(
    shown: date, grace: int, born: int, timezone: str
) -> None:
    outer = shown + timedelta(days=grace)
    born_at = end_of(shown, ZoneInfo(CHICAGO)) + timedelta(days=born, hours=1)
    if born_at >= end_of(outer, ZoneInfo(CHICAGO)):
        return

    steps = reminders_for(claimants(shown, outer=outer), timezone, born_at)

    assert steps[-1].purpose is Purpose.OUTCOME_WANTED
    assert all(step.at >= born_at for step in steps)


@given(DAYS, st.integers(0, 20), ZONES)
def test_every_code_tells_its_purpose_and_stands_once(shown: date, grace: int, timezone: str) -> None:
    steps = reminders_for(claimants(shown, outer=shown + timedelta(days=grace)), timezone)

    assert [step.purpose for step in steps] == [purpose_of(step.code) for step in steps]
    assert len(set(codes(steps))) == len(steps)
    assert all(len(step.code) <= 40 for step in steps)


@given(st.integers(0, 2_000_000), st.integers(0, 24), st.integers(0, 24), ZONES)
def test_a_patients_reminder_is_always_in_a_safe_hour(
    minutes: int, start: int, end: int, timezone: str
) -> None:
    due, safe = at("2026-01-01T00:00Z") + timedelta(minutes=minutes), SafeHours(start, end)

    steps = patients_reminders_for(claimants(due), timezone, safe)

    assert all(safe.holds(step.at.astimezone(ZoneInfo(timezone)).hour) for step in steps)
