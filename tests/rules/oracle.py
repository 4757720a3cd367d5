"""The dates of public programs in plain arithmetic, written from the research and not from the program.

An answer is the early date and the late one, as `tracker law apply` prints them: a day, or a moment to the minute with
its offset. Everything here counts with `datetime` alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")
NAMED = """
2026-01-01 2026-01-19 2026-02-16 2026-05-25 2026-06-19 2026-07-04 2026-09-07 2026-10-12 2026-11-11 2026-11-26 2026-12-25
2027-01-01 2027-01-18 2027-02-15 2027-05-31 2027-06-19 2027-07-04 2027-09-06 2027-10-11 2027-11-11 2027-11-25 2027-12-25
2028-01-01 2028-01-17 2028-02-21 2028-05-29 2028-06-19 2028-07-04 2028-09-04 2028-10-09 2028-11-10 2028-11-11 2028-11-23
2028-12-25 2029-01-01 2029-01-15
"""
IN_LIEU = "2026-07-03 2027-06-18 2027-07-05 2027-12-24 2027-12-31 2028-11-10"
OBSERVED = {date.fromisoformat(day) for day in IN_LIEU.split()}
HOLIDAYS = {date.fromisoformat(day) for day in NAMED.split()} - OBSERVED

Answer = tuple[Any, Any]


@dataclass(frozen=True)
class Given:
    """What is known at random: a day with an hour, and the days of other moments after it or before it."""

    day: date
    hour: time
    later: int
    further: int
    more_days: int
    choice: int

    @property
    def moment(self) -> datetime:
        """The day with its hour in New York."""
        return datetime.combine(self.day, self.hour, NEW_YORK)

    def after(self, days: int) -> date:
        """So many days after the day."""
        return self.day + timedelta(days=days)


@dataclass(frozen=True)
class Clock:
    """One way to ask for a rule, and what the research answers."""

    rule: str
    ask: Callable[[Given], Mapping[str, Any]]
    answer: Callable[[Given], Answer]
    limb: str | None = None
    facts: Callable[[Given], Mapping[str, Any]] = field(default=lambda given: {})
    name: str = ""
    since: date = date.min
    until: date = date.max

    @property
    def title(self) -> str:
        """What a failure is called by."""
        return " ".join(filter(None, (self.rule, self.limb, self.name)))


def notice(given: Given) -> Mapping[str, Any]:
    return {"notice": given.day.isoformat()}


def came_later(given: Given) -> Mapping[str, Any]:
    return {"notice": given.day.isoformat(), "received": given.after(given.later).isoformat()}


def start(given: Given) -> Mapping[str, Any]:
    return {"start": given.day.isoformat()}


def start_at(given: Given) -> Mapping[str, Any]:
    return {"start": given.moment.replace(tzinfo=None).isoformat()}


def both(days: int) -> Callable[[Given], Answer]:
    """The same day for what is shown and what is kept."""
    return lambda given: (given.after(days).isoformat(),) * 2


def expected(days: int) -> Callable[[Given], Answer]:
    """A day on which an answer is expected; nobody is late after it."""
    return lambda given: (given.after(days).isoformat(), None)


def between(few: int, many: int) -> Callable[[Given], Answer]:
    return lambda given: (given.after(few).isoformat(), given.after(many).isoformat())


def stamp(moment: datetime) -> str:
    return moment.astimezone(NEW_YORK).isoformat(timespec="minutes")


def hours_from_the_moment(hours: int) -> Callable[[Given], Answer]:
    """Elapsed hours: counted in UTC, told on the clock of the place."""
    return lambda given: (stamp(given.moment.astimezone(UTC) + timedelta(hours=hours)),) * 2


def hours_from_a_day(hours: int) -> Callable[[Given], Answer]:
    """Without an hour the count begins with the day's first moment, and for lateness with its last."""

    def answered(given: Given) -> Answer:
        first = datetime.combine(given.day, time(0), NEW_YORK).astimezone(UTC)
        last = datetime.combine(given.after(1), time(0), NEW_YORK).astimezone(UTC)
        return stamp(first + timedelta(hours=hours)), stamp(last + timedelta(hours=hours))

    return answered


def hours_and_more_days(hours: int) -> Callable[[Given], Answer]:
    """The same hour of so many days later, and for lateness the end of that day."""

    def answered(given: Given) -> Answer:
        end = (given.moment.astimezone(UTC) + timedelta(hours=hours)).astimezone(NEW_YORK)
        day = end.date() + timedelta(days=given.more_days)
        same = datetime.combine(day, end.time(), NEW_YORK)
        return stamp(same), stamp(datetime.combine(day + timedelta(days=1), time(0), NEW_YORK))

    return answered


