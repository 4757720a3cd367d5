"""Reminders of evidence that was asked for and has not come: to the advocate, once a week until something is noted.

The mail says which case and how many papers; which ones they are stands on the case's page alone.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
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
class Chase:
    """A mail about the late papers of one case, and which they are."""

    case_id: UUID
    item_ids: tuple[UUID, ...]
    draft: Draft


def due(session: Session, base_url: str, now: datetime) -> Written[Chase]:
    """The mails that are due now (aware), written and kept nowhere yet."""
    late = defaultdict(list)
    for item in session.scalars(_candidates(now)):
        late[item.case_id].append(item)

    def write(case_id: UUID) -> Chase | None:
        return _chase(session, session.get_one(Case, case_id), late[case_id], base_url, now)

    return singly(late, write, "A mail about evidence")


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
