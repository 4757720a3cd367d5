"""Facts about the claim before its denial: extensions, requests for information, courses of treatment."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tracker.rules.dates import add_hours, day_of, end_of, first_moment, last_moment
from tracker.rules.facts import CaseFacts, Event
from tracker.rules.regimes import IN_TABLES, PROGRAMS
from tracker.rules.terms import ClaimType, EventKind, Sponsor, Urgency
from tracker.rules.timeline import DENIALS, FILINGS, Timeline, when_of

Facts = dict[str, Any]
PROGRAM_CLAIM_DAYS = 14


class ClaimStage:
    """Answers what a row may ask of an event before the denial, 29 CFR 2560.503-1(f)."""

    def __init__(self, case: CaseFacts, timeline: Timeline, zone: ZoneInfo) -> None:
        self.case, self.timeline, self.zone = case, timeline, zone
        self.is_program = case.coverage.sponsor in PROGRAMS

    def extension(self, event: Event) -> Facts:
        return {"missing_information": bool(event.get("missing_information"))}

    def information_requested(self, event: Event) -> Facts:
        """The 24, 48 and 48 hours are an urgent claim's; any other answer is due when the letter says."""
        is_urgent_claim = self._is_at_claim_stage(event) and self.case.urgency is Urgency.EXPEDITED
        return {
            "urgent_claim": is_urgent_claim and self.case.coverage.sponsor in IN_TABLES,
            "reconsidering": self._is_reconsidering(event),
            "answered": any(self._decides(e, event) for e in self.timeline.of(EventKind.APPEAL_DECIDED)),
        }

    def information_supplied(self, event: Event) -> Facts:
        return {
            "follows_extension": self.extension_answered(event) is not None,
            "reconsidering": self._is_reconsidering(event),
            "supplied_again": any(
                self._is_of_the_same(e, event)
                for e in self.timeline.after(event, EventKind.INFORMATION_SUPPLIED)
            ),
        }

    def _is_reconsidering(self, event: Event) -> bool:
        """Whether a federal employees' carrier was deciding about a denial again, 5 CFR 890.105(b)(2)(iii)."""
        filing = self.timeline.filing_beside(event)
        if filing is None or self.case.coverage.sponsor is not Sponsor.FEHB:
            return False
        decided = self.timeline.before(event, EventKind.APPEAL_DECIDED)
        return not any(self.timeline.answered(d, FILINGS) is filing for d in decided)

    def _decides(self, decision: Event, beside: Event) -> bool:
        filing = self.timeline.filing_beside(beside)
        is_later = self.timeline.position[decision.key] > self.timeline.position[beside.key]
        return is_later and filing is not None and self.timeline.answered(decision, FILINGS) is filing

    def _is_of_the_same(self, supplied: Event, event: Event) -> bool:
        kinds = (EventKind.INFORMATION_REQUESTED,)
        return self.timeline.answered(supplied, kinds) is self.timeline.answered(event, kinds)

    def extension_answered(self, supplied: Event) -> Event | None:
        """The extension for missing information that this answer ends."""
        kinds = (EventKind.CLAIM_EXTENDED, EventKind.INFORMATION_REQUESTED)
        found = self.timeline.answered(supplied, kinds)
        is_tolling = (
            found is not None and found.kind is EventKind.CLAIM_EXTENDED and found.get("missing_information")
        )
        return found if is_tolling else None

    def _is_at_claim_stage(self, event: Event) -> bool:
        claims = self.timeline.before(event, EventKind.CLAIM_RECEIVED)
        denials = self.timeline.before(event, *DENIALS)
        if not claims or not denials:
            return not denials
        return self.timeline.position[claims[-1].key] > self.timeline.position[denials[-1].key]

    def claim(self, event: Event) -> Facts:
        extensions = [e for e in self._of_claim(event, EventKind.CLAIM_EXTENDED) if self.is_in_time(event, e)]
        requests = self._of_claim(event, EventKind.INFORMATION_REQUESTED)
        return {
            "answered": bool(self.timeline.after(event, *DENIALS)),
            "refused": any(
                self.timeline.answered(r, (EventKind.CLAIM_RECEIVED, EventKind.INTERNAL_APPEAL_FILED))
                is event
                for r in self.timeline.of(EventKind.EXPEDITE_REFUSED)
            ),
            "asked_urgency": self._asked(event).value,
            "extended": any(self._lengthens(e) for e in extensions),
            "tolled": any(bool(e.get("missing_information")) for e in extensions),
            "information_was_requested": any(self._is_at_claim_stage(r) for r in requests),
            "asked_in_time": self._asked_in_time(event),
        }

    def _asked(self, claim: Event) -> Urgency:
        if (expedited := claim.get("expedited")) is None:
            return self.case.urgency
        return Urgency.EXPEDITED if expedited else Urgency.STANDARD

    def _lengthens(self, extension: Event) -> bool:
        """In private coverage one for missing information stops the clock instead; a program's only adds days."""
        return self.is_program or not extension.get("missing_information")

    def _of_claim(self, claim: Event, kind: EventKind) -> list[Event]:
        """The entries of that kind that belong to this request and to no later one."""
        later = self.timeline.after(claim, kind)
        return [e for e in later if self.timeline.before(e, EventKind.CLAIM_RECEIVED)[-1] is claim]

    def late_extensions(self, claim: Event) -> list[Event]:
        """Extensions that the plan announced only after its time had run out: they extend nothing."""
        extensions = self._of_claim(claim, EventKind.CLAIM_EXTENDED)
        return [e for e in extensions if not self.is_in_time(claim, e)]

    def is_in_time(self, claim: Event, extension: Event) -> bool:
        """Announced before the first 15 or 30 days ended, 29 CFR 2560.503-1(f)(2)(iii)(A)-(B)."""
        received, told = when_of(claim, ("received_by_plan",)), when_of(extension, ("notice_on",))
        if received is None or told is None:
            return True
        last = day_of(received, self.zone) + timedelta(days=self.claim_days)
        return day_of(told, self.zone) <= last

    @property
    def claim_days(self) -> int:
        """The days in which the plan decides a claim, before any extension."""
        if self.is_program:
            return PROGRAM_CLAIM_DAYS
        return 30 if self.case.claim is ClaimType.POST_SERVICE else 15

    def _asked_in_time(self, event: Event) -> bool:
        """At least 24 hours before the approved course ends, 29 CFR 2560.503-1(f)(2)(ii)(B)."""
        received, ends = when_of(event, ("received_by_plan",)), when_of(event, ("course_ends_at",))
        if received is None or ends is None:
            return False
        latest = add_hours(last_moment(received, self.zone), 24)
        return end_of(latest, self.zone) <= end_of(first_moment(ends, self.zone), self.zone)
