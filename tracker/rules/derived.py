"""Named facts about one event of a case, computed so that rows of law can stay without logic."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from tracker.rules.claim_stage import ClaimStage, Facts
from tracker.rules.facts import CaseFacts, Event
from tracker.rules.regimes import Regime
from tracker.rules.terms import Channel, EventKind, Outcome, Urgency
from tracker.rules.timeline import (
    DENIALS,
    DENIED,
    DETERMINATIONS,
    FILINGS,
    REQUESTS,
    Timeline,
    is_filing_that_counts,
)

QUICK = {
    Channel.FAX.value,
    Channel.PORTAL.value,
    Channel.EMAIL.value,
    Channel.TELEPHONE.value,
    Channel.IN_PERSON.value,
}
REVIEW = frozenset(
    (
        EventKind.PRELIMINARY_REVIEW_COMPLETED,
        EventKind.IRO_ASSIGNED,
        EventKind.IRO_ORAL_NOTICE,
        EventKind.EXTERNAL_REVIEW_DECIDED,
        EventKind.EXTERNAL_REVIEW_INCOMPLETE,
    )
)
WON = (Outcome.OVERTURNED.value, Outcome.PARTLY.value)
LETTERS = frozenset((*DETERMINATIONS, EventKind.APPEAL_DISMISSED))


class Deriver:
    """Answers every fact that a row may ask of an event in this case."""

    def __init__(self, case: CaseFacts, regime: Regime, timeline: Timeline, zone: ZoneInfo) -> None:
        self.case, self.regime, self.timeline, self.zone = case, regime, timeline, zone
        self.claims = ClaimStage(case, timeline, zone)
        self.base: Mapping[str, Any] = {
            "claim": case.claim.value,
            "appeal_levels": regime.levels,
            "hhs_administered": bool(case.coverage.hhs_administered),
            "external_applies": "external" in regime.families,
            "course_end_known": case.approved_through_on is not None,
        }
        self._known: dict[str, Facts] = {}
        self._special: Mapping[EventKind, Callable[[Event], Facts]] = {
            **dict.fromkeys(FILINGS, self._filing),
            **dict.fromkeys(LETTERS, self._letter),
            EventKind.CLAIM_RECEIVED: self.claims.claim,
            EventKind.CLAIM_EXTENDED: self.claims.extension,
            EventKind.INFORMATION_REQUESTED: self.claims.information_requested,
            EventKind.INFORMATION_SUPPLIED: self.claims.information_supplied,
            EventKind.EXTERNAL_REVIEW_DECIDED: self._review_decided,
        }

    def facts(self, event: Event) -> Facts:
        """All named facts of one event; what is None is unknown."""
        found = self._known.get(event.key)
        if found is None:
            found = self._known[event.key] = self._facts(event)
        return found

    def _facts(self, event: Event) -> Facts:
        channel = event.get("channel")
        facts = {
            **self.base,
            "urgency": self.urgency(event).value,
            "quick_channel": None if channel is None else channel in QUICK,
        }
        special = self._special.get(event.kind)
        return facts if special is None else facts | special(event)

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
            requests = self.timeline.before(event, *REQUESTS)
            return self.asked(requests[-1]) if requests else self.case.urgency
        asked = self.asked(event)
        return Urgency.STANDARD if event.kind in FILINGS and self.is_refused(event) else asked

    def _filing(self, event: Event) -> Facts:
        return {
            "asked_urgency": self.asked(event).value,
            "refused": self.is_refused(event),
            "voluntary": bool(event.get("voluntary")),
        }

    def _review_decided(self, event: Event) -> Facts:
        return {"won": event.get("outcome") in WON}

    def _letter(self, event: Event) -> Facts:
        is_decision = event.kind is EventKind.APPEAL_DECIDED
        denied = event.get("outcome") in DENIED if is_decision else True
        final = self.is_final(event) if is_decision else None
        return {
            "denied": denied,
            "final": final,
            "won": is_decision and event.get("outcome") in WON,
            "opens_external": denied and self._opens_external(event),
            "letter_decides": self._letter_decides(event, final),
            "cut_on": event.get("effective_on"),
        }

    def _opens_external(self, event: Event) -> bool:
        if event.kind is EventKind.APPEAL_DECIDED:
            return self._ends_internal(event)
        if event.kind is EventKind.APPEAL_DISMISSED:
            return self._ends_by_dismissal(event)
        return self._skips_internal(event)

    def _letter_decides(self, event: Event, final: bool | None) -> bool:
        if event.kind is EventKind.APPEAL_DISMISSED:
            return False
        if event.kind is EventKind.APPEAL_DECIDED and final is not False:
            return "external" not in self.regime.families and (
                "claims" not in self.regime.families or isinstance(event.get("states_deadline_on"), date)
            )
        return "claims" not in self.regime.families

    def is_final(self, event: Event) -> bool | None:
        """Whether a decision is the final internal one; None where the number of levels is unknown."""
        if (said := event.get("final")) is not None:
            return said == "yes"
        answered = self.timeline.answered(event, FILINGS)
        if answered is not None and answered.kind is EventKind.SECOND_LEVEL_FILED:
            return True
        return None if self.regime.levels is None else self.level(event) >= self.regime.levels

    def level(self, decision: Event) -> int:
        """Which decision about the same denial this is; one that was issued anew keeps its place."""
        root = self.timeline.root(decision)
        earlier = self.timeline.before(decision, EventKind.APPEAL_DECIDED)
        own = [e for e in earlier if self.timeline.root(e) is root and not e.get("reissued")]
        return max(len(own) + (not decision.get("reissued")), 1)

    def _ends_internal(self, event: Event) -> bool:
        """A decision at a voluntary level starts no new external clock."""
        answered = self.timeline.answered(event, FILINGS)
        if answered is not None and answered.get("voluntary"):
            return False
        return self.is_final(event) is not False

    def _ends_by_dismissal(self, event: Event) -> bool:
        """A plan may mean a dismissal as its last word: four months run from it until the appeal goes on."""
        filing = self.timeline.answered(event, FILINGS)
        if filing is not None and (filing.get("voluntary") or self.timeline.dismissal(filing) is not event):
            return False
        went_on = self.timeline.after(event, *FILINGS, EventKind.APPEAL_DECIDED)
        return not any(is_filing_that_counts(e) for e in went_on)

    def _skips_internal(self, event: Event) -> bool:
        """Only where exhaustion is waived or the matter is expedited; deemed exhaustion is the engine's."""
        if event.kind not in DENIALS or self._has_final_after(event):
            return False
        waived = bool(self.timeline.after(event, EventKind.EXHAUSTION_WAIVED))
        filings = self.timeline.after(event, *FILINGS)
        return waived or self.case.urgency is Urgency.EXPEDITED or any(f.get("expedited") for f in filings)

    def _has_final_after(self, event: Event) -> bool:
        return any(
            self.timeline.root(e) is self.timeline.root(event) and self.is_final(e) is not False
            for e in self.timeline.after(event, EventKind.APPEAL_DECIDED)
        )
