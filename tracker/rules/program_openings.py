"""What public programs open: after lateness, through good cause, with an amount in controversy, on their own.

Each is a right without a clock, with the citation of its row.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from tracker.rules import amounts
from tracker.rules.dates import day_of
from tracker.rules.draft import Draft
from tracker.rules.facts import Event
from tracker.rules.law_rows import Rule
from tracker.rules.outcome import Opening
from tracker.rules.regimes import Regime
from tracker.rules.rulebook import rules
from tracker.rules.terms import EventKind, Sponsor, Status
from tracker.rules.timeline import DENIALS, DENIED, Timeline
from tracker.rules.words import long_when

BEFORE_HEARING = (EventKind.IRE_DECIDED, EventKind.QIC_DECIDED)
BEFORE_COURT = (EventKind.COUNCIL_DECIDED,)
NEEDING_AN_AMOUNT = (
    (BEFORE_HEARING, EventKind.ALJ_REQUESTED, "hearing"),
    (BEFORE_COURT, EventKind.COURT_FILED, "court"),
)


def program_openings(
    regime: Regime, timeline: Timeline, drafts: Sequence[Draft], zone: ZoneInfo, today: date
) -> Iterator[Opening]:
    """The rights of this coverage that are open; `today` is the legal day in the case's zone."""
    yield from _of_lateness(regime, drafts, zone)
    yield from _good_cause(regime, drafts)
    yield from _amounts(regime, timeline, drafts, zone, today)
    yield from _standing(regime, timeline)


def _opening(regime: Regime, rule: Rule, title: str, because: str, event: Event | None = None) -> Opening:
    key = event.key if event else None
    cited, source, verified = regime.cites(rule), regime.source(rule), regime.verified(rule)
    return Opening(rule.id, title, because, cited, source, verified, (), key)


def _of_lateness(regime: Regime, drafts: Sequence[Draft], zone: ZoneInfo) -> Iterator[Opening]:
    """What it opens that somebody is certainly late, in the words of the row."""
    for draft in drafts:
        if draft.rule.late_opens and draft.status is Status.LATE and draft.outer is not None:
            until = long_when(draft.outer, zone)
            because = f"There was time until {until}, and no answer is on record. {draft.rule.late_opens}"
            yield _opening(regime, draft.rule, "What the delay opens", because, draft.event)
        elif (
            draft.rule.late_opens and draft.came_late and _is_a_notice(draft) and draft.met_on and draft.outer
        ):
            came, until = long_when(draft.met_on, zone), long_when(draft.outer, zone)
            because = f"It had to come by {until}, and came on {came}. {draft.rule.late_opens}"
            yield _opening(regime, draft.rule, "What the delay opens", because, draft.event)


def _is_a_notice(draft: Draft) -> bool:
    """Whether one entry holds the notice and its effect."""
    return any(limb.same_event_ends for limb in draft.rule.limbs)


def _good_cause(regime: Regime, drafts: Sequence[Draft]) -> Iterator[Opening]:
    """Late filing is excused by its own rule, as soon as the cautious date has passed."""
    for draft in drafts:
        if draft.rule.good_cause and draft.status in (Status.PAST_CAUTIOUS, Status.MISSED):
            rule = rules()[draft.rule.good_cause]
            because = f"The time has passed for this: {draft.title[0].lower()}{draft.title[1:]}. {rule.words}"
            yield _opening(regime, rule, rule.title, because, draft.event)


def _amounts(
    regime: Regime, timeline: Timeline, drafts: Sequence[Draft], zone: ZoneInfo, today: date
) -> Iterator[Opening]:
    """What has to be at stake for the next level, in each year in which it can still be asked for."""
    rule = rules()["medicare.aic"]
    if not regime.governs(rule):
        return
    for kinds, asked, name in NEEDING_AN_AMOUNT:
        denied = [e for e in timeline.of(*kinds) if e.get("outcome") in DENIED]
        if denied and not timeline.after(denied[-1], asked):
            own = [d for d in drafts if d.is_live and d.is_claimants and _is_met_by(d, asked)]
            last = max((day_of(d.outer, zone) for d in own if d.outer), default=today)
            words = amounts.told(name, range(today.year, max(last, today).year + 1))
            yield _opening(regime, rule, f"The amount that a {name} needs", words, denied[-1])


def _is_met_by(draft: Draft, kind: EventKind) -> bool:
    return any(kind in limb.ends for limb in draft.rule.limbs)


def _standing(regime: Regime, timeline: Timeline) -> Iterator[Opening]:
    """What holds for a coverage as soon as there is a denial."""
    denials = timeline.of(*DENIALS)
    for rule_id, sponsor in (("stldi", Sponsor.SHORT_TERM), ("chip", Sponsor.CHIP)):
        rule = rules()[rule_id]
        if denials and regime.name == sponsor.value:
            yield _opening(regime, rule, rule.title, rule.words, denials[-1])
    review = rules()["mcd.external_medical_review"]
    refused = [e for e in timeline.of(EventKind.APPEAL_DECIDED) if e.get("outcome") in DENIED]
    if refused and regime.governs(review):
        yield _opening(regime, review, review.title, review.words, refused[-1])
