"""A case in the caseload as a sentence: when, who, what is next, and the button that does it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from tracker.rules.coverage_words import WORDS
from tracker.rules.terms import Funding, Sponsor, Status
from tracker.rules.words import clock
from tracker.services.caseload import BoardGroup, BoardRow
from tracker.web.case_actions import Action, action_of, case_address
from tracker.web.shown import distance, short_words

_OWNERS = {
    "plan": "The plan is to answer",
    "iro": "The review organization is to answer",
    "agency": "The agency is to answer",
}
_TONES = {"overdue": "late", "within_72_hours": "soon"}
_FUNDING = {Funding.SELF_FUNDED: "self-funded", Funding.INSURED: "insured"}


@dataclass(frozen=True)
class Line:
    """One row of the caseload in words. `tone` is late, soon or empty; `is_ours`: the step is not another's."""

    case_id: UUID
    url: str
    tone: str
    is_ours: bool
    when: str
    beside: str
    who: str
    facts: str
    number: str
    step: str
    more: str
    action: Action


@dataclass(frozen=True)
class Lines:
    """A group with its rows in words."""

    code: str
    title: str
    count: int
    lines: tuple[Line, ...]
    page: int
    pages: int


def lines_of(group: BoardGroup, now: datetime, most: int | None = None) -> Lines:
    """A group of the board in words at `now` (aware), at `most` its first so many rows."""
    lines = tuple(line_of(row, group.code, now) for row in group.rows[:most])
    return Lines(group.code, group.title, group.count, lines, group.page, group.pages)


def line_of(row: BoardRow, group: str, now: datetime) -> Line:
    """One row in words."""
    zone = ZoneInfo(row.timezone)
    when, beside = _when(row, now, zone)
    return Line(
        case_id=row.case_id,
        url=case_address("cases.show", row.case_id),
        tone=_TONES.get(group, ""),
        is_ours=row.next_owner == "advocate",
        when=when,
        beside=beside,
        who=f"{row.guardian}, for {row.patient}" if row.guardian else row.patient,
        facts=" · ".join(filter(None, (row.service, _plan(row)))),
        number=row.number,
        step=row.next_step,
        more=_more(row, now, zone),
        action=action_of(row.case_id, row.next_action),
    )


def _when(row: BoardRow, now: datetime, zone: ZoneInfo) -> tuple[str, str]:
    if row.next_at is not None:
        return _hour(row.next_at, now, zone)
    if row.next_on is None and row.status is Status.NEEDS_DATE:
        return "No date yet", "find it in the letter"
    if row.next_on is None:
        return "No date", "nothing is pending"
    if row.mail_by_on == row.next_on and row.shown_on and row.shown_on != row.next_on:
        due = short_words(row.shown_on, zone, now.astimezone(zone).date())
        return _day(row.next_on, now, zone), f"mail by, due {due}"
    return _day(row.next_on, now, zone), distance(row.next_on, now, zone)


def _hour(at: datetime, now: datetime, zone: ZoneInfo) -> tuple[str, str]:
    local = at.astimezone(zone)
    hour, name = clock(local).rsplit(" ", 1)
    if local.date() == now.astimezone(zone).date():
        return hour, f"today, {distance(at, now, zone)}, {name}"
    return _day(local.date(), now, zone), f"{hour} {name}, {distance(at, now, zone)}"


def _day(day: date, now: datetime, zone: ZoneInfo) -> str:
    if day.year == now.astimezone(zone).year:
        return f"{day:%a} {day:%b} {day.day}"
    return f"{day:%b} {day.day}, {day.year}"


def _plan(row: BoardRow) -> str:
    is_named = row.sponsor not in (Sponsor.PRIVATE_EMPLOYER, Sponsor.UNKNOWN, Sponsor.OTHER)
    coverage = WORDS[row.sponsor].short if is_named else _FUNDING.get(row.funding)
    return ", ".join(filter(None, (row.insurer, coverage)))


def _more(row: BoardRow, now: datetime, zone: ZoneInfo) -> str:
    today, outer = now.astimezone(zone).date(), row.outer_at or row.outer_on
    if row.next_owner in _OWNERS:
        return _OWNERS[row.next_owner]
    if row.status is Status.PAST_CAUTIOUS and outer:
        return f"Arguable until {short_words(outer, zone, today)}"
    if row.status is Status.LATE and outer:
        return f"Certainly late since {short_words(outer, zone, today)}"
    return _title(row)


def _title(row: BoardRow) -> str:
    """The deadline's title, unless the step says the same."""
    title = row.title or ""
    if title.startswith("Target:"):
        return "Our target date"
    return "" if title.casefold() in row.next_step.casefold() else title
