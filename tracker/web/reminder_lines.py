"""Reminders of a case with their fate, in words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from tracker.models import FormReminder, OutboxMessage, Recipient, Reminder, ReminderState
from tracker.services.casefile import CaseFile
from tracker.web.mail_fates import fate
from tracker.web.shown import short_words

A_FORM = "A signed form runs out"
Either = Reminder | FormReminder


@dataclass(frozen=True)
class ReminderLine:
    """One reminder: when, about what, to whom, its fate with a tone, and whether somebody read it."""

    id: str
    when: str
    about: str
    to: str
    fate: str
    tone: str
    because: str
    is_planned: bool
    can_acknowledge: bool
    acknowledged: str


def reminder_lines(file: CaseFile, now: datetime) -> tuple[ReminderLine, ...]:
    """All reminders, the next one first and then those that went, the newest first."""
    mails = {mail.id: mail for mail in file.mails}
    titles = {row.id: row.title for row in file.deadlines}
    about: dict[UUID, str] = {each.id: titles.get(each.deadline_id, "") for each in file.reminders}
    about |= {each.id: A_FORM for each in file.form_reminders}
    every: list[Either] = sorted((*file.reminders, *file.form_reminders), key=lambda each: each.due_at)
    ahead = [each for each in every if each.state is ReminderState.PLANNED]
    behind = [each for each in reversed(every) if each.state is not ReminderState.PLANNED]
    return tuple(_line(each, about[each.id], mails, file, now) for each in (*ahead, *behind))


def _line(
    reminder: Either, title: str, mails: dict[UUID, OutboxMessage], file: CaseFile, now: datetime
) -> ReminderLine:
    zone = ZoneInfo(file.case.timezone)
    today = now.astimezone(zone).date()
    words, tone = _fate(reminder, mails, file)
    of_date = reminder if isinstance(reminder, Reminder) else None
    read_at = of_date.acknowledged_at if of_date else None
    return ReminderLine(
        id=str(reminder.id),
        when=short_words(reminder.due_at, zone, today),
        about=title,
        to="patient" if of_date and of_date.recipient is Recipient.PATIENT else "advocate",
        fate=words,
        tone=tone,
        because=reminder.because or "",
        is_planned=reminder.state is ReminderState.PLANNED,
        can_acknowledge=bool(of_date) and reminder.state is ReminderState.QUEUED and read_at is None,
        acknowledged=short_words(read_at, zone, today) if read_at else "",
    )


def _fate(reminder: Either, mails: dict[UUID, OutboxMessage], file: CaseFile) -> tuple[str, str]:
    mail = mails.get(reminder.outbox_id) if reminder.outbox_id else None
    if reminder.state is ReminderState.QUEUED:
        return fate(mail, file.reports.get(mail.id)) if mail else ("waiting", "")
    return {
        ReminderState.PLANNED: ("planned", "acc"),
        ReminderState.CANCELLED: ("cancelled", ""),
        ReminderState.SKIPPED: ("skipped", ""),
    }[reminder.state]
