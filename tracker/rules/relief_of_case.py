"""What relief after a disaster does to the deadlines of one case: it moves them where somebody confirmed it, and asks
where it may count and nobody did.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from tracker.rules.combining import Start, later_of
from tracker.rules.dates import day_of
from tracker.rules.draft import Draft
from tracker.rules.facts import CaseFacts, Event
from tracker.rules.law_rows import Limb
from tracker.rules.moments import Moments
from tracker.rules.outcome import Opening
from tracker.rules.periods import Span, latest, span
from tracker.rules.relief import Relief, table
from tracker.rules.rulebook import rules
from tracker.rules.terms import EventKind, Status
from tracker.rules.timeline import Timeline
from tracker.rules.tolling import moved, relieved
from tracker.rules.words import short_day

CONFIRMED = ("county_confirmed", "plan_confirmed")
MOVED = (
    "Days are disregarded here because this relief was confirmed for the county and the plan ({citation})."
)
ARGUED = (
    "The notice does not name this time in so many words, so the date in front stays; the later one can be argued "
    "({citation})."
)
ENCOURAGED = (
    "{relief}: plans under ERISA or the Code are bound by it. HHS only encouraged this kind of coverage to give the "
    "same time, so no date is moved here: ask the plan in writing."
)
NOT_YET = (
    "{relief} is on record, but county and plan are not both confirmed, so no date is moved by it here yet."
)
ASKED = (
    "The time to act was running while days did not count for plans under ERISA or the Code: {places}. Ask which "
    "county the patient lived or worked in and where the plan has its place, compare the list of counties, and "
    "record it."
)
LIMITS = (
    "It reaches only designated counties, and only plans under ERISA or the Code.",
    "It never moves the plan's own time to decide.",
)
ASKS = frozenset((Status.OPEN, Status.PAST_CAUTIOUS, Status.MISSED))


@dataclass(frozen=True)
class Part:
    """One limb as it was counted, before any relief."""

    limb: Limb
    start: Start
    counted: Span


class CaseRelief:
    """The relief that was recorded for a case; `asked` gathers the deadlines that more relief could move."""

    def __init__(self, case: CaseFacts, timeline: Timeline, moments: Moments, zone: ZoneInfo) -> None:
        self.moments, self.zone = moments, zone
        reach, reliefs = table().reach, table().reliefs
        self.is_bound = case.coverage.sponsor in reach.sponsors
        self.is_encouraged = case.coverage.sponsor in reach.encouraged
        events = timeline.of(EventKind.DISASTER_RELIEF_CONFIRMED)
        named = ((reliefs.get(str(event.get("relief"))), event) for event in events)
        self.recorded = {relief: is_confirmed(event) for relief, event in named if relief is not None}
        self.asked: list[tuple[Draft, Relief]] = []

    def toll(self, draft: Draft, limb: Limb, start: Start) -> None:
        """Move the draft's dates by what was confirmed, say why what was recorded moves nothing, and note the rest."""
        if not table().reach.reaches(draft.rule.id) or draft.shown is None or draft.outer is None:
            return
        if not self.recorded and day_of(start.late, self.zone) > table().last_day:
            return
        parts = list(self._parts(draft, limb, start))
        for relief in table().reliefs.values():
            if any(self._runs_in(relief, part) for part in parts):
                self._meet(draft, relief, parts)

    def openings(self, drafts: Iterable[Draft]) -> Iterator[Opening]:
        """One right to ask for each notice that could move what is open, missed or came late."""
        known = set(drafts)
        found: dict[str, list[Relief]] = {}
        for draft, relief in self.asked:
            if draft in known and (draft.status in ASKS or draft.came_late):
                reliefs = found.setdefault(relief.rule, [])
                reliefs += [] if relief in reliefs else [relief]
        for rule_id, reliefs in found.items():
            yield _ask(rule_id, reliefs)

    def _meet(self, draft: Draft, relief: Relief, parts: list[Part]) -> None:
        if relief not in self.recorded:
            if self.is_bound and not any(r.rule == relief.rule for r in self.recorded):
                self.asked.append((draft, relief))
        elif self.is_encouraged:
            draft.warnings.append(ENCOURAGED.format(relief=relief.title))
        elif not self.recorded[relief]:
            draft.warnings.append(NOT_YET.format(relief=relief.title))
        elif self.is_bound:
            self._move(draft, relief, parts)

    def _move(self, draft: Draft, relief: Relief, parts: list[Part]) -> None:
        is_named = table().reach.names(draft.rule.id) and draft.basis != "federal_floor"
        spans = [relieved(part.counted, part.limb, part.start, relief, is_named, self.zone) for part in parts]
        whole = spans[0] if len(spans) == 1 else later_of(spans[0], spans[1], self.zone)
        assert whole.early is not None
        assert whole.late is not None
        assert draft.shown is not None
        assert draft.outer is not None
        draft.shown = latest((draft.shown, whole.early), self.zone)
        draft.outer, draft.unit = latest((draft.outer, whole.late), self.zone), whole.unit
        draft.mail_by = self.moments.mail_by(draft.rule, draft.shown)
        draft.basis = draft.basis or ("relief" if is_named else None)
        why = (MOVED if is_named else ARGUED).format(citation=rules()[relief.rule].citation)
        draft.trail += [*whole.trail, why]

    def _runs_in(self, relief: Relief, part: Part) -> bool:
        assert part.counted.late is not None
        return moved(part.limb, relief, part.start.late, part.counted.late, self.zone, late=True) is not None

    def _parts(self, draft: Draft, limb: Limb, start: Start) -> Iterator[Part]:
        """The draft as it was counted; where it is the later of two limbs, each of them."""
        if draft.rule.combine == "separate":
            yield Part(limb, start, Span(draft.shown, draft.outer, draft.unit, []))
            return
        for each, begun in zip(
            draft.rule.limbs, (start, self.moments.filing_period(draft.event)), strict=True
        ):
            if begun is not None:
                each = self.moments.regime.reads(draft.rule, each)
                counted = span(each, {}, begun.early, begun.late, self.zone, begun.label, begun.late_label)
                yield Part(each, begun, Span(counted.early, counted.late, counted.unit, []))


def is_confirmed(event: Event) -> bool:
    """Whether somebody said yes to both: the county is on the list, and the plan is bound."""
    return all(event.get(name) == "yes" for name in CONFIRMED)


def _ask(rule_id: str, reliefs: list[Relief]) -> Opening:
    rule = rules()[rule_id]
    places = "; ".join(f"{r.place}, {short_day(r.start)} to {short_day(r.end)}" for r in reliefs)
    return Opening(
        rule=rule.id,
        title=f"To ask: {rule.title[:1].lower()}{rule.title[1:]}",
        because=ASKED.format(places=places),
        citation=rule.citation,
        source=rule.source,
        verification=rule.verification,
        exceptions=LIMITS,
    )
