"""How relief after a disaster that was confirmed makes a filing timely: a last day that a letter can count out."""

from datetime import date

from tracker.rules.combining import Start
from tracker.rules.dates import day_of
from tracker.rules.outcome import Deadline
from tracker.rules.periods import Span
from tracker.rules.relief import Relief, table
from tracker.rules.relief_of_case import is_confirmed
from tracker.rules.rulebook import rules
from tracker.rules.terms import EventKind
from tracker.rules.tolling import last_disregarded, relieved
from tracker.services.letters.record import CaseRecord
from tracker.templating import in_words


def relief_of(
    record: CaseRecord, deadline: Deadline, starts_on: date | None, ends_on: date | None
) -> tuple[date | None, str | None]:
    """The last day with the relief that gives most, and in words which days it leaves out; else as it was."""
    if deadline.basis != "relief" or starts_on is None or ends_on is None:
        return ends_on, None
    found = [(_moved(record, deadline, each, starts_on, ends_on), each) for each in _confirmed(record)]
    last, relief = max(found, key=lambda pair: pair[0], default=(ends_on, None))
    if relief is None or last <= ends_on:
        return ends_on, None
    first, until = max(relief.start, starts_on), last_disregarded(relief, starts_on, late=False)
    return last, f"{in_words(first)} to {in_words(until)} ({rules()[relief.rule].citation})"


def _confirmed(record: CaseRecord) -> list[Relief]:
    events = record.timeline.of(EventKind.DISASTER_RELIEF_CONFIRMED)
    named = (table().reliefs.get(str(event.get("relief"))) for event in events if is_confirmed(event))
    return [relief for relief in named if relief is not None]


def _moved(record: CaseRecord, deadline: Deadline, relief: Relief, starts_on: date, ends_on: date) -> date:
    rule = rules()[deadline.rule]
    limb = rule.limb(deadline.limb) or rule.limbs[0]
    counted = Span(ends_on, ends_on, deadline.unit, [])
    moved = relieved(counted, limb, Start(starts_on, starts_on, ""), relief, True, record.zone)
    return day_of(moved.early or ends_on, record.zone)
