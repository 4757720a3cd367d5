"""Where a case stands in the caseload: what follows from its events and from the time that passes.

A standing holds until `next_change_at`: until then neither law nor the calendar moves the case elsewhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.models import Case, DeadlineRow
from tracker.models.cases import NEVER
from tracker.rules import stage as stages
from tracker.rules.dates import day_of, end_of, first_moment, is_past
from tracker.rules.facts import CaseFacts, When
from tracker.rules.front import AT_ONCE, DAYS_AT_ONCE, claimants_live, front, plans_live
from tracker.rules.outcome import Computed, Deadline
from tracker.rules.stage import NextStep
from tracker.rules.terms import EventKind, Stage

CLOSED = "closed"
"""The group of a case that has ended: none of the caseload's."""

_NEAR = timedelta(hours=72)
_WEEK = timedelta(days=7)
_MONTH = timedelta(days=31)


@dataclass(frozen=True)
class Standing:
    """The derived part of a case. `sort_at` is the end of the next date, or NEVER; once a target of our own has passed,
    the end of the law's date: what can be lost stands before what was only meant to be done by now.
    """

    stage: Stage
    group: str
    next_on: date | None
    next_at: datetime | None
    sort_at: datetime
    step: NextStep
    deadline: Deadline | None
    next_change_at: datetime | None


def standing(facts: CaseFacts, computed: Computed, now: datetime) -> Standing:
    """Where a case with these facts stands at `now` (aware)."""
    step = stages.next_step(facts, computed, now)
    place = front(facts, computed, now)
    stage = stages.stage(facts)
    zone = ZoneInfo(facts.timezone)
    when = step.when
    is_closed = stage is Stage.CLOSED
    return Standing(
        stage=stage,
        group=CLOSED if is_closed else place.group,
        next_on=day_of(when, zone) if when else None,
        next_at=as_moment(when),
        sort_at=_sort_at(computed, place.deadline, when, now, zone),
        step=step,
        deadline=place.deadline,
        next_change_at=None if is_closed else _next_change(facts, computed, now),
    )


def place(
    case: Case,
    facts: CaseFacts,
    computed: Computed,
    rows: dict[tuple[str, str, str], DeadlineRow],
    now: datetime,
) -> None:
    """Write the standing into the case; `rows` are its deadlines by identity."""
    found = standing(facts, computed, now)
    columns = {
        "stage": found.stage,
        "group": found.group,
        "next_on": found.next_on,
        "next_at": found.next_at,
        "sort_at": found.sort_at,
        "next_deadline_id": rows[found.deadline.identity].id if found.deadline else None,
        "next_step": found.step.sentence,
        "next_owner": found.step.owner,
        "next_action": found.step.action,
        "next_change_at": found.next_change_at,
        **_ending(case, facts, found.stage, now),
    }
    for name, value in columns.items():
        if getattr(case, name) != value:
            setattr(case, name, value)


def _sort_at(
    computed: Computed, front: Deadline | None, when: When | None, now: datetime, zone: ZoneInfo
) -> datetime:
    if front is not None and when is not None and not front.is_legal and is_past(when, now, zone):
        by_law = (own.shown for own in claimants_live(computed) if own.is_legal and own.shown)
        when = next(by_law, when)
    return end_of(when, zone).astimezone(UTC) if when else NEVER


def as_day(when: When | None) -> date | None:
    """The day, where it is one and no moment."""
    return None if isinstance(when, datetime) else when


def as_moment(when: When | None) -> datetime | None:
    """The moment in UTC, where it is one and no day."""
    return when.astimezone(UTC) if isinstance(when, datetime) else None


def _ending(case: Case, facts: CaseFacts, stage: Stage, now: datetime) -> dict[str, object]:
    if stage is not Stage.CLOSED:
        return {"closed_at": None, "outcome": None}
    last = stages.latest_of(facts, EventKind.CLOSED, EventKind.WITHDRAWN)
    outcome = last.get("outcome") if last else None
    return {
        "closed_at": case.closed_at or now,
        "outcome": str(outcome) if outcome else "withdrawn",
    }


def _next_change(facts: CaseFacts, computed: Computed, now: datetime) -> datetime | None:
    ahead = [moment for moment in _moments(facts, computed) if moment > now]
    return min(ahead).astimezone(UTC) if ahead else None


def _moments(facts: CaseFacts, computed: Computed) -> Iterator[datetime]:
    """When law changes a status, when a date comes within a month, a week, or 72 hours, and each morning of
    what is to be done at once.
    """
    zone = ZoneInfo(facts.timezone)
    if computed.next_change_at is not None:
        yield computed.next_change_at
    for own in claimants_live(computed):
        for when in (own.mail_by, own.shown):
            if when is not None:
                yield from _windows(when, zone)
        if own.shown is not None and own.limb == AT_ONCE:
            last = day_of(own.shown, zone)
            yield from (first_moment(last - timedelta(days=n), zone) for n in range(DAYS_AT_ONCE))
    for owed in plans_live(computed):
        if isinstance(owed.due, datetime):
            yield owed.due.astimezone(UTC) - _NEAR


def _windows(shown: When, zone: ZoneInfo) -> Iterator[datetime]:
    end = end_of(shown, zone).astimezone(UTC)
    yield from (end, end - _NEAR)
    day = day_of(shown, zone)
    yield first_moment(day - _WEEK, zone)
    yield first_moment(day - _MONTH, zone)
