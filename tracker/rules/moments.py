"""Where each limb's count begins in a case, and the few computations that rows name instead of holding."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tracker.rules.combining import (
    NOT_GIVEN,
    Start,
    board_meetings,
    claimants_start,
    combined,
    hearing_remainder,
    later_of,
    tolled,
)
from tracker.rules.dates import add_business_days, add_hours, day_of, first_moment, last_moment
from tracker.rules.facts import CaseFacts, Event, When
from tracker.rules.law_rows import Limb, Rule
from tracker.rules.periods import Span, latest, span
from tracker.rules.regimes import Regime
from tracker.rules.rulebook import rules
from tracker.rules.terms import EventKind, Unit, Urgency
from tracker.rules.timeline import DENIALS, Timeline, when_of
from tracker.rules.words import count, long_day

MAIL_DAYS = 7
TARGET_AHEAD_DAYS = 30
SUPPLY_HOURS = 48


def field_label(name: str) -> str:
    """What a beginning is called in a trail."""
    return LABELS.get(name, name.replace("_", " ").capitalize())


LABELS = {
    "notice_on": "Date printed on the letter",
    "bill_on": "Date printed on the bill",
    "received_by_plan": "Received by the plan",
    "received_by_administrator": "Received by the plan administrator",
    "received_by_iro": "Received by the review organization",
    "sent_on": "Sent",
    "assigned_on": "Review organization assigned",
    "effective_on": "Takes effect",
    "completed_on": "Preliminary review finished",
    "rejected_on": "Immediate review refused",
    "told_at": "Told by telephone",
    "failure_on": "Reached the plan's benefits unit",
    "offered_on": "Offered",
}


class Moments:
    """Finds the beginnings of a case."""

    def __init__(self, case: CaseFacts, regime: Regime, timeline: Timeline, zone: ZoneInfo) -> None:
        self.case, self.regime, self.timeline, self.zone = case, regime, timeline, zone

    def of(self, event: Event, limb: Limb) -> Start | None:
        """Where the limb's count begins, or None where no day is on record."""
        if limb.computed == "step_before_ended":
            return self._step_before_ended(event)
        if limb.notice:
            return self._claimants(event, limb)
        if (firm := when_of(event, limb.start)) is not None:
            return Start(firm, firm, limb.label or field_label(_first_given(event, limb.start)))
        if (guess := when_of(event, limb.estimate)) is not None:
            return Start(guess, guess, field_label(_first_given(event, limb.estimate)), True)
        return None

    def _claimants(self, event: Event, limb: Limb) -> Start | None:
        notice = when_of(event, limb.notice)
        if notice is None:
            return None
        label = limb.label or field_label(_first_given(event, limb.notice))
        return claimants_start(limb, notice, when_of(event, limb.received), label, self.zone)

    def _step_before_ended(self, event: Event) -> Start:
        """The earlier of the information's receipt and the end of the time given, (f)(2)(i)(A)-(B)."""
        given, given_late = self._time_given(event)
        supplied = self.timeline.answers_to(event, (EventKind.INFORMATION_SUPPLIED,), (event.kind,))
        receipts = [w for e in supplied if (w := when_of(e, ("received_by_plan",))) is not None]
        if not receipts:
            return Start(given, given_late, GIVEN_ENDS, late_label=GIVEN_MOST)
        came = receipts[0]
        is_first = first_moment(came, self.zone) <= first_moment(given, self.zone)
        early, label = (came, "Information received by the plan") if is_first else (given, GIVEN_ENDS)
        late = came if last_moment(came, self.zone) <= last_moment(given_late, self.zone) else given_late
        return Start(early, late, label, late_label=GIVEN_MOST)

    def _time_given(self, event: Event) -> tuple[When, When]:
        """The end of the time to supply: 48 hours at least, so a shorter time in the letter gives no less."""
        notice = when_of(event, ("notice_on",))
        assert notice is not None
        received = when_of(event, ("received_on",)) or notice
        floor = add_hours(first_moment(notice, self.zone), SUPPLY_HOURS)
        floor_late = add_hours(last_moment(received, self.zone), SUPPLY_HOURS)
        stated = when_of(event, ("respond_by",))
        if stated is None:
            return floor, floor_late
        return latest((floor, stated), self.zone), latest((floor_late, stated), self.zone)

    def adjust(self, event: Event, rule: Rule, limb: Limb, counted: Span, facts: dict[str, Any]) -> Span:
        """The span after the computation that the row names, agreed extensions and new evidence."""
        if limb.computed == "target":
            counted = self._target(counted, facts)
        elif limb.computed == "at_once":
            counted = self._before_a_cut(event, limb, counted, facts.get("cut_on"))
        elif limb.computed == "before_course_ends" and self.case.approved_through_on:
            counted = self._before_course_ends(self.case.approved_through_on)
        elif limb.computed == "tolled_remainder":
            counted = self._tolled(event, counted)
        elif limb.computed == "hearing_remainder":
            counted = self._hearing(event, counted, facts)
        elif limb.computed == "board_meetings":
            counted = self._meetings(event)
        if rule.combine != "separate":
            counted = self._combined(event, rule, counted, facts)
        if rule.told_within and counted.unit is Unit.BUSINESS_DAYS:
            self._allow_for_notice(rule.told_within, counted)
        if rule.deems_exhausted:
            self._hold_up(event, counted)
        return counted

    def _target(self, counted: Span, facts: dict[str, Any]) -> Span:
        assert counted.early is not None
        plain = day_of(counted.early, self.zone)
        day, why = min(self._targets(plain, facts.get("cut_on")))
        if day >= plain:
            return Span(plain, None, counted.unit, counted.trail)
        day = max(day, plain - timedelta(days=29))
        return Span(day, None, Unit.DAYS, [*counted.trail, f"{why} So: {long_day(day)}."])

    def _before_a_cut(self, event: Event, limb: Limb, counted: Span, cut_on: date | None) -> Span:
        """What is urgent is filed before the care is cut, but never before the day after its letter."""
        begun = when_of(event, limb.notice)
        if cut_on is None or begun is None or counted.early is None:
            return counted
        day = max(cut_on - timedelta(days=1), day_of(begun, self.zone) + timedelta(days=1))
        if day >= day_of(counted.early, self.zone):
            return counted
        why = f"The change takes effect on {long_day(cut_on)}: appeal before it does. So: {long_day(day)}."
        return Span(day, None, Unit.DAYS, [*counted.trail, why])

    def _targets(self, plain: date, cut_on: date | None) -> list[tuple[date, str]]:
        found = [(plain, "")]
        if planned := self.case.treatment_on:
            why = f"Treatment is planned for {long_day(planned)}; the plan needs up to {TARGET_AHEAD_DAYS} days."
            found.append((planned - timedelta(days=TARGET_AHEAD_DAYS), why))
        if cut_on:
            why = f"The change takes effect on {long_day(cut_on)}: appeal before it does."
            found.append((cut_on - timedelta(days=1), why))
        return found

    def _before_course_ends(self, ends_on: date) -> Span:
        day = ends_on - timedelta(days=1)
        trail = [
            f"Approved care runs through {long_day(ends_on)}.",
            f"24 hours before it ends: {long_day(day)}.",
        ]
        return Span(day, None, Unit.DAYS, trail)

    def _tolled(self, event: Event, counted: Span) -> Span:
        """What was left of the extended period when the extension notice went out, 29 CFR 2560.503-1(f)(4)."""
        extension = self.timeline.answered(event, (EventKind.CLAIM_EXTENDED,))
        claims = self.timeline.before(extension, EventKind.CLAIM_RECEIVED) if extension else []
        received = when_of(claims[-1], ("received_by_plan",)) if claims else None
        sent = when_of(extension, ("notice_on",)) if extension else None
        base = 30 if self.case.claim.value == "post_service" else 15
        if received is None or sent is None or counted.early is None:
            return counted
        return tolled(counted, day_of(received, self.zone), day_of(sent, self.zone), base)

    def _combined(self, event: Event, rule: Rule, counted: Span, facts: dict[str, Any]) -> Span:
        """The later or the earlier of a rule's limbs; one whose beginning is not on record is left out, in words."""
        other = rule.limbs[1]
        if other.computed == "filing_period":
            return self._later_of(event, rule, counted)
        start = self.of(event, other)
        if start is None:
            counted.trail.append(NOT_GIVEN.format(other.title))
            return counted
        label = other.label or start.label
        second = span(other, facts, start.early, start.late, self.zone, label, start.late_label)
        return combined(rule.combine, counted, second, self.zone)

    def _hearing(self, event: Event, counted: Span, facts: dict[str, Any]) -> Span:
        """90 days from the plan appeal, less the days taken to ask for the hearing, 42 CFR 431.244(f)(1)."""
        filing = self.timeline.appeal_behind(event)
        appealed = when_of(filing, ("received_by_plan", "sent_on")) if filing else None
        asked = when_of(event, ("received_by_office", "sent_on"))
        if filing is None or appealed is None or asked is None:
            counted.trail.append(NO_PLAN_APPEAL)
            return counted
        resolution = self.timeline.decision_on(filing, event)
        decided = when_of(resolution, ("notice_on",)) if resolution else None
        ended = decided or self._plan_had_until(appealed, facts)
        is_certain = decided is not None and filing.get("received_by_plan") is not None
        on, until, request = (day_of(each, self.zone) for each in (appealed, ended, asked))
        return hearing_remainder(counted, on, until, request, is_certain)

    def _plan_had_until(self, appealed: When, facts: dict[str, Any]) -> When:
        """The last day of a plan that has not decided: there its part ends, 42 CFR 438.408(c)(3)."""
        limb = rules()[PLAN_DECIDES[facts["appeal_urgency"]]].limbs[0]
        ended = span(limb, {"extended": facts["appeal_extended"]}, appealed, appealed, self.zone, "").late
        assert ended is not None
        return ended

    def _meetings(self, event: Event) -> Span:
        filing = self.timeline.answered(
            event, (EventKind.INTERNAL_APPEAL_FILED, EventKind.SECOND_LEVEL_FILED)
        )
        received = when_of(filing, ("received_by_plan",)) if filing else None
        days = [when_of(event, (name,)) for name in ("first_on", "second_on", "third_on")]
        received_on = day_of(received, self.zone) if received else None
        return board_meetings(received_on, [day_of(d, self.zone) if d else None for d in days])

    def _later_of(self, event: Event, rule: Rule, counted: Span) -> Span:
        """The later of the limbs: 48 hours after the notice, and the four-month filing period."""
        start = self.filing_period(event)
        if start is None:
            counted.trail.append("The determination is not on record: 48 hours are shown.")
            return counted
        limb, label = self.regime.reads(rule, rule.limbs[1]), "Four-month period, from the determination"
        months = span(limb, {}, start.early, start.late, self.zone, label)
        return later_of(counted, months, self.zone)

    def filing_period(self, incomplete: Event) -> Start | None:
        """Where the four months of a request that was called incomplete began: at the determination it answers."""
        request = self.timeline.answered(incomplete, (EventKind.EXTERNAL_REVIEW_REQUESTED,))
        denial = self.timeline.answered(request, (EventKind.APPEAL_DECIDED, *DENIALS)) if request else None
        return self._claimants(denial, rules()["aca.ext.fed.file"].limbs[0]) if denial else None

    def _allow_for_notice(self, days: int, counted: Span) -> None:
        """Nobody learns that it was done before a notice says so, which has its own time."""
        assert counted.late is not None
        counted.late = add_business_days(day_of(counted.late, self.zone), days, observed=True)
        notice = count(days, Unit.BUSINESS_DAYS.value)
        counted.trail.append(
            f"The notice of it may take {notice} more: not certainly late until {long_day(counted.late)} is over."
        )

    def _hold_up(self, event: Event, counted: Span) -> None:
        for agreed in self.timeline.of(EventKind.EXTENSION_AGREED):
            if self.timeline.answered(agreed, (event.kind,)) is event and counted.early and counted.late:
                until = agreed.get("until_on")
                assert isinstance(until, date)
                counted.early = latest((counted.early, until), self.zone)
                counted.late = latest((counted.late, until), self.zone)
                counted.trail.append(f"Extension agreed until {long_day(until)}.")
        for evidence in self.timeline.of(EventKind.NEW_EVIDENCE_RECEIVED):
            if self.timeline.answered(evidence, (event.kind,)) is event:
                counted.late = None
                counted.trail.append(NEW_EVIDENCE)
                return

    def mail_by(self, rule: Rule, file_by: When | None) -> date | None:
        """The day a letter must leave to arrive in time: a week before, where filing means receipt."""
        if not rule.is_mailed or file_by is None or isinstance(file_by, datetime):
            return None
        return file_by - timedelta(days=MAIL_DAYS)


GIVEN_ENDS = "End of the time given to supply the information"
GIVEN_MOST = "Counted from the latest hour that it can have been"
PLAN_DECIDES = {
    Urgency.STANDARD.value: "mcd.appeal.decide.std",
    Urgency.EXPEDITED.value: "mcd.appeal.decide.exp",
}
NO_PLAN_APPEAL = "The appeal to the plan is not on record, so the count begins with the request."
NEW_EVIDENCE = (
    "The plan sent new evidence: its time may stand still, so it is never called certainly late here."
)


def _first_given(event: Event, names: tuple[str, ...]) -> str:
    if len(names) == 1:
        return names[0]
    return next(name for name in names if event.get(name) is not None)
