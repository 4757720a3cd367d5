"""Whether a reminder that is due is still right, looked at again at the moment it would go."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from tracker.models import (
    Case,
    DeadlineRow,
    FormReminder,
    Patient,
    Recipient,
    Reminder,
    ReminderState,
    SignedForm,
)
from tracker.rules.schedule import CAN_BE_ACTED_ON, Purpose, end_of, purpose_of
from tracker.rules.terms import Status
from tracker.services.reminders.rows import dates_of, is_practice, safe_hours, why_not_to_patient

ABOUT_TO_GO = timedelta(minutes=15)
MOST_TO_PATIENT = 2
FROM_FAR_TO_NEAR = tuple(Purpose)
_A_NEARER_ONE = "a nearer reminder of the same date went instead"


@dataclass(frozen=True, slots=True)
class DueItem:
    """A reminder that goes now, with its deadline, and what it is for as of now."""

    reminder: Reminder
    deadline: DeadlineRow
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Fate:
    """What is to become of a reminder, and why, in words that follow "because"."""

    reminder_id: UUID
    state: ReminderState
    because: str


@dataclass(frozen=True, slots=True)
class Group:
    """All reminders, of any state, of one case to one recipient; `deadlines` are in step with them. The signed papers
    and their reminders are there for the advocate alone.
    """

    case: Case
    recipient: Recipient
    patient: Patient
    reminders: Sequence[Reminder]
    deadlines: Mapping[UUID, DeadlineRow]
    forms: Mapping[UUID, SignedForm] = field(default_factory=dict)
    form_reminders: Sequence[FormReminder] = ()


def due_of(group: Group, now: datetime) -> list[Reminder]:
    """The reminders of a group whose time has come."""
    return [r for r in group.reminders if r.state is ReminderState.PLANNED and r.due_at <= now]


def still_right(group: Group, now: datetime) -> tuple[list[DueItem], list[Fate]]:
    """One item for each deadline that is to be named now, and what becomes of the other due reminders.

    What is due outside a patient's safe hours stays planned. Nothing is written.
    """
    if group.recipient is Recipient.PATIENT and not _is_safe_now(group.patient, now):
        return [], []
    items, fates = list[DueItem](), list[Fate]()
    by_deadline = sorted(due_of(group, now), key=lambda r: (r.deadline_id.hex, r.due_at, _nearness(r)))
    for _, same in groupby(by_deadline, key=lambda r: r.deadline_id):
        *farther, nearest = same
        fates += [Fate(each.id, ReminderState.SKIPPED, _A_NEARER_ONE) for each in farther]
        checked = _checked(group, nearest, now)
        if isinstance(checked, Fate):
            fates.append(checked)
        else:
            items.append(checked)
    return sorted(items, key=lambda item: _weight(group.case, item.deadline)), fates


def _weight(case: Case, row: DeadlineRow) -> tuple[bool, bool, datetime, UUID]:
    """What a mail names first: law before targets and chases, the earlier date first, unknown ones last."""
    shown = dates_of(row, case).shown
    ends_at = end_of(shown, ZoneInfo(case.timezone)) if shown else row.created_at
    return is_practice(row), shown is None, ends_at, row.id


def _nearness(reminder: Reminder) -> int:
    return FROM_FAR_TO_NEAR.index(purpose_of(reminder.step))


def _checked(group: Group, reminder: Reminder, now: datetime) -> DueItem | Fate:
    row = group.deadlines[reminder.deadline_id]
    if because := _why_cancelled(group, row, now):
        return Fate(reminder.id, ReminderState.CANCELLED, because)
    if because := _why_skipped(group, reminder, row, now):
        return Fate(reminder.id, ReminderState.SKIPPED, because)
    return DueItem(reminder, row, purpose_now(group.case, row, purpose_of(reminder.step), now))


def _why_cancelled(group: Group, row: DeadlineRow, now: datetime) -> str | None:
    because = why_settled(group.case, row)
    if because or group.recipient is Recipient.ADVOCATE:
        return because
    return why_not_to_patient(group.patient, now)


def why_settled(case: Case, row: DeadlineRow) -> str | None:
    """Why nobody has to be reminded of this deadline any more, or None."""
    if case.closed_at is not None:
        return "the case is closed"
    if row.met_by or row.status is Status.MET:
        return "the step was done"
    if row.missed_by:
        return "what became of it is on record"
    return "another date took its place" if row.status is Status.SUPERSEDED else None


def _why_skipped(group: Group, reminder: Reminder, row: DeadlineRow, now: datetime) -> str | None:
    purpose = purpose_of(reminder.step)
    if purpose is Purpose.LAW_CHANGED:
        return None
    if row.status is Status.MISSED and purpose is not Purpose.OUTCOME_WANTED:
        return "the last day had passed when it would have gone"
    if _follows_soon(group.reminders, reminder, now):
        return "a nearer reminder of the same date is about to go"
    if group.recipient is Recipient.ADVOCATE:
        return None
    if _has_passed(group.case, row, now):
        return "the day had passed when it would have gone"
    sent = [r for r in _of_deadline(group.reminders, reminder) if r.state is ReminderState.QUEUED]
    return "the patient has had two reminders of this date" if len(sent) >= MOST_TO_PATIENT else None


def _of_deadline(reminders: Iterable[Reminder], same: Reminder) -> list[Reminder]:
    return [r for r in reminders if r.deadline_id == same.deadline_id]


def _follows_soon(reminders: Iterable[Reminder], reminder: Reminder, now: datetime) -> bool:
    return any(
        r.state is ReminderState.PLANNED and now < r.due_at <= now + ABOUT_TO_GO
        for r in _of_deadline(reminders, reminder)
    )


def purpose_now(case: Case, row: DeadlineRow, planned: Purpose, now: datetime) -> Purpose:
    """A reminder that comes late speaks of the day on which it goes, not of the one it was planned for."""
    is_ahead = planned in (Purpose.AHEAD, Purpose.MAIL_BY, Purpose.AT_ONCE, Purpose.MOVED_EARLIER)
    if is_ahead and row.status in CAN_BE_ACTED_ON and _has_passed(case, row, now):
        return Purpose.STILL_ARGUABLE
    return planned


def _has_passed(case: Case, row: DeadlineRow, now: datetime) -> bool:
    shown = dates_of(row, case).shown
    return shown is not None and end_of(shown, ZoneInfo(case.timezone)) <= now


def _is_safe_now(patient: Patient, now: datetime) -> bool:
    return safe_hours(patient).holds(now.astimezone(ZoneInfo(patient.timezone)).hour)
