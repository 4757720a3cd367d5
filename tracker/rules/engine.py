"""Facts and events in, deadlines and openings out. Pure: the moment is an argument.

For each rule that governs the coverage and each event that starts one of its limbs there is one deadline,
whose identity is (rule, limb, key of the event that started it). Sources stand in the rows; see `rulebook`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from tracker.rules import silence
from tracker.rules.combining import Start
from tracker.rules.dates import day_of, past_from
from tracker.rules.derived import Deriver
from tracker.rules.draft import Draft
from tracker.rules.endings import Endings
from tracker.rules.exhaustion import unanswered
from tracker.rules.facts import CaseFacts, Event
from tracker.rules.law_rows import Limb, Rule, matches
from tracker.rules.letter_dates import EXTERNAL, LetterDates
from tracker.rules.moments import Moments
from tracker.rules.openings import openings
from tracker.rules.outcome import NO_LIMIT, Computed
from tracker.rules.periods import Span, span
from tracker.rules.possible import PossibleKinds
from tracker.rules.program_openings import program_openings
from tracker.rules.regimes import Regime, regime_of
from tracker.rules.relief_of_case import CaseRelief
from tracker.rules.rulebook import rules
from tracker.rules.state_dates import StateDates
from tracker.rules.state_openings import state_openings
from tracker.rules.state_view import state_view
from tracker.rules.terms import Actor, EventKind, Status
from tracker.rules.timeline import FILINGS, Timeline, happened, is_filing_that_counts
from tracker.rules.words import long_when

Facts = dict[str, Any]
ASSUMED_FINAL = "Taken as the plan's last word until somebody knows whether a second appeal is mandatory."
DISMISSED = "Taken as the plan's last word, in case it is one; filing the appeal again sets this aside."
DEEMED = (
    "No decision came in time, so the internal appeal counts as finished; the later date runs from that day."
)
LAST_DAY = "The plan's last day to decide"
SILENT_FOR_GOOD = timedelta(days=3650)
ESTIMATE = "Receipt is not on record yet, so this is an estimate."
UNDATED = "The day that starts this is not on record yet."


@cache
def _limbs_by_kind(regime: Regime) -> Mapping[EventKind, tuple[tuple[Rule, Limb], ...]]:
    """Which limbs each kind of event can start under a regime, in the order of the tables."""
    found: dict[EventKind, list[tuple[Rule, Limb]]] = {}
    for rule in rules().values():
        if not regime.governs(rule):
            continue
        for limb in rule.limbs if rule.combine == "separate" else rule.limbs[:1]:
            for kind in limb.starts:
                found.setdefault(kind, []).append((rule, regime.reads(rule, limb)))
    return {kind: tuple(pairs) for kind, pairs in found.items()}


def compute(case: CaseFacts, as_of: datetime) -> Computed:
    """All deadlines of the case, met and superseded ones too, and the rights that are open at `as_of` (aware)."""
    return _Engine(case, as_of).run()


def drafts_of(as_of: datetime) -> Callable[[CaseFacts], list[Draft]]:
    """What works out the drafts of a case as another kind of coverage would have them.

    Whoever still owes an answer is taken as silent for good, so that what silence starts is among them.
    """
    return lambda case: _Engine(case, as_of + SILENT_FOR_GOOD).supposed()


class _Engine:
    def __init__(self, case: CaseFacts, as_of: datetime) -> None:
        self.case, self.as_of = case, as_of
        self.zone = ZoneInfo(case.timezone)
        self.regime = regime_of(case.coverage, case.surprise_bill)
        self.timeline = Timeline(case.events, self.zone)
        self.deriver = Deriver(case, self.regime, self.timeline, self.zone)
        self.moments = Moments(case, self.regime, self.timeline, self.zone)
        self.endings = Endings(self.timeline, self.zone, as_of, self.regime.counts_postmark)
        self.letters = LetterDates(self.moments, self.zone)
        self.relief = CaseRelief(case, self.timeline, self.moments, self.zone)
        self.possible = PossibleKinds(self.case, self.regime, self.moments, drafts_of(as_of))
        self.state = StateDates(
            case, self.regime, self.timeline, self.deriver, self.moments, self.letters, self.endings, as_of
        )

    def run(self) -> Computed:
        drafts = list(self.drafts())
        drafts += list(self.state.drafts(drafts))
        drafts += list(self._late(drafts))
        self.endings.after_the_end(drafts)
        opened = openings(self.case, self.regime, self.timeline, self.deriver, drafts)
        view = state_view(self.case, self.as_of)
        opened += tuple(state_openings(view, self.timeline))
        if not self.timeline.end():
            today = self.as_of.astimezone(self.zone).date()
            opened += tuple(program_openings(self.regime, self.timeline, drafts, self.zone, today))
            opened += tuple(self.relief.openings(drafts))
        return Computed(tuple(d.finished() for d in drafts), opened, self._next_change(drafts), view)

    def supposed(self) -> list[Draft]:
        """What federal law would say if this were the coverage, what lateness starts included."""
        drafts = list(self.drafts())
        return [*drafts, *self._late(drafts)]

    def _late(self, drafts: list[Draft]) -> Iterator[Draft]:
        yield from [*self._deemed(drafts)]
        yield from [*self._started_by_lateness(drafts)]

    def drafts(self) -> Iterator[Draft]:
        """One for each limb and each event that starts it, judged; what lateness starts is not among them."""
        by_kind = _limbs_by_kind(self.regime)
        beside: list[tuple[Event, Rule, Limb, Facts]] = []
        for event in self.timeline.events:
            pairs = by_kind.get(event.kind)
            if not pairs or not is_filing_that_counts(event):
                continue
            facts = self.deriver.facts(event)
            for rule, limb in pairs:
                if "letter_is_shorter" in limb.when:
                    beside.append((event, rule, limb, facts))
                elif matches(limb.when, facts) and (draft := self._draft(event, rule, limb, facts)):
                    yield draft
        for event, rule, limb, facts in beside:
            if event.key in self.letters.shorter and (draft := self._draft(event, rule, limb, facts)):
                yield draft

    def _draft(self, event: Event, rule: Rule, limb: Limb, facts: Facts) -> Draft | None:
        start = self.moments.of(event, limb)
        if self._is_left_out(rule, limb, start, event):
            return None
        draft = self._counted(event, rule, limb, start, facts)
        self._annotate(draft, facts)
        self.state.widen(draft)
        if limb.superseded_when and matches(limb.superseded_when, facts):
            draft.overtaken(limb.superseded_words or "No longer runs: another clock took its place.")
        else:
            self.endings.judge(draft, event, limb)
        return draft

    def _is_left_out(self, rule: Rule, limb: Limb, start: Start | None, event: Event) -> bool:
        """No practice and no notice without a day; no law before it was law; what others give an earlier date for."""
        if limb.computed == silence.AFTER:
            return True
        if start is None:
            return rule.family == "practice" or limb.same_event_ends
        if not rule.is_law_on(day_of(start.early, self.zone)):
            return True
        if limb.computed == "possible":
            return not self.possible.has(event, limb)
        return (
            rule.id == "letter.appeal" and bool(self.regime.possible) and event.get(limb.stated or "") is None
        )

    def _counted(self, event: Event, rule: Rule, limb: Limb, start: Start | None, facts: Facts) -> Draft:
        if limb.computed == "possible":
            return self.possible.draft(event, rule, limb)
        if start is None:
            counted = Span(None, None, limb.periods[0].unit, [UNDATED])
            return self._blank(event, rule, limb, counted, rule.basis)
        counted = span(limb, facts, start.early, start.late, self.zone, start.label, start.late_label)
        if start.is_estimate:
            counted.trail.insert(1, ESTIMATE)
        if limb.note and matches(limb.note_when, facts):
            counted.trail.append(limb.note)
        counted = self.moments.adjust(event, rule, limb, counted, facts)
        draft = self._blank(event, rule, limb, counted, self._basis(event, rule, facts, start.is_estimate))
        self._date(draft, counted, start.is_estimate)
        self.letters.compare(draft, limb, facts.get("final"))
        self.relief.toll(draft, limb, start)
        return draft

    def _blank(self, event: Event, rule: Rule, limb: Limb, counted: Span, basis: str | None) -> Draft:
        return Draft(
            rule=rule,
            limb=limb.name if rule.combine == "separate" else rule.combine,
            event=event,
            title=limb.title,
            unit=counted.unit,
            citation=self.regime.cites_part(rule, counted.citation or limb.citation),
            source=self.regime.source(rule),
            verification=self.regime.verified(rule),
            trail=counted.trail,
            basis=basis,
        )

    def _basis(self, event: Event, rule: Rule, facts: Facts, is_estimate: bool) -> str | None:
        if is_estimate:
            return "estimate"
        if rule.family == "external" and self.regime.external_basis:
            return self.regime.external_basis
        return "assumes_final" if self._is_assumed_final(event, rule, facts) else rule.basis

    def _is_assumed_final(self, event: Event, rule: Rule, facts: Facts) -> bool:
        decided = event.kind in (EventKind.APPEAL_DECIDED, EventKind.APPEAL_DISMISSED)
        return decided and rule.id in FILE_EXTERNAL and facts.get("final") is None

    def _date(self, draft: Draft, counted: Span, is_estimate: bool) -> None:
        draft.shown, draft.outer = counted.early, counted.late
        if draft.rule.actor is Actor.CLAIMANT:
            draft.mail_by = self.moments.mail_by(draft.rule, counted.early)
            draft.outer = None if draft.basis == "practice" else counted.late
        elif is_estimate or draft.rule.basis in NO_LIMIT:
            draft.outer = None

    def _annotate(self, draft: Draft, facts: Facts) -> None:
        """What was taken for granted, said in sentences."""
        family = draft.rule.family
        if beside := self.regime.beside_external(draft.rule):
            draft.warnings.append(beside)
        if self._is_assumed_final(draft.event, draft.rule, facts):
            draft.warnings.append(
                DISMISSED if draft.event.kind is EventKind.APPEAL_DISMISSED else ASSUMED_FINAL
            )
        if (
            family in EXTERNAL
            or family == "aca"
            or (family == "claims" and "erisa" not in self.regime.families)
        ):
            draft.warnings.extend(self.regime.assumptions)
        if draft.event.get("reissued") and draft.rule.id == "erisa.appeal.file":
            draft.warnings.extend(self._pending_before(draft.event))
        if draft.rule.deems_exhausted and draft.event.kind is EventKind.CLAIM_RECEIVED:
            draft.warnings.extend(self._late_extensions(draft.event))

    def _pending_before(self, reissued: Event) -> Iterator[str]:
        filed = [e for e in self.timeline.before(reissued, *FILINGS) if is_filing_that_counts(e)]
        if filed and not self.timeline.undone(filed[-1]):
            yield "An appeal against the earlier letter was filed: ask in writing whether it stands, or file again."

    def _late_extensions(self, claim: Event) -> Iterator[str]:
        for extension in self.deriver.claims.late_extensions(claim):
            told = happened(extension)
            assert told is not None
            day = long_when(told, self.zone)
            yield f"The plan extended its time on {day}, after its first period had ended: that extends nothing."

    def _deemed(self, drafts: Iterable[Draft]) -> Iterator[Draft]:
        """External review from a filing that the plan left unanswered, 45 CFR 147.136(b)(2)(ii)(F)."""
        if {"aca", "external"} <= self.regime.families:
            for late, denial in unanswered(drafts, self.timeline):
                yield self._deemed_by(late, denial)

    def _started_by_lateness(self, drafts: Iterable[Draft]) -> Iterator[Draft]:
        """What a program starts once the plan is certainly late: a hearing, or the time to send the case on."""
        for late in drafts:
            facts = self.deriver.facts(late.event)
            for rule, limb in silence.started(late):
                if matches(limb.when, facts):
                    yield self._started_by(late, rule, limb, facts)

    def _started_by(self, late: Draft, rule: Rule, limb: Limb, facts: Facts) -> Draft:
        assert late.shown is not None
        assert late.outer is not None
        early, outer = (silence.begins(limb, when, self.zone) for when in (late.shown, late.outer))
        counted = span(limb, facts, early, outer, self.zone, LAST_DAY, LAST_DAY)
        counted.trail.append(silence.told(late))
        draft = self._blank(late.event, rule, limb, counted, silence.basis(late, rule))
        draft.limb = "deemed"
        self._date(draft, counted, False)
        self.endings.judge(draft, late.event, limb)
        if draft.is_claimants and draft.status is Status.MET:
            late.overtaken(silence.APPEALED)
        return draft

    def _deemed_by(self, late: Draft, denial: Event) -> Draft:
        rule = rules()["aca.ext.fed.file"]
        limb = self.regime.reads(rule, rule.limbs[0])
        start = self.moments.of(denial, limb)
        assert start is not None
        assert late.outer is not None
        counted = span(
            limb, {}, start.early, late.outer, self.zone, start.label, "Counted from the plan's last day"
        )
        counted.trail.append(DEEMED)
        draft = self._blank(late.event, rule, limb, counted, "deemed_exhausted")
        draft.limb = "deemed"
        self._date(draft, counted, False)
        self.relief.toll(draft, limb, Start(start.early, late.outer, start.label))
        self._annotate(draft, {"final": True})
        self.endings.judge(draft, denial, limb)
        return draft

    def _next_change(self, drafts: Iterable[Draft]) -> datetime | None:
        """The first instant after `as_of` at which a status changes, or a claimant's date passes."""
        live = [draft for draft in drafts if draft.is_live]
        limits = [when for draft in live for when in _turning_points(draft)]
        if live and self.state.last_fresh_day is not None:
            limits.append(self.state.last_fresh_day)
        now = self.as_of.astimezone(UTC)
        return min((at for w in limits if (at := past_from(w, self.zone)) > now), default=None)


FILE_EXTERNAL = frozenset(("aca.ext.fed.file", "aca.ext.hhs"))


def _turning_points(draft: Draft) -> Iterator[Any]:
    if draft.is_claimants and draft.shown is not None:
        yield draft.shown
    if draft.outer is not None and not draft.rule.is_unseen:
        yield draft.outer
