"""An organization's policy of reminders: how far ahead, and who is told when nobody answers.

A change is kept at once and applied by the worker, case by case: what was sent stays, and is not sent again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import Account, Case, ReminderPolicy
from tracker.rules import reminder_policy, unanswered
from tracker.rules.reminder_policy import DateKind, Offsets
from tracker.rules.unanswered import Ladder, Rung, Step, Told
from tracker.services import audit
from tracker.services.access import require_administrator

CHANGED = "reminder policy changed"


@dataclass(frozen=True, slots=True)
class Policy:
    """How far ahead to remind, and the rungs below the floor."""

    offsets: Offsets
    ladder: Ladder


OWN = Policy(reminder_policy.DEFAULT, unanswered.DEFAULT)
"""The program's own, which holds until an organization has chosen another."""


def policy_of(session: Session, organization_id: UUID) -> Policy:
    """What holds for that organization's cases; a kind of date that was not chosen goes by the program's own."""
    row = session.get(ReminderPolicy, organization_id)
    if row is None:
        return OWN
    chosen = {DateKind(kind): tuple(numbers) for kind, numbers in row.offsets.items()}
    return Policy({**OWN.offsets, **chosen}, tuple(map(_rung, row.ladder)))


def ladders(session: Session) -> dict[UUID, Ladder]:
    """The ladders of the organizations that have chosen one."""
    return {
        row.organization_id: tuple(map(_rung, row.ladder)) for row in session.exec(select(ReminderPolicy))
    }


def change(session: Session, by: Account, policy: Policy, now: datetime) -> bool:
    """Keep another policy, which has passed `read_offsets` and `ladder_problems`; False where it is the same.

    Every line that changed is audited. Raises NotAllowed for anybody but an administrator.
    """
    require_administrator(by)
    changes = tuple(_changes(policy_of(session, by.organization_id), policy))
    if not changes:
        return False
    row = session.get(ReminderPolicy, by.organization_id) or ReminderPolicy(
        organization_id=by.organization_id, changed_at=now
    )
    row.offsets = {kind.value: list(numbers) for kind, numbers in policy.offsets.items()}
    row.ladder = [_stored(rung) for rung in policy.ladder]
    row.revision, row.changed_at = row.revision + 1, now
    session.add(row)
    for line in changes:
        audit.record(session, by, None, CHANGED, line, now)
    return True


def is_being_applied(session: Session, organization_id: UUID) -> bool:
    """Whether the worker has still to look at the organization's cases after a change."""
    row = session.get(ReminderPolicy, organization_id)
    return row is not None and row.applied_revision != row.revision


def has_changes(session: Session) -> bool:
    """Whether a policy was changed that no pass has taken up yet."""
    return session.scalar(sa.select(sa.exists().where(_IS_NEW))) or False


def mark_for_another_look(session: Session, now: datetime) -> int:
    """Have this pass and the next ones look at each open case under a policy that was changed; how many policies."""
    changed = session.exec(select(ReminderPolicy).where(_IS_NEW).with_for_update()).all()
    for row in changed:
        is_later = sa.or_(col(Case.next_change_at).is_(None), col(Case.next_change_at) > now)
        theirs = (col(Case.organization_id) == row.organization_id, col(Case.closed_at).is_(None), is_later)
        session.execute(sa.update(Case).where(*theirs).values(next_change_at=now))
        row.applied_revision = row.revision
    return len(changed)


_IS_NEW = col(ReminderPolicy.applied_revision) != col(ReminderPolicy.revision)


def _changes(before: Policy, after: Policy) -> Iterator[str]:
    for kind in DateKind:
        if before.offsets[kind] != after.offsets[kind]:
            yield f"{kind.value}: {_listed(before.offsets[kind])} to {_listed(after.offsets[kind])}"
    if before.ladder != after.ladder:
        yield f"ladder: {_written(before.ladder)} to {_written(after.ladder)}"


def _listed(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers)) or "none"


def _written(ladder: Ladder) -> str:
    return (
        "; ".join(f"{rung.step} {rung.days} tells {', '.join(sorted(rung.tells))}" for rung in ladder)
        or "none"
    )


def _stored(rung: Rung) -> dict[str, Any]:
    return {"step": rung.step.value, "days": rung.days, "tells": sorted(rung.tells)}


def _rung(stored: dict[str, Any]) -> Rung:
    return Rung(Step(stored["step"]), stored["days"], frozenset(map(Told, stored["tells"])))
