"""Coverage that nobody knows yet: until somebody does, the earliest date of all kinds that are possible counts.

Every kind that it may be is worked out as if it were the one; what is shown is the earliest, what is kept behind it the
latest, so that nothing is called lost, and nobody late, that under one of them is not.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cached_property

from tracker.rules.coverage_words import WORDS
from tracker.rules.dates import end_of
from tracker.rules.draft import Draft
from tracker.rules.facts import CaseFacts, Event, When
from tracker.rules.law_rows import Limb, Rule
from tracker.rules.moments import Moments
from tracker.rules.regimes import EVERYWHERE, Regime
from tracker.rules.terms import Actor, EventKind, Sponsor, Status
from tracker.rules.timeline import FILINGS, REQUESTS_TO_PLAN
from tracker.rules.words import long_when

Found = tuple[Sponsor, Draft]
WHY = "The kind of coverage is not known yet, so the earliest date of all that are possible is shown."


class PossibleKinds:
    """The drafts of every kind of coverage that a case may have, by the event that starts them."""

    def __init__(
        self, case: CaseFacts, regime: Regime, moments: Moments, drafts: Callable[[CaseFacts], list[Draft]]
    ) -> None:
        self.case, self.regime, self.moments, self.drafts = case, regime, moments, drafts

    def has(self, event: Event, limb: Limb) -> bool:
        """Whether any kind that is possible gives a date for this."""
        return bool(self._meant(event, limb))

    def draft(self, event: Event, rule: Rule, limb: Limb) -> Draft:
        """The earliest date of all kinds, with the latest behind it and each kind's own in the arithmetic."""
        found = self._meant(event, limb)
        _, first = min(found, key=lambda each: self._end(each[1].shown))
        outers = [d.outer for _, d in found]
        is_known = all(outer is not None for outer in outers) and not _is_of_a_silence(event, limb)
        draft = replace(first, rule=rule, limb=limb.name, title=limb.title, basis="earliest_possible")
        draft.status, draft.met_by, draft.met_on, draft.came_late = Status.OPEN, None, None, False
        draft.outer = max((o for o in outers if o is not None), key=self._end) if is_known else None
        draft.trail = [WHY, *first.trail, *self._each(found)]
        draft.warnings, draft.mail_by = [], self.moments.mail_by(rule, first.shown)
        return draft

    def _meant(self, event: Event, limb: Limb) -> list[Found]:
        is_claimants = limb.notice != ()
        keeps = EventKind.CONTINUATION_REQUESTED in limb.ends
        return [
            (kind, draft)
            for kind, draft in self._found.get(event.key, ())
            if draft.is_claimants is is_claimants and (draft.rule.id in KEEPING) is keeps
        ]

    @cached_property
    def _found(self) -> dict[str, list[Found]]:
        found: dict[str, list[Found]] = {}
        for kind in self.regime.possible:
            supposed = replace(self.case, coverage=replace(self.case.coverage, sponsor=kind))
            for draft in self.drafts(supposed):
                if draft.shown is not None and _is_a_step(draft):
                    found.setdefault(draft.event.key, []).append((kind, draft))
        return found

    def _each(self, found: list[Found]) -> list[str]:
        dates: dict[str, list[str]] = {}
        for kind, draft in found:
            assert draft.shown is not None
            told = dates.setdefault(long_when(draft.shown, self.moments.zone), [])
            if WORDS[kind].sentence not in told:
                told.append(WORDS[kind].sentence)
        return [f"If it is {' or '.join(kinds)}: {day}." for day, kinds in dates.items()]

    def _end(self, when: When | None) -> datetime:
        assert when is not None
        return end_of(when, self.moments.zone)


def _is_of_a_silence(event: Event, limb: Limb) -> bool:
    """Whether the claimant's date runs from an answer that stayed away: under other kinds nothing is lost then."""
    return limb.notice != () and event.kind in (*REQUESTS_TO_PLAN, *FILINGS)


KEEPING = frozenset(("mcd.continue", "mcd.continue.after_resolution", "mcd.reinstate"))


def _is_a_step(draft: Draft) -> bool:
    """A filing, a request to keep benefits, or an answer that is owed; not a notice that came or a document.

    What something else took the place of is no step any more.
    """
    if draft.rule.family in EVERYWHERE or draft.rule.is_unseen or draft.status is Status.SUPERSEDED:
        return False
    return draft.rule.actor in (Actor.CLAIMANT, Actor.PLAN, Actor.AGENCY)
