"""How far ahead to remind, by kind of date: the program's own policy, what another one may be, and its floor.

The floor holds for what law or a letter sets: nobody can switch off the early reminder, the late one and the one of
the day itself.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tracker.rules.reading import ReadingError

SEPARATORS = re.compile(r"[\s,;]+")
NUMBER = re.compile(r"[0-9]{1,4}\Z")
MOST_REMINDERS = 12


class DateKind(StrEnum):
    """What is reminded of, and whom; the value is stored. A LAST_HOUR is a date that law counts in hours, a TARGET a
    date of ours, a PLANS_ANSWER what the other side owes, a SIGNED_FORM a paper that runs out.
    """

    LAST_DAY = "last_day"
    LAST_HOUR = "last_hour"
    TARGET = "target"
    PLANS_ANSWER = "plans_answer"
    SIGNED_FORM = "signed_form"
    PATIENTS_DAY = "patients_day"
    PATIENTS_HOUR = "patients_hour"


Offsets = Mapping[DateKind, tuple[int, ...]]
"""Days or hours ahead, the farthest first; of the other side's answer, days after it was due, the nearest first."""

DEFAULT: Offsets = {
    DateKind.LAST_DAY: (30, 14, 7, 3, 1, 0),
    DateKind.LAST_HOUR: (48, 24, 6, 2),
    DateKind.TARGET: (30, 14, 7, 3, 1, 0),
    DateKind.PLANS_ANSWER: (0,),
    DateKind.SIGNED_FORM: (30, 7),
    DateKind.PATIENTS_DAY: (7, 1),
    DateKind.PATIENTS_HOUR: (24,),
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a policy may say of one kind: `least` to `most` apart from what `always` goes, at most `count` of them.

    One of them has to lie in each of the ranges of `floor`; `why` says so to a person.
    """

    least: int
    most: int
    count: int = MOST_REMINDERS
    always: tuple[int, ...] = ()
    floor: tuple[range, ...] = ()
    why: str = ""


BOUNDS: Mapping[DateKind, Bounds] = {
    DateKind.LAST_DAY: Bounds(
        1,
        180,
        always=(0,),
        floor=(range(7, 181), range(1, 3)),
        why="A date that law or a letter sets needs one reminder 7 days ahead or earlier, while there is time to "
        "write, and one 1 or 2 days ahead, while there is time to send.",
    ),
    DateKind.LAST_HOUR: Bounds(
        3,
        240,
        always=(2,),
        floor=(range(24, 241),),
        why="A date that is counted in hours needs one reminder 24 hours ahead or earlier.",
    ),
    DateKind.TARGET: Bounds(1, 180, always=(0,)),
    DateKind.PLANS_ANSWER: Bounds(1, 90, always=(0,)),
    DateKind.SIGNED_FORM: Bounds(
        1,
        180,
        floor=(range(1, 181),),
        why="A form that runs out needs one reminder ahead, to have it signed anew.",
    ),
    DateKind.PATIENTS_DAY: Bounds(
        0, 60, count=2, floor=(range(61),), why="A patient who asked for reminders gets one or two of a date."
    ),
    DateKind.PATIENTS_HOUR: Bounds(
        2,
        240,
        count=2,
        floor=(range(2, 241),),
        why="A patient who asked for reminders gets one or two of a date.",
    ),
}


def read_offsets(kind: DateKind, typed: str) -> tuple[int, ...]:
    """What was typed (`14, 7, 1`) as a policy of that kind, with what always goes. Raises ReadingError with a sentence:
    no number, out of bounds, too many, or below the floor.
    """
    bounds = BOUNDS[kind]
    numbers = {_number(word, bounds) for word in SEPARATORS.split(typed.strip()) if word} - set(bounds.always)
    if len(numbers) > bounds.count:
        raise ReadingError(f"At most {bounds.count} reminders fit here.")
    if any(not numbers & set(each) for each in bounds.floor):
        raise ReadingError(bounds.why)
    return _in_order(kind, numbers | set(bounds.always))


def editable(kind: DateKind, offsets: Offsets) -> tuple[int, ...]:
    """What of a policy a person may change: without what always goes."""
    return tuple(number for number in offsets[kind] if number not in BOUNDS[kind].always)


def _number(word: str, bounds: Bounds) -> int:
    if not NUMBER.match(word):
        raise ReadingError(
            f"“{word[:20]}” is not a number. Write numbers with commas between them, such as 14, 7, 1."
        )
    number = int(word)
    if number not in bounds.always and not bounds.least <= number <= bounds.most:
        raise ReadingError(f"{number} does not fit: {bounds.least} to {bounds.most} can be kept here.")
    return number


def _in_order(kind: DateKind, numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(numbers, reverse=kind is not DateKind.PLANS_ANSWER))
