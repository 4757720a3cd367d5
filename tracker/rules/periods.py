"""From a limb of law and its moments to two dates and the arithmetic between.

Every count is made twice: an early one for what is shown (the earliest reading of each fact), and a late one
for what is arguable or certainly late (the latest reading of each fact).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from tracker.rules.arithmetic_words import (
    choice_words,
    extension_words,
    law_words,
    most_words,
    overflow_words,
    roll_words,
    start_words,
    state_words,
    step_words,
    wait_words,
)
from tracker.rules.dates import (
    add_business_days,
    add_clamped_months,
    add_hours,
    add_months,
    day_of,
    end_of,
    first_moment,
    last_moment,
    noon,
    roll_forward,
)
from tracker.rules.facts import When
from tracker.rules.law_rows import Limb, Period, matches
from tracker.rules.terms import Unit
from tracker.rules.words import long_when


@dataclass(slots=True)
class Span:
    """The early and the late date of one limb, the unit they were counted in, and the arithmetic."""

    early: When | None
    late: When | None
    unit: Unit
    trail: list[str]
    citation: str | None = None


def possible(limb: Limb, facts: Mapping[str, Any], begins_on: date) -> tuple[Period, ...]:
    """The periods that are law on that day and that nothing known speaks against.

    All of them where facts contradict every one. A window that the state sets is known by its number of days.
    """
    if len(limb.periods) == 1:
        return limb.periods
    if limb.computed == "state_window" and facts.get("state_window_days") in limb.window:
        return _as_the_state_sets(limb, facts["state_window_days"])
    lawful = tuple(p for p in limb.periods if p.is_law_on(begins_on)) or limb.periods
    return tuple(p for p in lawful if matches(p.when, facts)) or lawful


@lru_cache(maxsize=512)
def _as_the_state_sets(limb: Limb, days: int) -> tuple[Period, ...]:
    return (replace(limb.periods[0], amount=days),)


def counted(period: Period, start: When, zone: ZoneInfo, late: bool, backwards: bool = False) -> When:
    """The end of `period` from `start`: a moment for hours and noons, a day for everything else."""
    if period.after_days:
        start = _after_days(period.after_days, start, zone, late)
    if period.unit is Unit.HOURS:
        return add_hours((last_moment if late else first_moment)(start, zone), period.amount)
    day = day_of(start, zone)
    if period.unit is Unit.BUSINESS_DAYS:
        return add_business_days(day, period.amount, observed=late)
    if period.unit in IN_MONTHS:
        return IN_MONTHS[period.unit](day, period.amount)
    end = day + timedelta(days=-period.amount if backwards else period.amount)
    return noon(end, zone) if period.unit is Unit.NOON else end


IN_MONTHS: Mapping[Unit, Callable[[date, int], date]] = {
    Unit.CALENDAR_MONTHS: add_months,
    Unit.MONTHS: add_clamped_months,
    Unit.YEAR_END: lambda day, years: date(day.year + years, 12, 31),
}


def _after_days(days: int, start: When, zone: ZoneInfo, late: bool) -> When:
    """So many calendar days later: to the same hour for what is shown, to that day's end for the later reading."""
    day = day_of(start, zone) + timedelta(days=days)
    if late or not isinstance(start, datetime):
        return day
    return datetime.combine(day, start.astimezone(zone).time(), zone)


def lengthened(when: When, days: int, zone: ZoneInfo, late: bool) -> When:
    """`when` after an extension of so many calendar days; a moment keeps its hour, or ends with its day if `late`."""
    if not days:
        return when
    if not isinstance(when, datetime):
        return when + timedelta(days=days)
    if late:
        ends_on = day_of(when - timedelta(microseconds=1), zone)  # a midnight is the end of the day before it
        return last_moment(ends_on + timedelta(days=days), zone)
    day = day_of(when, zone) + timedelta(days=days)
    same_hour = datetime.combine(day, when.astimezone(zone).time(), zone)
    return same_hour.astimezone(UTC).astimezone(
        zone
    )  # an hour that the clock skips that night is the one after


def earliest(whens: Iterable[When], zone: ZoneInfo) -> When:
    """The one that ends first."""
    return min(whens, key=lambda w: end_of(w, zone))


