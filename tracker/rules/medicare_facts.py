"""Named facts about events that only Medicare has: fast reviews, escalation, a prescriber's statement, forwarding."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from tracker.rules.claim_stage import Facts
from tracker.rules.dates import day_of
from tracker.rules.facts import Event
from tracker.rules.terms import EventKind
from tracker.rules.timeline import Timeline, when_of

STATEMENT_DAYS = 14
"""How long a drug plan waits for the prescriber's statement, 42 CFR 423.568(b)."""


class MedicareFacts:
    """Answers what a row may ask of an event that happens under Medicare alone."""

    def __init__(self, timeline: Timeline, zone: ZoneInfo) -> None:
        self.timeline, self.zone = timeline, zone

    def qio_requested(self, event: Event) -> Facts:
        """Whether it is about a discharge from a hospital, or about the end of other services."""
        notice = self.timeline.answered(event, (EventKind.SERVICES_END_NOTIFIED, EventKind.DISCHARGE_PLANNED))
        return {"about_discharge": notice is not None and notice.kind is EventKind.DISCHARGE_PLANNED}

    def qio_decided(self, event: Event) -> Facts:
        """The same of the review that this decides."""
        request = self.timeline.answered(event, (EventKind.QIO_REQUESTED,))
        return {"about_discharge": False} if request is None else self.qio_requested(request)

    def alj_requested(self, event: Event) -> Facts:
        """Whether the case was taken on because the QIC was late."""
        asked = self.timeline.before(event, EventKind.QIC_REQUESTED)
        return {"escalated": bool(asked) and self._is_undecided(asked[-1], event)}

    def qic_requested(self, event: Event) -> Facts:
        """The same, of the request that the QIC left undecided."""
        later = self.timeline.after(event, EventKind.ALJ_REQUESTED)
        return {"escalated": any(self._is_undecided(event, taken_on) for taken_on in later)}

    def _is_undecided(self, asked: Event, until: Event) -> bool:
        decided = self.timeline.before(until, EventKind.QIC_DECIDED)
        return not any(self.timeline.answered(d, (EventKind.QIC_REQUESTED,)) is asked for d in decided)

    def ire_requested(self, event: Event) -> Facts:
        """Whether the independent review entity has said that it has the case."""
        return {"acknowledged": bool(self.timeline.after(event, EventKind.IRE_CASE_RECEIVED))}

    def exception(self, event: Event) -> Facts:
        """Whether the prescriber's statement came while the plan waits for it; later it starts no other clock."""
        came, asked = when_of(event, ("statement_received",)), when_of(event, ("received_by_plan",))
        if came is None or asked is None:
            return {"statement_known": came is not None}
        last = day_of(asked, self.zone) + timedelta(days=STATEMENT_DAYS)
        return {"statement_known": day_of(came, self.zone) <= last}
