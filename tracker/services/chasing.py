"""Reminders of evidence that was asked for and has not come: to the advocate, once a week until something is noted.

The mail says which case and how many papers; which ones they are stands on the case's page alone.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import Account, Case, ChecklistItem, ItemState
from tracker.services import escalations, gathering, outbox
from tracker.services.mail_contexts import EvidenceMissing
from tracker.services.mail_links import case_url
from tracker.services.mail_texts import render
from tracker.services.outbox import Draft
from tracker.services.singly import Written, singly
from tracker.services.staff_mail import to_staff

KIND = "evidence"
AGAIN_AFTER = timedelta(days=7)
FROM_HOUR = 9
"""Nobody is reminded before this hour where they are."""


@dataclass(frozen=True)
class LateEvidence:
    """What was asked for in a case and has not come: each paper, and the day by which the first should have."""

    case: Case
    papers: tuple[str, ...]
    since: date


def late(session: Session, account: Account, advocate_id: UUID | None, now: datetime) -> list[LateEvidence]:
    """The open cases of the account's organization, one advocate's where one is named, in which evidence is late where
    the account is; that which is late the longest first. `now` is aware.
    """
    today = now.astimezone(ZoneInfo(account.timezone)).date()
    of_theirs = [col(Case.organization_id) == account.organization_id]
    if advocate_id is not None:
        of_theirs.append(col(Case.advocate_id) == advocate_id)
    found: dict[UUID, list[ChecklistItem]] = defaultdict(list)
    for item in session.scalars(_candidates(now).where(*of_theirs)):
        if gathering.is_late(item, today):
            found[item.case_id].append(item)
    cases = session.exec(select(Case).where(col(Case.id).in_(found))).all() if found else ()
    return sorted(
        (_late(case, found[case.id]) for case in cases), key=lambda each: (each.since, each.case.number)
    )


def _late(case: Case, items: Sequence[ChecklistItem]) -> LateEvidence:
    days = (item.chase_on for item in items if item.chase_on is not None)
    return LateEvidence(case, tuple(item.label or "" for item in items), min(days))


@dataclass(frozen=True)
class Chase:
    """A mail about the late papers of one case, and which they are."""

    case_id: UUID
    item_ids: tuple[UUID, ...]
    draft: Draft


def due(session: Session, base_url: str, now: datetime) -> Written[Chase]:
    """The mails that are due now (aware), written and kept nowhere yet."""
    asked_for = defaultdict(list)
    for item in session.scalars(_candidates(now)):
        asked_for[item.case_id].append(item)

    def write(case_id: UUID) -> Chase | None:
        return _chase(session, session.get_one(Case, case_id), asked_for[case_id], base_url, now)

    return singly(asked_for, write, "A mail about evidence")


def keep(session: Session, chases: Sequence[Chase], base_url: str, now: datetime) -> int:
    """Put the mails into the outbox; returns how many. Where one of its papers has moved since, a mail is left: the
    next pass writes it anew.
    """
    count = 0
    for chase in chases:
        items = session.exec(select(ChecklistItem).where(col(ChecklistItem.id).in_(chase.item_ids))).all()
        if len(items) == len(chase.item_ids) and all(_is_due(item, now) for item in items):
            outbox.enqueue(session, chase.draft, base_url, now)
            count += 1
            for item in items:
                item.chased_at = now
    return count


def _candidates(now: datetime) -> sa.Select[ChecklistItem]:
    """A day more than is over everywhere: where the advocate is, decides."""
    latest = (now + timedelta(days=1)).date()
    return (
        sa.select(ChecklistItem)
        .join(Case, col(Case.id) == col(ChecklistItem.case_id))
        .where(
            col(ChecklistItem.state) == ItemState.ASKED_FOR,
            col(ChecklistItem.chase_on) <= latest,
            col(Case.closed_at).is_(None),
        )
        .order_by(col(ChecklistItem.case_id), col(ChecklistItem.position))
    )


def _chase(
    session: Session, case: Case, items: Sequence[ChecklistItem], base_url: str, now: datetime
) -> Chase | None:
    person = escalations.named_person(session, case)
    here = now.astimezone(ZoneInfo(person.timezone))
    late = [item for item in items if gathering.is_late(item, here.date()) and _is_due(item, now)]
    if not late or here.hour < FROM_HOUR:
        return None
    key = f"{KIND}:{case.id}:{here.date()}:{min(item.id for item in late)}"
    return Chase(case.id, tuple(item.id for item in late), _draft(person, case, key, len(late), base_url))


def _is_due(item: ChecklistItem, now: datetime) -> bool:
    is_open = item.state is ItemState.ASKED_FOR and item.chase_on is not None
    return is_open and (item.chased_at is None or item.chased_at + AGAIN_AFTER <= now)


def _draft(person: Account, case: Case, key: str, count: int, base_url: str) -> Draft:
    mail = render(EvidenceMissing(case.number, f"{case_url(base_url, case.id)}/evidence#gather", count))
    return to_staff(person, mail, KIND, key, case)
