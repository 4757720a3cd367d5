"""What a policy of reminders would send for an example, line by line: when, what, to whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from tracker.rules.form_schedule import RAN_OUT, form_steps
from tracker.rules.reminder_policy import DateKind, Offsets
from tracker.rules.safe_hours import SafeHours
from tracker.rules.schedule import Dates, Purpose, Step, patients_reminders_for, reminders_for
from tracker.rules.terms import Status
from tracker.rules.unanswered import FLOOR, Ladder, Told, begins_at
from tracker.rules.words import clock
from tracker.services.reminder_policies import Policy

FIVE_IN_THE_AFTERNOON = time(17)
TOLD_WORDS = {
    Told.ADVOCATE: "the advocate",
    Told.SUPERVISOR: "the supervisor",
    Told.ADMINISTRATORS: "the administrators",
    Told.EVERYBODY: "everybody who may see the case",
}
PURPOSE_WORDS = {
    Purpose.OUTCOME_WANTED: "What became of it is asked",
    Purpose.STILL_OPEN: "Asked again each Monday until it is done",
    Purpose.PLAN_IS_LATE: "No answer: the plan is late",
}


@dataclass(frozen=True)
class Line:
    """One mail, or one step: when, what it is, who gets it."""

    when: str
    what: str
    to: str


@dataclass(frozen=True)
class Example:
    """What goes for one kind of date."""

    title: str
    lines: tuple[Line, ...]


def examples(policy: Policy, day: date, timezone: str) -> tuple[Example, ...]:
    """An open date of each kind that ends on `day`, of a case and a reader in that zone, from first to last."""
    zone = ZoneInfo(timezone)
    last = Dates(is_claimants=True, status=Status.OPEN, timezone=timezone, shown=day, outer=day)
    in_hours = datetime.combine(day, FIVE_IN_THE_AFTERNOON, zone)
    plans = replace(last, is_claimants=False)
    return (
        Example("A last day that law or a letter sets", _of_a_last_day(policy, last, zone)),
        Example(
            "A date in hours, here until 5 in the afternoon",
            _with_patients(policy, replace(last, shown=in_hours, outer=in_hours), zone),
        ),
        Example("A date of our own", _plain(policy, replace(last, outer=None, is_target=True), zone)),
        Example("The plan’s answer", _plain(policy, plans, zone)),
        Example("A signed form", _of_a_form(policy.offsets, day, zone)),
    )


def tells_words(tells: frozenset[Told]) -> str:
    """Who is told, in words: `the advocate and the supervisor`."""
    words = [TOLD_WORDS[each] for each in Told if each in tells]
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


Timed = tuple[datetime, str, str]


def _of_a_last_day(policy: Policy, dates: Dates, zone: ZoneInfo) -> tuple[Line, ...]:
    timed = (*_steps(policy, dates), *_patients(policy, dates), *_rungs(policy.ladder, dates))
    return _lines(timed, zone)


def _with_patients(policy: Policy, dates: Dates, zone: ZoneInfo) -> tuple[Line, ...]:
    return _lines((*_steps(policy, dates), *_patients(policy, dates)), zone)


def _plain(policy: Policy, dates: Dates, zone: ZoneInfo) -> tuple[Line, ...]:
    return _lines(tuple(_steps(policy, dates)), zone)


def _of_a_form(offsets: Offsets, day: date, zone: ZoneInfo) -> tuple[Line, ...]:
    steps = form_steps(day, zone, zone, offsets[DateKind.SIGNED_FORM])
    words = {code: "It has run out" if code == RAN_OUT else _ahead_words(code) for code in steps}
    return _lines(tuple((at, words[code], TOLD_WORDS[Told.ADVOCATE]) for code, at in steps.items()), zone)


def _steps(policy: Policy, dates: Dates) -> Iterator[Timed]:
    for step in reminders_for(dates, dates.timezone, offsets=policy.offsets):
        yield step.at, _words(step), TOLD_WORDS[Told.ADVOCATE]


def _patients(policy: Policy, dates: Dates) -> Iterator[Timed]:
    for step in patients_reminders_for(dates, dates.timezone, SafeHours(), offsets=policy.offsets):
        yield step.at, _words(step), "the patient, where they asked for mail"


def _rungs(ladder: Ladder, dates: Dates) -> Iterator[Timed]:
    assert dates.shown is not None  # noqa: S101 - an example has a day
    for rung in (*ladder, FLOOR):
        yield begins_at(dates, dates.shown, rung, ladder), "If nobody has answered", tells_words(rung.tells)


def _words(step: Step) -> str:
    return PURPOSE_WORDS.get(step.purpose) or _ahead_words(step.code)


def _ahead_words(code: str) -> str:
    unit, _, number = code.partition("_")
    if number == "0":
        return "Reminder on the day itself"
    return f"Reminder {number} {unit[:-1] if number == '1' else unit} ahead"


def _lines(timed: Sequence[Timed], zone: ZoneInfo) -> tuple[Line, ...]:
    in_order = sorted(timed, key=lambda each: each[0])
    return tuple(Line(_when(at.astimezone(zone)), what, to) for at, what, to in in_order)


def _when(local: datetime) -> str:
    return f"{local:%a} {local:%b} {local.day}, {local.year}, {clock(local)}"
