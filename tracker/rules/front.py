"""Which deadline stands in front of a case, and the group of the caseload that follows from it.

A legal date that presses goes first; then what was meant to be done by now; then what the plan owes; then what
lies ahead. A chase or a passed target never hides a legal date that is near.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.rules.dates import day_of, end_of, is_past
from tracker.rules.facts import CaseFacts, When
from tracker.rules.outcome import Computed, Deadline
from tracker.rules.rulebook import rules
from tracker.rules.terms import EventKind, Status
from tracker.rules.timeline import FILINGS, LEVEL_REQUESTS

NEAR = timedelta(hours=72)
WEEK_DAYS, MONTH_DAYS = 7, 31
CHASE = "practice.claim_file.chase"
CONFIRM = "practice.confirm_receipt"
CHASES = (CHASE, CONFIRM)
"""What is asked for again and again; every other date of our own is a day to have something done by."""
AT_ONCE = "at_once"
"""The limb of a target that is each day's work until it has passed: the matter is urgent."""
DAYS_AT_ONCE = 3
DEEMED = "deemed"
FILED = (*FILINGS, EventKind.EXTERNAL_REVIEW_REQUESTED, *LEVEL_REQUESTS)


@dataclass(frozen=True)
class Front:
    """The group, and the deadline that put the case there (None where nothing is pending)."""

    group: str
    deadline: Deadline | None = None
    when: When | None = None


def claimants_live(computed: Computed) -> list[Deadline]:
    """The claimant's side's live deadlines, nearest first; those without a date stand last."""
    return sorted((d for d in computed.deadlines if d.is_claimants and d.is_live), key=_nearness)


def plans_live(computed: Computed) -> list[Deadline]:
    """What the plan, its administrator or the review organization still owes, nearest first."""
    return sorted((d for d in computed.deadlines if not d.is_claimants and d.is_live), key=_nearness)


def _nearness(deadline: Deadline) -> tuple[int, datetime]:
    utc = ZoneInfo("UTC")
    return (0, end_of(deadline.shown, utc)) if deadline.shown else (1, datetime.max.replace(tzinfo=utc))


def act_by(deadline: Deadline, as_of: datetime, zone: ZoneInfo) -> When | None:
    """When to act: the day a letter must leave, while it lies ahead; else the date itself."""
    mail_by = deadline.mail_by
    return mail_by if mail_by and not is_past(mail_by, as_of, zone) else deadline.shown


def first_day_at_once(last: date, known_on: date) -> date:
    """The first of the days on which something is to be done at once, of which `last` is the last: as many days before
    it as the target has, and none before it was known.
    """
    return min(last, max(last - timedelta(days=DAYS_AT_ONCE), known_on))


def on_its_way(computed: Computed) -> frozenset[EventKind]:
    """The kinds of filing that were sent, and whose receipt is not on record yet."""
    return frozenset(d.trigger for d in computed.deadlines if d.rule == CONFIRM and d.is_live)


def is_met_by(deadline: Deadline, kinds: frozenset[EventKind]) -> bool:
    """Whether an event of these kinds meets this deadline."""
    return bool(kinds) and any(kind in kinds for limb in rules()[deadline.rule].limbs for kind in limb.ends)


def front(case: CaseFacts, computed: Computed, as_of: datetime) -> Front:
    """What stands in front at `as_of` (aware)."""
    return _Front(case, computed, as_of).found()


