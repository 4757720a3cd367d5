"""Reminders of signed papers that run out: planned when a paper is kept, checked again when they are due."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from tracker.models import Account, Case, FormReminder, ReminderState, SignedForm
from tracker.rules.dates import is_past
from tracker.rules.form_schedule import RAN_OUT, form_steps
from tracker.rules.reminder_policy import DateKind
from tracker.services import escalations, reminder_policies
from tracker.services.escalations import EscalationKind
from tracker.services.reminders.checking import Fate, Group
from tracker.services.reminders.rows import set_state

NEARER = "a nearer reminder of the same form went instead"
SAME_MORNING = timedelta(days=1)
"""A reader who moves to another time zone is not told the same thing again."""


@dataclass(frozen=True, slots=True)
class DueForm:
    """A reminder that goes now, with its paper, and whether that has run out as of now."""

    reminder: FormReminder
    form: SignedForm
    has_ended: bool


def replan_forms(session: Session, case: Case, now: datetime) -> None:
    """Bring the reminders of the case's signed papers in step with their ends, for what lies ahead of `now`.

    What was sent stays; again changes nothing. A paper that has run out is told of however late, until another one
    takes its place, it is taken off the record, or the case closes: then its escalation closes too.
    """
    session.flush()
    forms = session.exec(select(SignedForm).where(SignedForm.case_id == case.id)).all()
    known = _known(session, case) if forms else {}
    zone = ZoneInfo(session.get_one(Account, case.advocate_id).timezone)
    offsets = reminder_policies.policy_of(session, case.organization_id).offsets[DateKind.SIGNED_FORM]
    for form in forms:
        because = why_nothing_to_tell(case, form, forms)
        wanted = (
            {}
            if because or form.expires_on is None
            else form_steps(form.expires_on, ZoneInfo(case.timezone), zone, offsets)
        )
        _reconcile(session, form, known.get(form.id, []), wanted, because or "the date changed", now)
    if not any(_is_missed(case, form, forms, now) for form in forms):
        words = "no signed form that ran out is left"
        escalations.close_kind(session, EscalationKind.FORM_RAN_OUT, words, now, case.id)
    session.flush()


def why_nothing_to_tell(case: Case, form: SignedForm, forms: Iterable[SignedForm]) -> str | None:
    """Why nobody has to be reminded of this paper's end, or None."""
    if case.closed_at is not None:
        return "the case is closed"
    if form.signed_on is None or form.expires_on is None:
        return "it is not signed, or has no end"
    return "another form took its place" if any(_replaces(other, form) for other in forms) else None


def due_forms(group: Group, now: datetime) -> list[FormReminder]:
    """The reminders of signed papers whose time has come, by their time."""
    due = [r for r in group.form_reminders if r.state is ReminderState.PLANNED and r.due_at <= now]
    return sorted(due, key=lambda reminder: (reminder.due_at, reminder.id))


def forms_still_right(group: Group, now: datetime) -> tuple[list[DueForm], list[Fate]]:
    """One item for each paper that is to be named now, and what becomes of the other due reminders."""
    nearest = {reminder.form_id: reminder for reminder in due_forms(group, now)}
    items, fates = list[DueForm](), list[Fate]()
    for reminder in due_forms(group, now):
        form = group.forms[reminder.form_id]
        ended = has_ended(group.case, form, now)
        if reminder is not nearest[form.id]:
            fates.append(Fate(reminder.id, ReminderState.SKIPPED, NEARER))
        elif because := why_nothing_to_tell(group.case, form, group.forms.values()):
            fates.append(Fate(reminder.id, ReminderState.CANCELLED, because))
        elif ended and reminder.step != RAN_OUT:
            fates.append(Fate(reminder.id, ReminderState.SKIPPED, "it had run out when it would have gone"))
        else:
            items.append(DueForm(reminder, form, ended))
    return items, fates


def forms_told(group: Group, outbox_id: UUID, now: datetime) -> list[DueForm]:
    """What a mail tells of papers, as far as it is still to be told."""
    told = [(r, group.forms[r.form_id]) for r in group.form_reminders if r.outbox_id == outbox_id]
    return [
        DueForm(reminder, form, has_ended(group.case, form, now))
        for reminder, form in told
        if not why_nothing_to_tell(group.case, form, group.forms.values())
    ]


def ended_words(case: Case, items: Sequence[DueForm]) -> str:
    """What stands on a person's screen of papers that have run out, or nothing where none has."""
    ended = [item.form.expires_on for item in items if item.has_ended and item.form.expires_on]
    if not ended:
        return ""
    last = min(ended)
    return (
        f"Case {case.number}: a signed form ran out on {last:%B} {last.day}, {last.year}. Have it signed anew, "
        "or take it off the record."
    )


def has_ended(case: Case, form: SignedForm, now: datetime) -> bool:
    """Whether its last day is over where the case is."""
    return form.expires_on is not None and is_past(form.expires_on, now, ZoneInfo(case.timezone))


def _replaces(other: SignedForm, form: SignedForm) -> bool:
    """Whether it lets the same person do the same for longer."""
    if other.id == form.id or other.kind is not form.kind or other.signed_on is None:
        return False
    if (other.person or "").casefold() != (form.person or "").casefold() or form.expires_on is None:
        return False
    return other.expires_on is None or other.expires_on > form.expires_on


def _is_missed(case: Case, form: SignedForm, forms: Iterable[SignedForm], now: datetime) -> bool:
    return has_ended(case, form, now) and not why_nothing_to_tell(case, form, forms)


def _known(session: Session, case: Case) -> dict[UUID, list[FormReminder]]:
    known = defaultdict(list)
    statement = select(FormReminder).where(FormReminder.case_id == case.id)
    for reminder in session.exec(statement):
        known[reminder.form_id].append(reminder)
    return known


def _reconcile(
    session: Session,
    form: SignedForm,
    known: list[FormReminder],
    wanted: dict[str, datetime],
    because: str,
    now: datetime,
) -> None:
    for reminder in known:
        fits = wanted.get(reminder.step) == reminder.due_at
        if reminder.state is ReminderState.PLANNED and not fits:
            set_state(reminder, ReminderState.CANCELLED, because, now)
    for step, due_at in wanted.items():
        is_ahead = due_at >= now or step == RAN_OUT
        if is_ahead and not _plan_again(known, step, due_at, now):
            session.add(_reminder(form, step, due_at, now))


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


def _reminder(form: SignedForm, step: str, due_at: datetime, now: datetime) -> FormReminder:
    return FormReminder(
        organization_id=form.organization_id,
        case_id=form.case_id,
        form_id=form.id,
        step=step,
        due_at=due_at,
        state=ReminderState.PLANNED,
        created_at=now,
        updated_at=now,
    )
