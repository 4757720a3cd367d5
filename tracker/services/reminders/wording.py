"""From rows to what a mail tells: neutral titles, dates in the reader's zone, who is to act."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import (
    Account,
    Case,
    DeadlineRow,
    Detail,
    FormKind,
    Organization,
    Patient,
    Recipient,
    Reminder,
    ReminderState,
)
from tracker.rules.dates import is_past
from tracker.rules.engine import compute
from tracker.rules.facts import When
from tracker.rules.front import AT_ONCE, CHASES
from tracker.rules.schedule import CAN_BE_ACTED_ON, Purpose
from tracker.rules.stage import ACTIONS, law_behind
from tracker.rules.terms import Actor, EventKind
from tracker.services.mail_contexts import (
    Acts,
    AdvocateReminder,
    Item,
    ItemKind,
    Manner,
    PatientItem,
    PatientReminder,
    PatientStep,
)
from tracker.services.mail_links import case_url, reach_url, settings_url, stop_url
from tracker.services.neutral_titles import neutral_title
from tracker.services.reminders.checking import DueItem
from tracker.services.reminders.forms import DueForm
from tracker.services.reminders.rows import is_practice
from tracker.services.timeline import facts_of

KINDS = {
    Purpose.AHEAD: ItemKind.FILE_BY,
    Purpose.MAIL_BY: ItemKind.MAIL_BY,
    Purpose.AT_ONCE: ItemKind.NEW_AND_NEAR,
    Purpose.MOVED_EARLIER: ItemKind.MOVED_EARLIER,
    Purpose.LAW_CHANGED: ItemKind.LAW_CHANGED,
    Purpose.STILL_ARGUABLE: ItemKind.PAST_CAUTIOUS,
    Purpose.OUTCOME_WANTED: ItemKind.OUTCOME_WANTED,
    Purpose.CALL_PLAN: ItemKind.CALL_PLAN,
    Purpose.PLAN_IS_LATE: ItemKind.PLAN_LATE,
    Purpose.FIND_DATE: ItemKind.FIND_DATE,
    Purpose.STILL_OPEN: ItemKind.PAST_CAUTIOUS,
}
SHORTER = "letter.shorter"
LETTER = "letter"
PATIENT_STEPS = {
    "erisa.appeal.file": PatientStep.INTERNAL_APPEAL,
    "letter.appeal": PatientStep.INTERNAL_APPEAL,
    "ma.recon.file": PatientStep.INTERNAL_APPEAL,
    "ma.integrated": PatientStep.INTERNAL_APPEAL,
    "pd.redet.file": PatientStep.INTERNAL_APPEAL,
    "mcd.appeal.file": PatientStep.INTERNAL_APPEAL,
    "fehb.recon.file": PatientStep.INTERNAL_APPEAL,
    "erisa.appeal.second_level": PatientStep.SECOND_LEVEL,
    "aca.ext.fed.file": PatientStep.EXTERNAL_REVIEW,
    "aca.ext.hhs": PatientStep.EXTERNAL_REVIEW,
    "state.ext.file": PatientStep.EXTERNAL_REVIEW,
    "state.ext.expedited": PatientStep.EXTERNAL_REVIEW,
    "erisa.claim.urgent.supply": PatientStep.INFORMATION,
    "erisa.claim.supply45": PatientStep.INFORMATION,
    "fehb.recon.respond": PatientStep.INFORMATION,
    "letter.information": PatientStep.INFORMATION,
    "letter.information.shorter": PatientStep.INFORMATION,
}
CHANGES = (Purpose.AT_ONCE, Purpose.MOVED_EARLIER, Purpose.LAW_CHANGED)
MOVES = (ItemKind.MOVED_EARLIER, ItemKind.LAW_CHANGED)
MANNERS = {
    EventKind.QIO_REQUESTED.value: Manner.CALL,
    EventKind.PEER_TO_PEER_HELD.value: Manner.TALK,
    EventKind.COURT_FILED.value: Manner.COURT,
}
"""How a date is kept that no letter keeps, by what is recorded once it was."""
EXTERNAL_REVIEW = "External review"
FORM_TITLES = {
    FormKind.REPRESENTATIVE: "Signed form of the representative",
    FormKind.RECORDS_RELEASE: "Signed release of records",
}


def to_advocate(
    session: Session,
    case: Case,
    person: Account,
    due: Sequence[DueItem],
    base_url: str,
    now: datetime,
    forms: Sequence[DueForm] = (),
) -> AdvocateReminder:
    """What `person` is told of `case` in one mail: dates first, then signed papers that run out."""
    zone = ZoneInfo(person.timezone)
    return AdvocateReminder(
        case_number=case.number,
        case_url=case_url(base_url, case.id),
        written_on=now.astimezone(zone).date(),
        items=(*(_item(session, case, item, zone, now) for item in due), *map(_form_item, forms)),
        has_file=any(_shown(item.deadline) for item in due),
        change_url=settings_url(base_url),
    )


def to_patient(
    session: Session, case: Case, patient: Patient, advocate: Account, due: Sequence[DueItem], base_url: str
) -> PatientReminder:
    """What the patient is told, neutrally unless they chose more detail; our advocate is the one to act."""
    is_detailed = patient.detail is Detail.DETAILED
    reader = patient.guardian if patient.email_is_guardians else patient.name
    return PatientReminder(
        case_number=case.number,
        items=tuple(_patient_item(item.deadline, advocate, patient) for item in due),
        advocate_name=advocate.name,
        advocate_phone=_phone(session, advocate),
        change_url=reach_url(base_url, patient),
        stop_url=stop_url(base_url, patient),
        first_name=(reader or "").partition(" ")[0] if is_detailed else "",
        has_file=patient.takes_attachments,
        is_guardian=patient.email_is_guardians,
    )


def _patient_item(row: DeadlineRow, advocate: Account, patient: Patient) -> PatientItem:
    when = in_zone(row.shown_at or row.shown_on, ZoneInfo(patient.timezone))
    assert when is not None  # noqa: S101 - the schedule gives a patient no reminder of an unknown date
    step = PATIENT_STEPS.get(row.rule) if patient.detail is Detail.DETAILED else None
    return PatientItem(when=when, acts=Acts.ADVOCATE, acts_name=advocate.name, step=step)


def in_zone(when: When | None, zone: ZoneInfo) -> When | None:
    """A moment as its reader's clock shows it; a day is the same day everywhere."""
    return when.astimezone(zone) if isinstance(when, datetime) else when


