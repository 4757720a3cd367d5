"""Whether a deadline is met, missed, late, past its cautious date, or overtaken by what happened."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from tracker.rules.dates import end_of, is_past
from tracker.rules.facts import Event, When
from tracker.rules.outcome import Deadline
from tracker.rules.rulebook import Limb, Rule
from tracker.rules.terms import EventKind, Outcome, Status
from tracker.rules.timeline import FILINGS, RECEIPTS, Timeline, happened, when_of
from tracker.rules.words import long_when

CLOSING = (EventKind.CLOSED, EventKind.WITHDRAWN)
SENT_THINGS = frozenset(
    (*FILINGS, EventKind.EXTERNAL_REVIEW_REQUESTED, EventKind.INFORMATION_SENT_TO_IRO, EventKind.INFORMATION_SUPPLIED,
     EventKind.EXTERNAL_REVIEW_COMPLETED)
)  # fmt: skip
WON_AFTER = frozenset(("aca.ext.fed.comply", "aca.ext.fed.expedited.decide"))


class Endings:
    """Judges deadlines of one case at one moment."""

    def __init__(self, timeline: Timeline, zone: ZoneInfo, as_of: datetime) -> None:
        self.timeline, self.zone, self.as_of = timeline, zone, as_of

    def judged(self, deadline: Deadline, event: Event, rule: Rule, limb: Limb) -> Deadline:
        """The deadline with its status, and with what met it."""
        if limb.same_event_ends:
            return self._judged_by_itself(deadline, event, rule)
        if waived := self._not_needed(deadline):
            line = "Marked as not needed."
            return replace(
                deadline, status=Status.SUPERSEDED, met_by=waived.key, trail=(*deadline.trail, line)
            )
        if self._is_reissued(event):
            line = "The letter was issued anew: the new letter's date counts."
            return replace(deadline, status=Status.SUPERSEDED, trail=(*deadline.trail, line))
        for ender in self.timeline.answers_to(event, limb.ends, limb.starts):
            if ender.get("in_part"):
                continue
            when = self._ended_at(ender, rule, deadline)
            if when is not None:
                return self._met(deadline, ender, when)
            deadline = self._sent_only(deadline, ender)
        return self._running(deadline)

    def _ended_at(self, ender: Event, rule: Rule, deadline: Deadline) -> When | None:
        """When the ender counts: on receipt, where filing means receipt; else when it happened."""
        if ender.kind not in SENT_THINGS or not deadline.is_claimants:
            return happened(ender)
        if rule.filed_means == "postmark":
            return when_of(ender, ("sent_on",)) or happened(ender)
        return when_of(ender, RECEIPTS)

    def _sent_only(self, deadline: Deadline, ender: Event) -> Deadline:
        sent = when_of(ender, ("sent_on",))
        words = f"Sent on {long_when(sent, self.zone)}" if sent else "Sent"
        line = f"{words}, but sent is not received: this stays open until receipt is on record."
        return replace(deadline, warnings=(*deadline.warnings, line))

    def _met(self, deadline: Deadline, ender: Event, when: When) -> Deadline:
        met = replace(deadline, status=Status.MET, met_by=ender.key, met_on=when)
        if deadline.outer is None or not self._is_behind(when, deadline.outer):
            return self._noted_late(met, when)
        if not deadline.is_claimants:
            return replace(met, warnings=(*met.warnings, f"Came late, on {long_when(when, self.zone)}."))
        if any(
            self.timeline.answered(c, FILINGS) is ender for c in self.timeline.of(EventKind.GOOD_CAUSE_SHOWN)
        ):
            return replace(met, warnings=(*met.warnings, "Filed late; good cause was shown."))
        return replace(
            met, status=Status.MISSED, warnings=(*met.warnings, "It arrived after the last arguable day.")
        )

    def _noted_late(self, met: Deadline, when: When) -> Deadline:
        if met.is_claimants and met.shown is not None and self._is_behind(when, met.shown):
            return replace(
                met, warnings=(*met.warnings, "After the cautious date, within what can be argued.")
            )
        return met

    def _is_behind(self, when: When, limit: When) -> bool:
        """Whether something of that day or moment came after the limit."""
        return end_of(when, self.zone) > end_of(limit, self.zone)

    def _running(self, deadline: Deadline) -> Deadline:
        if deadline.shown is None:
            return replace(deadline, status=Status.NEEDS_DATE)
        if deadline.is_claimants:
            return replace(deadline, status=self._claimants_status(deadline))
        late = deadline.outer is not None and is_past(deadline.outer, self.as_of, self.zone)
        return replace(deadline, status=Status.LATE if late else Status.OPEN)

    def _claimants_status(self, deadline: Deadline) -> Status:
        assert deadline.shown is not None
        if deadline.outer is not None and is_past(deadline.outer, self.as_of, self.zone):
            return Status.MISSED
        if deadline.outer is not None and is_past(deadline.shown, self.as_of, self.zone):
            return Status.PAST_CAUTIOUS
        return Status.OPEN

    def _judged_by_itself(self, deadline: Deadline, event: Event, rule: Rule) -> Deadline:
        """Where one entry holds both ends: a notice and its effect, a sending and its receipt."""
        ended = when_of(event, RECEIPTS) if rule.family == "practice" else happened(event)
        return self._running(deadline) if ended is None else self._met(deadline, event, ended)

    def _not_needed(self, deadline: Deadline) -> Event | None:
        for waiver in self.timeline.of(EventKind.DEADLINE_NOT_NEEDED):
            if waiver.get("rule") == deadline.rule and waiver.get("answers") in (None, deadline.event_key):
                return waiver
        return None

    def _is_reissued(self, event: Event) -> bool:
        later = self.timeline.after(event, event.kind)
        return bool(later) and bool(later[0].get("reissued"))

    def after_the_end(self, deadline: Deadline) -> Deadline:
        """Live deadlines stop when the case ends, or when what they were for has been won."""
        if not deadline.is_live:
            return deadline
        if any(self.timeline.of(*CLOSING)):
            return replace(
                deadline, status=Status.SUPERSEDED, trail=(*deadline.trail, "The case was closed.")
            )
        if self._is_won_after(deadline):
            line = "The plan's decision was overturned, so this is no longer needed."
            return replace(deadline, status=Status.SUPERSEDED, trail=(*deadline.trail, line))
        return deadline

    def _is_won_after(self, deadline: Deadline) -> bool:
        if deadline.rule in WON_AFTER:
            return False
        trigger = self.timeline.by_key[deadline.event_key]
        decided = self.timeline.after(trigger, EventKind.APPEAL_DECIDED, EventKind.EXTERNAL_REVIEW_DECIDED)
        return any(e.get("outcome") == Outcome.OVERTURNED.value for e in decided)
