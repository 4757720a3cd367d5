"""The dates that nobody has answered for, as the top of a page names them."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker.models import Account, Case, DeadlineRow
from tracker.services import alarms
from tracker.services.neutral_titles import neutral_title
from tracker.web.case_actions import case_address
from tracker.web.shown import short_words


@dataclass(frozen=True)
class UnattendedLine:
    """One date: of which case, what for, when."""

    url: str
    number: str
    title: str
    when: str


def unattended_lines(session: Session, account: Account, now: datetime) -> tuple[UnattendedLine, ...]:
    """Those of the organization's open cases, the nearest first."""
    return tuple(_line(case, row, now) for case, row in alarms.unattended(session, account))


def _line(case: Case, row: DeadlineRow, now: datetime) -> UnattendedLine:
    zone = ZoneInfo(case.timezone)
    shown = row.shown_at or row.shown_on
    when = short_words(shown, zone, now.astimezone(zone).date()) if shown else "no date yet"
    return UnattendedLine(case_address("cases.show", case.id), case.number, neutral_title(row), when)
