"""Facts and events in, deadlines and openings out. Pure: the moment is an argument.

For each rule that governs the coverage and each event that starts one of its limbs there is one deadline,
whose identity is (rule, limb, key of the event that started it). Sources stand in the rows; see `rulebook`.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from tracker.rules.dates import end_of, is_past
from tracker.rules.derived import Deriver
from tracker.rules.endings import Endings
from tracker.rules.facts import CaseFacts, Event
from tracker.rules.moments import Moments
from tracker.rules.openings import openings
from tracker.rules.outcome import Computed, Deadline
from tracker.rules.periods import Span, latest, span
from tracker.rules.regimes import FLOOR, Regime, regime_of
from tracker.rules.rulebook import Limb, Rule, matches, rules
from tracker.rules.terms import Actor, EventKind, Status
from tracker.rules.timeline import Timeline
from tracker.rules.words import long_when

EXTERNAL = frozenset(("external", "hhs_external"))


@cache
def _limbs_by_kind(regime: Regime) -> dict[EventKind, tuple[tuple[Rule, Limb], ...]]:
    """Which limbs each kind of event can start under a regime, in the order of the tables."""
    found: dict[EventKind, list[tuple[Rule, Limb]]] = {}
    for rule in rules().values():
        if not regime.governs(rule):
            continue
        for limb in rule.limbs[:1] if rule.combine == "later" else rule.limbs:
            for kind in limb.starts:
                found.setdefault(kind, []).append((rule, limb))
    return {kind: tuple(pairs) for kind, pairs in found.items()}


def compute(case: CaseFacts, as_of: datetime) -> Computed:
    """All deadlines of the case, met and superseded ones too, and the rights that are open at `as_of` (aware)."""
    return _Engine(case, as_of).run()


class _Engine:
    def __init__(self, case: CaseFacts, as_of: datetime) -> None:
        self.case, self.as_of = case, as_of
        self.zone = ZoneInfo(case.timezone)
        self.regime = regime_of(case.coverage)
        self.timeline = Timeline(case.events, self.zone)
        self.deriver = Deriver(case, self.regime, self.timeline, self.zone)
        self.moments = Moments(case, self.timeline, self.zone)
        self.endings = Endings(self.timeline, self.zone, as_of)
        self.shorter: set[str] = set()

    def run(self) -> Computed:
        found = list(self._all())
        found += list(self._deemed(found))
        found = [self.endings.after_the_end(d) for d in found]
        opened = openings(self.case, self.regime, self.timeline, self.deriver, found)
        return Computed(tuple(found), opened, self._next_change(found))

    def _all(self) -> Iterator[Deadline]:
        by_kind = _limbs_by_kind(self.regime)
        later: list[tuple[Event, Rule, Limb, dict[str, Any]]] = []
        for event in self.timeline.events:
            pairs = by_kind.get(event.kind)
            if not pairs:
                continue
            facts = dict(self.deriver.facts(event))
            for rule, limb in pairs:
                if "letter_is_shorter" in limb.when:
                    later.append((event, rule, limb, facts))
                elif matches(limb.when, facts) and (found := self._deadline(event, rule, limb, facts)):
                    yield found
        for event, rule, limb, facts in later:
            if event.key in self.shorter and (found := self._deadline(event, rule, limb, facts)):
                yield found

    def _deadline(self, event: Event, rule: Rule, limb: Limb, facts: dict[str, Any]) -> Deadline | None:
        start = self.moments.of(event, limb)
        if start is None:
            return None if rule.family == "practice" else self._undated(event, rule, limb)
        counted = span(limb, facts, start.early, start.late, self.zone, start.label)
        counted = self.moments.adjusted(event, rule, limb, counted, facts)
        base = self._blank(event, rule, limb, counted, self._bases(rule, facts, start.is_estimate))
        base = self._dated(base, counted, start.is_estimate)
        base = self._with_letter(base, event, limb)
        base = self._with_assumptions(base, rule, event)
        if limb.superseded_when and matches(limb.superseded_when, facts):
            why = "No longer runs: another clock took its place."
            return replace(base, status=Status.SUPERSEDED, trail=(*base.trail, why))
        return self.endings.judged(base, event, rule, limb)

    def _blank(self, event: Event, rule: Rule, limb: Limb, counted: Span, basis: str | None) -> Deadline:
        citation = self.regime.cites(rule)
        if counted.citation and not counted.citation.startswith("("):
            citation = counted.citation
        elif counted.citation:
            citation = f"{citation.split('(', 1)[0]}{counted.citation}"
        return Deadline(
            rule=rule.id,
            limb=limb.name if rule.combine == "separate" else rule.combine,
            event_key=event.key,
            trigger=event.kind,
            actor=rule.actor,
            title=limb.title,
            unit=counted.unit,
            status=Status.OPEN,
            citation=citation,
            source=rule.source,
            checked=rule.checked,
            verification=self.regime.verified(rule),
            trail=counted.trail,
            basis=basis,
            confidence=rule.confidence,
        )

    def _undated(self, event: Event, rule: Rule, limb: Limb) -> Deadline:
        counted = Span(None, None, limb.periods[0].unit, ("The day that starts this is not on record yet.",))
        return self.endings.judged(self._blank(event, rule, limb, counted, rule.basis), event, rule, limb)

    def _bases(self, rule: Rule, facts: dict[str, Any], is_estimate: bool) -> str | None:
        if is_estimate:
            return "estimate"
        if rule.family in EXTERNAL and self.regime.external_basis and rule.family == "external":
            return self.regime.external_basis
        if rule.id in ("aca.ext.fed.file", "aca.ext.hhs") and facts.get("final") is None:
            return "assumes_final" if facts.get("denied") and "final" in facts else rule.basis
        return rule.basis

    def _dated(self, base: Deadline, counted: Span, is_estimate: bool) -> Deadline:
        if base.actor is Actor.CLAIMANT:
            mail_by = self.moments.mail_by(base.rule, counted.early)
            arguable = None if base.basis == "practice" else counted.late
            return replace(base, file_by=counted.early, latest_arguable=arguable, mail_by=mail_by)
        certain = None if is_estimate else counted.late
        return replace(base, due=counted.early, overdue_certain_after=certain)

    def _with_letter(self, base: Deadline, event: Event, limb: Limb) -> Deadline:
        """A letter that gives more time is used; one that gives less is shown beside, and flagged."""
        stated = event.get(limb.stated) if limb.stated else None
        if not isinstance(stated, date):
            return base
        if base.file_by is None:
            line = f"The letter states {long_when(stated, self.zone)}."
            mail_by = self.moments.mail_by(base.rule, stated)
            return replace(
                base,
                file_by=stated,
                latest_arguable=stated,
                mail_by=mail_by,
                basis="letter",
                trail=(*base.trail, line),
            )
        if end_of(stated, self.zone) > end_of(base.file_by, self.zone):
            return self._lengthened(base, stated)
        if end_of(stated, self.zone) < end_of(base.file_by, self.zone):
            self.shorter.add(event.key)
            warning = f"The letter states {long_when(stated, self.zone)}, less time than the law gives."
            return replace(base, warnings=(*base.warnings, warning))
        return replace(base, trail=(*base.trail, "The letter states the same day."))

    def _lengthened(self, base: Deadline, stated: date) -> Deadline:
        assert base.latest_arguable is not None
        line = f"The letter states {long_when(stated, self.zone)}: more time than the law's floor, so it is used."
        outer = latest((base.latest_arguable, stated), self.zone)
        mail_by = self.moments.mail_by(base.rule, stated)
        return replace(
            base,
            file_by=stated,
            latest_arguable=outer,
            mail_by=mail_by,
            basis="letter",
            trail=(*base.trail, line),
        )

    def _with_assumptions(self, base: Deadline, rule: Rule, event: Event) -> Deadline:
        warnings = list(base.warnings)
        if rule.family in EXTERNAL and base.basis == "federal_floor":
            warnings.append(FLOOR)
        depends = rule.family in ("aca", "external", "hhs_external") or (
            rule.family == "claims" and "erisa" not in self.regime.families
        )
        return replace(base, warnings=(*warnings, *(self.regime.assumptions if depends else ())))

    def _deemed(self, found: list[Deadline]) -> Iterator[Deadline]:
        """External review from a filing that the plan left unanswered, 45 CFR 147.136(b)(2)(ii)(F)."""
        if not {"aca", "external"} <= self.regime.families:
            return
        rule = rules()["aca.ext.fed.file"]
        for late in found:
            if (
                late.status is Status.LATE
                and rules()[late.rule].deems_exhausted
                and late.rule.startswith("erisa.appeal")
            ):
                yield from self._deemed_by(late, rule)

    def _deemed_by(self, late: Deadline, rule: Rule) -> Iterator[Deadline]:
        filing = self.timeline.by_key[late.event_key]
        denial = self.timeline.answered(filing, (EventKind.ADVERSE_DETERMINATION, EventKind.APPEAL_DECIDED))
        if denial is None or late.overdue_certain_after is None:
            return
        limb = rule.limbs[0]
        start = self.moments.of(denial, limb)
        if start is None:
            return
        counted = span(limb, {}, start.early, late.overdue_certain_after, self.zone, start.label)
        line = "No decision came in time, so the internal appeal counts as finished; the later date runs from that day."
        base = self._blank(filing, rule, replace(limb, name="deemed"), counted, "deemed_exhausted")
        base = self._dated(replace(base, trail=(*counted.trail, line)), counted, False)
        base = self._with_assumptions(base, rule, filing)
        yield self.endings.judged(base, denial, rule, limb)

    def _next_change(self, found: list[Deadline]) -> datetime | None:
        limits = (w for d in found if d.is_live for w in (d.shown, d.outer) if w is not None)
        moments = [end_of(w, self.zone) for w in limits if not is_past(w, self.as_of, self.zone)]
        return min(moments) if moments else None
