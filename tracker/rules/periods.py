"""From a limb of law and its moments to two dates and the arithmetic between.

Every count is made twice: an early one for what is shown (the earliest reading of each fact), and a late one
for what is arguable or certainly late (the latest reading of each fact).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from tracker.rules.dates import (
    add_business_days,
    add_hours,
    add_months,
    day_of,
    end_of,
    first_moment,
    is_holiday,
    last_moment,
    roll_forward,
)
from tracker.rules.facts import When
from tracker.rules.rulebook import Limb, Period, matches
from tracker.rules.terms import Unit
from tracker.rules.words import count, long_day, long_when


@dataclass(slots=True)
class Span:
    """The early and the late date of one limb, the unit they were counted in, and the arithmetic."""

    early: When | None
    late: When | None
    unit: Unit
    trail: list[str]
    citation: str | None = None


def possible(limb: Limb, facts: Mapping[str, Any]) -> tuple[Period, ...]:
    """The periods that nothing known speaks against; all of them where facts contradict every one."""
    if len(limb.periods) == 1:
        return limb.periods
    return tuple(p for p in limb.periods if matches(p.when, facts)) or limb.periods


def counted(period: Period, start: When, zone: ZoneInfo, late: bool, backwards: bool = False) -> When:
    """The end of `period` from `start`: a moment for hours, a day for everything else."""
    if period.unit is Unit.HOURS:
        return add_hours((last_moment if late else first_moment)(start, zone), period.amount)
    day = day_of(start, zone)
    if period.unit is Unit.BUSINESS_DAYS:
        return add_business_days(day, period.amount, observed=late)
    if period.unit is Unit.CALENDAR_MONTHS:
        return add_months(day, period.amount)
    return day + timedelta(days=-period.amount if backwards else period.amount)


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
    periods = possible(limb, facts)
    unknown = _unknown(periods, facts)
    if type(start) is type(late_start) is date:
        found = _of_days(limb, periods, unknown, start, late_start, zone, label, late_label)
        return Span(found.early, found.late, found.unit, [*found.trail], found.citation)
    return _reckoned(limb, periods, unknown, start, late_start, zone, label, late_label)


def _reckoned(
    limb: Limb,
    periods: tuple[Period, ...],
    unknown: tuple[str, ...],
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
    early, late = _rolled(soonest, limb.rolls, False), _rolled(last, limb.rolls_arguable, True)
    trail = [
        *_start_words(chosen, start, zone, label),
        *_choice_words(unknown),
        f"{_step_words(chosen, limb)}: {long_when(soonest, zone)}.{_overflow_words(chosen, start, zone)}",
        *_roll_words(soonest, early, limb),
    ]
    if late is not early and end_of(late, zone) != end_of(early, zone):
        why = (
            f"{late_label}, {long_when(late_start, zone)}"
            if late_start != start
            else _most(periods, limb, start)
        )
        trail.append(f"{why}: {long_when(late, zone)} at the latest.")
    return Span(early, late, chosen.unit, trail, chosen.citation)


# Cases share their days. Moments are left out: two that are equal may be told in different zones.
_of_days = lru_cache(maxsize=8192)(_reckoned)


TWICE = "That hour came twice because the clock was set back; counted from the second"


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


def _choice_words(unknown: tuple[str, ...]) -> list[str]:
    if not unknown:
        return []
    names = " and ".join(UNKNOWN_WORDS.get(name, name.replace("_", " ")) for name in unknown)
    return [f"Not known: {names}. The earlier date is shown, the later one kept."]


UNKNOWN_WORDS = {
    "appeal_levels": "whether the plan has one or two mandatory appeals",
    "quick_channel": "how it was sent",
}


def _step_words(period: Period, limb: Limb) -> str:
    if period.unit is Unit.IMMEDIATE:
        return "To be done immediately, so on the same day"
    words = count(period.amount, period.unit.value)
    if period.unit is Unit.HOURS:
        words = words.replace(" ", " elapsed ", 1)
    return f"{words} {'before' if limb.backwards else 'later'}"


def _overflow_words(period: Period, start: When, zone: ZoneInfo) -> str:
    if period.unit is not Unit.CALENDAR_MONTHS:
        return ""
    day = day_of(start, zone)
    if add_months(day, period.amount).day == day.day:
        return ""
    return " That month has no such day, so the first day of the next month counts."


def _roll_words(before: When, after: When, limb: Limb) -> list[str]:
    if not limb.rolls or isinstance(before, datetime):
        return []
    if before == after:
        return [f"{long_day(before)} is neither a weekend nor a federal holiday: no change."]
    reason = "a federal holiday" if is_holiday(before, observed=False) else "a weekend"
    assert not isinstance(after, datetime)
    return [f"That is {reason}, so the last filing date moves to {long_day(after)}."]


def _start_words(period: Period, start: When, zone: ZoneInfo, label: str) -> list[str]:
    if period.unit is not Unit.HOURS:
        return [f"{label}: {long_when(start, zone)} (day 0)."]
    if isinstance(start, datetime):
        return [f"{label}: {long_when(start, zone)}."]
    return [
        f"{label}: {long_day(start)}. The hour is not on record, so the count begins with the day's first moment."
    ]


def _most(periods: tuple[Period, ...], limb: Limb, start: When) -> str:
    """On what reading there is more time from the same beginning."""
    if len(periods) > 1:
        return "On the reading that allows most time"
    if periods[0].unit is Unit.HOURS:
        return TWICE if isinstance(start, datetime) else "Counted from that day's last moment"
    if limb.rolls or periods[0].unit is Unit.BUSINESS_DAYS:
        return "If days observed in place of a holiday count as holidays too"
    return "If a last day on a weekend or a holiday moves here as well"
