"""Reminder rows kept in step with the dates of a case."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from tracker.models import (
    Account,
    Case,
    DeadlineRow,
    Patient,
    Recipient,
    Reminder,
    ReminderState,
)
from tracker.rules import schedule
from tracker.rules.reminder_policy import Offsets
from tracker.rules.schedule import Purpose, Step
from tracker.rules.terms import Status
from tracker.services import escalations, reminder_policies
from tracker.services.reminders.forms import replan_forms
from tracker.services.reminders.rows import dates_of, is_practice, safe_hours, set_state, why_not_to_patient

EARLIER_BY = {"days_0": timedelta(hours=20), "hours_2": timedelta(0)}
NOW_ONLY = (Purpose.AT_ONCE.value, Purpose.MOVED_EARLIER.value, Purpose.LAW_CHANGED.value)
CHOSEN = (Purpose.AHEAD, Purpose.CALL_PLAN, Purpose.PLAN_IS_LATE)
"""What an organization's policy chooses the days of."""
POLICY = "the organization reminds on other days now"
NO_LONGER_RUNS = {
    Status.MET: "the step was done",
    Status.MISSED: "the date has passed",
    Status.SUPERSEDED: "another date took its place",
}


def replan(session: Session, case: Case, now: datetime, moved_by_law: Collection[UUID] = frozenset()) -> None:
    """Bring the reminders of `case` in step with its deadlines and signed papers, for what lies ahead of `now`.

    What was sent stays. What no longer fits is cancelled, with the reason. A deadline that is born inside
    48 hours of its end, opens again there, or moves earlier, is reminded on at once, and so is one of the deadlines
    `moved_by_law`, whichever way it moved. How far ahead, the organization says. Again changes nothing.
    """
    session.flush()
    known = _known(session, case.id)
    offsets = reminder_policies.policy_of(session, case.organization_id).offsets
    advocate = session.get_one(Account, case.advocate_id)
    patient = session.get_one(Patient, case.patient_id)
    rows = session.exec(select(DeadlineRow).where(DeadlineRow.case_id == case.id)).all()
    for row in rows:
        first = Purpose.LAW_CHANGED if row.id in moved_by_law else None
        _replan_advocate(session, case, row, known[row.id, Recipient.ADVOCATE], advocate, now, first, offsets)
        _replan_patient(session, case, row, known[row.id, Recipient.PATIENT], patient, now, offsets)
    escalations.settle(session, case, rows, now)
    replan_forms(session, case, now)


def replan_cases_of(session: Session, advocate: Account, now: datetime) -> None:
    """The same for each open case of an advocate: to be called when they have moved to another time zone."""
    mine = select(Case).where(Case.advocate_id == advocate.id, col(Case.closed_at).is_(None))
    for case in session.exec(mine):
        replan(session, case, now)


def _known(session: Session, case_id: UUID) -> dict[tuple[UUID, Recipient], list[Reminder]]:
    known = defaultdict(list)
    for reminder in session.exec(select(Reminder).where(Reminder.case_id == case_id)):
        known[reminder.deadline_id, reminder.recipient].append(reminder)
    return known


def _replan_advocate(
    session: Session,
    case: Case,
    row: DeadlineRow,
    known: list[Reminder],
    advocate: Account,
    now: datetime,
    first: Purpose | None,
    offsets: Offsets,
) -> None:
    dates = dates_of(row, case)
    every = schedule.reminders_for(dates, advocate.timezone, offsets=offsets)
    ahead = schedule.reminders_for(dates, advocate.timezone, now, offsets)
    if case.closed_at is not None:
        every = ahead = ()
    if first is not None and every:
        ahead = (schedule.at_once(now, first), *_later(ahead))
    elif has_moved_earlier(known, every):
        ahead = (schedule.at_once(now, Purpose.MOVED_EARLIER), *_later(ahead))
    elif any(reminder.state is ReminderState.PLANNED for reminder in known):
        ahead = _later(ahead) if row.status is not Status.MISSED else every
    _reconcile(session, row, Recipient.ADVOCATE, known, (*every, *ahead), ahead, _reason(case, row), now)


