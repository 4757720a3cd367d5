"""A deadline of a rule as a patient reads it: how long, counted from what, started and ended by what, and where.

Everything is read off the row and off the table of events, so that a new rule needs no word here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tracker.rules.arithmetic_words import ORDINALS
from tracker.rules.event_fields import EventField
from tracker.rules.events import SCHEMA
from tracker.rules.law_rows import Condition, Limb, Period, Rule
from tracker.rules.state_rules import FAMILY
from tracker.rules.terms import Actor, Unit
from tracker.rules.words import count
from tracker.web.fact_words import condition_words
from tracker.web.shown import date_words

COMPUTED_AMOUNTS = {
    "possible": "the earliest date of all kinds that it may be",
}
COMPUTED_WORDS = {
    "step_before_ended": "the end of the step before it",
    "filing_period": "the determination that the request is about",
    "before_course_ends": "the last day of the approved care",
    "board_meetings": "the meeting of the board that decides",
}
"""What a date is counted from that is worked out, whatever field its event has."""
EARLIER_STEP = "an earlier step of the same case"
NO_NUMBER = "no number of days: the date that the letter states"
STATES_NUMBER = "as the law of the state says"


@dataclass(frozen=True)
class TimeShown:
    """One time in which something has to happen, and from what it is counted."""

    amount: str
    counted_from: str


@dataclass(frozen=True)
class LimbShown:
    """One deadline of a rule: its time, what starts and ends it, and under which conditions it counts."""

    title: str
    time: TimeShown
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    only_where: tuple[str, ...]
    rolls: str
    receipt: str
    extension: str
    note: str


def limbs_shown(rule: Rule) -> tuple[LimbShown, ...]:
    """Each deadline of a rule in words."""
    return tuple(_limb(rule, limb) for limb in rule.limbs)


def time_shown(rule: Rule, limb: Limb) -> TimeShown:
    """The time of one deadline, and what it is counted from."""
    amounts = "; ".join(dict.fromkeys(_amount(rule, limb, period) for period in limb.periods))
    return TimeShown(amounts or NO_NUMBER, _counted_from(limb))


def _counted_from(limb: Limb) -> str:
    words = COMPUTED_WORDS.get(limb.computed or "", start_label(limb)).removesuffix(" on")
    start = words if words[1:2].isupper() else f"{words[:1].lower()}{words[1:]}"
    if limb.presumed_days and not limb.is_cautious_from_notice:
        return f"receipt, which is presumed {count(limb.presumed_days, 'days')} after the {start}"
    return start


def start_label(limb: Limb) -> str:
    """What the count begins with: `Date printed on the letter`."""
    if limb.label:
        return limb.label
    field = first_field(limb, (*limb.notice, *limb.start, *limb.estimate))
    return field.label if field else EARLIER_STEP


def first_field(limb: Limb, names: Iterable[str]) -> EventField | None:
    """The first of these fields that an event has which starts the limb."""
    fields = (SCHEMA[kind].field(name) for name in names for kind in limb.starts)
    return next((field for field in fields if field), None)


def _limb(rule: Rule, limb: Limb) -> LimbShown:
    return LimbShown(
        title=limb.title,
        time=time_shown(rule, limb),
        starts=tuple(SCHEMA[kind].title for kind in limb.starts),
        ends=tuple(SCHEMA[kind].title for kind in limb.ends),
        only_where=tuple(_conditions(limb.when)),
        rolls=_rolls(rule, limb),
        receipt=_receipt(limb),
        extension=_extension(limb),
        note=limb.note or "",
    )


def _amount(rule: Rule, limb: Limb, period: Period) -> str:
    if rule.family == FAMILY and period.unit is Unit.STATED:
        return STATES_NUMBER
    if period.unit is Unit.STATED:
        return COMPUTED_AMOUNTS.get(limb.computed or "", NO_NUMBER)
    given = "; ".join((*_conditions(period.when), *_law_when(period)))
    return f"{_counted(period, limb)}{f' ({given})' if given else ''}"


def _counted(period: Period, limb: Limb) -> str:
    """`180 days`, `noon of the day before`, `at once`: a period without its conditions."""
    if period.unit is Unit.IMMEDIATE:
        return "at once"
    if period.unit is Unit.NOON:
        return f"noon of the day {'before' if limb.backwards else 'after'}"
    if period.unit is Unit.YEAR_END:
        return f"December 31 of the {ORDINALS[period.amount]} year after"
    if not period.amount:
        return "on the day itself"
    after = f", from the end of {count(period.after_days, 'days')} on" if period.after_days else ""
    return f"{count(period.amount, period.unit.value)}{' before' if limb.backwards else ''}{after}"


def _conditions(when: Condition) -> Iterator[str]:
    return (condition_words(name, values) for name, values in when.items())


def _law_when(period: Period) -> Iterator[str]:
    if period.since:
        yield f"for what begins on {date_words(period.since)} or later"
    if period.until:
        yield f"for what begins by {date_words(period.until)}"


def _receipt(limb: Limb) -> str:
    if not limb.presumed_days:
        return ""
    since = f" So for notices from {date_words(limb.presumed_since)} on." if limb.presumed_since else ""
    days = count(limb.presumed_days, "days")
    return f"The notice counts as received {days} after its date, unless it is shown otherwise.{since}"


def _extension(limb: Limb) -> str:
    return (
        f"By at most {count(limb.extension_days, 'days')}, with a notice in writing."
        if limb.extension_days
        else ""
    )


def _rolls(rule: Rule, limb: Limb) -> str:
    if rule.actor is not Actor.CLAIMANT:
        return ""
    if limb.rolls:
        return "A last day on a Saturday, a Sunday or a federal holiday moves to the next day that is none of these."
    if limb.rolls_arguable:
        return "It can be argued that a last day on a weekend or a holiday moves on; do not rely on it."
    return "A last day on a weekend or a holiday stays where it is."
