"""An organization's own offsets: what it may choose, what it cannot switch off, and which mornings follow."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.form_schedule import form_steps
from tracker.rules.reading import ReadingError
from tracker.rules.reminder_policy import BOUNDS, DEFAULT, DateKind, Offsets, editable, read_offsets
from tracker.rules.safe_hours import SafeHours
from tracker.rules.schedule import Dates, Purpose, patients_reminders_for, purpose_of, reminders_for
from tracker.rules.terms import Status

CHICAGO = "America/Chicago"
LAST = date(2027, 4, 3)
OPEN = Dates(is_claimants=True, status=Status.OPEN, timezone=CHICAGO, shown=LAST, outer=LAST)
OURS: Offsets = {
    DateKind.LAST_DAY: (60, 10, 2, 0),
    DateKind.LAST_HOUR: (24, 2),
    DateKind.TARGET: (0,),
    DateKind.PLANS_ANSWER: (0, 7, 14),
    DateKind.SIGNED_FORM: (90,),
    DateKind.PATIENTS_DAY: (10,),
    DateKind.PATIENTS_HOUR: (48, 12),
}


def mornings(dates: Dates, offsets: Offsets = OURS) -> dict[str, str]:
    steps = reminders_for(dates, CHICAGO, offsets=offsets)
    return {step.code: f"{step.at.astimezone(ZoneInfo(CHICAGO)):%b %d %H:%M}" for step in steps}


class TestWhatMayBeChosen:
    @pytest.mark.parametrize("kind", DateKind)
    def test_the_programs_own_policy_is_one_that_may_be_chosen(self, kind: DateKind) -> None:
        typed = ", ".join(map(str, editable(kind, DEFAULT)))

        assert read_offsets(kind, typed) == DEFAULT[kind]

    @pytest.mark.parametrize("typed", ["14 7;1", " 1,7, 14,7 ", "14, 7, 1, 0"])
    def test_numbers_stand_in_any_order_and_the_day_itself_always_goes(self, typed: str) -> None:
        assert read_offsets(DateKind.LAST_DAY, typed) == (14, 7, 1, 0)

    def test_after_the_answer_was_due_the_nearest_comes_first(self) -> None:
        assert read_offsets(DateKind.PLANS_ANSWER, "14, 7") == (0, 7, 14)

    def test_a_date_of_our_own_may_be_told_on_its_morning_alone(self) -> None:
        assert read_offsets(DateKind.TARGET, "") == (0,)

    @pytest.mark.parametrize(
        "kind, typed, sentence",
        [
            (DateKind.LAST_DAY, "", "7 days ahead or earlier"),
            (DateKind.LAST_DAY, "6, 1", "7 days ahead or earlier"),
            (DateKind.LAST_DAY, "30, 14, 7, 3", "one 1 or 2 days ahead"),
            (DateKind.LAST_DAY, "30, seven", "“seven” is not a number"),
            (DateKind.LAST_DAY, "-7", "“-7” is not a number"),
            (DateKind.LAST_DAY, "7, 1, 181", "181 does not fit: 1 to 180"),
            (DateKind.LAST_DAY, "7, 1, ٣", "is not a number"),
            (DateKind.LAST_DAY, "7,1,20,21,22,23,24,25,26,27,28,29,30", "At most 12"),
            (DateKind.LAST_HOUR, "12, 6", "24 hours ahead or earlier"),
            (DateKind.SIGNED_FORM, "", "have it signed anew"),
            (DateKind.PATIENTS_DAY, "7, 3, 1", "At most 2"),
            (DateKind.PATIENTS_DAY, "", "one or two of a date"),
            (DateKind.PATIENTS_HOUR, "1", "1 does not fit: 2 to 240"),
        ],
    )
    def test_what_is_no_policy_or_below_the_floor_is_refused_in_a_sentence(
        self, kind: DateKind, typed: str, sentence: str
    ) -> None:
        with pytest.raises(ReadingError, match=sentence):
            read_offsets(kind, typed)


@given(st.sampled_from(DateKind), st.lists(st.integers(0, 300), max_size=14))
def test_whatever_may_be_chosen_stands_on_the_floor(kind: DateKind, numbers: list[int]) -> None:
    bounds = BOUNDS[kind]
    try:
        chosen = read_offsets(kind, ", ".join(map(str, numbers)))
    except ReadingError:
        return

    assert set(bounds.always) <= set(chosen)
    assert all(set(each) & set(chosen) for each in bounds.floor)
    assert read_offsets(kind, ", ".join(map(str, chosen))) == chosen


class TestWhatFollows:
    def test_a_last_day_is_reminded_on_as_far_ahead_as_was_chosen(self) -> None:
        assert mornings(OPEN) == {
            "days_60": "Feb 02 09:00",
            "days_10": "Mar 24 09:00",
            "days_2": "Apr 01 09:00",
            "days_0": "Apr 03 09:00",
            "outcome_wanted": "Apr 04 09:00",
        }

    def test_a_date_of_ours_goes_by_its_own_line(self) -> None:
        assert mornings(replace(OPEN, outer=None, is_target=True)) == {"days_0": "Apr 03 09:00"}

    def test_a_date_in_hours_goes_by_its_own_line(self) -> None:
        end = datetime(2027, 4, 3, 20, tzinfo=UTC)

        assert list(mornings(replace(OPEN, shown=end, outer=end))) == [
            "hours_24",
            "hours_2",
            "outcome_wanted",
        ]

    @pytest.mark.parametrize(
        "certain, purpose, expected",
        [
            (LAST, Purpose.PLAN_IS_LATE, ["Apr 04 09:00", "Apr 11 09:00", "Apr 18 09:00"]),
            (None, Purpose.CALL_PLAN, ["Apr 04 09:00", "Apr 11 09:00", "Apr 18 09:00"]),
        ],
    )
    def test_an_answer_that_does_not_come_is_asked_for_again(
        self, certain: date | None, purpose: Purpose, expected: list[str]
    ) -> None:
        found = mornings(replace(OPEN, is_claimants=False, outer=certain))

        assert list(found.values()) == expected
        assert {purpose_of(code) for code in found} == {purpose}

    def test_a_form_that_runs_out_goes_by_its_own_line(self) -> None:
        zone = ZoneInfo(CHICAGO)

        assert list(form_steps(LAST, zone, zone, OURS[DateKind.SIGNED_FORM])) == ["days_90", "ran_out"]

    def test_a_patients_mails_go_by_their_own_line(self) -> None:
        end = datetime(2027, 4, 3, 20, tzinfo=UTC)
        in_days = patients_reminders_for(OPEN, CHICAGO, SafeHours(), offsets=OURS)
        in_hours = patients_reminders_for(replace(OPEN, shown=end), CHICAGO, SafeHours(), offsets=OURS)

        assert [step.code for step in in_days] == ["days_10"]
        assert [step.code for step in in_hours] == ["hours_48", "hours_12"]
