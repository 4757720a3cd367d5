"""Reminders of signed papers, and of a guardian's authority, that run out: planned when they are put on record, checked
again when they are due.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from tracker.models import Account, Case, FormReminder, Patient, ReminderState, SignedForm
from tracker.rules.form_schedule import RAN_OUT, form_steps
from tracker.rules.reminder_policy import DateKind
from tracker.rules.words import short_day
from tracker.services import escalations, reminder_policies
from tracker.services.escalations import EscalationKind
from tracker.services.reminders.checking import Fate, Group
from tracker.services.reminders.ends import End, ends_of
from tracker.services.reminders.rows import set_state

NEARER = "a nearer reminder of the same form went instead"
SAME_MORNING = timedelta(days=1)
"""A reader who moves to another time zone is not told the same thing again."""


@dataclass(frozen=True, slots=True)
class DueForm:
    """A reminder that goes now, with what runs out, and whether that is over as of now."""

    reminder: FormReminder
    end: End
    has_ended: bool


def replan_forms(session: Session, case: Case, now: datetime) -> None:
    """Bring the reminders of the case's signed papers, and of the guardian's authority, in step with their ends, for
    what lies ahead of `now`.

    What was sent stays; again changes nothing. What has run out is told of however late, until something takes its
    place, it is taken off the record, or the case closes: then its escalation closes too.
    """
    session.flush()
    forms = session.exec(select(SignedForm).where(SignedForm.case_id == case.id)).all()
    ends = ends_of(case, session.get_one(Patient, case.patient_id), forms)
    known = _known(session, case)
    zones = ZoneInfo(case.timezone), ZoneInfo(session.get_one(Account, case.advocate_id).timezone)
    offsets = reminder_policies.policy_of(session, case.organization_id).offsets[DateKind.SIGNED_FORM]
    for end in ends.values():
        wanted = {} if end.because or not end.last_day else form_steps(end.last_day, *zones, offsets)
        _reconcile(session, case, end, known[end.form_id], wanted, now)
    _close_what_is_settled(session, case, ends.values(), now)
    session.flush()


def _close_what_is_settled(session: Session, case: Case, ends: Collection[End], now: datetime) -> None:
    missed = [end for end in ends if end.is_over(case, now) and not end.because]
    if not any(not end.is_guardians for end in missed):
        words = "no signed form that ran out is left"
        escalations.close_kind(session, EscalationKind.FORM_RAN_OUT, words, now, case.id)
    if not any(end.is_guardians for end in missed):
        words = "no guardian whose authority ended is left on record"
        escalations.close_kind(session, EscalationKind.GUARDIAN_ENDED, words, now, case.id)


def due_forms(group: Group, now: datetime) -> list[FormReminder]:
    """The reminders of what runs out whose time has come, by their time."""
    due = [r for r in group.form_reminders if r.state is ReminderState.PLANNED and r.due_at <= now]
    return sorted(due, key=lambda reminder: (reminder.due_at, reminder.id))


def forms_still_right(group: Group, now: datetime) -> tuple[list[DueForm], list[Fate]]:
    """One item for each end that is to be named now, and what becomes of the other due reminders."""
    ends = ends_of(group.case, group.patient, group.forms.values())
    nearest = {reminder.form_id: reminder for reminder in due_forms(group, now)}
    items, fates = list[DueForm](), list[Fate]()
    for reminder in due_forms(group, now):
        end = ends[reminder.form_id]
        ended = end.is_over(group.case, now)
        if reminder is not nearest[reminder.form_id]:
            fates.append(Fate(reminder.id, ReminderState.SKIPPED, NEARER))
        elif end.because:
            fates.append(Fate(reminder.id, ReminderState.CANCELLED, end.because))
        elif ended and reminder.step != RAN_OUT:
            fates.append(Fate(reminder.id, ReminderState.SKIPPED, "it had run out when it would have gone"))
        else:
            items.append(DueForm(reminder, end, ended))
    return items, fates


def forms_told(group: Group, outbox_id: UUID, now: datetime) -> list[DueForm]:
    """What a mail tells of what runs out, as far as it is still to be told."""
    ends = ends_of(group.case, group.patient, group.forms.values())
    told = [(r, ends[r.form_id]) for r in group.form_reminders if r.outbox_id == outbox_id]
    return [DueForm(r, end, end.is_over(group.case, now)) for r, end in told if not end.because]


def ended_words(case: Case, items: Sequence[DueForm]) -> dict[EscalationKind, str]:
    """What stands on a person's screen of papers that have run out, and of a guardian's authority that has ended."""
    papers = [i.end.last_day for i in items if i.has_ended and i.end.last_day and not i.end.is_guardians]
    guardians = [i.end.last_day for i in items if i.has_ended and i.end.last_day and i.end.is_guardians]
    found = {}
    if papers:
        found[EscalationKind.FORM_RAN_OUT] = (
            f"Case {case.number}: a signed form ran out on {short_day(min(papers))}. Have it signed anew, "
            "or take it off the record."
        )
    if guardians:
        found[EscalationKind.GUARDIAN_ENDED] = (
            f"Case {case.number}: the guardian’s authority ended on {short_day(min(guardians))}; nothing is mailed to "
            "the guardian any more. Ask the patient how they want to be reached and who may act for them, have them "
            "confirm an address of their own, and take the guardian’s last day off the people’s page."
        )
    return found


def _known(session: Session, case: Case) -> dict[UUID | None, list[FormReminder]]:
    known = defaultdict[UUID | None, list[FormReminder]](list)
    statement = select(FormReminder).where(FormReminder.case_id == case.id)
    for reminder in session.exec(statement):
        known[reminder.form_id].append(reminder)
    return known


def _reconcile(
    session: Session,
    case: Case,
    end: End,
    known: list[FormReminder],
    wanted: dict[str, datetime],
    now: datetime,
) -> None:
    for reminder in known:
        fits = wanted.get(reminder.step) == reminder.due_at
        if reminder.state is ReminderState.PLANNED and not fits:
            set_state(reminder, ReminderState.CANCELLED, end.because or "the date changed", now)
    for step, due_at in wanted.items():
        is_ahead = due_at >= now or step == RAN_OUT
        if is_ahead and not _plan_again(known, step, due_at, now):
            session.add(_reminder(case, end, step, due_at, now))


def _plan_again(known: Iterable[FormReminder], step: str, due_at: datetime, now: datetime) -> bool:
    """Whether this one is there already: told, passed over, planned, or cancelled and now planned again."""
    for reminder in known:
        is_same = reminder.step == step and abs(reminder.due_at - due_at) < SAME_MORNING
        if is_same and reminder.state is not ReminderState.CANCELLED:
            return True
        if reminder.step == step and reminder.due_at == due_at:
            set_state(reminder, ReminderState.PLANNED, None, now)
            return True
    return False


def _reminder(case: Case, end: End, step: str, due_at: datetime, now: datetime) -> FormReminder:
    return FormReminder(
        organization_id=case.organization_id,
        case_id=case.id,
        form_id=end.form_id,
        step=step,
        due_at=due_at,
        state=ReminderState.PLANNED,
        created_at=now,
        updated_at=now,
    )
