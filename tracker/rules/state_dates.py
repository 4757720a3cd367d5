"""The dates of a state's own external review in one case, beside the federal floor.

45 CFR 147.136(c)(2)(vi) asks of a state process at least four months after receipt, so the federal date stays: an
earlier window goes in front of it, a longer one lengthens what can be argued. Where a row is not sure, or was not read
for 180 days, there is an early reminder instead.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.rules.dates import add_months, day_of, end_of
from tracker.rules.derived import Deriver
from tracker.rules.draft import Draft
from tracker.rules.endings import Endings
from tracker.rules.facts import CaseFacts, Event, When
from tracker.rules.law_rows import Limb, Rule
from tracker.rules.letter_dates import LetterDates
from tracker.rules.moments import Moments
from tracker.rules.periods import Span, latest, span
from tracker.rules.regimes import Regime
from tracker.rules.state_rows import ClockName, State
from tracker.rules.state_rules import (
    EARLY,
    EXPEDITED,
    FILE,
    expired,
    not_sure,
    state_rule,
    told,
    told_when_expired,
    whom_to_ask,
)
from tracker.rules.state_starts import STARTERS, StateStarts
from tracker.rules.states import FRESH_DAYS, is_fresh, state_of
from tracker.rules.terms import Status
from tracker.rules.timeline import Timeline
from tracker.rules.words import long_when

FLOORS = frozenset(("aca.ext.fed.file", "aca.ext.hhs"))
FLOOR_MONTHS = 4
THE_FLOOR = "The federal minimum for a state's process is four months, 45 CFR 147.136(c)(2)(vi)"
LETTER_HAS_DATE = "The letter states a date of its own, and it decides."
TOO_LATE = "The last day that can be argued from the federal minimum has passed."


def governing_state(case: CaseFacts, regime: Regime) -> State | None:
    """The state whose external review may govern: of insured coverage, and where nobody knows whether it is."""
    if regime.external_basis is None or "external" not in regime.families:
        return None
    return state_of(case.coverage.state)


class StateDates:
    """Works out the dates of the state's process in one case at one moment."""

    def __init__(
        self,
        case: CaseFacts,
        regime: Regime,
        timeline: Timeline,
        deriver: Deriver,
        moments: Moments,
        letters: LetterDates,
        endings: Endings,
        as_of: datetime,
    ) -> None:
        self.state = governing_state(case, regime)
        self.timeline, self.deriver, self.moments = timeline, deriver, moments
        self.letters, self.endings = letters, endings
        self.zone = ZoneInfo(case.timezone)
        today = as_of.astimezone(self.zone).date()
        self.is_fresh = self.state is not None and is_fresh(self.state.external_review.checked, today)
        self.starts = StateStarts(timeline, deriver, self.is_fresh)

    @property
    def last_fresh_day(self) -> date | None:
        """The last day on which the state's row is used; None where no row is."""
        if self.state is None or not self.is_fresh:
            return None
        return self.state.external_review.checked + timedelta(days=FRESH_DAYS)

    def widen(self, floor: Draft) -> None:
        """Say in the floor's trail what the state gives; a longer window lengthens what can be argued."""
        if self.state is None or floor.rule.id not in FLOORS or floor.outer is None:
            return
        if not self.is_fresh:
            floor.trail += [expired(self.state), whom_to_ask(self.state)]
            return
        if self.state.clock(ClockName.FILE) is None:
            floor.trail += not_sure(self.state)
            return
        for event, limb in self._windows_beside(floor.event):
            self._compare(floor, event, limb)

    def _windows_beside(self, event: Event) -> Iterator[tuple[Event, str]]:
        """The state's windows that run for the same denial: that of this event, and those after a second level."""
        assert self.state is not None
        root = self.timeline.root(event)
        for other in self.timeline.of(*STARTERS):
            limb = self.starts.window(other, self.state)
            if limb and (other is event or (limb == "second_level" and self.timeline.root(other) is root)):
                yield other, limb

    def _compare(self, floor: Draft, event: Event, limb: str) -> None:
        assert self.state is not None
        assert floor.shown is not None
        assert floor.outer is not None
        counted = self._counted(event, state_rule(FILE, self.state.code), limb)
        if counted is None or counted.early is None or counted.late is None:
            return
        name = f"{self.state.name}'s own window ends on {long_when(counted.early, self.zone)}"
        if self._is_later(counted.late, floor.outer):
            floor.outer = counted.late
            floor.trail.append(f"{name}, later than this; it is kept as what can be argued.")
        elif self._is_later(floor.shown, counted.early):
            floor.trail.append(f"{name}, earlier than this, and has its own entry.")
        else:
            floor.trail.append(f"{name} too ({self.state.external_review.confidence}).")

    def drafts(self, others: Iterable[Draft]) -> Iterator[Draft]:
        """The state's own dates that are not the floor's, judged."""
        if self.state is None:
            return
        floors = [draft for draft in others if draft.rule.id in FLOORS]
        for event in self.timeline.of(*STARTERS):
            own = next((floor for floor in floors if floor.event is event), None)
            kept = self._latest_floor(event, floors)
            for rule, limb in self.starts.started(event, self.state):
                draft = self._drafted(event, rule, limb, kept, self.state)
                if draft is not None and not self._is_the_floors(draft, own):
                    self._judge(draft, event, limb, kept)
                    yield draft

    def _latest_floor(self, event: Event, floors: Iterable[Draft]) -> Draft | None:
        """The federal floor of the same denial that ends last."""
        root = self.timeline.root(event)
        found = [f for f in floors if f.outer is not None and self.timeline.root(f.event) is root]
        return max(found, key=lambda floor: end_of(floor.outer or date.min, self.zone), default=None)

    def _counted(self, event: Event, rule: Rule, name: str) -> Span | None:
        limb = rule.limb(name)
        assert limb is not None
        start = self.moments.of(event, limb)
        if start is None:
            return None
        return span(limb, {}, start.early, start.late, self.zone, start.label, start.late_label)

    def _drafted(
        self, event: Event, rule: Rule, name: str, floor: Draft | None, state: State
    ) -> Draft | None:
        limb, counted = rule.limb(name), self._counted(event, rule, name)
        if limb is None or counted is None:
            return None
        draft = Draft(
            rule=rule,
            limb=limb.name,
            event=event,
            title=limb.title,
            unit=counted.unit,
            citation=rule.citation,
            source=rule.source,
            verification=rule.verification,
            trail=[*counted.trail, *self._told(rule, name, state)],
            basis=rule.basis,
            shown=counted.early,
        )
        self._bound(draft, limb, counted, floor)
        return draft

    def _told(self, rule: Rule, limb: str, state: State) -> list[str]:
        return told(rule.id, limb, state) if self.is_fresh else told_when_expired(state)

    def _bound(self, draft: Draft, limb: Limb, counted: Span, floor: Draft | None) -> None:
        """The outer date, the day to mail by, and what the letter says; an early reminder has none of these."""
        if draft.rule.id == EARLY:
            return
        draft.outer = counted.late
        if draft.rule.id == EXPEDITED:
            self._argue_from_the_floor(draft)
            return
        draft.mail_by = self.moments.mail_by(draft.rule, counted.early)
        self.letters.compare(draft, limb, self.deriver.facts(draft.event).get("final"))
        if floor is not None and floor.outer is not None and draft.outer is not None:
            self._keep(draft, floor.outer)

    def _argue_from_the_floor(self, draft: Draft) -> None:
        received = self.moments.of(draft.event, draft.rule.limbs[0])
        assert received is not None
        self._keep(draft, add_months(day_of(received.late, self.zone), FLOOR_MONTHS))

    def _keep(self, draft: Draft, floor: When) -> None:
        assert draft.outer is not None
        if self._is_later(floor, draft.outer):
            draft.outer = latest((draft.outer, floor), self.zone)
            draft.trail.append(
                f"{THE_FLOOR}, so {long_when(floor, self.zone)} is kept as what can be argued."
            )

    def _is_the_floors(self, draft: Draft, floor: Draft | None) -> bool:
        """Whether the date only repeats the floor's; an early reminder has to come before it."""
        if floor is None or floor.shown is None or draft.shown is None:
            return False
        if draft.rule.id == EARLY:
            return not self._is_later(floor.shown, draft.shown)
        return draft.rule.id == FILE and end_of(draft.shown, self.zone) == end_of(floor.shown, self.zone)

    def _judge(self, draft: Draft, event: Event, name: str, floor: Draft | None) -> None:
        limb = draft.rule.limb(name)
        assert limb is not None
        is_final = self.deriver.facts(event).get("final") is True
        if draft.rule.id == EARLY and is_final and event.get("states_deadline_on"):
            draft.overtaken(LETTER_HAS_DATE)
        elif draft.rule.id == EARLY and floor is not None and floor.status is Status.MISSED:
            draft.overtaken(TOO_LATE)
        else:
            self.endings.judge(draft, event, limb)

    def _is_later(self, first: When, second: When) -> bool:
        return end_of(first, self.zone) > end_of(second, self.zone)