def working_days(count: int) -> Callable[[Given], Answer]:
    def counted(given: Given, holidays: set[date]) -> str:
        day, left = given.day, count
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < 5 and day not in holidays
        return day.isoformat()

    return lambda given: (counted(given, HOLIDAYS), counted(given, HOLIDAYS | OBSERVED))


def months(number: int) -> Callable[[Given], Answer]:
    """The same day so many months later, or that month's last day."""

    def answered(given: Given) -> Answer:
        index = given.day.month - 1 + number
        first = date(given.day.year + index // 12, index % 12 + 1, 1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return (min(first.replace(day=1) + timedelta(days=given.day.day - 1), last).isoformat(),) * 2

    return answered


def third_year(given: Given) -> Answer:
    return (f"{given.day.year + 3}-12-31",) * 2


def extension(given: Given) -> Mapping[str, Any]:
    return {"extension_days": given.more_days}


def expedited(given: Given) -> Mapping[str, Any]:
    return {"expedited": True}


def expedited_and_longer(given: Given) -> Mapping[str, Any]:
    return {"expedited": True, "extension_days": given.more_days}


def with_more_days(days: int) -> Callable[[Given], Answer]:
    return lambda given: both(days + given.more_days)(given)


def state_gives(few: int, many: int) -> Callable[[Given], Mapping[str, Any]]:
    return lambda given: {"state_window_days": few + given.choice % (many - few + 1)}


def as_the_state_gives(few: int, many: int) -> Callable[[Given], Answer]:
    return lambda given: both(few + given.choice % (many - few + 1))(given)


def of_a_hearing(given: Given) -> Mapping[str, Any]:
    """The plan appeal, its decision and the request, in this order."""
    return {
        "appeal_filed": given.day.isoformat(),
        "resolution": given.after(given.later).isoformat(),
        "start": given.after(given.later + given.further).isoformat(),
    }


def less_the_days_taken(given: Given) -> Answer:
    return (given.after(90 + given.further).isoformat(),) * 2


def of_a_cut(given: Given) -> Mapping[str, Any]:
    return {"notice": given.day.isoformat(), "effective": given.after(given.later).isoformat()}


def later_of_ten_days_and_the_cut(given: Given) -> Answer:
    return (given.after(max(10, given.later)).isoformat(),) * 2


def five_days_presumed(given: Given) -> Answer:
    """Ten days from a receipt that is presumed after five: proof of less shortens, proof of more only argues."""
    return given.after(10 + min(given.later, 5)).isoformat(), given.after(10 + given.later).isoformat()


def three_days(given: Given) -> Answer:
    return given.after(3).isoformat(), given.after(3 + given.later).isoformat()


def of_a_board(given: Given) -> Mapping[str, Any]:
    return {
        "start": given.day.isoformat(),
        "first_meeting": given.after(given.later).isoformat(),
        "second_meeting": given.after(given.later + 91).isoformat(),
        "third_meeting": given.after(given.later + 182).isoformat(),
    }


def of_a_board_so_far(given: Given) -> Mapping[str, Any]:
    return {k: v for k, v in of_a_board(given).items() if k != "third_meeting"}


def meeting_and_five_days(given: Given) -> Answer:
    meeting = given.later + (91 if given.later <= 30 else 0)
    return given.after(meeting + 5).isoformat(), given.after(given.later + 182 + 5).isoformat()


def never_late(given: Given) -> Answer:
    return meeting_and_five_days(given)[0], None


YEAR = date(2026, 1, 1)
YES = {"rating_period_2026": True}
NO = {"rating_period_2026": False}
CLOCKS = (
    Clock("mcd.auth.std", start, between(7, 14), name="contract year unknown", since=YEAR),
    Clock("mcd.auth.std", start, both(14), name="received before 2026", until=date(2025, 12, 31)),
    Clock("mcd.auth.std", start, both(7), facts=lambda g: YES, name="year of 2026", since=YEAR),
    Clock("mcd.auth.std", start, both(14), facts=lambda g: NO, name="older year", since=YEAR),
    Clock(
        "mcd.auth.std",
        start,
        with_more_days(7),
        facts=lambda g: {**YES, **extension(g)},
        name="longer",
        since=YEAR,
    ),
    Clock("mcd.auth.std", start_at, hours_from_the_moment(72), facts=expedited),
    Clock("mcd.auth.std", start_at, hours_and_more_days(72), facts=expedited_and_longer, name="longer"),
    Clock("mcd.auth.std", start, hours_from_a_day(72), facts=expedited, name="no hour"),
    Clock("mcd.appeal.file", notice, both(60)),
    Clock("mcd.appeal.file", came_later, both(60), name="came later"),
    Clock("mcd.appeal.decide.std", start, both(30)),
    Clock("mcd.appeal.decide.std", start, with_more_days(30), facts=extension, name="longer"),
    Clock("mcd.appeal.decide.exp", start_at, hours_from_the_moment(72)),
    Clock("mcd.appeal.decide.exp", start_at, hours_and_more_days(72), facts=extension, name="longer"),
    Clock("mcd.sfh.file", notice, between(90, 120), name="state unknown"),
    Clock("mcd.sfh.file", came_later, as_the_state_gives(90, 120), facts=state_gives(90, 120)),
    Clock("mcd.sfh.decide", of_a_hearing, less_the_days_taken, "standard"),
    Clock("mcd.sfh.decide", start, both(90), "standard", name="plan appeal unknown"),
    Clock("mcd.sfh.decide", start, working_days(3), "expedited", since=YEAR, until=date(2028, 12, 20)),
    Clock("mcd.ffs.hearing.file", notice, between(30, 90), name="state unknown"),
    Clock("mcd.ffs.hearing.file", notice, as_the_state_gives(1, 90), facts=state_gives(1, 90)),
    Clock("mcd.continue", of_a_cut, later_of_ten_days_and_the_cut),
    Clock("mcd.continue", notice, both(10), name="day of the cut unknown"),
    Clock("mcd.continue.after_resolution", came_later, both(10)),
    Clock("mcd.advance_notice", start, both(-10)),
    Clock("mcd.advance_notice", start, both(-5), facts=lambda g: {"probable_fraud": True}, name="fraud"),
    Clock("mcd.reinstate", notice, both(15)),
    Clock("mcd.reinstate", came_later, five_days_presumed, name="receipt shown"),
    Clock("mcd.effectuate", start_at, hours_from_the_moment(72), "plan"),
    Clock("mcd.effectuate", start, hours_from_a_day(72), "hearing"),
    Clock("mcd.ffs.pa", start, both(7), since=YEAR),
    Clock("mcd.ffs.pa", start_at, hours_from_the_moment(72), facts=expedited, since=YEAR),
    Clock("chip.review.decide", start, both(90), "standard"),
    Clock("chip.review.decide", start_at, hours_from_the_moment(72), "expedited"),
    Clock("chip.review.decide", start_at, hours_and_more_days(72), "expedited", extension, "longer"),
    Clock("fehb.recon.file", came_later, months(6)),
    Clock("fehb.recon.decide", start, both(30), "request"),
    Clock("fehb.recon.decide", start, both(30), "information"),
    Clock("fehb.recon.respond", came_later, both(60)),
    Clock("fehb.opm.file", came_later, both(90), "affirmed"),
    Clock("fehb.opm.file", notice, both(120), "silent"),
    Clock("fehb.opm.file", notice, both(120), "asked_information"),
    Clock("fehb.opm.decide", start, expected(90)),
    Clock("fehb.suit", notice, third_year),
    Clock("tricare.recon.file", came_later, both(90)),
    Clock("tricare.recon.decide", start, expected(60)),
    Clock("tricare.formal_review.file", came_later, both(60)),
    Clock("tricare.formal_review.decide", start, expected(90)),
    Clock("tricare.hearing.file", came_later, both(60), "formal_review"),
    Clock("tricare.hearing.file", came_later, both(60), "second_reconsideration"),
    Clock("tricare.mednec.second", came_later, both(90)),
    Clock("tricare.expedited", notice, between(3, 8)),
    Clock("tricare.expedited", came_later, three_days, name="receipt shown"),
    Clock("va.review", came_later, months(12)),
    Clock("mkt.eligibility", came_later, both(90), "notice"),
    Clock("mkt.eligibility", came_later, both(30), "hhs"),
    Clock("mkt.eligibility.decide", start, expected(90)),
    Clock("mhpaea.criteria", start, both(30)),
    Clock("erisa.appeal.decide.post", of_a_board, meeting_and_five_days, "joint_board"),
    Clock("erisa.appeal.decide.post", of_a_board_so_far, never_late, "joint_board", name="third unknown"),
)
"""Every clock of these programs, with each of its variants."""
