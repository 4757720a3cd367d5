"""When to remind about a signed paper that runs out: a pure function to moments."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.rules.reminder_policy import DEFAULT, DateKind
from tracker.rules.schedule import end_of, moment_of

ONE_DAY = timedelta(days=1)
RAN_OUT = "ran_out"


def form_steps(
    last_day: date,
    case_zone: ZoneInfo,
    reader_zone: ZoneInfo,
    days_ahead: Sequence[int] = DEFAULT[DateKind.SIGNED_FORM],
) -> dict[str, datetime]:
    """The reader's mornings, in UTC, by the code of each step: so many days before the last day, and the first after
    it has ended at the case's place too.
    """
    ahead = {f"days_{days}": moment_of(last_day - days * ONE_DAY, reader_zone) for days in days_ahead}
    after = max(end_of(last_day, case_zone), moment_of(last_day + ONE_DAY, reader_zone))
    return {**ahead, RAN_OUT: after}
