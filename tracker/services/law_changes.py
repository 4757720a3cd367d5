"""Dates that move because the law was read anew: why, and who is told.

A case keeps the edition of the law that its dates were worked out under. Where this program has another edition, a date
that moves is audited with both, and whoever looks after the case is told of it, whichever way it moved.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.models import Case, DeadlineRow
from tracker.rules.packaged import edition
from tracker.rules.terms import Status
from tracker.services import escalations
from tracker.services.escalations import EscalationKind
from tracker.services.neutral_titles import neutral_title

DATES = frozenset(("shown_on", "shown_at", "outer_on", "outer_at", "mail_by_on"))
RUNS = (Status.OPEN, Status.LATE, Status.PAST_CAUTIOUS, Status.NEEDS_DATE)


@dataclass
class LawChange:
    """What a case's dates go through under another edition of the law; under the same one, nothing.

    `moved` are the deadlines that run, or ran, and whose dates are others now; `ended` are sentences for those that
    ran and are no longer there.
    """

    before: str | None
    now: str
    moved: set[UUID] = field(default_factory=set)
    ended: list[str] = field(default_factory=list)

    @property
    def cause(self) -> str:
        """Why a date moved, for the audit; empty where the law is the same."""
        if self.before == self.now:
            return ""
        return f" because the tables of law changed ({self.before or 'older'} to {self.now})"

    def note(self, row: DeadlineRow, columns: Mapping[str, Any]) -> str:
        """Take down what is about to become of a row; the cause, where the law moves its dates."""
        changes = any(getattr(row, name) != value for name, value in columns.items() if name in DATES)
        if not self.cause or not changes:
            return ""
        if row.status in RUNS or columns["status"] in RUNS:
            self.moved.add(row.id)
        return self.cause

    def note_end(self, row: DeadlineRow) -> str:
        """Take down that a row no longer follows from the events; the cause, where the law is another."""
        shown = row.shown_at or row.shown_on
        if self.cause and row.status in RUNS and shown is not None:
            self.ended.append(f"{neutral_title(row)}, {_day(shown)}")
        return self.cause


def change_of(case: Case) -> LawChange:
    """From the edition that the case was worked out under to the one that is here."""
    return LawChange(case.law_edition, edition())


def settle(session: Session, case: Case, change: LawChange, now: datetime) -> None:
    """Keep the edition with the case, and show a person what no longer runs under it."""
    case.law_edition = change.now
    if change.ended:
        words = (
            f"Case {case.number}: the law was read anew, and these dates no longer run: "
            f"{'; '.join(change.ended)}. Look at the case."
        )
        person = escalations.named_person(session, case)
        escalations.open_escalation(session, person, EscalationKind.LAW_CHANGED, words, now, case=case)


def mark_for_another_look(session: Session, now: datetime) -> int:
    """Have the next pass look at each open case that was worked out under another edition; how many there are.

    To be called when a program starts, not at each pass: two programs of different editions that run side by side
    while one replaces the other would undo each other's work without end.
    """
    later = sa.or_(col(Case.next_change_at).is_(None), col(Case.next_change_at) > now)
    marked = sa.update(Case).where(*of_another_edition(), later).values(next_change_at=now)
    session.execute(marked)
    return session.scalar(sa.select(sa.func.count()).select_from(Case).where(*of_another_edition())) or 0


def of_another_edition() -> Iterable[sa.ColumnElement[bool]]:
    """What is true of open cases whose dates were worked out under another edition of the law."""
    kept = col(Case.law_edition)
    return col(Case.closed_at).is_(None), sa.or_(kept.is_(None), kept != edition())


def _day(when: date | datetime) -> str:
    return when.strftime("%Y-%m-%d")