def _item(session: Session, case: Case, due: DueItem, zone: ZoneInfo, now: datetime) -> Item:
    row = due.deadline
    is_urgent = row.limb == AT_ONCE
    kind = ItemKind.TARGET if is_urgent else _kind(due)
    when = _today(case, row, now) if is_urgent else _front(row, kind)
    limit, is_letters = _limit(session, row, kind)
    return Item(
        kind=kind,
        title=neutral_title(row),
        when=in_zone(when, zone),
        limit=in_zone(limit, zone),
        is_letters_limit=is_letters,
        was=_former(session, row, zone) if kind in MOVES else None,
        door=_door(session, case, row, now) if kind is ItemKind.PLAN_LATE else "",
        is_estimate=row.basis == "estimate",
        is_urgent=is_urgent,
        asks=_asks(due),
        manner=_manner(row),
    )


def _form_item(due: DueForm) -> Item:
    if due.end.kind is None:
        kind = ItemKind.GUARDIAN_ENDED if due.has_ended else ItemKind.GUARDIAN_ENDS
        return Item(kind=kind, title="The guardian’s authority", when=due.end.last_day)
    kind = ItemKind.FORM_ENDED if due.has_ended else ItemKind.FORM_ENDS
    return Item(kind=kind, title=FORM_TITLES[due.end.kind], when=due.end.last_day)


def _today(case: Case, row: DeadlineRow, now: datetime) -> When | None:
    """Of what is to be done at once: this day where the case is, or its own date once that has passed."""
    shown, home = _shown(row), ZoneInfo(case.timezone)
    return shown if shown is None or is_past(shown, now, home) else now.astimezone(home).date()


def _kind(due: DueItem) -> ItemKind:
    """A target or a chase of ours stays one whenever it is told: it is never a last day."""
    if is_practice(due.deadline) and due.purpose not in CHANGES:
        return _own_kind(due.deadline)
    return KINDS[due.purpose]


def _asks(due: DueItem) -> ItemKind | None:
    """What a date asks of whoever has to act, where the mail tells of it because it is new or has changed."""
    if due.purpose not in CHANGES or due.deadline.actor != Actor.CLAIMANT:
        return None
    return _own_kind(due.deadline) if is_practice(due.deadline) else ItemKind.FILE_BY


