"""When to remind about a signed paper that runs out: a pure function to moments."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tracker.rules.schedule import end_of, moment_of

ONE_DAY = timedelta(days=1)


class FormStep(StrEnum):
    """Which reminder of a paper it is; the value is stored."""

    DAYS_30 = "days_30"
    DAYS_7 = "days_7"
    RAN_OUT = "ran_out"


DAYS_BEFORE = {FormStep.DAYS_30: 30, FormStep.DAYS_7: 7}


def form_steps(last_day: date, case_zone: ZoneInfo, reader_zone: ZoneInfo) -> dict[FormStep, datetime]:
    """The reader's mornings, in UTC: 30 and 7 days before the last day, and the first after it has ended at the
    case's place too.
    """
    ahead = {step: moment_of(last_day - days * ONE_DAY, reader_zone) for step, days in DAYS_BEFORE.items()}
    after = max(end_of(last_day, case_zone), moment_of(last_day + ONE_DAY, reader_zone))
    return {**ahead, FormStep.RAN_OUT: after}