def latest(whens: Iterable[When], zone: ZoneInfo) -> When:
    """The one that ends last."""
    return max(whens, key=lambda w: end_of(w, zone))


def _rolled(when: When, applies: bool, observed: bool) -> When:
    return when if isinstance(when, datetime) or not applies else roll_forward(when, observed)


def span(
    limb: Limb,
    facts: Mapping[str, Any],
    start: When,
    late_start: When,
    zone: ZoneInfo,
    label: str,
    late_label: str = "Counted from the day it came",
) -> Span:
    """Both dates of a limb. `start` is the earliest reading of its beginning, `late_start` the latest.

    `label` says in words what the beginning is ("Date printed on the letter"), `late_label` what the later one is.
    """
    periods = possible(limb, facts, day_of(start, zone))
    unknown, more = _unknown(periods, facts), _extension(limb, facts)
    if type(start) is type(late_start) is date:
        found = _of_days(limb, periods, unknown, more, start, late_start, zone, label, late_label)
        return Span(found.early, found.late, found.unit, [*found.trail], found.citation)
    return _reckoned(limb, periods, unknown, more, start, late_start, zone, label, late_label)


def _reckoned(
    limb: Limb,
    periods: tuple[Period, ...],
    unknown: tuple[str, ...],
    more: int,
    start: When,
    late_start: When,
    zone: ZoneInfo,
    label: str,
    late_label: str,
) -> Span:
    if periods[0].unit is Unit.STATED:
        return Span(None, None, Unit.STATED, [f"{label}: {long_when(start, zone)}."])
    chosen, soonest = _soonest(periods, limb, start, zone)
    last = _last(periods, limb, late_start, zone)
    early = lengthened(_rolled(soonest, limb.rolls, False), more, zone, False)
    late = lengthened(_rolled(last, limb.rolls_arguable, True), more, zone, True)
    trail = [
        *start_words(chosen, start, zone, label),
        *choice_words(unknown),
        *law_words(chosen),
        *wait_words(chosen),
        f"{step_words(chosen, limb)}{state_words(limb, periods)}: {long_when(soonest, zone)}."
        f"{overflow_words(chosen, start, zone)}",
        *roll_words(soonest, early, limb),
        *extension_words(more, early, zone),
    ]
    if late is not early and end_of(late, zone) != end_of(early, zone):
        why = (
            f"{late_label}, {long_when(late_start, zone)}"
            if late_start != start
            else most_words(periods, limb, start, more)
        )
        trail.append(f"{why}: {long_when(late, zone)} at the latest.")
    return Span(early, late, chosen.unit, trail, chosen.citation)


# Cases share their days. Moments are left out: two that are equal may be told in different zones.
_of_days = lru_cache(maxsize=8192)(_reckoned)


def _soonest(periods: tuple[Period, ...], limb: Limb, start: When, zone: ZoneInfo) -> tuple[Period, When]:
    ends = [(p, counted(p, start, zone, False, limb.backwards)) for p in periods]
    return ends[0] if len(ends) == 1 else min(ends, key=lambda pair: end_of(pair[1], zone))


def _last(periods: tuple[Period, ...], limb: Limb, start: When, zone: ZoneInfo) -> When:
    ends = [counted(p, start, zone, True, limb.backwards) for p in periods]
    return ends[0] if len(ends) == 1 else latest(ends, zone)


def _unknown(periods: tuple[Period, ...], facts: Mapping[str, Any]) -> tuple[str, ...]:
    """What was not known and so counted both ways."""
    if len(periods) < 2:
        return ()
    return tuple(sorted({name for p in periods for name in p.when if facts.get(name) is None}))


def most_extension(limb: Limb, facts: Mapping[str, Any]) -> int:
    """The most calendar days by which the time can be lengthened, such facts being so."""
    return limb.extension_days if matches(limb.extension_when, facts) else 0


def _extension(limb: Limb, facts: Mapping[str, Any]) -> int:
    """The calendar days by which the time was lengthened: as many as are known, else the most that are allowed."""
    most, days = most_extension(limb, facts), facts.get("extension_days")
    if days is not None:
        return min(int(days), most)
    return most if facts.get("extended") else 0
