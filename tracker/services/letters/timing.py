"""What a letter says about time, from the case's own deadlines: why it is in time, when the answer is due,
what is late, and why external review is open. Dates come from the rows, never from counting anew.
"""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tracker.models import DeadlineRow
from tracker.rules.citations import Citation
from tracker.rules.facts import CaseFacts, Event, When
from tracker.rules.rulebook import Period, Rule, matches, rules
from tracker.rules.terms import ClaimType, EventKind, Sponsor, Status, Unit, Urgency
from tracker.rules.words import count
from tracker.services.casefile import CaseFile
from tracker.services.letters.context import DecisionDue, Exhaustion, Lateness, Timeliness
from tracker.services.letters.kinds import LetterKind
from tracker.services.timeline import words_of

K = EventKind
FILING_RULES = {
    "internal": ("erisa.appeal.file", "letter.appeal"),
    "second": ("erisa.appeal.second_level", "letter.appeal"),
    "external": ("aca.ext.fed.file", "aca.ext.hhs", "letter.appeal"),
}
ANSWERS = {
    "erisa.appeal.decide": "internal appeal",
    "erisa.claim": "claim",
    "aca.ext": "request for external review",
}
_DECIDES = ("erisa.appeal.decide.urgent", "erisa.appeal.decide.pre", "erisa.appeal.decide.post")
_CLAIM = {
    ClaimType.PRE_SERVICE: "a pre-service claim",
    ClaimType.POST_SERVICE: "a post-service claim",
    ClaimType.CONCURRENT: "a concurrent care claim",
}


def timeliness(file: CaseFile, kind: LetterKind) -> Timeliness | None:
    """Why a filing of this kind is in time, from its deadline; None where no deadline is on record."""
    found = _filing_row(file, kind)
    if found is None:
        return None
    event = _event(file, found.event_key)
    received, notice = _day(event, "received_on", file), _day(event, "notice_on", file)
    ends_on = _row_day(found, file, outer=received is not None)
    from_letter = found.rule.startswith("letter.")
    return Timeliness(
        period=None if from_letter else _period_words(rules()[found.rule]),
        starts_on=received or notice,
        ends_on=None if from_letter else ends_on,
        citation=None if from_letter else found.citation,
        is_from_receipt=received is not None,
        states_on=_day(event, "states_deadline_on", file),
        late_because=_late_because(file),
    )


def decision_due(file: CaseFile, kind: LetterKind, citations: dict[str, Citation]) -> DecisionDue | None:
    """When the answer to this letter is due; None where the coverage's law does not say."""
    if kind.is_external:
        return _external_due(kind, citations)
    rule = next((r for r in map(rules().__getitem__, _DECIDES) if _governs(r, file.facts, kind)), None)
    cited = citations.get(_due_key(kind, file.facts))
    if rule is None or cited is None:
        return None
    period = _longest(rule, file.facts)
    if kind.fits is Urgency.EXPEDITED:
        within = (
            f"as soon as possible, taking into account the medical exigencies, and at most {period} after you "
            "receive this request"
        )
        return DecisionDue("This is a claim involving urgent care", within, cited.text)
    return DecisionDue(_why(file.facts), f"within {period} after you receive this letter", cited.text)


def lateness(file: CaseFile) -> Lateness | None:
    """What the plan owes and has not given, the longest overdue first; None where nothing is late."""
    late = [
        row for row in file.deadlines if row.status is Status.LATE and not row.rule.startswith("practice.")
    ]
    row = min(late, key=lambda each: str(each.shown_at or each.shown_on), default=None)
    request = next((words for rule, words in ANSWERS.items() if row and row.rule.startswith(rule)), None)
    if row is None or request is None:
        return None
    event = _event(file, row.event_key)
    zone = ZoneInfo(file.case.timezone)
    return Lateness(
        request=request,
        received_by_plan=_local(_when(event, "received_by_plan") or _when(event, "sent_on"), zone),
        period=_longest(rules()[row.rule], file.facts) if row.rule in rules() else None,
        due=_local(row.shown_at or row.shown_on, zone),
        certain_after=_local(row.outer_at or row.outer_on, zone),
        citation=row.citation,
        proof=_proof(file, row.event_key),
        is_external=row.rule.startswith("aca.ext"),
    )


def exhaustion(file: CaseFile, is_late: bool) -> Exhaustion:
    """Why external review is open: completed, waived, deemed, or beside an expedited appeal."""
    kinds = [event.kind for event in file.facts.events]
    if K.APPEAL_DECIDED in kinds:
        return Exhaustion.COMPLETED
    if K.EXHAUSTION_WAIVED in kinds:
        return Exhaustion.WAIVED
    if is_late:
        return Exhaustion.DEEMED
    return Exhaustion.SIMULTANEOUS if K.INTERNAL_APPEAL_FILED in kinds else Exhaustion.COMPLETED


