"""Named facts about one event of a case, computed so that rows of law can stay without logic."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from tracker.rules.dates import add_hours, end_of, first_moment, last_moment
from tracker.rules.facts import CaseFacts, Event
from tracker.rules.regimes import Regime
from tracker.rules.terms import Channel, EventKind, Outcome, Urgency
from tracker.rules.timeline import DENIED, DETERMINATIONS, FILINGS, Timeline, when_of

QUICK = {
    Channel.FAX.value,
    Channel.PORTAL.value,
    Channel.EMAIL.value,
    Channel.TELEPHONE.value,
    Channel.IN_PERSON.value,
}
REVIEW = (
    EventKind.PRELIMINARY_REVIEW_COMPLETED,
    EventKind.IRO_ASSIGNED,
    EventKind.IRO_ORAL_NOTICE,
    EventKind.EXTERNAL_REVIEW_DECIDED,
    EventKind.EXTERNAL_REVIEW_INCOMPLETE,
)


class Deriver:
    """Answers every fact that a row may ask of an event in this case."""

    def __init__(self, case: CaseFacts, regime: Regime, timeline: Timeline, zone: ZoneInfo) -> None:
        self.case, self.regime, self.timeline, self.zone = case, regime, timeline, zone
        self.base: Mapping[str, Any] = {
            "claim": case.claim.value,
            "appeal_levels": regime.levels,
            "hhs_administered": bool(case.coverage.hhs_administered),
            "external_applies": "external" in regime.families,
            "course_end_known": case.approved_through_on is not None,
        }

    def facts(self, event: Event) -> Mapping[str, Any]:
        """All named facts of one event; what is None is unknown."""
        facts = {**self.base, "urgency": self.urgency(event).value}
        if event.kind in FILINGS:
            facts["asked_urgency"] = self.asked(event).value
            facts["refused"] = self.is_refused(event)
        elif event.kind is EventKind.CLAIM_RECEIVED:
            facts |= self._claim(event)
        elif event.kind is EventKind.CLAIM_EXTENDED:
            facts["missing_information"] = bool(event.get("missing_information"))
        elif event.kind is EventKind.INFORMATION_SUPPLIED:
            facts["follows_extension"] = self.extension_answered(event) is not None
        elif event.kind in DETERMINATIONS:
            facts |= self._determination(event)
        elif event.kind is EventKind.EXTERNAL_REVIEW_DECIDED:
            facts["won"] = event.get("outcome") in (Outcome.OVERTURNED.value, Outcome.PARTLY.value)
        channel = event.get("channel")
        facts["quick_channel"] = None if channel is None else channel in QUICK
        return facts

    def asked(self, event: Event) -> Urgency:
        """How the filing asked to be treated; where nobody says, as the case is."""
        expedited = event.get("expedited")
        if expedited is None:
            return self.case.urgency
        return Urgency.EXPEDITED if expedited else Urgency.STANDARD

    def is_refused(self, event: Event) -> bool:
        """Whether the plan refused to expedite this filing."""
        refusals = self.timeline.of(EventKind.EXPEDITE_REFUSED)
        return any(self.timeline.answered(r, FILINGS) is event for r in refusals)

    def urgency(self, event: Event) -> Urgency:
        """The urgency that governs the clocks which this event starts."""
        if event.kind in REVIEW:
            requests = self.timeline.before(event, EventKind.EXTERNAL_REVIEW_REQUESTED)
            return self.asked(requests[-1]) if requests else self.case.urgency
        asked = self.asked(event)
        return Urgency.STANDARD if event.kind in FILINGS and self.is_refused(event) else asked

    def extension_answered(self, supplied: Event) -> Event | None:
        """The extension for missing information that this answer ends."""
        kinds = (EventKind.CLAIM_EXTENDED, EventKind.INFORMATION_REQUESTED)
        found = self.timeline.answered(supplied, kinds)
        is_tolling = (
            found is not None and found.kind is EventKind.CLAIM_EXTENDED and found.get("missing_information")
        )
        return found if is_tolling else None

    def _claim(self, event: Event) -> dict[str, Any]:
        extensions = [
            e for e in self.timeline.after(event, EventKind.CLAIM_EXTENDED) if self._is_latest(event, e)
        ]
        requests = self.timeline.after(event, EventKind.INFORMATION_REQUESTED)
        return {
            "extended": any(not e.get("missing_information") for e in extensions),
            "tolled": any(bool(e.get("missing_information")) for e in extensions),
            "information_was_requested": any(self._is_latest(event, r) for r in requests),
            "asked_in_time": self._asked_in_time(event),
        }

    def _is_latest(self, claim: Event, later: Event) -> bool:
        return self.timeline.before(later, EventKind.CLAIM_RECEIVED)[-1] is claim

    def _asked_in_time(self, event: Event) -> bool:
        """At least 24 hours before the approved course ends, 29 CFR 2560.503-1(f)(2)(ii)(B)."""
        received, ends = when_of(event, ("received_by_plan",)), when_of(event, ("course_ends_at",))
        if received is None or ends is None:
            return False
        latest = add_hours(last_moment(received, self.zone), 24)
        return end_of(latest, self.zone) <= end_of(first_moment(ends, self.zone), self.zone)

    def _determination(self, event: Event) -> dict[str, Any]:
        is_decision = event.kind is EventKind.APPEAL_DECIDED
        denied = event.get("outcome") in DENIED if is_decision else True
        final = self.is_final(event) if is_decision else None
        return {
            "denied": denied,
            "final": final,
            "won": is_decision and event.get("outcome") in (Outcome.OVERTURNED.value, Outcome.PARTLY.value),
            "opens_external": denied
            and (self._ends_internal(event) if is_decision else self._skips_internal(event)),
            "letter_decides": self._letter_decides(event, final),
        }

    def _letter_decides(self, event: Event, final: bool | None) -> bool:
        if event.kind is EventKind.APPEAL_DECIDED and final is not False:
            return "external" not in self.regime.families and (
                "claims" not in self.regime.families or event.get("states_deadline_on") is not None
            )
        return "claims" not in self.regime.families

    def is_final(self, event: Event) -> bool | None:
        """Whether a decision is the final internal one; None where the number of levels is unknown."""
        if (said := event.get("final")) is not None:
            return said == "yes"
        answered = self.timeline.answered(event, FILINGS)
        if answered is not None and answered.kind is EventKind.SECOND_LEVEL_FILED:
            return True
        return None if self.regime.levels is None else self.regime.levels == 1

    def _ends_internal(self, event: Event) -> bool:
        """A decision at a voluntary level starts no new external clock."""
        answered = self.timeline.answered(event, FILINGS)
        if answered is not None and answered.get("voluntary"):
            return False
        return self.is_final(event) is not False

    def _skips_internal(self, event: Event) -> bool:
        """Only where exhaustion is waived or the matter is expedited; deemed exhaustion is the engine's."""
        if event.kind is not EventKind.ADVERSE_DETERMINATION or self._has_final_after(event):
            return False
        waived = bool(self.timeline.after(event, EventKind.EXHAUSTION_WAIVED))
        filings = self.timeline.after(event, *FILINGS)
        return waived or self.case.urgency is Urgency.EXPEDITED or any(f.get("expedited") for f in filings)

    def _has_final_after(self, event: Event) -> bool:
        return any(
            self.is_final(e) is not False for e in self.timeline.after(event, EventKind.APPEAL_DECIDED)
        )
