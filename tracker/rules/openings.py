"""Rights that are open though no clock runs: each opens when its facts come true, with its citation."""

from collections.abc import Iterator, Sequence

from tracker.rules.derived import Deriver
from tracker.rules.facts import CaseFacts, Event
from tracker.rules.outcome import Deadline, Opening
from tracker.rules.regimes import Regime
from tracker.rules.rulebook import rules
from tracker.rules.terms import EventKind, ReasonKind, Sponsor, Status, Urgency
from tracker.rules.timeline import FILINGS, Timeline

DE_MINIMIS = (
    "the violation is de minimis and not likely to harm the claimant",
    "it was for good cause or due to matters beyond the plan's control",
    "it happened in an ongoing, good-faith exchange of information",
    "it is not part of a pattern or practice of violations",
)
MEDICAL = frozenset(
    (ReasonKind.MEDICAL_NECESSITY, ReasonKind.STEP_THERAPY, ReasonKind.EXPERIMENTAL, ReasonKind.LEVEL_OF_CARE)
)


def openings(
    case: CaseFacts, regime: Regime, timeline: Timeline, deriver: Deriver, deadlines: Sequence[Deadline]
) -> tuple[Opening, ...]:
    """All rights that are open; none once the case is closed."""
    if timeline.of(EventKind.CLOSED, EventKind.WITHDRAWN):
        return ()
    return tuple(_Openings(case, regime, timeline, deriver, deadlines).all())


class _Openings:
    def __init__(
        self,
        case: CaseFacts,
        regime: Regime,
        timeline: Timeline,
        deriver: Deriver,
        deadlines: Sequence[Deadline],
    ) -> None:
        self.case, self.regime, self.timeline, self.deriver = case, regime, timeline, deriver
        self.deadlines = deadlines
        self.denials = timeline.of(EventKind.ADVERSE_DETERMINATION, EventKind.COURSE_REDUCTION_NOTIFIED)

    def all(self) -> Iterator[Opening]:
        yield from self._claim_file()
        yield from self._deemed()
        yield from self._scope()
        yield from self._simultaneous()
        yield from self._continued_coverage()
        yield from self._new_evidence()
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
            cited, verified = self.regime.cites(rule), self.regime.verified(rule)
            key = event.key if event else None
            yield Opening(
                rule.id, title or rule.title, because, cited, rule.source, verified, exceptions, key
            )

    def _claim_file(self) -> Iterator[Opening]:
        came = [e for e in self.timeline.of(EventKind.CLAIM_FILE_RECEIVED) if not e.get("in_part")]
        if self.denials and not came:
            because = "There is a denial. The file is free of charge; no number of days is given."
            yield from self._open(
                "erisa.docs.claim_file", because, event=self.denials[-1], title="Ask for the claim file"
            )

    def _deemed(self) -> Iterator[Opening]:
        for late in self.deadlines:
            if late.status is not Status.LATE or not rules()[late.rule].deems_exhausted:
                continue
            because = f"The plan is certainly late: {late.title.lower()}, {late.citation}."
            trigger = self.timeline.by_key[late.event_key]
            yield from self._open("aca.deemed_exhausted", because, DE_MINIMIS, trigger)
            yield from self._open("erisa.deemed_exhausted", because, (), trigger)

    def _scope(self) -> Iterator[Opening]:
        reached = (
            self.case.reason in MEDICAL
            or self.case.surprise_bill
            or self.case.reason is ReasonKind.RESCISSION
        )
        if self.denials and reached:
            because = "The reason given is a medical judgment, a surprise bill or a rescission."
            exceptions = ("not whether a person is eligible under the terms of the plan",)
            yield from self._open(
                "aca.ext.scope", because, exceptions, self.denials[-1], "External review reaches this denial"
            )

    def _simultaneous(self) -> Iterator[Opening]:
        finals = [
            e for e in self.timeline.of(EventKind.APPEAL_DECIDED) if self.deriver.facts(e)["opens_external"]
        ]
        urgent = [e for e in self.timeline.of(*FILINGS) if self.deriver.urgency(e) is Urgency.EXPEDITED]
        asked = self.timeline.of(EventKind.EXTERNAL_REVIEW_REQUESTED)
        if asked or self.case.urgency is not Urgency.EXPEDITED or not (finals or urgent):
            return
        because = (
            "The matter is urgent and the expedited internal appeal has been filed: both may run at once."
        )
        yield from self._open("aca.ext.fed.expedited.request", because, (), (finals or urgent)[-1])

    def _continued_coverage(self) -> Iterator[Opening]:
        for event in self.timeline.of(EventKind.COURSE_REDUCTION_NOTIFIED):
            because = "Approved treatment is to be cut short: coverage goes on while the internal appeal is pending."
            title = "Coverage continues during the appeal, 45 CFR 147.136(b)(2)(iii)"
            if "aca" in self.regime.families:
                yield from self._open("erisa.claim.concurrent.reduce", because, (), event, title)

    def _new_evidence(self) -> Iterator[Opening]:
        pending = [
            d
            for d in self.deadlines
            if d.rule.startswith("erisa.appeal.decide") and d.status in (Status.OPEN, Status.LATE)
        ]
        if pending:
            because = "An appeal is pending: what the plan adds, it must show in time to be answered."
            yield from self._open(
                "aca.new_evidence", because, (), self.timeline.by_key[pending[-1].event_key]
            )

    def _state_process(self) -> Iterator[Opening]:
        if self.denials and self.regime.external_basis:
            yield from self._open(
                "aca.ext.state.min", "The policy is insured, or may be: its state's process applies."
            )

    def _suit(self) -> Iterator[Opening]:
        finals = [
            e for e in self.timeline.of(EventKind.APPEAL_DECIDED) if self.deriver.facts(e)["opens_external"]
        ]
        if finals and self.case.coverage.sponsor is Sponsor.PRIVATE_EMPLOYER:
            because = "The internal process is finished. The plan sets the time to sue: ask a lawyer."
            yield from self._open("erisa.civil_action", because, (), finals[-1])
