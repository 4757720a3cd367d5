"""A deadline while it is being worked out: the engine fills it in, and it becomes a `Deadline` at the end."""

from dataclasses import dataclass, field
from datetime import date

from tracker.rules.facts import Event, When
from tracker.rules.law_rows import Rule
from tracker.rules.outcome import Deadline
from tracker.rules.terms import Actor, Status, Unit


@dataclass(slots=True, eq=False)
class Draft:
    """`shown` and `outer` are a claimant's `file_by` and `latest_arguable`, anybody else's `due` and
    `overdue_certain_after`. `came_late` says that the answer is on record, and was certainly late; `is_sent` that what
    meets it was sent, and its receipt is not on record.
    """

    rule: Rule
    limb: str
    event: Event
    title: str
    unit: Unit
    citation: str
    source: str
    verification: str
    trail: list[str]
    basis: str | None
    shown: When | None = None
    outer: When | None = None
    mail_by: date | None = None
    status: Status = Status.OPEN
    met_by: str | None = None
    met_on: When | None = None
    missed_by: str | None = None
    came_late: bool = False
    is_sent: bool = False
    warnings: list[str] = field(default_factory=list)

    @property
    def is_claimants(self) -> bool:
        """Whether the claimant's side must act."""
        return self.rule.actor is Actor.CLAIMANT

    @property
    def is_live(self) -> bool:
        """Whether somebody still has to act or to watch."""
        return self.status in LIVE

    def overtaken(self, why: str) -> None:
        """No longer runs, because of what `why` says in a sentence."""
        self.status = Status.SUPERSEDED
        self.trail.append(why)

    def finished(self) -> Deadline:
        """The deadline as everybody else reads it."""
        own = self.is_claimants
        return Deadline(
            rule=self.rule.id,
            limb=self.limb,
            event_key=self.event.key,
            trigger=self.event.kind,
            actor=self.rule.actor,
            title=self.title,
            unit=self.unit,
            status=self.status,
            citation=self.citation,
            source=self.source,
            checked=self.rule.checked,
            verification=self.verification,
            trail=tuple(self.trail),
            file_by=self.shown if own else None,
            latest_arguable=self.outer if own else None,
            due=None if own else self.shown,
            overdue_certain_after=None if own else self.outer,
            mail_by=self.mail_by,
            basis=self.basis,
            confidence=self.rule.confidence,
            met_by=self.met_by,
            missed_by=self.missed_by,
            met_on=self.met_on,
            warnings=tuple(self.warnings),
        )


LIVE = frozenset((Status.OPEN, Status.LATE, Status.PAST_CAUTIOUS, Status.NEEDS_DATE))
