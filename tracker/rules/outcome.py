"""What the engine answers: deadlines with their arithmetic, rights that have opened, and when to look again."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.rules.facts import When
from tracker.rules.state_view import StateView
from tracker.rules.terms import Actor, EventKind, Status, Unit

EARLIEST_FOUND = "earliest_found"
TYPICAL = "typical_contract"
NO_LIMIT = frozenset((TYPICAL, "normally", "decide_or_status"))
"""The bases of times that are expected and bind nobody: what a contract is said to set, what is normal, and what may
be answered by a word on how it stands. Nobody is called late by them.
"""
NOT_LEGAL = frozenset(("practice", EARLIEST_FOUND))
"""The bases of dates that are reminded on and are no legal deadline: our own, and early reminders."""


@dataclass(frozen=True)
class Deadline:
    """One deadline. A claimant's has `file_by` and `latest_arguable`; a plan's, IRO's or agency's
    has `due` and `overdue_certain_after`. A `date` is a legal day, a `datetime` is aware.

    Its identity within a case is (rule, limb, event_key). `mail_by` is the day by which a mailed letter
    must leave where filing means receipt. `basis` says what a date is where it is not the law's plain
    number: `federal_floor`, `earliest_found`, `estimate`, `letter`, `practice`, `assumes_final`, `plan_defined` and the
    like. `met_by` is the key of the event that met it, `missed_by` of the entry that says why it was missed.
    """

    rule: str
    limb: str
    event_key: str
    trigger: EventKind
    actor: Actor
    title: str
    unit: Unit
    status: Status
    citation: str
    source: str
    checked: str
    verification: str
    trail: tuple[str, ...]
    file_by: When | None = None
    latest_arguable: When | None = None
    due: When | None = None
    overdue_certain_after: When | None = None
    mail_by: date | None = None
    basis: str | None = None
    confidence: str = "high"
    met_by: str | None = None
    met_on: When | None = None
    missed_by: str | None = None
    warnings: tuple[str, ...] = ()

    @property
    def is_claimants(self) -> bool:
        """Whether the claimant's side must act."""
        return self.actor is Actor.CLAIMANT

    @property
    def is_legal(self) -> bool:
        """Whether the date is law's or a letter's, rather than one of ours or an early reminder."""
        return self.basis not in NOT_LEGAL

    @property
    def identity(self) -> tuple[str, str, str]:
        """(rule, limb, event_key), stable over corrections of dates."""
        return (self.rule, self.limb, self.event_key)

    @property
    def shown(self) -> When | None:
        """The date in front: `file_by` or `due`."""
        return self.file_by if self.is_claimants else self.due

    @property
    def outer(self) -> When | None:
        """The date kept behind it: `latest_arguable` or `overdue_certain_after`."""
        return self.latest_arguable if self.is_claimants else self.overdue_certain_after

    @property
    def is_live(self) -> bool:
        """Whether somebody still has to act or to watch."""
        return self.status in (Status.OPEN, Status.LATE, Status.PAST_CAUTIOUS, Status.NEEDS_DATE)


@dataclass(frozen=True)
class Opening:
    """A right that is open though no clock runs: what it is, why it is open, and its exceptions."""

    rule: str
    title: str
    because: str
    citation: str
    source: str
    verification: str
    exceptions: tuple[str, ...] = ()
    event_key: str | None = None


@dataclass(frozen=True)
class Computed:
    """All of a case at a moment. `next_change_at` (aware UTC) is when a status changes without an event; `state` is
    what is on record of the state whose law governs the policy.
    """

    deadlines: tuple[Deadline, ...]
    openings: tuple[Opening, ...]
    next_change_at: datetime | None
    state: StateView | None = None
