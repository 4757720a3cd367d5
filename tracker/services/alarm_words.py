"""What people read when nobody has answered for a date: on a screen, and in a mail."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker.models import Account, Case, DeadlineRow
from tracker.rules.dates import is_past
from tracker.rules.front import CONFIRM
from tracker.rules.unanswered import FLOOR, Begun
from tracker.services import escalations
from tracker.services.alarm_people import reads_all
from tracker.services.mail_contexts import Acts, AdvocateAlert, AlertKind
from tracker.services.mail_links import case_url
from tracker.services.mail_texts import render
from tracker.services.neutral_titles import neutral_title
from tracker.services.outbox import Draft
from tracker.services.reminders.wording import in_zone
from tracker.services.staff_mail import to_staff

KIND = "alarm"


def has_passed(row: DeadlineRow, case: Case, now: datetime) -> bool:
    """Whether the date of the row is over at `now` (aware), where the case is."""
    shown = row.shown_at or row.shown_on
    return shown is not None and is_past(shown, now, ZoneInfo(case.timezone))


def what_is_wrong(row: DeadlineRow, is_floor: bool, is_over: bool) -> str:
    """What stands on a person's screen of such a date, after its title; `is_over` as `has_passed` says."""
    if row.rule == CONFIRM:
        return "it was sent, and nothing shows that it arrived. Ask, and record the day."
    if is_floor:
        return f"the date {'has passed' if is_over else 'is close'} and nobody has said that they saw it."
    return "nobody has said that they saw its last reminder."


def alarm_mail(
    session: Session,
    row: DeadlineRow,
    case: Case,
    reader: Account,
    rung: Begun,
    base_url: str,
    now: datetime,
) -> Draft:
    """An administrator reads that a case needs somebody, and which; everybody else reads its date."""
    person = escalations.named_person(session, case)
    is_told_all = reads_all(session, case, reader)
    shown = row.shown_at or row.shown_on
    mail = render(
        AdvocateAlert(
            kind=_alert_kind(row, rung, is_told_all, has_passed(row, case, now)),
            case_number=case.number,
            case_url=case_url(base_url, case.id),
            recipient=Acts.YOU if reader.id == person.id else Acts.ADVOCATE,
            recipient_name="" if reader.id == person.id else person.name,
            title=neutral_title(row) if is_told_all else "",
            when=in_zone(shown, ZoneInfo(reader.timezone)) if is_told_all else None,
        )
    )
    key = f"{KIND}:{row.id}:{row.revision}:{rung.rung.step}:{reader.id}"
    return to_staff(reader, mail, KIND, key, case)


def _alert_kind(row: DeadlineRow, rung: Begun, is_told_all: bool, is_over: bool) -> AlertKind:
    if row.rule == CONFIRM and is_told_all:
        return AlertKind.UNCONFIRMED
    if rung.rung != FLOOR:
        return AlertKind.UNANSWERED
    return AlertKind.PASSED if is_over else AlertKind.ESCALATION
