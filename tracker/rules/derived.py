"""Named facts about one event of a case, computed so that rows of law can stay without logic."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from tracker.rules.claim_stage import ClaimStage, Facts
from tracker.rules.dates import day_of
from tracker.rules.facts import CaseFacts, Event
from tracker.rules.medicare_facts import MedicareFacts
from tracker.rules.regimes import Regime
from tracker.rules.terms import Channel, ClaimType, EventKind, Outcome, ReasonKind, ServiceKind, Urgency
from tracker.rules.timeline import (
    DENIALS,
    DENIED,
    DETERMINATIONS,
    FILINGS,
    LEVEL_DECISIONS,
    LEVELS,
    REQUESTS,
    REQUESTS_TO_PLAN,
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
REQUESTED_BY = {decided: (requested,) for requested, decided in LEVELS.items()} | {
    EventKind.IRE_DECIDED: (EventKind.IRE_REQUESTED, EventKind.IRE_CASE_RECEIVED),
    EventKind.IRE_CASE_RECEIVED: (*FILINGS, *REQUESTS_TO_PLAN),
}
PRIOR = {"yes": True, "no": False}
ADVANCE_NOTICE_DAYS = 10
MEDICAL = frozenset(
    (ReasonKind.MEDICAL_NECESSITY, ReasonKind.STEP_THERAPY, ReasonKind.EXPERIMENTAL, ReasonKind.LEVEL_OF_CARE)
)
EITHER = (ReasonKind.QUANTITY_LIMIT, ReasonKind.NON_FORMULARY, None)
"""Reasons of which only the file can tell whether they rest on a medical judgment, and no reason at all."""


class Deriver:
    """Answers every fact that a row may ask of an event in this case."""

    def __init__(self, case: CaseFacts, regime: Regime, timeline: Timeline, zone: ZoneInfo) -> None:
        self.case, self.regime, self.timeline, self.zone = case, regime, timeline, zone
        self.claims = ClaimStage(case, timeline, zone)
        self.medicare = MedicareFacts(timeline, zone)
        self.base: Mapping[str, Any] = {
            "claim": case.claim.value,
            "appeal_levels": regime.levels,
            "hhs_administered": bool(case.coverage.hhs_administered),
            "external_applies": "external" in regime.families,
            "course_end_known": case.approved_through_on is not None,
            **self._program_facts(),
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
            **dict.fromkeys(LEVEL_DECISIONS, self._level_decided),
            EventKind.STEP_EXCEPTION_REQUESTED: self.medicare.exception,
            EventKind.STEP_EXCEPTION_DECIDED: self._level_decided,
            EventKind.QIO_REQUESTED: self.medicare.qio_requested,
            EventKind.QIO_DECIDED: self._qio_decided,
            EventKind.IRE_REQUESTED: self.medicare.ire_requested,
            EventKind.IRE_CASE_RECEIVED: lambda event: {"acknowledged": False},
            EventKind.QIC_REQUESTED: self.medicare.qic_requested,
            EventKind.ALJ_REQUESTED: self.medicare.alj_requested,
            EventKind.FAIR_HEARING_REQUESTED: self._hearing_requested,
        }

    def _program_facts(self) -> Facts:
        """What the rows of public programs ask of the case as a whole."""
        coverage, case = self.case.coverage, self.case
        return {
            "program": self.regime.is_program or bool(self.regime.possible),
            "payment": case.claim is ClaimType.POST_SERVICE,
            "is_part_b_drug": case.service is ServiceKind.DRUG,
            "may_be_drug": case.service in (ServiceKind.DRUG, ServiceKind.OTHER, None),
            "service_known": case.service is not None,
            "integrated": bool(coverage.integrated),
            "joint_board": bool(coverage.joint_board),
            "probable_fraud": False,
            "state_window_days": coverage.state_window_days,
            "rating_period_2026": coverage.rating_period_2026,
            "reason_medical": None if case.reason in EITHER else case.reason in MEDICAL,
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
            "prior_authorization": PRIOR.get(str(event.get("prior_authorization"))),
            "no_prior_authorization": event.get("prior_authorization") == "no",
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
        kinds = (*REQUESTS_TO_PLAN, *FILINGS) if self.regime.is_program else FILINGS
        return any(self.timeline.answered(r, kinds) is event for r in refusals)

    def urgency(self, event: Event) -> Urgency:
        """The urgency that governs the clocks which this event starts."""
        if event.kind in REQUESTED_BY and (
            request := self.timeline.answered(event, REQUESTED_BY[event.kind])
        ):
            return self.urgency(request)
        if event.kind in REVIEW:
            requests = self.timeline.before(event, *REQUESTS)
            return self.asked(requests[-1]) if requests else self.case.urgency
        asked = self.asked(event)
        may_be_refused = event.kind in FILINGS or (self.regime.is_program and event.kind in REQUESTS_TO_PLAN)
        return Urgency.STANDARD if may_be_refused and self.is_refused(event) else asked

    def _filing(self, event: Event) -> Facts:
        answers = self._answers(event)
        return {
            "asked_urgency": self.asked(event).value,
            "refused": self.is_refused(event),
            "voluntary": bool(event.get("voluntary")),
            "answered": bool(answers),
            "information_asked": bool(self._asked_about(event)),
            "responded": bool(answers) or bool(self._asked_about(event)),
            "board_known": any(
                self.timeline.answered(e, FILINGS) is event
                for e in self.timeline.of(EventKind.BOARD_MEETINGS_LEARNED)
            ),
            "won": any(a.get("outcome") == Outcome.OVERTURNED.value for a in answers),
            "favorable": any(a.get("outcome") in WON for a in answers),
            "extended": self._is_extended(event),
        }

    def _is_extended(self, filing: Event) -> bool:
        extensions = self.timeline.of(EventKind.APPEAL_EXTENDED)
        return any(self.timeline.answered(e, FILINGS) is filing for e in extensions)

    def _answers(self, filing: Event) -> list[Event]:
        decided = self.timeline.of(EventKind.APPEAL_DECIDED)
        return [d for d in decided if self.timeline.answered(d, FILINGS) is filing]

    def _asked_about(self, filing: Event) -> list[Event]:
        """Requests for information that came after the filing and before its answer."""
        answers = [self.timeline.position[a.key] for a in self._answers(filing)]
        asked = self.timeline.after(filing, EventKind.INFORMATION_REQUESTED)
        own = [e for e in asked if self.timeline.filing_beside(e) is filing]
        return [e for e in own if not answers or self.timeline.position[e.key] < min(answers)]

    def _level_decided(self, event: Event) -> Facts:
        outcome = event.get("outcome")
        return {"denied": outcome in DENIED, "won": outcome in WON}

    def _qio_decided(self, event: Event) -> Facts:
        return self.medicare.qio_decided(event) | self._level_decided(event)

    def _hearing_requested(self, event: Event) -> Facts:
        """How the plan appeal before it was to be decided: 72 hours or 30 days, and whether it took 14 more."""
        filing = self.timeline.appeal_behind(event)
        if filing is None:
            return {"appeal_urgency": Urgency.STANDARD.value, "appeal_extended": False}
        return {
            "appeal_urgency": self.urgency(filing).value,
            "appeal_extended": self._is_extended(filing),
        }

    def _review_decided(self, event: Event) -> Facts:
        return {"won": event.get("outcome") in WON}

    def _letter(self, event: Event) -> Facts:
        is_decision = event.kind is EventKind.APPEAL_DECIDED
        filing = self.timeline.answered(event, FILINGS) if is_decision else None
        denied = event.get("outcome") in DENIED if is_decision else True
        final = self.is_final(event) if is_decision else None
        return {
            "denied": denied,
            "final": final,
            "won": is_decision and event.get("outcome") in WON,
            "asked_urgency": self.asked(filing or event).value,
            "refused": filing is not None and self.is_refused(filing),
            "opens_external": denied and self._opens_external(event),
            "letter_decides": self._letter_decides(event, final),
            "cut_on": event.get("effective_on"),
            "about_reduction": self._is_about_reduction(event),
            "goes_on_by_itself": is_decision and "ma" in self.regime.families,
            "short_notice": self._is_short_notice(event),
        }

    def _is_about_reduction(self, event: Event) -> bool:
        root = self.timeline.root(event)
        return root is not None and root.kind is EventKind.COURSE_REDUCTION_NOTIFIED

    def _is_short_notice(self, event: Event) -> bool:
        """Whether a cut takes effect in fewer than 10 days after its notice, 42 CFR 431.211."""
        cut, notice = event.get("effective_on"), event.get("notice_on")
        if not isinstance(cut, date) or not isinstance(notice, date):
            return False
        return (day_of(cut, self.zone) - day_of(notice, self.zone)).days < ADVANCE_NOTICE_DAYS

    def _opens_external(self, event: Event) -> bool:
        if event.kind is EventKind.APPEAL_DECIDED:
            return self._ends_internal(event)
        if event.kind is EventKind.APPEAL_DISMISSED:
            return self._ends_by_dismissal(event)
        return self._skips_internal(event)

    def _letter_decides(self, event: Event, final: bool | None) -> bool:
        if self.regime.is_program:
            return False
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
