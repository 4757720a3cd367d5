"""Whether a deadline is met, missed, late, past its cautious date, or overtaken by what happened."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tracker.rules.dates import first_moment, is_past
from tracker.rules.draft import Draft
from tracker.rules.facts import Event, When
from tracker.rules.law_rows import Limb
from tracker.rules.overtaken import Overtaken
from tracker.rules.terms import EventKind, Outcome, Status
from tracker.rules.timeline import (
    ANSWERED_BY,
    BESIDE_A_FILING,
    DENIALS,
    FILINGS,
    LEVEL_DECISIONS,
    LEVEL_REQUESTS,
    LEVELS,
    RECEIPTS,
    REQUESTS,
    Timeline,
    happened,
    when_of,
)
from tracker.rules.words import long_when

SENT_THINGS = frozenset(
    (*FILINGS, EventKind.EXTERNAL_REVIEW_REQUESTED, EventKind.INFORMATION_SENT_TO_IRO, EventKind.INFORMATION_SUPPLIED,
     EventKind.EXTERNAL_REVIEW_COMPLETED, EventKind.CONTINUATION_REQUESTED, *LEVEL_REQUESTS)
)  # fmt: skip
WON_AFTER = frozenset(
    ("aca.ext.fed.comply", "aca.ext.fed.expedited.decide", "ma.effectuate", "mcd.effectuate")
)
EXCEPTIONS = (EventKind.STEP_EXCEPTION_DECIDED, EventKind.DRUG_EXCEPTION_EXTERNAL_DECIDED)
WON = "The plan's decision was overturned, so this is no longer needed."
GRANTED = "The exception was granted, so this is no longer needed."
UNSEEN = "You are not told when this is done, so it is never called late here; ask if you need to know."
MISSED_BECAUSE = "It is on record that this was missed, and why: the history keeps it."
NOT_MISSED_YET = "An entry says that this was missed, but it can still be argued: file today and say why."
STAYS_OPEN = "but sent is not received: this stays open until receipt is on record."
UNDONE = {
    EventKind.APPEAL_DISMISSED: "was dismissed on {day} and no longer counts as filed: file again, answer the reason.",
    EventKind.WITHDRAWN: "was withdrawn on {day} and no longer counts as filed.",
    EventKind.EXTERNAL_REVIEW_REFUSED: "was refused on {day}: it may be asked for again, with the reason answered.",
}


class Endings:
    """Judges deadlines of one case at one moment."""

    def __init__(
        self, timeline: Timeline, zone: ZoneInfo, as_of: datetime, counts_postmark: bool = False
    ) -> None:
        self.timeline, self.zone, self.as_of = timeline, zone, as_of.astimezone(UTC)
        self.counts_postmark = counts_postmark
        self.overtaken = Overtaken(timeline)

    def judge(self, draft: Draft, event: Event, limb: Limb) -> None:
        """Give the draft its status, and what met it."""
        if limb.same_event_ends:
            self._judge_by_itself(draft, event)
        elif waived := self._said_of(draft, EventKind.DEADLINE_NOT_NEEDED):
            draft.met_by = waived.key
            draft.overtaken("Marked as not needed.")
        elif not self._is_met(draft, event, limb):
            self._judge_pending(draft, event, limb)

    def _judge_pending(self, draft: Draft, event: Event, limb: Limb) -> None:
        if why := self.overtaken.why(draft, event, limb):
            draft.overtaken(why)
            _settle(draft)
        else:
            self._run(draft)
            self._note_missed(draft)

    def _note_missed(self, draft: Draft) -> None:
        """What became of a date that is over is on record; one that can still be argued is not over."""
        said = self._said_of(draft, EventKind.DEADLINE_MISSED)
        if said and draft.status is Status.MISSED:
            draft.missed_by = said.key
            draft.warnings.append(MISSED_BECAUSE)
        elif said:
            draft.warnings.append(NOT_MISSED_YET)

    def _is_met(self, draft: Draft, event: Event, limb: Limb) -> bool:
        for ender in self._enders(draft, event, limb):
            if ender.get("in_part") or self._is_too_early(draft, ender) or self._is_undone(draft, ender):
                continue
            when = self._ended_at(ender, draft)
            if when is not None:
                self._meet(draft, ender, when)
                return True
            self._note_sent(draft, ender)
        return False

    def _is_too_early(self, draft: Draft, ender: Event) -> bool:
        """A call before the day of a chase does not do it."""
        called = happened(ender) if ender.kind is EventKind.CALL_LOGGED else None
        return (
            called is not None and draft.shown is not None and not self._is_behind_start(called, draft.shown)
        )

    def _is_behind_start(self, when: When, day: When) -> bool:
        return first_moment(when, self.zone).astimezone(UTC) >= first_moment(day, self.zone).astimezone(UTC)

    def _enders(self, draft: Draft, event: Event, limb: Limb) -> Iterator[Event]:
        yield from self.timeline.answers_to(event, limb.ends, limb.starts)
        if event.kind in BESIDE_A_FILING:
            yield from self._answers_to_its_filing(event, limb)
        if event.kind is EventKind.APPEAL_DECIDED and limb.ends == REQUESTS and draft.is_claimants:
            yield from self._asked_before(event)

    def _answers_to_its_filing(self, event: Event, limb: Limb) -> Iterator[Event]:
        """What answers the filing that was pending, where it names that filing and not what came between."""
        filing = self.timeline.filing_beside(event)
        kinds = [kind for kind in limb.ends if not set(FILINGS).isdisjoint(ANSWERED_BY.get(kind, ()))]
        for ender in self.timeline.after(event, *kinds) if filing else []:
            if self.timeline.answered(ender, FILINGS) is filing:
                yield ender

    def _asked_before(self, decision: Event) -> Iterator[Event]:
        """A request made beside the internal appeal goes on; the decision need not be followed by another."""
        root = self.timeline.root(decision)
        for request in self.timeline.before(decision, *REQUESTS):
            if request.get("filed_by") != "provider_dispute" and self.timeline.root(request) is root:
                yield request

    def _is_undone(self, draft: Draft, ender: Event) -> bool:
        """Whether a filing was dismissed or refused, so that the claimant's own date counts again."""
        if not draft.is_claimants or ender.kind not in (*FILINGS, *REQUESTS):
            return False
        letter = self.timeline.undone(ender)
        if letter is None:
            return False
        day = happened(letter)
        assert day is not None
        name = "The request" if ender.kind in REQUESTS else "The appeal"
        draft.warnings.append(f"{name} {UNDONE[letter.kind].format(day=long_when(day, self.zone))}")
        return True

    def _ended_at(self, ender: Event, draft: Draft) -> When | None:
        """When the ender counts: on receipt, where filing means receipt; else when it happened."""
        if ender.kind not in SENT_THINGS or not draft.is_claimants:
            return happened(ender)
        is_nobodys = draft.rule.family in ("practice", "letter")
        if draft.rule.filed_means == "postmark" or (is_nobodys and self.counts_postmark):
            return when_of(ender, ("sent_on",)) or happened(ender)
        return when_of(ender, RECEIPTS)

    def _note_sent(self, draft: Draft, ender: Event) -> None:
        sent = when_of(ender, ("sent_on",))
        words = f"Sent on {long_when(sent, self.zone)}" if sent else "Sent"
        draft.is_sent = True
        draft.warnings.append(f"{words}, {STAYS_OPEN}")

    def _meet(self, draft: Draft, ender: Event, when: When) -> None:
        draft.status, draft.met_by, draft.met_on = Status.MET, ender.key, when
        _settle(draft)
        if draft.outer is not None and not draft.rule.is_unseen and self._is_behind(when, draft.outer):
            self._meet_late(draft, ender, when)
        elif draft.is_claimants and draft.outer is not None and self._is_after_shown(draft, when):
            draft.warnings.append("After the cautious date, within what can be argued.")
        if ender.kind is EventKind.APPEAL_DISMISSED:
            draft.warnings.append(
                "The plan dismissed the appeal: it did not decide whether the care is covered."
            )

    def _is_after_shown(self, draft: Draft, when: When) -> bool:
        return draft.shown is not None and self._is_behind(when, draft.shown)

    def _meet_late(self, draft: Draft, ender: Event, when: When) -> None:
        draft.came_late = True
        if not draft.is_claimants:
            draft.warnings.append(f"Came late, on {long_when(when, self.zone)}.")
        elif draft.rule.late_is:
            draft.overtaken(draft.rule.late_is)
        elif self._has_good_cause(ender):
            draft.warnings.append("Filed late; good cause was shown.")
        elif self._was_decided(ender):
            draft.warnings.append("Filed late; it was decided all the same.")
        else:
            draft.status = Status.MISSED
            draft.warnings.append("It arrived after the last arguable day.")

    def _has_good_cause(self, ender: Event) -> bool:
        shown = self.timeline.of(EventKind.GOOD_CAUSE_SHOWN)
        kinds = (*FILINGS, *REQUESTS, *LEVEL_REQUESTS)
        return any(self.timeline.answered(cause, kinds) is ender for cause in shown)

    def _was_decided(self, ender: Event) -> bool:
        kinds, decision = _decided_by(ender.kind)
        return any(self.timeline.answered(d, kinds) is ender for d in self.timeline.of(decision))

    def _is_behind(self, when: When, limit: When) -> bool:
        """Whether something of that day or moment came after the limit for certain: a day's first moment counts."""
        return is_past(limit, first_moment(when, self.zone), self.zone)

    def _run(self, draft: Draft) -> None:
        if draft.shown is None:
            draft.status = Status.NEEDS_DATE
        elif draft.is_claimants:
            self._run_claimants(draft, draft.shown)
        elif draft.outer is not None and is_past(draft.outer, self.as_of, self.zone):
            draft.status = Status.OPEN if draft.rule.is_unseen else Status.LATE
            if draft.rule.is_unseen:
                draft.warnings.append(UNSEEN)

    def _run_claimants(self, draft: Draft, shown: When) -> None:
        if draft.outer is None or not is_past(shown, self.as_of, self.zone):
            return
        if not is_past(draft.outer, self.as_of, self.zone):
            draft.status = Status.PAST_CAUTIOUS
            return
        draft.status = Status.MISSED
        if draft.rule.if_missed:
            draft.warnings.append(draft.rule.if_missed)

    def _judge_by_itself(self, draft: Draft, event: Event) -> None:
        """Where one entry holds both ends: a notice and its effect, a sending and its receipt."""
        ended = when_of(event, RECEIPTS) if draft.rule.family == "practice" else happened(event)
        if ended is None and self._has_arrived(event):
            draft.overtaken("It was taken up, so it arrived; the day it did is missing.")
        elif ended is None:
            self._run(draft)
        else:
            self._meet(draft, event, ended)

    def _has_arrived(self, sent: Event) -> bool:
        """Whether what was sent was decided, or said to be there."""
        is_there = sent.kind is EventKind.IRE_REQUESTED and self.timeline.after(
            sent, EventKind.IRE_CASE_RECEIVED
        )
        return bool(is_there) or self._was_decided(sent)

    def _said_of(self, draft: Draft, kind: EventKind) -> Event | None:
        """What a person has put on record of this deadline by an entry of that kind."""
        for entry in self.timeline.of(kind):
            if entry.get("rule") == draft.rule.id and entry.get("answers") in (None, draft.event.key):
                return entry
        return None

    def after_the_end(self, drafts: list[Draft]) -> None:
        """Live deadlines stop when the case ends, or when what they were for has been won."""
        live = [draft for draft in drafts if draft.is_live]
        if ended := self.timeline.end():
            why = "The appeal was withdrawn." if ended.kind is EventKind.WITHDRAWN else "The case was closed."
            for draft in live:
                draft.overtaken(why)
        elif wins := self._wins():
            why = GRANTED if all(win.kind in EXCEPTIONS for win in wins) else WON
            for draft in live:
                if self._is_won(draft, wins):
                    draft.overtaken(why)

    def _wins(self) -> list[Event]:
        """What gave the patient the care: an appeal, a review or a level that was won, or an exception granted."""
        decided = self.timeline.of(
            EventKind.APPEAL_DECIDED, EventKind.EXTERNAL_REVIEW_DECIDED, *LEVEL_DECISIONS, *EXCEPTIONS
        )
        return [e for e in decided if e.get("outcome") == Outcome.OVERTURNED.value]

    def _is_won(self, draft: Draft, wins: list[Event]) -> bool:
        """Won for the same denial. What belongs to no denial ends when every denial has been won."""
        if draft.rule.id in WON_AFTER:
            return False
        place = self.timeline.position[draft.event.key]
        won = {self._root_key(win) for win in wins if self.timeline.position[win.key] > place}
        own = self._root_key(draft.event)
        if own is not None:
            return own in won
        return bool(won) and {self._root_key(denial) for denial in self.timeline.of(*DENIALS)} <= won

    def _root_key(self, event: Event) -> str | None:
        root = self.timeline.root(event)
        return None if root is None else root.key


def _settle(draft: Draft) -> None:
    """What does not run any more stays open for nothing."""
    draft.warnings = [warning for warning in draft.warnings if not warning.endswith(STAYS_OPEN)]


def _decided_by(kind: EventKind) -> tuple[tuple[EventKind, ...], EventKind]:
    """The kinds of request that are decided together with `kind`, and the kind of that decision."""
    if kind in LEVELS:
        return (kind,), LEVELS[kind]
    if kind in REQUESTS:
        return REQUESTS, EventKind.EXTERNAL_REVIEW_DECIDED
    return FILINGS, EventKind.APPEAL_DECIDED