def _manner(row: DeadlineRow) -> Manner:
    _, action = ACTIONS.get(row.rule, ("", ""))
    return MANNERS.get(action, Manner.SEND)


def _own_kind(row: DeadlineRow) -> ItemKind:
    return ItemKind.CHASE if row.rule in CHASES else ItemKind.TARGET


def _front(row: DeadlineRow, kind: ItemKind) -> When | None:
    if kind is ItemKind.MAIL_BY:
        return row.mail_by_on
    if kind in (ItemKind.OUTCOME_WANTED, ItemKind.PLAN_LATE):
        return row.outer_at or row.outer_on or _shown(row)
    return _shown(row)


def _limit(session: Session, row: DeadlineRow, kind: ItemKind) -> tuple[When | None, bool]:
    """The date behind the one in front, and whether it is a letter that sets it, and no law."""
    if is_practice(row):
        behind = _law_behind(session, row)
        return (behind.shown_on, behind.basis == LETTER) if behind else (None, False)
    if kind is ItemKind.FILE_BY and row.rule == SHORTER:
        return _law_beside(session, row), False
    if kind is ItemKind.MAIL_BY:
        return _shown(row), False
    return row.outer_at or row.outer_on if kind is ItemKind.PAST_CAUTIOUS else None, False


def _law_behind(session: Session, target: DeadlineRow) -> DeadlineRow | None:
    """The earliest of the legal dates that a target stands before; these are days, not moments."""
    statement = select(DeadlineRow).where(
        DeadlineRow.case_id == target.case_id,
        DeadlineRow.event_key == target.event_key,
        col(DeadlineRow.rule).in_(law_behind(target.rule)),
        col(DeadlineRow.status).in_(CAN_BE_ACTED_ON),
        col(DeadlineRow.shown_on).is_not(None),
    )
    return session.exec(statement.order_by(col(DeadlineRow.shown_on)).limit(1)).first()


def _law_beside(session: Session, short: DeadlineRow) -> When | None:
    """Until when the law allows what a letter gives less time for."""
    statement = select(DeadlineRow).where(
        DeadlineRow.case_id == short.case_id,
        DeadlineRow.event_key == short.event_key,
        DeadlineRow.actor == Actor.CLAIMANT,
        sa.or_(col(DeadlineRow.basis).is_(None), col(DeadlineRow.basis) == "federal_floor"),
        col(DeadlineRow.status).in_(CAN_BE_ACTED_ON),
        col(DeadlineRow.shown_on) > short.shown_on,
    )
    return min((row.shown_on for row in session.exec(statement) if row.shown_on), default=None)


def _shown(row: DeadlineRow) -> When | None:
    return row.shown_at or row.shown_on


def _former(session: Session, row: DeadlineRow, zone: ZoneInfo) -> When | None:
    """The date before it moved, as the last reminder that was planned on it still tells."""
    statement = select(Reminder).where(
        Reminder.deadline_id == row.id,
        Reminder.recipient == Recipient.ADVOCATE,
        Reminder.state == ReminderState.CANCELLED,
        col(Reminder.step).in_(("days_0", "hours_2")),
    )
    last = session.exec(statement.order_by(col(Reminder.updated_at).desc(), col(Reminder.due_at))).first()
    if last is None:
        return None
    due_at = last.due_at.astimezone(zone)
    former = due_at + timedelta(hours=2) if last.step == "hours_2" else due_at.date()
    return None if former == in_zone(_shown(row), zone) else former


def _door(session: Session, case: Case, row: DeadlineRow, now: datetime) -> str:
    """What the plan's lateness has opened: external review where its date runs, or else the right itself."""
    statement = select(DeadlineRow).where(
        DeadlineRow.case_id == row.case_id,
        DeadlineRow.event_key == row.event_key,
        DeadlineRow.actor == Actor.CLAIMANT,
        col(DeadlineRow.rule).in_(law_behind("practice.target.external_review")),
        col(DeadlineRow.status).in_(CAN_BE_ACTED_ON),
    )
    if session.exec(statement).first():
        return EXTERNAL_REVIEW
    rights = compute(facts_of(session, case), now).openings
    return next((right.title for right in rights if right.event_key == row.event_key), "")


def _phone(session: Session, advocate: Account) -> str:
    """A number to call; without one, the address that answers."""
    organization = session.get_one(Organization, advocate.organization_id)
    return advocate.phone or organization.phone or advocate.email
