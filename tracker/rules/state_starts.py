"""Which determination of a case starts which of its state's windows."""

from collections.abc import Iterator

from tracker.rules.derived import Deriver
from tracker.rules.facts import Event
from tracker.rules.law_rows import Rule
from tracker.rules.state_rows import ClockName, CountsFrom, State
from tracker.rules.state_rules import EARLY, EXPEDITED, FILE, blank_rule, state_rule
from tracker.rules.terms import EventKind, Urgency
from tracker.rules.timeline import DENIALS, FILINGS, Timeline

STARTERS = (EventKind.APPEAL_DECIDED, EventKind.APPEAL_DISMISSED, *DENIALS)


class StateStarts:
    """Reads the determinations of one case; `is_fresh` says whether the state's row may still be used."""

    def __init__(self, timeline: Timeline, deriver: Deriver, is_fresh: bool) -> None:
        self.timeline, self.deriver, self.is_fresh = timeline, deriver, is_fresh

    def started(self, event: Event, state: State) -> Iterator[tuple[Rule, str]]:
        """The rules that this determination starts under the state's row, each with the limb."""
        facts = self.deriver.facts(event)
        if not facts.get("denied"):
            return
        if self.is_fresh and (limb := self.window(event, state)):
            yield state_rule(FILE, state.code), limb
        if self.is_fresh and state.clock(ClockName.EXPEDITED) and self._is_urgent_and_open(event):
            yield state_rule(EXPEDITED, state.code), "only"
        if not facts["opens_external"]:
            return
        if not self.is_fresh:
            yield blank_rule(state.code), "only"
        elif state.clock(ClockName.FILE) is None or state.clock(ClockName.EARLY):
            yield state_rule(EARLY, state.code), "only"

    def window(self, event: Event, state: State) -> str:
        """Which window it starts: `file`, `second_level` where the state has one for that, or none, an empty text."""
        facts, clock = self.deriver.facts(event), state.clock(ClockName.FILE)
        if clock is None or not facts.get("denied"):
            return ""
        if state.clock(ClockName.SECOND_LEVEL) and self._is_second_level(event):
            return "second_level"
        if clock.counts_from is CountsFrom.FIRST_DECISION and event.kind is EventKind.APPEAL_DECIDED:
            return "file" if self.deriver.level(event) == 1 and not self._is_second_level(event) else ""
        return "file" if facts["opens_external"] else ""

    def _is_second_level(self, event: Event) -> bool:
        if event.kind is not EventKind.APPEAL_DECIDED:
            return False
        filing = self.timeline.answered(event, FILINGS)
        is_second = filing is not None and filing.kind is EventKind.SECOND_LEVEL_FILED
        return is_second or bool(filing and filing.get("voluntary"))

    def _is_urgent_and_open(self, event: Event) -> bool:
        """An urgent matter whose latest determination this is."""
        if event.kind is EventKind.APPEAL_DISMISSED or self.deriver.urgency(event) is not Urgency.EXPEDITED:
            return False
        later = self.timeline.after(event, EventKind.APPEAL_DECIDED)
        return not any(self.timeline.root(each) is self.timeline.root(event) for each in later)
