"""Why a deadline that nothing has met runs no longer: withdrawn, issued anew, or decided without a filing on record."""

from tracker.rules.draft import Draft
from tracker.rules.facts import Event
from tracker.rules.law_rows import Limb
from tracker.rules.terms import EventKind
from tracker.rules.timeline import FILINGS, LEVELS, REQUESTS, Timeline

APPEALS = frozenset(FILINGS)


class Overtaken:
    """Looks for what came after the event that started a deadline."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline

    def why(self, draft: Draft, event: Event, limb: Limb) -> str | None:
        """The reason in a sentence, or None where it still runs."""
        return self._undone(draft, event) or self._decided(draft, event, limb)

    def _undone(self, draft: Draft, event: Event) -> str | None:
        if self.timeline.withdrawal(event):
            return "The appeal was withdrawn."
        if event.kind in REQUESTS and self.timeline.after(event, EventKind.IMMEDIATE_REVIEW_REJECTED):
            return "Immediate review was refused."
        if event.kind in FILINGS and self.timeline.after(event, EventKind.RESUBMISSION_NOTICE_RECEIVED):
            return "The plan said that the appeal may be filed again."
        if self._is_reissued(event) and draft.event is event:
            return "The letter was issued anew: the new letter's date counts."
        return None

    def _decided(self, draft: Draft, event: Event, limb: Limb) -> str | None:
        missing = "day it arrived" if draft.is_sent else "entry of that"
        if not APPEALS.isdisjoint(limb.ends) and self._is_appeal_decided(event):
            return f"The plan has decided this appeal, so it was filed; the {missing} is missing."
        if draft.is_claimants and self._is_decided(event, *(LEVELS[k] for k in limb.ends if k in LEVELS)):
            return f"That level has decided, so it was asked for; the {missing} is missing."
        if EventKind.IRE_CASE_RECEIVED in limb.ends and self._is_decided(event, EventKind.IRE_DECIDED):
            return "The IRE has decided, so the case was sent there; the day it was is missing."
        return None

    def _is_appeal_decided(self, event: Event) -> bool:
        root = self.timeline.root(event)
        later = self.timeline.after(event, EventKind.APPEAL_DECIDED)
        return any(self.timeline.root(e) is root and not e.get("reissued") for e in later)

    def _is_decided(self, event: Event, *kinds: EventKind) -> bool:
        """Whether one of these came later, about the same denial."""
        root = self.timeline.root(event)
        return any(self.timeline.root(e) is root for e in self.timeline.after(event, *kinds))

    def _is_reissued(self, event: Event) -> bool:
        later = self.timeline.after(event, event.kind)
        return bool(later) and bool(later[0].get("reissued"))
