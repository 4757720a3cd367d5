"""Beginnings with a presumption of receipt, and spans made from others: the later or the earlier of two, remainders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.rules.dates import day_of
from tracker.rules.facts import When
from tracker.rules.law_rows import Limb
from tracker.rules.periods import Span, earliest, latest
from tracker.rules.terms import Unit
from tracker.rules.words import count, long_day, long_when

HEARING_DAYS = 90
NOTIFY_DAYS = 5
JUST_BEFORE_DAYS = 30
NO_RECEIPT = "The law counts from the date on the notice: the day it came changes nothing."
NOT_GIVEN = "{}: not on record, so it is not counted here."


@dataclass(slots=True)
class Start:
    """The earliest and the latest reading of a beginning, what it is in words, and whether it is a guess."""

    early: When
    late: When
    label: str
    is_estimate: bool = False
    late_label: str = "Counted from the day it came"


def claimants_start(limb: Limb, notice: When, received: When | None, label: str, zone: ZoneInfo) -> Start:
    """Where a claimant's count begins: at the notice, or at the receipt that law presumes unless shown otherwise.

    Proof of an earlier receipt makes both dates earlier; proof of a later one only lengthens what can be argued.
    """
    presumed = _presumed(limb, notice, zone)
    if presumed is None:
        return Start(notice, received or notice, f"{label}{_unpresumed(limb)}")
    if limb.is_cautious_from_notice:
        return Start(notice, received or presumed, label, late_label=_presumption(limb))
    if received is not None and day_of(received, zone) < presumed:
        words = f"Shown to have come earlier than the {count(limb.presumed_days, 'days')} that law presumes"
        return Start(received, received, words)
    words = f"{_presumption(limb)} of {long_day(day_of(notice, zone))}"
    return Start(presumed, received or presumed, words)


def _presumed(limb: Limb, notice: When, zone: ZoneInfo) -> date | None:
    """The day on which the notice counts as received, or None where law presumes nothing."""
    day = day_of(notice, zone)
    if not limb.presumed_days or (limb.presumed_since and day < limb.presumed_since):
        return None
    return day + timedelta(days=limb.presumed_days)


def _unpresumed(limb: Limb) -> str:
    """What is said of a notice from before the presumption was law."""
    if limb.presumed_since is None:
        return ""
    return f", which counts by itself for a notice from before {long_day(limb.presumed_since)}"


def _presumption(limb: Limb) -> str:
    return f"Presumed receipt, {count(limb.presumed_days, 'days')} after the printed date"


def tolled(counted: Span, received: date, sent: date, base: int) -> Span:
    """The stricter 15 days and the plan-favourable remainder as one span. `base` is 15 or 30 days."""
    assert counted.early is not None
    used = (sent - received).days
    remaining = max(base + 15 - used, 15)
    assert not isinstance(counted.early, datetime)
    late = counted.early - timedelta(days=15) + timedelta(days=remaining)
    line = (
        f"As the plan may count: {count(base + 15, 'days')} with the extension, less {count(used, 'days')} used "
        f"before the notice, leaves {count(remaining, 'days')}: {long_day(late)}."
    )
    return Span(counted.early, late, counted.unit, [*counted.trail, line], counted.citation)


def later_of(first: Span, second: Span, zone: ZoneInfo) -> Span:
    """The later of two spans, with the arithmetic of both."""
    return combined("later", first, second, zone)


def combined(which: str, first: Span, second: Span, zone: ZoneInfo) -> Span:
    """The `later` or the `earlier` of two spans. What is arguable is the later one either way."""
    assert first.early is not None
    assert first.late is not None
    assert second.early is not None
    assert second.late is not None
    early = (latest if which == "later" else earliest)((first.early, second.early), zone)
    unit = first.unit if early == first.early else second.unit
    trail = [*first.trail, *second.trail, f"The {which} of the two: {long_when(early, zone)}."]
    return Span(early, latest((first.late, second.late), zone), unit, trail)


def hearing_remainder(counted: Span, appealed: date, ended: date, asked: date, is_certain: bool) -> Span:
    """90 days from the plan appeal, without the days between its end and the request, 42 CFR 431.244(f)(1).

    `counted` are 90 days from the request, which nobody doubts: where it is not `is_certain` on what day the appeal
    was filed or ended, the state is not called late before these are over.
    """
    taken = max((asked - ended).days, 0)
    end = appealed + timedelta(days=HEARING_DAYS + taken)
    trail = [
        f"Appeal filed with the plan: {long_day(appealed)} (day 0).",
        f"The plan's part ended on {long_day(ended)}; {count(taken, 'days')} until the request do not count.",
        f"{HEARING_DAYS} days and these later: {long_day(end)}.",
    ]
    if is_certain or counted.late is None:
        return Span(end, end, Unit.DAYS, trail, counted.citation)
    assert not isinstance(counted.late, datetime)
    late = max(end, counted.late)
    trail.append(f"Counted from the request alone: {long_day(late)} at the latest.")
    return Span(end, late, Unit.DAYS, trail, counted.citation)


def board_meetings(received: date | None, meetings: Sequence[date | None]) -> Span:
    """When a board that meets quarterly owes its notice, 29 CFR 2560.503-1(i)(2)(iii)(B).

    `meetings` are the three regular ones after the appeal came; unknown ones are None, and then no date comes out.
    """
    first, second, third = meetings
    trail = [] if received is None else [f"Received by the plan: {long_day(received)}."]
    meeting = first
    if first and received and (first - received).days <= JUST_BEFORE_DAYS:
        trail.append(
            f"That is within 30 days before the meeting on {long_day(first)}, so the next one decides."
        )
        meeting = second
    if meeting is None:
        return Span(None, None, Unit.DAYS, [*trail, "Ask the plan when its board meets next."])
    due = meeting + timedelta(days=NOTIFY_DAYS)
    trail.append(
        f"The board meets on {long_day(meeting)} and tells its decision within 5 days: {long_day(due)}."
    )
    late = third + timedelta(days=NOTIFY_DAYS) if third else None
    trail.append(
        f"In special circumstances the third meeting may decide: {long_day(late)} at the latest."
        if late
        else "In special circumstances a later meeting may decide, so it is never called certainly late here."
    )
    return Span(due, late, Unit.DAYS, trail)
