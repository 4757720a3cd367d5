"""Days that a notice of relief disregards, in what a claimant has to do in time.

As 85 FR 26351 counts in its example of an internal appeal (Individual E): the days from the start of the relief to its
end, both included, do not count; whole days before it stay used; what is left is counted with its last day as day 0.
Nobody's clock but a claimant's is ever moved.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.rules.combining import Start
from tracker.rules.dates import add_months, day_of, end_of, first_moment, last_moment, roll_forward
from tracker.rules.facts import When
from tracker.rules.law_rows import Limb
from tracker.rules.periods import Span, latest
from tracker.rules.relief import Relief
from tracker.rules.terms import Unit
from tracker.rules.words import count, long_day, long_when

DAY = timedelta(days=1)
MONTHS_IN_YEAR = 12


@dataclass(frozen=True)
class Moved:
    """A moved end, and the arithmetic that leads to it."""

    end: When
    trail: tuple[str, ...]


def last_disregarded(relief: Relief, trigger: date, late: bool) -> date:
    """The last day that does not count for somebody whose time began on `trigger`.

    A year after they were first eligible may be the day before the same date or that date: the notices' own examples
    differ. The earlier is counted with for what is shown, the later if `late`.
    """
    if not relief.within_a_year:
        return relief.end
    year = add_months(max(relief.start, trigger), MONTHS_IN_YEAR)
    return min(relief.end, year if late else year - DAY)


def moved(
    limb: Limb, relief: Relief, trigger: When, end: When, zone: ZoneInfo, late: bool = False
) -> Moved | None:
    """The end of a time that began at `trigger` and would be over at `end`, without what `relief` disregards.

    None where no day of that time lies in the relief. `late` reads everything that is unclear to give more time.
    """
    began = day_of(trigger, zone)
    last = last_disregarded(relief, began, late)
    if day_of(end, zone) < relief.start or began > last:
        return None
    opening = f"{relief.title}: {long_day(max(relief.start, began))} to {long_day(last)} do not count."
    if isinstance(end, datetime):
        return _in_hours(relief, trigger, end, last, zone, opening, late)
    plain = _unrolled(limb, began, end, late)
    if plain < relief.start and not late:
        return None
    used = max((relief.start - DAY - began).days, 0)
    readings = _readings(limb, began, plain, used, last)
    chosen = max(readings) if late else min(readings)
    rolled = _rolled(chosen, limb, late)
    trail = (opening, *_used_words(relief, used), *_left_words(readings, (plain - began).days, used, last))
    return Moved(rolled, (*trail, *_rolled_words(chosen, rolled)))


def _unrolled(limb: Limb, began: date, end: date, late: bool) -> date:
    """The end as the months themselves give it, where it was moved past a weekend or a holiday."""
    period = limb.periods[0]
    if period.unit is not Unit.CALENDAR_MONTHS:
        return end
    plain = add_months(began, period.amount)
    return plain if _rolled(plain, limb, late) == end else end


def _in_hours(
    relief: Relief, trigger: When, end: datetime, last: date, zone: ZoneInfo, opening: str, late: bool
) -> Moved:
    """Hours stand still from the first moment of the first day to the last moment of the last one."""
    began = (last_moment if late else first_moment)(trigger, zone)
    left = end - max(began, first_moment(relief.start, zone))
    again = last_moment(last, zone)
    when = (again + left).astimezone(zone)
    hours = f"{left.total_seconds() / 3600:g} hours"
    return Moved(
        when, (opening, f"{hours} are left, counted from the end of that day: {long_when(when, zone)}.")
    )


def _readings(limb: Limb, began: date, end: date, used: int, last: date) -> tuple[date, ...]:
    """What is left counted in days; for months with days used also as months from a beginning moved forward.

    Months of which nothing was used simply begin with the last disregarded day as day 0.
    """
    in_days = last + timedelta(days=max((end - began).days - used, 0))
    period = limb.periods[0]
    if period.unit is not Unit.CALENDAR_MONTHS or end != add_months(began, period.amount):
        return (in_days,)
    in_months = add_months(last - timedelta(days=used), period.amount)
    return tuple(dict.fromkeys((in_days, in_months))) if used else (in_months,)


def _rolled(day: date, limb: Limb, late: bool) -> date:
    is_rolling = limb.rolls_arguable if late else limb.rolls
    is_rolling = is_rolling and limb.periods[0].unit is not Unit.STATED
    return roll_forward(day, observed=late) if is_rolling else day


def _used_words(relief: Relief, used: int) -> tuple[str, ...]:
    if not used:
        return ("Nothing of the time was used before.",)
    return (f"Used before it: {count(used, 'days')}, the last on {long_day(relief.start - DAY)}.",)


def relieved(counted: Span, limb: Limb, start: Start, relief: Relief, is_named: bool, zone: ZoneInfo) -> Span:
    """The span of a claimant's limb without the days that `relief` disregards, with the arithmetic.

    Only the later date moves where the notice does not name this time (`is_named`).
    """
    assert counted.early is not None
    assert counted.late is not None
    late = moved(limb, relief, start.late, counted.late, zone, late=True)
    if late is None:
        return counted
    early = moved(limb, relief, start.early, counted.early, zone) if is_named else None
    shown = latest((counted.early, early.end), zone) if early else counted.early
    outer = latest((counted.late, late.end, shown), zone)
    trail = [*counted.trail, *(early or late).trail]
    if end_of(outer, zone) != end_of(shown, zone):
        trail.append(f"Arguable until {long_when(outer, zone)}.")
    return Span(shown, outer, counted.unit, trail, counted.citation)


def _left_words(readings: tuple[date, ...], whole: int, used: int, last: date) -> tuple[str, ...]:
    day_zero = f"counted with {long_day(last)} as day 0"
    if not used:
        return (f"All of it is left, {day_zero}: {long_day(readings[0])}.",)
    words = (f"{count(max(whole - used, 0), 'days')} left, {day_zero}: {long_day(readings[0])}.",)
    if len(readings) == 1:
        return words
    moved_to = long_day(last - timedelta(days=used))
    return (
        *words,
        f"Read as months from a beginning that moves to {moved_to}: {long_day(readings[1])}. The text does not say "
        "which; the earlier one is shown, the later one can be argued.",
    )


def _rolled_words(before: date, after: date) -> tuple[str, ...]:
    if before == after:
        return ()
    return (
        f"{long_day(before)} is a weekend day or a holiday, so the last filing date moves to {long_day(after)}.",
    )
