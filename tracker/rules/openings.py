"""Rights that are open though no clock runs: each opens when its facts come true, with its citation."""

from collections.abc import Iterator, Sequence

from tracker.rules.derived import MEDICAL, Deriver
from tracker.rules.draft import Draft
from tracker.rules.exhaustion import lateness
from tracker.rules.facts import CaseFacts, Event
from tracker.rules.outcome import Opening
from tracker.rules.regimes import Regime
from tracker.rules.rulebook import rules
from tracker.rules.terms import EventKind, Outcome, ReasonKind, Sponsor, Status, Urgency
from tracker.rules.timeline import FILINGS, REQUESTS, Timeline, happened, is_filing_that_counts
from tracker.rules.words import long_when

DE_MINIMIS = (
    "Not where the plan shows all of this together: the violation was minor (de minimis) and not likely to harm the "
    "claimant, it had good cause or lay beyond the plan's control, it happened in an ongoing, good-faith exchange of "
    "information, and it is not part of a pattern.",
)


def openings(
    case: CaseFacts, regime: Regime, timeline: Timeline, deriver: Deriver, drafts: Sequence[Draft]
) -> tuple[Opening, ...]:
    """All rights that are open; none once the case is closed."""
    return () if timeline.end() else tuple(_Openings(case, regime, timeline, deriver, drafts).all())


class _Openings:
    def __init__(
        self, case: CaseFacts, regime: Regime, timeline: Timeline, deriver: Deriver, drafts: Sequence[Draft]
    ) -> None:
        self.case, self.regime, self.timeline, self.deriver = case, regime, timeline, deriver
        self.drafts = drafts
        self.denials = timeline.of(EventKind.ADVERSE_DETERMINATION, EventKind.COURSE_REDUCTION_NOTIFIED)

    def all(self) -> Iterator[Opening]:
        yield from self._claim_file()
        yield from self._deemed()
        yield from self._scope()
        yield from self._simultaneous()
        yield from self._continued_coverage()
        yield from self._new_evidence()
        yield from self._refused()
        yield from self._state_process()
        yield from self._suit()

    def _open(
        self,
        rule_id: str,
        because: str,
        exceptions: tuple[str, ...] = (),
        event: Event | None = None,
        title: str = "",
    ) -> Iterator[Opening]:
        rule = rules()[rule_id]
        if self.regime.governs(rule):
            cited, verified, source = (
                self.regime.cites(rule),
                self.regime.verified(rule),
                self.regime.source(rule),
            )
            key = event.key if event else None
            yield Opening(rule.id, title or rule.title, because, cited, source, verified, exceptions, key)

    def _claim_file(self) -> Iterator[Opening]:
        came = [e for e in self.timeline.of(EventKind.CLAIM_FILE_RECEIVED) if not e.get("in_part")]
        if self.denials and not came:
            because = "There is a denial. The file is free of charge; no number of days is given."
            yield from self._open(
                "erisa.docs.claim_file", because, event=self.denials[-1], title="Ask for the claim file"
            )

    def _deemed(self) -> Iterator[Opening]:
        for late in lateness(self.drafts, self.timeline):
            if self._was_won(late):
                continue
            because = self._lapse(late)
            yield from self._open("aca.deemed_exhausted", because, DE_MINIMIS, late.event)
            yield from self._open("erisa.deemed_exhausted", because, (), late.event)

    def _was_won(self, late: Draft) -> bool:
        answer = self.timeline.by_key.get(late.met_by or "")
        return answer is not None and answer.get("outcome") == Outcome.OVERTURNED.value

    def _lapse(self, late: Draft) -> str:
        assert late.outer is not None
        limit = long_when(late.outer, self.deriver.zone)
        if late.met_on is None:
            return f"The plan had until {limit} and has not answered ({late.citation})."
        came = long_when(late.met_on, self.deriver.zone)
        return f"The plan had until {limit} and answered only on {came} ({late.citation})."

    def _scope(self) -> Iterator[Opening]:
        reached = (
            self.case.reason in MEDICAL
            or self.case.surprise_bill
            or self.case.reason is ReasonKind.RESCISSION
        )
        if self.denials and reached:
            because = (
                "The denial rests on a medical judgment, a surprise bill or a rescission, "
                "so an outside reviewer may decide it."
            )
            exceptions = ("It does not decide whether a person is eligible under the terms of the plan.",)
            yield from self._open(
                "aca.ext.scope", because, exceptions, self.denials[-1], "External review reaches this denial"
            )

    def _simultaneous(self) -> Iterator[Opening]:
        if self.case.urgency is not Urgency.EXPEDITED or any(
            map(self._is_standing, self.timeline.of(*REQUESTS))
        ):
            return
        finals, urgent = self._finals(), self._urgent_filings()
        if finals:
            because = (
                "The matter is urgent and the internal appeal is finished: ask for the expedited review."
            )
            yield from self._open("aca.ext.fed.expedited.request", because, (), finals[-1])
        elif urgent:
            because = (
                "The matter is urgent and the expedited internal appeal has been filed: both may run at once."
            )
            yield from self._open("aca.ext.fed.expedited.request", because, (), urgent[-1])

    def _is_standing(self, request: Event) -> bool:
        return is_filing_that_counts(request) and self.timeline.refusal(request) is None

    def _urgent_filings(self) -> list[Event]:
        filed = [e for e in self.timeline.of(*FILINGS) if is_filing_that_counts(e)]
        return [e for e in filed if self.deriver.urgency(e) is Urgency.EXPEDITED]

    def _finals(self) -> list[Event]:
        decided = self.timeline.of(EventKind.APPEAL_DECIDED)
        return [e for e in decided if self.deriver.facts(e)["opens_external"]]

    def _continued_coverage(self) -> Iterator[Opening]:
        for event in self.timeline.of(EventKind.COURSE_REDUCTION_NOTIFIED):
            because = "Approved treatment is to be cut short: coverage goes on while the internal appeal is pending."
            yield from self._open("aca.continued_coverage", because, (), event)

    def _new_evidence(self) -> Iterator[Opening]:
        pending = [
            d
            for d in self.drafts
            if d.rule.id.startswith("erisa.appeal.decide") and d.status in (Status.OPEN, Status.LATE)
        ]
        if pending:
            because = "An appeal is pending: what the plan adds, it must show in time to be answered."
            yield from self._open("aca.new_evidence", because, (), pending[-1].event)

    def _refused(self) -> Iterator[Opening]:
        for request in self.timeline.of(*REQUESTS):
            if (letter := self.timeline.refusal(request)) and (told := happened(letter)):
                day = long_when(told, self.deriver.zone)
                because = f"The plan refused on {day}. Its letter must say why: answer that, and ask again."
                yield from self._open("aca.ext.fed.refused", because, (), letter)

    def _state_process(self) -> Iterator[Opening]:
        if self.denials and self.regime.external_basis:
            because = "The policy is insured, or may be: its state's process applies."
            yield from self._open("aca.ext.state.min", because)

    def _suit(self) -> Iterator[Opening]:
        finals = self._finals()
        if finals and self.case.coverage.sponsor is Sponsor.PRIVATE_EMPLOYER:
            because = "The internal process is finished. The plan sets the time to sue: ask a lawyer."
            yield from self._open("erisa.civil_action", because, (), finals[-1])