def _filing_row(file: CaseFile, kind: LetterKind) -> DeadlineRow | None:
    place = "external" if kind.is_external else "second" if kind.is_second_level else "internal"
    rows = [row for row in file.deadlines if row.rule in FILING_RULES[place]]
    live = [row for row in rows if row.status not in (Status.SUPERSEDED, Status.MET)]
    return next(iter((*_newest(live), *_newest(rows))), None)


def _newest(rows: Iterable[DeadlineRow]) -> list[DeadlineRow]:
    return sorted(rows, key=lambda row: (not row.rule.startswith("letter."), str(row.shown_on)), reverse=True)


def _governs(rule: Rule, facts: CaseFacts, kind: LetterKind) -> bool:
    urgency = Urgency.EXPEDITED if kind.fits is Urgency.EXPEDITED else Urgency.STANDARD
    known = {"asked_urgency": urgency, "urgency": urgency, "claim": facts.claim}
    return all(known.get(name) in allowed for name, allowed in rule.limbs[0].when.items())


def _due_key(kind: LetterKind, facts: CaseFacts) -> str:
    if kind.fits is Urgency.EXPEDITED:
        return "decision_due_urgent"
    return (
        "decision_due_post_service" if facts.claim is ClaimType.POST_SERVICE else "decision_due_pre_service"
    )


def _longest(rule: Rule, facts: CaseFacts) -> str:
    levels = 1 if facts.coverage.sponsor is Sponsor.INDIVIDUAL else facts.coverage.appeal_levels
    fitting = [p for p in rule.limbs[0].periods if matches(p.when, {"appeal_levels": levels})]
    return _words(max(fitting, key=lambda period: period.amount))


def _period_words(rule: Rule) -> str:
    return _words(rule.limbs[0].periods[0])


def _words(period: Period) -> str:
    if period.unit is Unit.CALENDAR_MONTHS and period.amount == 4:
        return "four months"
    return count(period.amount, period.unit)


def _why(facts: CaseFacts) -> str:
    claim, levels = _CLAIM[facts.claim], facts.coverage.appeal_levels
    if facts.coverage.sponsor is Sponsor.INDIVIDUAL:
        return f"This is {claim}, and an individual policy has one level of internal appeal"
    if levels is None:
        return f"This is {claim}"
    return f"This is {claim} under a plan with {'one level' if levels == 1 else 'two levels'} of appeal"


def _external_due(kind: LetterKind, citations: dict[str, Citation]) -> DecisionDue | None:
    is_expedited = kind.fits is Urgency.EXPEDITED
    cited = citations.get("external_expedited_decision_due" if is_expedited else "external_decision_due")
    if cited is None:
        return None
    if is_expedited:
        within = (
            "as quickly as the condition requires, and at most 72 hours after the independent review "
            "organization receives this request"
        )
        return DecisionDue("This is an expedited external review", within, cited.text)
    within = "within 45 days after the independent review organization receives this request"
    return DecisionDue("This is a standard external review", within, cited.text)


def _event(file: CaseFile, event_key: str) -> Event | None:
    return next((event for event in file.facts.events if event.key == event_key), None)


def _when(event: Event | None, name: str) -> When | None:
    value = event.get(name) if event else None
    return value if isinstance(value, date) else None


def _day(event: Event | None, name: str, file: CaseFile) -> date | None:
    return _as_day(_when(event, name), ZoneInfo(file.case.timezone))


def _as_day(when: When | None, zone: ZoneInfo) -> date | None:
    return when.astimezone(zone).date() if isinstance(when, datetime) else when


def _row_day(row: DeadlineRow, file: CaseFile, *, outer: bool) -> date | None:
    when = (row.outer_at or row.outer_on) if outer else (row.shown_at or row.shown_on)
    return _as_day(when, ZoneInfo(file.case.timezone))


def _local(when: When | None, zone: ZoneInfo) -> When | None:
    return when.astimezone(zone) if isinstance(when, datetime) else when


def _late_because(file: CaseFile) -> str | None:
    shown = [version for version in file.standing if version.kind is K.GOOD_CAUSE_SHOWN]
    return words_of(shown[-1]).get("cause") if shown else None


def _proof(file: CaseFile, event_key: str) -> str | None:
    version = next((each for each in file.standing if each.event_key == event_key), None)
    tracking = words_of(version).get("tracking") if version else None
    return f"tracking number {tracking}" if tracking else None
