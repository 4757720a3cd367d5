"""The arithmetic of a date in words: the lines of a trail that a person can check with a calendar."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from tracker.rules.dates import add_months, day_of, is_holiday, roll_forward
from tracker.rules.facts import When
from tracker.rules.law_rows import Limb, Period
from tracker.rules.terms import Unit
from tracker.rules.words import count, long_day, long_when

TWICE = "That hour came twice because the clock was set back; counted from the second"


def choice_words(unknown: tuple[str, ...]) -> list[str]:
    if not unknown:
        return []
    names = " and ".join(UNKNOWN_WORDS.get(name, name.replace("_", " ")) for name in unknown)
    return [f"Not known: {names}. The earlier date is shown, the later one kept."]


def extension_words(days: int, end: When, zone: ZoneInfo) -> list[str]:
    return [f"Extended by {count(days, 'days')}: {long_when(end, zone)}."] if days else []


def law_words(period: Period) -> list[str]:
    """Where the number of days was changed: since when, or until when, this one is the law."""
    if period.since is not None:
        return [f"The law for what begins on {long_day(period.since)} or later."]
    if period.until is not None:
        return [f"The law for what began by {long_day(period.until)}; what begins later has another."]
    return []


def wait_words(period: Period) -> list[str]:
    if not period.after_days:
        return []
    return [f"The count begins at the end of {count(period.after_days, 'days')}."]


STAYS = "That is {reason}. Whether such a day moves is not said of this review, so it stays."
AS_FEDERAL = "If the federal process's rules for a weekend or a missing day hold here as well"
UNKNOWN_WORDS = {
    "appeal_levels": "whether the plan has one or two mandatory appeals",
    "quick_channel": "how it was sent",
    "prior_authorization": "whether the plan requires prior authorization for this",
    "part_b_drug": "whether this is a Part B drug",
    "is_part_b_drug": "whether this is a Part B drug",
    "escalated": "whether the case was taken on because the QIC was late",
    "payment": "whether this is about payment",
    "rating_period_2026": "whether the state's contract year had begun in 2026",
    "state_window_days": "how many days the state gives",
}


def step_words(period: Period, limb: Limb) -> str:
    if period.unit is Unit.IMMEDIATE:
        return "To be done immediately, so on the same day"
    if period.unit is Unit.YEAR_END:
        return f"December 31 of the {ORDINALS[period.amount]} year after"
    if period.unit is Unit.NOON:
        return f"Noon of the day {'before' if limb.backwards else 'after'}"
    if not period.amount:
        return "On that day"
    words = count(period.amount, period.unit.value)
    if period.unit is Unit.HOURS:
        words = words.replace(" ", " elapsed ", 1)
    return f"{words} {'before' if limb.backwards else 'later'}"


def state_words(limb: Limb, periods: tuple[Period, ...]) -> str:
    is_known = limb.computed == "state_window" and len(periods) == 1
    return ", as the state sets it" if is_known else ""


ORDINALS = ("same", "first", "second", "third")


def overflow_words(period: Period, start: When, zone: ZoneInfo) -> str:
    if period.unit not in (Unit.CALENDAR_MONTHS, Unit.MONTHS):
        return ""
    day = day_of(start, zone)
    if add_months(day, period.amount).day == day.day:
        return ""
    if period.unit is Unit.MONTHS:
        return (
            " That month has no such day, so its last day counts: the law does not say, and this is earlier."
        )
    return " That month has no such day, so the first day of the next month counts."


def roll_words(before: When, after: When, limb: Limb) -> list[str]:
    if isinstance(before, datetime):
        return []
    if not limb.rolls:
        return (
            [STAYS.format(reason=_why_it_would_move(before))] if _can_be_argued_to_move(before, limb) else []
        )
    if before == after:
        return [f"{long_day(before)} is neither a weekend nor a federal holiday: no change."]
    assert not isinstance(after, datetime)
    return [f"That is {_why_it_would_move(before)}, so the last filing date moves to {long_day(after)}."]


def _why_it_would_move(day: date) -> str:
    return "a federal holiday" if is_holiday(day, observed=False) else "a weekend"


def _can_be_argued_to_move(day: date, limb: Limb) -> bool:
    return _is_told_twice(limb.periods) and roll_forward(day, observed=False) != day


def _is_told_twice(periods: tuple[Period, ...]) -> bool:
    """Whether the months are counted as the federal process counts them, and by the month's end beside it."""
    return {period.unit for period in periods} == {Unit.CALENDAR_MONTHS, Unit.MONTHS}


def start_words(period: Period, start: When, zone: ZoneInfo, label: str) -> list[str]:
    if period.unit is not Unit.HOURS:
        return [f"{label}: {long_when(start, zone)} (day 0)."]
    if isinstance(start, datetime):
        return [f"{label}: {long_when(start, zone)}."]
    return [
        f"{label}: {long_day(start)}. The hour is not on record, so the count begins with the day's first moment."
    ]


def most_words(periods: tuple[Period, ...], limb: Limb, start: When, more: int) -> str:
    """On what reading there is more time from the same beginning."""
    if _is_told_twice(periods):
        return AS_FEDERAL
    if len(periods) > 1:
        return "On the reading that allows most time"
    if isinstance(start, datetime) and (periods[0].after_days or more):
        return "If the days end with the last of them, and not at the same hour"
    if periods[0].unit is Unit.HOURS:
        return TWICE if isinstance(start, datetime) else "Counted from that day's last moment"
    if limb.rolls or periods[0].unit is Unit.BUSINESS_DAYS:
        return "If days observed in place of a holiday count as holidays too"
    return "If a last day on a weekend or a holiday moves here as well"