def _replan_patient(
    session: Session,
    case: Case,
    row: DeadlineRow,
    known: list[Reminder],
    patient: Patient,
    now: datetime,
    offsets: Offsets,
) -> None:
    dates, safe = dates_of(row, case), safe_hours(patient)
    every = schedule.patients_reminders_for(dates, patient.timezone, safe, offsets=offsets)
    ahead = schedule.patients_reminders_for(dates, patient.timezone, safe, now, offsets)
    why_not = why_not_to_patient(patient, now)
    if case.closed_at is not None or why_not or is_practice(row):
        every = ahead = ()
    if known:
        ahead = _later(ahead)
    because = why_not or _reason(case, row)
    _reconcile(session, row, Recipient.PATIENT, known, (*every, *ahead), ahead, because, now)


def has_moved_earlier(known: Iterable[Reminder], every: Iterable[Step]) -> bool:
    """Whether a last reminder that is planned stands later than the same step now would.

    A day counts as earlier from 20 hours on, so that a reader who moves to another time zone is not alarmed.
    """
    new = {step.code: step.at for step in every if step.code in EARLIER_BY}
    return any(
        reminder.due_at - new[reminder.step] > EARLIER_BY[reminder.step]
        for reminder in known
        if reminder.state is ReminderState.PLANNED and reminder.step in new
    )


def _later(steps: Sequence[Step]) -> tuple[Step, ...]:
    return tuple(step for step in steps if step.code not in NOW_ONLY)


def _reason(case: Case, row: DeadlineRow) -> str:
    if case.closed_at is not None:
        return "the case is closed"
    return NO_LONGER_RUNS.get(row.status, "the date changed")


def _reconcile(
    session: Session,
    row: DeadlineRow,
    recipient: Recipient,
    known: list[Reminder],
    every: Sequence[Step],
    ahead: Sequence[Step],
    because: str,
    now: datetime,
) -> None:
    """Cancel planned reminders that are no step of `every`; plan those of `ahead` that are not there.

    One that is due and waits is not taken back by another policy.
    """
    fits = {(step.code, step.at) for step in every}
    rows = {(reminder.step, reminder.due_at): reminder for reminder in known}
    for reminder in known:
        keeps = (reminder.step, reminder.due_at) in fits or (fits and _waits(reminder, now))
        if reminder.state is ReminderState.PLANNED and not keeps:
            _take_back(reminder, every, because, now)
    for step in ahead:
        old = rows.get((step.code, step.at))
        if old is None:
            session.add(_planned(row, recipient, step, now))
        elif old.state is ReminderState.CANCELLED:
            set_state(old, ReminderState.PLANNED, None, now)


def _take_back(reminder: Reminder, every: Sequence[Step], because: str, now: datetime) -> None:
    is_left_out = _is_left_out(reminder, every)
    if not is_left_out or reminder.due_at > now:
        set_state(reminder, ReminderState.CANCELLED, POLICY if is_left_out else because, now)


def _is_left_out(reminder: Reminder, every: Sequence[Step]) -> bool:
    """Whether the organization no longer reminds so far ahead, though the date runs in days or hours as before."""
    unit = reminder.step.partition("_")[0]
    is_chosen = schedule.purpose_of(reminder.step) in CHOSEN
    others = [step.code for step in every if step.code.partition("_")[0] == unit]
    return is_chosen and bool(others) and reminder.step not in others


def _waits(reminder: Reminder, now: datetime) -> bool:
    """Whether a reminder that the schedule does not repeat still has to go out."""
    is_due = reminder.step in schedule.WEEKLY and reminder.due_at <= now
    return is_due or reminder.step in NOW_ONLY


def _planned(row: DeadlineRow, recipient: Recipient, step: Step, now: datetime) -> Reminder:
    return Reminder(
        organization_id=row.organization_id,
        case_id=row.case_id,
        deadline_id=row.id,
        recipient=recipient,
        step=step.code,
        due_at=step.at,
        state=ReminderState.PLANNED,
        created_at=now,
        updated_at=now,
    )
