"""When to remind about a deadline: plain values in, moments in UTC out. It knows no rows and no clock.

Two rhythms: a deadline that is a day is reminded on at 09:00 of the recipient's mornings, one that is a
moment at hours before it. The last step of every claimant's deadline asks for its outcome, so that an open
one is never without a step ahead of it; where no last day is known, that is a question every Monday.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tracker.rules.facts import When
from tracker.rules.reminder_policy import DEFAULT, DateKind, Offsets
from tracker.rules.safe_hours import MORNING, SafeHours, last_safe, next_safe
from tracker.rules.terms import Status

STILL_OF_USE = timedelta(hours=2)
"""A patient who is first told later than this before the end could do nothing any more."""
AT_ONCE_WITHIN = timedelta(hours=48)
TOO_CLOSE_TO_AT_ONCE = timedelta(hours=1)
WEEKS_PLANNED = 4
ONE_DAY = timedelta(days=1)
CAN_BE_ACTED_ON = (Status.OPEN, Status.PAST_CAUTIOUS)
SETTLED = (Status.MET, Status.SUPERSEDED)


class Purpose(StrEnum):
    """What a reminder is for; the words of a mail follow from it."""

    AHEAD = "ahead"
    MAIL_BY = "mail_by"
    AT_ONCE = "at_once"
    STILL_ARGUABLE = "still_arguable"
    OUTCOME_WANTED = "outcome_wanted"
    CALL_PLAN = "call_plan"
    PLAN_IS_LATE = "plan_is_late"
    FIND_DATE = "find_date"
    STILL_OPEN = "still_open"
    MOVED_EARLIER = "moved_earlier"
    LAW_CHANGED = "law_changed"


WEEKLY = (Purpose.FIND_DATE, Purpose.STILL_OPEN)
"""What is asked again every Monday until it is answered."""


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of one deadline. `shown` is `file_by` or `due`, `outer` is `latest_arguable` or
    `overdue_certain_after`; a date is a legal day of the case's zone `timezone`, a datetime is aware. On
    `mail_by` a letter must leave. What is each day's work until it is done `is_at_once`; a date of ours `is_target`.
    """

    is_claimants: bool
    status: Status
    timezone: str
    shown: When | None = None
    outer: When | None = None
    mail_by: date | None = None
    is_at_once: bool = False
    is_target: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One reminder to be: `code` names its place in the schedule, `at` is aware UTC."""

    code: str
    at: datetime
    purpose: Purpose


def reminders_for(
    dates: Dates, timezone: str, born_at: datetime | None = None, offsets: Offsets = DEFAULT
) -> tuple[Step, ...]:
    """The advocate's reminders of one deadline, earliest first, in the IANA zone of who reads them, as far ahead as
    `offsets` say.

    `born_at` (aware) is when the deadline came to be known or moved: steps before it are left out, and where
    it lies inside 48 hours of the end, one at once comes first. Without it, every step of the schedule.
    A deadline that is met or superseded has none; one that is missed still asks for its outcome.
    """
    zone = ZoneInfo(timezone)
    steps = sorted(_steps(dates, zone, born_at, offsets), key=lambda step: step.at)
    if born_at is None:
        return tuple(steps)
    ahead = [step for step in steps if step.at > born_at]
    if not is_near(dates, born_at):
        return tuple(ahead)
    return (at_once(born_at), *(step for step in ahead if not _repeats(step, born_at)))


def patients_reminders_for(
    dates: Dates,
    timezone: str,
    safe: SafeHours,
    born_at: datetime | None = None,
    offsets: Offsets = DEFAULT,
) -> tuple[Step, ...]:
    """The patient's reminders: at most two, of claimant's deadlines only, in their safe hours, never a chase.

    A reminder moves earlier into safe hours, never later, unless the deadline is born after all of them: then one
    comes at the next safe hour that still leaves two hours.
    """
    if not dates.is_claimants or dates.status is not Status.OPEN or dates.shown is None:
        return ()
    zone = ZoneInfo(timezone)
    if isinstance(dates.shown, datetime):
        steps = [_hours_ahead(dates.shown, hours) for hours in offsets[DateKind.PATIENTS_HOUR]]
    else:
        steps = [
            _days_ahead(dates.shown, days, zone, safe.morning) for days in offsets[DateKind.PATIENTS_DAY]
        ]
    safely = [replace(step, at=last_safe(step.at, zone, safe)) for step in steps]
    ahead = tuple(step for step in safely if born_at is None or step.at > born_at)
    if ahead or born_at is None:
        return ahead
    soon = next_safe(born_at, zone, safe)
    end = end_of(dates.shown, ZoneInfo(dates.timezone))
    return (at_once(soon),) if soon <= end - STILL_OF_USE else ()


def at_once(now: datetime, purpose: Purpose = Purpose.AT_ONCE) -> Step:
    """A reminder for this moment; its code is its purpose."""
    return Step(purpose.value, now.astimezone(UTC), purpose)


def purpose_of(code: str) -> Purpose:
    """What the step of this code is for; one that comes again carries the days since."""
    if code.startswith("arguable_"):
        return Purpose.STILL_ARGUABLE
    if code.startswith(("days_", "hours_")):
        return Purpose.AHEAD
    base, _, days = code.rpartition("_")
    return Purpose(base if days.isdecimal() else code)


def is_near(dates: Dates, now: datetime) -> bool:
    """Whether a claimant's open deadline ends within 48 hours of `now` (aware), or is to be met at once, and can still
    be acted on.
    """
    if not dates.is_claimants or dates.status not in CAN_BE_ACTED_ON or dates.shown is None:
        return False
    zone = ZoneInfo(dates.timezone)
    is_close = dates.is_at_once or end_of(dates.shown, zone) - AT_ONCE_WITHIN < now
    return is_close and now < end_of(dates.outer or dates.shown, zone)


def moment_of(when: When, zone: ZoneInfo, hour: int = MORNING) -> datetime:
    """A day's `hour` in `zone`, or the moment itself, in UTC.

    An hour that a clock change skips moves forward; of one that comes twice, the first.
    """
    if isinstance(when, datetime):
        return when.astimezone(UTC)
    return datetime.combine(when, time(hour), zone).astimezone(UTC)


def end_of(when: When, zone: ZoneInfo) -> datetime:
    """The moment at which a day ends (its midnight) or the moment itself, in UTC."""
    return moment_of(when if isinstance(when, datetime) else when + ONE_DAY, zone, hour=0)


def _steps(dates: Dates, zone: ZoneInfo, born_at: datetime | None, offsets: Offsets) -> Iterator[Step]:
    if dates.status in SETTLED:
        return
    if dates.shown is None:
        yield from _weekly(Purpose.FIND_DATE, zone, born_at)
    elif not dates.is_claimants:
        yield from _of_the_plan(dates.shown, dates.outer, ZoneInfo(dates.timezone), zone, offsets)
    elif dates.outer is None:
        yield from _ahead(dates, dates.shown, zone, offsets)
        end = end_of(dates.shown, ZoneInfo(dates.timezone))
        yield from _weekly(Purpose.STILL_OPEN, zone, max(born_at, end) if born_at else None)
    else:
        yield from _to_the_last_day(dates, dates.shown, dates.outer, zone, offsets)


def _to_the_last_day(
    dates: Dates, shown: When, last: When, zone: ZoneInfo, offsets: Offsets
) -> Iterator[Step]:
    home = ZoneInfo(dates.timezone)
    if dates.status is not Status.MISSED:
        yield from _ahead(dates, shown, zone, offsets)
        yield from _still_arguable(shown, end_of(last, home), zone)
    yield Step(Purpose.OUTCOME_WANTED.value, _told_after(last, home, zone), Purpose.OUTCOME_WANTED)


def _ahead(dates: Dates, shown: When, zone: ZoneInfo, offsets: Offsets) -> Iterator[Step]:
    if dates.mail_by:
        yield Step(Purpose.MAIL_BY.value, moment_of(dates.mail_by, zone), Purpose.MAIL_BY)
    if isinstance(shown, datetime):
        yield from (_hours_ahead(shown, hours) for hours in offsets[DateKind.LAST_HOUR])
    else:
        kind = DateKind.TARGET if dates.is_target else DateKind.LAST_DAY
        yield from (_days_ahead(shown, days, zone) for days in offsets[kind])


def _repeats(step: Step, told_at: datetime) -> bool:
    """Whether it would only say again what a reminder at `told_at` has just said."""
    return step.purpose is Purpose.AHEAD and step.at <= told_at + TOO_CLOSE_TO_AT_ONCE


def _day_of(when: When, zone: ZoneInfo) -> date:
    return when.astimezone(zone).date() if isinstance(when, datetime) else when


def _days_ahead(day: date, days: int, zone: ZoneInfo, hour: int = MORNING) -> Step:
    return Step(f"days_{days}", moment_of(day - days * ONE_DAY, zone, hour), Purpose.AHEAD)


def _hours_ahead(moment: datetime, hours: int) -> Step:
    return Step(f"hours_{hours}", moment.astimezone(UTC) - timedelta(hours=hours), Purpose.AHEAD)


def _still_arguable(shown: When, end: datetime, zone: ZoneInfo) -> Iterator[Step]:
    """ "File today and say why": from when the cautious date is over, each morning while it can be argued."""
    if isinstance(shown, datetime) and shown < end:
        yield Step("arguable_now", shown.astimezone(UTC), Purpose.STILL_ARGUABLE)
    day = _day_of(shown, zone) + ONE_DAY
    while moment_of(day, zone) < end:
        yield Step(f"arguable_{day}", moment_of(day, zone), Purpose.STILL_ARGUABLE)
        day += ONE_DAY


def _of_the_plan(
    due: When, certain: When | None, home: ZoneInfo, zone: ZoneInfo, offsets: Offsets
) -> Iterator[Step]:
    """Who has no certain last day is never called late, only asked, once the expected day is over."""
    if certain is None:
        yield from _again(Purpose.CALL_PLAN, due, home, zone, offsets)
    elif isinstance(due, datetime):
        yield Step(Purpose.CALL_PLAN.value, _told_after(due, home, zone), Purpose.CALL_PLAN)
    if certain is not None:
        yield from _again(Purpose.PLAN_IS_LATE, certain, home, zone, offsets)


def _again(purpose: Purpose, last: When, home: ZoneInfo, zone: ZoneInfo, offsets: Offsets) -> Iterator[Step]:
    """Told once the last day is over, and again so many days after that until an answer is on record."""
    for days in offsets[DateKind.PLANS_ANSWER]:
        code = f"{purpose.value}_{days}" if days else purpose.value
        yield Step(code, _told_after(last + days * ONE_DAY, home, zone), purpose)


def _told_after(last: When, home: ZoneInfo, zone: ZoneInfo) -> datetime:
    """The reader's morning after a last day that has ended at `home` too; of a moment, its own instant."""
    end = end_of(last, home)
    return end if isinstance(last, datetime) else max(end, moment_of(last + ONE_DAY, zone))


def _weekly(purpose: Purpose, zone: ZoneInfo, after: datetime | None) -> Iterator[Step]:
    """The next Monday mornings: the same ones whenever one asks, so that planning again changes nothing."""
    if after is None:
        return
    today = after.astimezone(zone).date()
    monday = today - today.weekday() * ONE_DAY
    for week in range(WEEKS_PLANNED + 1):
        at = moment_of(monday + week * 7 * ONE_DAY, zone)
        if at >= after:
            yield Step(purpose.value, at, purpose)
