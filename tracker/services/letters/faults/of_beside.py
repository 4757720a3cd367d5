"""Faults of the letters beside the appeal: too late, unsigned, without proof, to nobody with power, asking too much."""

from collections.abc import Iterator
from datetime import date, datetime

from tracker.models import CriterionStatus
from tracker.rules.dates import is_past
from tracker.rules.states import state_of
from tracker.services.letters import grounds
from tracker.services.letters.beside import regulator, step_law
from tracker.services.letters.chart_dates import Named, named_in, named_of
from tracker.services.letters.exhibits import DECISION
from tracker.services.letters.faults.looking import Fault, Looked
from tracker.services.letters.regulators import regulator_problem
from tracker.services.letters.words import exhibit_of

_LINES = 2


def _window_is_closed(looked: Looked) -> bool:
    peer = looked.letter.beside.peer
    return (
        peer is not None
        and peer.until is not None
        and is_past(peer.until, looked.record.now, looked.record.zone)
    )


def _is_unsigned(looked: Looked) -> bool:
    return not looked.uploaded("clinician_letter")


def _contradicts_the_chart(looked: Looked) -> bool:
    """A day or a month anywhere in the letter that neither the table nor the case has."""
    record = _on_record(looked)
    return not all(named.is_in(record) for named in named_in(looked.kept.draft.text))


def _on_record(looked: Looked) -> frozenset[Named]:
    """What the table tells as it is on record, what papers say or are called, and every day of the case."""
    rows = grounds.criteria(looked.record)
    told = [part for row in rows for part in (row.requirement, row.record_shows, row.outcome, row.source)]
    said = [*told, *_said(looked), looked.record.case.policy_cited, looked.record.case.stated_reason]
    named = (named_in(text) for text in said if text)
    return frozenset().union(*named, (named_of(day) for day in _days(looked)))


def _said(looked: Looked) -> Iterator[str]:
    """The words that letters on record are quoted with, and the names of the papers."""
    yield from (each.name or "" for each in looked.record.documents)
    for event in looked.record.timeline.events:
        yield from looked.record.words(event).values()


def _days(looked: Looked) -> Iterator[date]:
    record = looked.record
    yield from filter(None, (record.case.treatment_on, record.case.approved_through_on))
    yield looked.letter.dated_on
    for event in record.timeline.events:
        for value in event.fields.values():
            if isinstance(value, datetime):
                yield value.astimezone(record.zone).date()
            elif isinstance(value, date):
                yield value


def _law_does_not_reach(looked: Looked) -> bool:
    """A law on step therapy of the state is named, and it does not reach this plan or this kind of service."""
    state, reaching = state_of(looked.record.facts.coverage.state), step_law(looked.record)
    text = looked.kept.draft.text
    was_named = looked.letter.beside.step_law
    named = {law.citation for law in (state.step_therapy if state else ()) if law.citation in text}
    if was_named and was_named.citation in text:
        named.add(was_named.citation)
    return bool(named - ({reaching.citation} if reaching else set()))


def _ground_is_unproven(looked: Looked) -> bool:
    shown = (row for row in looked.letter.criteria if row.status is not CriterionStatus.OPEN)
    return not any(row.record_shows and row.exhibit for row in shown)


def _time_for_more_is_over(looked: Looked) -> bool:
    reviewer = looked.letter.beside.reviewer
    until = reviewer.by_on if reviewer else None
    return until is not None and is_past(until, looked.record.now, looked.record.zone)


def _number_is_missing(looked: Looked) -> bool:
    return "number under which the review organization has the case" in looked.blanks


def _regulator_has_no_power(looked: Looked) -> bool:
    """Nobody has power over this plan, or the letter goes to somebody else than who has."""
    named, has_power = looked.letter.beside.regulator, regulator(looked.record)
    return regulator_problem(looked.record.facts.coverage) is not None or (
        named is not None and named != has_power
    )


def _tells_no_course(looked: Looked) -> bool:
    return len([line for line in looked.section("chronology").splitlines() if line.strip()]) < _LINES


def _decision_is_not_attached(looked: Looked) -> bool:
    won = looked.letter.beside.reversal
    return not (won and won.exhibit) and exhibit_of(looked.letter, DECISION) is None


def _asks_for_more(looked: Looked) -> bool:
    """The decision reversed a part, and nobody wrote down which; or more is asked for beside it."""
    won = looked.letter.beside.reversal
    return won is not None and won.is_partial and (won.decided is None or bool(looked.letter.requests))


def _says_not_where(looked: Looked) -> bool:
    return not looked.letter.beside.reach.lines and not looked.is_edited("instead")


def _states_no_danger(looked: Looked) -> bool:
    return not looked.letter.beside.reach.is_dangerous and not looked.is_edited("danger")


WINDOW = Fault(
    "window",
    "The time for the conversation has passed",
    "Call and ask whether it is still open, and record the new day; or leave it, and appeal.",
    _window_is_closed,
)
NOT_SIGNED = Fault(
    "not_signed",
    "The prescriber has not signed it",
    "Have the prescriber check, correct and sign it, and upload that; or say that this is the copy to sign.",
    _is_unsigned,
)
CHART_DATES = Fault(
    "chart_dates",
    "A date in it is not in the chart",
    "A day in it stands neither in the table nor on the case: correct it, or put the record of it into the table.",
    _contradicts_the_chart,
)
STATEMENT = Fault(
    "statement",
    "The prescriber's supporting statement is not there",
    "Have the prescriber sign the statement, and upload it: the plan's time to decide runs from it.",
    _is_unsigned,
)
LAW_REACH = Fault(
    "law_reach",
    "Names a law that does not reach this plan or this service",
    "Take the state's law out: it does not reach this plan or this kind of service.",
    _law_does_not_reach,
)
GROUND = Fault(
    "ground",
    "No ground is proven",
    "Put at least one ground into the table, with what the record shows for it and its exhibit.",
    _ground_is_unproven,
)
TEN_DAYS = Fault(
    "ten_days",
    "The time for further information has passed",
    "Send it all the same only with a word on why it comes late: it need not be considered any more.",
    _time_for_more_is_over,
)
NUMBER = Fault(
    "number",
    "The review organization's number is missing",
    "Record the number from its notice: without it nobody there finds the case.",
    _number_is_missing,
)
POWER = Fault(
    "power",
    "This regulator has no power over this plan",
    "Look at who sponsors the plan and who bears its cost, and draft the letter again for the one that has.",
    _regulator_has_no_power,
    is_absolute=True,
)
COURSE = Fault(
    "course",
    "Does not tell what happened, day by day",
    "Record what happened with its days, so that the letter can tell it in order.",
    _tells_no_course,
)
ATTACHED = Fault(
    "attached",
    "The decision is not attached",
    "Upload the decision and give it an exhibit's letter.",
    _decision_is_not_attached,
)
MORE = Fault(
    "more",
    "May ask for more than was decided",
    "Enter what was decided in the decision's own words, and ask for nothing beside it.",
    _asks_for_more,
)
NOWHERE = Fault(
    "nowhere",
    "Does not say where to write instead",
    "Enter another address or another way: a plan may refuse a request that names none.",
    _says_not_where,
    is_absolute=True,
)
DANGER = Fault(
    "danger",
    "Does not state that disclosure could endanger the patient",
    "Ask the patient whether it could, and let the letter say so: a plan has to follow only where that is stated.",
    _states_no_danger,
)
