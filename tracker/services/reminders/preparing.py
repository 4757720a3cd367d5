"""Due reminders made into mails that are kept nowhere yet: read, checked and rendered, with nothing written."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from tracker.models import Account, Case, Recipient, ReminderState
from tracker.rules.schedule import WEEKLY, Purpose
from tracker.services import escalations
from tracker.services.escalations import EscalationKind
from tracker.services.mail_texts import render
from tracker.services.neutral_titles import neutral_title
from tracker.services.outbox import Draft
from tracker.services.reminders.checking import DueItem, Fate, Group, due_of, still_right
from tracker.services.reminders.forms import DueForm, due_forms, ended_words, forms_still_right
from tracker.services.reminders.reading import Seen, read_group, seen
from tracker.services.reminders.rows import ADVOCATE_REMINDER, PATIENT_REMINDER, is_practice
from tracker.services.reminders.wording import to_advocate, to_patient
from tracker.services.staff_mail import to_staff

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mail:
    """A finished mail, and the reminders that it is sent for."""

    draft: Draft
    reminder_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that a named person has to look at."""

    kind: EscalationKind
    sentence: str
    deadline_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows from the due reminders of one case to one recipient; `asks_weekly` where the same is asked
    again in the weeks to come, and `failures` counts those that could not be made into a mail.
    """

    mails: tuple[Mail, ...] = ()
    fates: tuple[Fate, ...] = ()
    matters: tuple[Matter, ...] = ()
    asks_weekly: bool = False
    failures: int = 0

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.mails + other.mails,
            self.fates + other.fates,
            self.matters + other.matters,
            self.asks_weekly or other.asks_weekly,
            self.failures + other.failures,
        )


@dataclass(frozen=True, slots=True)
class Prepared:
    """An outcome and the values it was made from: where one of them has moved since, it holds no more."""

    case_id: UUID
    recipient: Recipient
    seen: Seen
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Post:
    """What is to go to one recipient about one case, for which `person` answers."""

    session: Session
    group: Group
    person: Account
    base_url: str
    now: datetime


def prepare(session: Session, case_id: UUID, base_url: str, now: datetime) -> list[Prepared]:
    """Check the due reminders of a case again, and write their mails; nothing in the database changes.

    What goes wrong with one mail stops no other: its reminders are tried one by one, and what still fails is to be
    shown to a person.
    """
    found = (_prepared(session, case_id, recipient, base_url, now) for recipient in Recipient)
    return [each for each in found if each.outcome != Outcome()]


def _prepared(
    session: Session, case_id: UUID, recipient: Recipient, base_url: str, now: datetime
) -> Prepared:
    try:
        group = read_group(session, case_id, recipient)
        if not due_of(group, now) and not due_forms(group, now):
            return Prepared(case_id, recipient, (), Outcome())
        post = Post(session, group, escalations.named_person(session, group.case), base_url, now)
        return Prepared(case_id, recipient, seen(group, post.person), _together_or_singly(post))
    except DBAPIError:
        raise
    except Exception:
        log.exception("A case with due reminders could not be read; it is tried again. case_id=%s", case_id)
        return Prepared(case_id, recipient, (), Outcome(failures=1))


def _together_or_singly(post: Post) -> Outcome:
    try:
        return _outcome(post, post.group)
    except DBAPIError:
        raise
    except Exception:
        log.exception("A mail of reminders failed; each is tried alone. case_id=%s", post.group.case.id)
    outcome = Outcome()
    for deadline_id in sorted({reminder.deadline_id for reminder in due_of(post.group, post.now)}):
        outcome += _singly(post, deadline_id)
    return outcome + _forms_alone(post)


def _forms_alone(post: Post) -> Outcome:
    """Signed papers without dates beside them; where that fails too, they are tried again next time."""
    try:
        return _outcome(post, replace(post.group, reminders=()))
    except DBAPIError:
        raise
    except Exception:
        log.exception("A reminder of a signed form failed. case_id=%s", post.group.case.id)
        return Outcome(failures=1)


def _singly(post: Post, deadline_id: UUID) -> Outcome:
    group = post.group
    mine = [reminder for reminder in group.reminders if reminder.deadline_id == deadline_id]
    try:
        return _outcome(post, Group(group.case, group.recipient, group.patient, mine, group.deadlines))
    except DBAPIError:
        raise
    except Exception:
        log.exception("A reminder failed. case_id=%s deadline_id=%s", group.case.id, deadline_id)
        return _failed(post, deadline_id)


def _failed(post: Post, deadline_id: UUID) -> Outcome:
    case, title = post.group.case, neutral_title(post.group.deadlines[deadline_id])
    whose = "the patient" if post.group.recipient is Recipient.PATIENT else "you"
    words = f"{title}, case {case.number}: the mail that reminds {whose} could not be written."
    because = "its mail could not be written"
    mine = [r for r in due_of(post.group, post.now) if r.deadline_id == deadline_id]
    return Outcome(
        fates=tuple(Fate(reminder.id, ReminderState.SKIPPED, because) for reminder in mine),
        matters=(Matter(EscalationKind.REMINDER_FAILED, words, deadline_id),),
        failures=1,
    )


def _outcome(post: Post, group: Group) -> Outcome:
    """One mail that names each item and each signed paper, where there is any and somebody to write to."""
    items, fates = still_right(group, post.now)
    forms, fates_of_forms = forms_still_right(group, post.now)
    outcome = Outcome(fates=(*fates, *fates_of_forms))
    if not items and not forms:
        return outcome
    if group.recipient is Recipient.PATIENT:
        return outcome + Outcome(mails=(_to_patient(post, items),))
    if not post.person.active:
        return outcome + _nobody_to_remind(group.case, (*items, *forms))
    ended = ended_words(group.case, forms)
    return outcome + Outcome(
        mails=(_to_staff(post, items, forms),),
        matters=(
            *(_what_became_of_it(group.case, item) for item in items if _is_over(item)),
            *(Matter(kind, words) for kind, words in ended.items()),
        ),
        asks_weekly=any(item.purpose in WEEKLY for item in items),
    )


def _to_staff(post: Post, items: Sequence[DueItem], forms: Sequence[DueForm]) -> Mail:
    case, person = post.group.case, post.person
    mail = render(to_advocate(post.session, case, person, items, post.base_url, post.now, forms))
    told = _ids((*items, *forms))
    draft = to_staff(person, mail, ADVOCATE_REMINDER, f"{ADVOCATE_REMINDER}:{told[0]}", case)
    return Mail(draft, told)


def _to_patient(post: Post, items: Sequence[DueItem]) -> Mail:
    case, patient, person = post.group.case, post.group.patient, post.person
    words = to_patient(post.session, case, patient, person, items, post.base_url)
    mail = render(words, patient.language)
    draft = Draft(
        unique_key=f"{PATIENT_REMINDER}:{items[0].reminder.id}",
        kind=PATIENT_REMINDER,
        to_address=patient.email or "",
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        from_name=patient.sender_name,
        reply_to=person.email,
        organization_id=case.organization_id,
        case_id=case.id,
        patient_id=patient.id,
    )
    return Mail(draft, _ids(items))


def _ids(items: Sequence[DueItem | DueForm]) -> tuple[UUID, ...]:
    return tuple(item.reminder.id for item in items)


def _is_over(item: DueItem) -> bool:
    return item.purpose is Purpose.OUTCOME_WANTED and not is_practice(item.deadline)


def _what_became_of_it(case: Case, item: DueItem) -> Matter:
    """A last day that passed stays on a person's screen until its outcome is known."""
    words = (
        f"{neutral_title(item.deadline)}, case {case.number}: the last day has passed. "
        "Record what became of it: filed, not needed, or missed."
    )
    return Matter(EscalationKind.DATE_PASSED, words, item.deadline.id)


def _nobody_to_remind(case: Case, items: Sequence[DueItem | DueForm]) -> Outcome:
    words = f"Nobody with an active account can be reminded of the dates of case {case.number}."
    because = "nobody of the organization has an active account"
    return Outcome(
        fates=tuple(Fate(key, ReminderState.SKIPPED, because) for key in _ids(items)),
        matters=(Matter(EscalationKind.NOBODY_TO_REMIND, words),),
    )
