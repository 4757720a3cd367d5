"""The dates that letters state, beside those of law: more time is used, less is shown beside and flagged."""

from datetime import date
from zoneinfo import ZoneInfo

from tracker.rules.dates import day_of, end_of
from tracker.rules.draft import Draft
from tracker.rules.facts import When
from tracker.rules.law_rows import Limb
from tracker.rules.moments import Moments
from tracker.rules.periods import latest
from tracker.rules.timeline import when_of
from tracker.rules.words import long_when, short_day

IS_SHORTER = "letter_is_shorter"
KEEP_IT = "Keep the letter's date if you can, and argue the law's."
DEFECT = "That is a defect of the letter: keep its date if you can, and argue the law's."
EXTERNAL = frozenset(("external", "hhs_external", "state"))


class LetterDates:
    """Compares each date with the one that its letter states; `shorter` says of the letters that give less
    time what is to be done and until when the law gives, by their event's key.
    """

    def __init__(self, moments: Moments, zone: ZoneInfo) -> None:
        self.moments, self.zone = moments, zone
        self.shorter: dict[str, tuple[str, str]] = {}

    def compare(self, draft: Draft, limb: Limb, is_final: bool | None) -> None:
        """Use, keep beside, or set aside what the letter states. `is_final` is of a decision; None is unknown."""
        stated = draft.event.get(limb.stated) if limb.stated else None
        if not isinstance(stated, date) or self._is_about_another(draft, is_final):
            return
        if draft.shown is None:
            self._alone(draft, stated)
            if IS_SHORTER in limb.when:
                title, gives = self.shorter[draft.event.key]
                draft.title = f"{title} by the letter's own date"
                draft.trail.append(gives)
        elif limb.takes_earlier:
            self._earlier(draft, stated)
        elif limb.is_ceiling and self.moments.case.coverage.state_window_days is None:
            self._as_the_state_sets(draft, stated)
        elif end_of(stated, self.zone) > end_of(draft.shown, self.zone):
            self._more(draft, stated, is_final)
        elif end_of(stated, self.zone) < end_of(draft.shown, self.zone):
            self._less(draft, stated)
        else:
            draft.trail.append(f"{self._letter(draft)} states the same day.")

    def _letter(self, draft: Draft) -> str:
        """`The letter of October 5, 2026`: where a date comes from is said by name."""
        dated = when_of(draft.event, ("notice_on",))
        return f"The letter of {short_day(day_of(dated, self.zone))}" if dated else "The letter"

    def _is_about_another(self, draft: Draft, is_final: bool | None) -> bool:
        """A first denial states the time for the internal appeal, which says nothing of external review."""
        return draft.rule.family in EXTERNAL and is_final is None and draft.event.kind != "appeal_decided"

    def _alone(self, draft: Draft, stated: When) -> None:
        draft.trail.append(f"{self._letter(draft)} states {long_when(stated, self.zone)}.")
        self._use(draft, stated, stated)

    def _earlier(self, draft: Draft, stated: When) -> None:
        """Of the letter's date and the law's the earlier one is shown; the later one stays what can be argued."""
        assert draft.shown is not None
        assert draft.outer is not None
        outer = latest((draft.outer, stated), self.zone)
        draft.trail.append(
            f"The letter states {long_when(stated, self.zone)}; the earlier of the two is shown."
        )
        if end_of(stated, self.zone) < end_of(draft.shown, self.zone):
            self._use(draft, stated, outer)
        draft.outer = outer

    def _as_the_state_sets(self, draft: Draft, stated: When) -> None:
        """Law gives only the most that a state may allow, so what the letter states is the state's own time."""
        assert draft.outer is not None
        told = f"The letter states {long_when(stated, self.zone)}"
        draft.trail.append(f"{told}: the state sets this time, so the letter's date is used.")
        self._use(draft, stated, latest((draft.outer, stated), self.zone))

    def _more(self, draft: Draft, stated: When, is_final: bool | None) -> None:
        assert draft.outer is not None
        told = f"{self._letter(draft)} states {long_when(stated, self.zone)}"
        outer = latest((draft.outer, stated), self.zone)
        if draft.rule.family in EXTERNAL and is_final is None:
            draft.trail.append(f"{told}, which may be for a second appeal: it is not relied on here.")
            draft.outer = outer
            return
        draft.trail.append(f"{told}: more time than the law's floor, so it is used.")
        self._use(draft, stated, outer)

    def _less(self, draft: Draft, stated: When) -> None:
        assert draft.shown is not None
        gives = f"{draft.title}: the law gives until {long_when(draft.shown, self.zone)}. {KEEP_IT}"
        self.shorter.setdefault(draft.event.key, (draft.title, gives))
        draft.warnings.append(
            f"{self._letter(draft)} states {long_when(stated, self.zone)}, less time than the law gives. {DEFECT}"
        )

    def _use(self, draft: Draft, shown: When, outer: When) -> None:
        draft.shown, draft.outer, draft.basis = shown, outer, "letter"
        draft.mail_by = self.moments.mail_by(draft.rule, shown)