class _Front:
    def __init__(self, case: CaseFacts, computed: Computed, as_of: datetime) -> None:
        self.as_of, self.zone = as_of, ZoneInfo(case.timezone)
        # A target is met by sending; what is asked from then on is whether it arrived.
        sent = on_its_way(computed)
        live = [d for d in claimants_live(computed) if d.is_legal or not is_met_by(d, sent)]
        # The claim file runs beside the rest: once something is filed, its chase never stands in front.
        is_filed = any(event.kind in FILED for event in case.events)
        self.own = [d for d in live if d.shown is not None and not (is_filed and d.rule == CHASE)]
        self.undated = [d for d in live if d.shown is None]
        self.owed = plans_live(computed)

    def found(self) -> Front:
        targets = [d for d in self.own if self._is_passing_target(d)]
        late = [d for d in self.owed if d.status is Status.LATE]
        hours = [d for d in self.owed if self._is_owed_in_hours(d)]
        for candidates in (
            self._law("overdue", "within_72_hours"),
            targets and self._law("this_week"),
            targets,
        ):
            if candidates:
                return self._own(candidates)
        if late:
            return Front("plan_is_late", late[0], late[0].shown)
        if hours:
            return Front("within_72_hours", hours[0], hours[0].shown)
        return self._ahead()

    def _ahead(self) -> Front:
        chases = [d for d in self.own if self._is_due_chase(d)]
        month = [d for d in self.own if self._distance(d) in ("this_week", "this_month")]
        week = [d for d in month if self._distance(d) == "this_week"]
        for candidates in (week, chases, month, [d for d in self.own if d.limb == DEEMED]):
            if candidates:
                return self._own(candidates)
        if self.undated:
            return Front("within_72_hours", self.undated[0])
        owed = next((d for d in self.owed if d.shown is not None), None)
        if owed and not (self.own and self._is_sooner(self.own[0], owed)):
            return Front("waiting_on_plan", owed, owed.shown)
        if self.own:
            return self._own(self.own)
        return Front("waiting_on_plan" if self.owed else "nothing_pending", next(iter(self.owed), None))

    def _own(self, candidates: Sequence[Deadline]) -> Front:
        first = min(candidates, key=lambda d: (d.status is not Status.PAST_CAUTIOUS, self._end(d)))
        return Front(self._distance(first), first, self._act_by(first))

    def _act_by(self, deadline: Deadline) -> When | None:
        when = act_by(deadline, self.as_of, self.zone)
        if when is None or deadline.limb != AT_ONCE or is_past(when, self.as_of, self.zone):
            return when
        return self.as_of.astimezone(self.zone).date()

    def _end(self, deadline: Deadline) -> datetime:
        when = self._act_by(deadline)
        assert when is not None
        return end_of(when, self.zone)

    def _law(self, *distances: str) -> list[Deadline]:
        """Dates of law or of a letter that are so near.

        After deemed exhaustion the strict reading has mostly passed: there the plan's lateness goes first.
        """
        law = (d for d in self.own if d.is_legal and d.limb != DEEMED)
        return [d for d in law if self._distance(d) in distances]

    def _is_due_chase(self, deadline: Deadline) -> bool:
        return deadline.rule == CHASE and self._distance(deadline) in ("overdue", "within_72_hours")

    def _is_passing_target(self, deadline: Deadline) -> bool:
        is_target = not deadline.is_legal and deadline.rule != CHASE
        return is_target and self._distance(deadline) in ("overdue", "within_72_hours")

    def _distance(self, deadline: Deadline) -> str:
        when = self._act_by(deadline)
        assert when is not None
        if is_past(when, self.as_of, self.zone):
            return "overdue"
        if end_of(when, self.zone) - self.as_of.astimezone(UTC) <= NEAR:
            return "within_72_hours"
        days = (day_of(when, self.zone) - self.as_of.astimezone(self.zone).date()).days
        return "this_week" if days <= WEEK_DAYS else "this_month" if days <= MONTH_DAYS else "later"

    def _is_owed_in_hours(self, deadline: Deadline) -> bool:
        due = deadline.due
        return isinstance(due, datetime) and due.astimezone(UTC) - self.as_of.astimezone(UTC) <= NEAR

    def _is_sooner(self, own: Deadline, owed: Deadline) -> bool:
        assert owed.shown is not None
        return self._end(own) < end_of(owed.shown, self.zone)
