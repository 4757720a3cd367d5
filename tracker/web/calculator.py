"""The small calculator of a rule's page: dates and facts in, both dates and the arithmetic out; nothing is kept.

It asks for what `apply.shape` says that the rule takes, and for an hour only where the law counts by the hour.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from werkzeug.datastructures import MultiDict

from tracker.rules.apply import MORE_MOMENTS, Shape, apply_rule, shape
from tracker.rules.asked_facts import ALIASES, LARGEST, ApplyError, read_facts
from tracker.rules.facts import Coverage, When
from tracker.rules.kinds import kinds_of
from tracker.rules.law_rows import Limb, Rule
from tracker.rules.outcome import Deadline
from tracker.rules.reading import ReadingError, is_after, read_when, zone
from tracker.rules.regimes import regime_of
from tracker.rules.rulebook import rules
from tracker.rules.state_rules import FAMILY, clock_of
from tracker.rules.states import state_of
from tracker.rules.terms import Funding, Unit
from tracker.rules.words import long_when
from tracker.web import choices, questions
from tracker.web.fact_words import in_order, question_of
from tracker.web.limb_words import first_field, start_label
from tracker.web.questions import Answers, Ask, Question
from tracker.web.shown import Shown, of_computed

DAYS_ONLY = frozenset(
    (Unit.DAYS, Unit.BUSINESS_DAYS, Unit.CALENDAR_MONTHS, Unit.MONTHS, Unit.YEAR_END, Unit.STATED)
)
FIRST_ZONE = "America/New_York"
MOMENTS = {
    "notice": "Date printed on the notice",
    "received": "Date it came, if you can show it",
    "determination": "Date printed on the determination behind it",
    "determination_received": "Date that determination came, if you can show it",
    "effective": "Takes effect on",
    "appeal_filed": "Appeal was filed with the plan on",
    "resolution": "Plan decided the appeal on",
    "first_meeting": "First regular meeting of the board after the plan received the appeal",
    "second_meeting": "The meeting after that",
    "third_meeting": "And the one after that",
    "claim_received": "Plan received the claim on",
    "extension_sent": "Plan sent its notice of the extension on",
}
STARTS = {
    "step_before_ended": "The step before it ended on",
    "board_meetings": "Appeal received by the plan on",
}
"""What starts the clock of a limb that an event does not start by a field of its own."""
NO_SUCH_NUMBER = "Write a number of days, as the notice gives it."
NO_TIME_THERE = "{}’s row has no time of its own for this part."
RULE_NAME = re.compile(r"[a-z]\w*(?:\.\w+)+", re.ASCII)
ORDERED = (("notice", "received"), ("determination", "determination_received"))
CAME_BEFORE = "It cannot have come before the date printed on it."
ZONE = Question(
    "timezone",
    Ask.ZONE,
    "Time zone",
    "In which hours are read and shown.",
    required=True,
    choices=choices.TIMEZONES,
)


@dataclass(frozen=True)
class Answer:
    """What came out: the date in front and the one behind it, each with what it is for."""

    shown: Shown
    first_label: str
    first: str
    second_label: str
    second: str


@dataclass(frozen=True)
class Calculator:
    """The form of one rule, what was typed into it, and the answer where it could be worked out."""

    questions: tuple[Question, ...]
    answers: Answers
    answer: Answer | None
    is_asked: bool


def calculator(rule: Rule, sent: MultiDict[str, str], now: datetime) -> Calculator | None:
    """The calculator of a rule as asked by these arguments of an address; None where there is nothing to count."""
    takes = shape(rule)
    if not takes.moments:
        return None
    asked = questions_of(rule, takes, sent.get("limb", ""))
    names = {each.name for each in asked}
    if not any(name in names and value.strip() for name, value in sent.items()):
        return Calculator(asked, questions.filled(asked, {"timezone": FIRST_ZONE}), None, is_asked=False)
    given = MultiDict(sent)
    given.setdefault("timezone", FIRST_ZONE)
    answers = questions.read(asked, given)
    deadline = _worked_out(rule, takes, answers) if not answers.problems else None
    return Calculator(asked, answers, _answer(deadline, answers, now) if deadline else None, is_asked=True)


def questions_of(rule: Rule, takes: Shape, limb_name: str = "") -> tuple[Question, ...]:
    """What the calculator asks, in order: which part, the moments, the facts, and the zone where hours count."""
    return tuple(_questions(rule, takes, rule.limb(limb_name) or rule.limbs[0]))


def _questions(rule: Rule, takes: Shape, limb: Limb) -> Iterator[Question]:
    if len(takes.limbs) > 1:
        parts = tuple((each.name, _part_words(rule, each)) for each in rule.limbs)
        yield Question("limb", Ask.PICK, "Which part of it?", choices=parts, blank=parts[0][1])
    by_the_hour = any(p.unit not in DAYS_ONLY for each in rule.limbs for p in each.periods)
    of_others = _moments_of_others(rule, limb)
    for name in takes.moments:
        if name not in of_others and (name != "received" or limb.received):
            yield _moment_question(name, limb, by_the_hour, is_needed=name in takes.required)
    for name in _facts_asked(rule, takes):
        question = question_of(name, kinds_of(rule))
        yield replace(question, required=True, blank="Choose") if name == "state" else question
    if by_the_hour:
        yield ZONE


def _moments_of_others(rule: Rule, limb: Limb) -> set[str]:
    """The moments that only another part of the rule takes."""
    if rule.combine != "separate":
        return set()
    own = MORE_MOMENTS.get(limb.computed or "", ())
    return {name for each in rule.limbs for name in MORE_MOMENTS.get(each.computed or "", ())} - {*own}


def _facts_asked(rule: Rule, takes: Shape) -> list[str]:
    """The facts in order, each under one of its names; whose coverage it is only where that changes the answer."""
    unasked = {alias for name in takes.facts for alias in ALIASES.get(name, ())}
    if not _is_cited_differently(rule):
        unasked |= {"sponsor", "funding"}
    return in_order(set(takes.facts) - unasked)


def _is_cited_differently(rule: Rule) -> bool:
    if rule.family == FAMILY:
        return True
    kinds, fundings = kinds_of(rule), (Funding.SELF_FUNDED, Funding.INSURED)
    regimes = {regime_of(Coverage(kind, funding)) for kind in kinds for funding in fundings}
    return len({(each.cites(rule), each.verified(rule)) for each in regimes if each.governs(rule)}) > 1


def _part_words(rule: Rule, limb: Limb) -> str:
    titles = [each.title for each in rule.limbs]
    return f"{limb.title} ({limb.name.replace('_', ' ')})" if titles.count(limb.title) > 1 else limb.title


def _moment_question(name: str, limb: Limb, by_the_hour: bool, is_needed: bool) -> Question:
    ask = Ask.WHEN if by_the_hour else Ask.DAY
    if name == "start" and limb.computed in STARTS:
        return Question(name, ask, STARTS[limb.computed], "", required=is_needed)
    if name in ("notice", "start"):
        return Question(name, ask, start_label(limb), "", required=is_needed)
    if name == "received" and (field := first_field(limb, limb.received)):
        return Question(name, ask, field.label, field.help)
    words = MOMENTS.get(name, name.replace("_", " "))
    return Question(name, ask, f"{words[:1].upper()}{words[1:]}", "", required=is_needed)


def _worked_out(rule: Rule, takes: Shape, answers: Answers) -> Deadline | None:
    """The deadline, or None with a sentence at the field that stands in its way."""
    timezone = answers.get("timezone") or FIRST_ZONE
    moments, facts = _moments(takes, answers, timezone), _facts(takes, answers)
    if answers.problems:
        return None
    try:
        return apply_rule(rule.id, moments, facts, timezone, _limb(rule, facts, answers))
    except (ApplyError, ReadingError) as error:
        answers.say("state" if "state" in takes.facts else takes.required[0], _in_words(str(error)))
    except OverflowError:
        answers.say(takes.required[0], "From this day no date can be worked out.")
    return None


def _moments(takes: Shape, answers: Answers, timezone: str) -> dict[str, When]:
    read: dict[str, When] = {}
    try:
        zone(timezone)
    except ReadingError as error:
        answers.say("timezone", str(error))
        return {}
    for name in takes.moments:
        if text := answers.when(name):
            try:
                read[name] = read_when(text, timezone)
            except ReadingError as error:
                answers.say(name, str(error))
    for first, second in ORDERED:
        if first in read and second in read and is_after(read[first], read[second], timezone):
            answers.say(second, CAME_BEFORE)
    return read


def _facts(takes: Shape, answers: Answers) -> Mapping[str, Any]:
    """The facts that were answered; one that cannot be, alone or beside the others, gets its sentence."""
    known = {name: text for name in in_order(takes.facts) if (text := answers.text(name))}
    together: dict[str, str] = {}
    for name, value in known.items():
        together[name] = value
        try:
            read_facts(together)
        except (ApplyError, ReadingError) as error:
            answers.say(name, NO_SUCH_NUMBER if name in LARGEST else str(error))
            return {}
    return known


def _limb(rule: Rule, facts: Mapping[str, Any], answers: Answers) -> str | None:
    """The part that was asked for; a state may have no time of its own for it."""
    asked = answers.text("limb")
    state = state_of(facts.get("state")) if asked and rule.family == FAMILY else None
    if asked and state and clock_of(rule.id, asked, state) is None:
        raise ApplyError(NO_TIME_THERE.format(state.name))
    return asked


def _in_words(sentence: str) -> str:
    """A sentence of `apply` with the titles of rules in place of their names."""
    return RULE_NAME.sub(lambda found: _title(found[0]), sentence)


def _title(name: str) -> str:
    rule = rules().get(name)
    return f"“{rule.title}”" if rule else name


def _answer(deadline: Deadline, answers: Answers, now: datetime) -> Answer:
    tz = zone(answers.get("timezone") or FIRST_ZONE)
    labels = (
        ("File by", "Can still be argued until")
        if deadline.is_claimants
        else ("Due", "Certainly late only after")
    )
    first = long_when(deadline.shown, tz) if deadline.shown else "The letter states the date"
    second = long_when(deadline.outer, tz) if deadline.outer and deadline.outer != deadline.shown else ""
    return Answer(of_computed(deadline, now, tz), labels[0], first, labels[1], second)
