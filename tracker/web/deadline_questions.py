"""The form of the public deadlines page: what is asked about the coverage, the care, and each step that happened.

The questions are the intake's and the table's of events, without anything personal: no text that is private, no name.
Which of them are asked follows from the kind of coverage, so that a new kind, axis or event needs no word here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from werkzeug.datastructures import MultiDict

from tracker.rules.event_fields import EventField, EventShape, FieldType
from tracker.rules.events import SCHEMA
from tracker.rules.facts import Coverage
from tracker.rules.kinds import axes_that_matter
from tracker.rules.reading import Problem
from tracker.rules.terms import EventKind, Sponsor
from tracker.rules.what_next import fields_that_count, kinds_next, kinds_possible
from tracker.web import fact_words, intake_questions, questions
from tracker.web.event_questions import question_of
from tracker.web.questions import Answers, Choices, Question

MOST_STEPS = 12
FIRST = {
    "e1-kind": EventKind.ADVERSE_DETERMINATION.value,
    "timezone": "America/New_York",
    "urgency": "standard",
}
"""What stands in the form for whoever comes: a denial, whose dates are to be filled in."""
NEVER_ASKED = (FieldType.TEXT, FieldType.EVENT, FieldType.RULE)
"""Words that people type, and links between entries: the latest one that fits is taken."""
CASE_NAMES = {
    "policy_state": "state",
    "claim_type": "claim",
    "reason_kind": "reason",
    "service_kind": "service",
}
"""What the form calls otherwise than a case does."""


def _named(section: intake_questions.Section, *names: str) -> tuple[Question, ...]:
    return tuple(each for each in section.questions if each.name in names)


SPONSOR = replace(
    _named(intake_questions.COVERAGE, "sponsor")[0],
    help="The card, or the office that pays for it, says so. “I don’t know” is an answer.",
)
AXES = tuple(
    replace(each, asked_when=()) for each in intake_questions.COVERAGE.questions if each.name != SPONSOR.name
)
CARE = (
    *_named(intake_questions.CARE, "claim_type"),
    *_named(intake_questions.URGENCY, "urgency"),
    *_named(intake_questions.LETTER, "timezone"),
)
MORE = tuple(
    replace(each, required=False, blank="I don’t know", help="")
    for each in _named(intake_questions.CARE, "reason_kind", "service_kind")
) + _named(intake_questions.CARE, "approved_through_on", "surprise_bill")


@dataclass(frozen=True)
class Step:
    """One thing that happened: the fields from which something is counted, and those that make it more exact."""

    number: int
    shape: EventShape
    questions: tuple[Question, ...]
    more: tuple[Question, ...]

    def has_more(self, answers: Answers) -> bool:
        """Whether something among the further questions was answered or is wrong, so that they stay open."""
        return any(answers.get(each.name) or each.name in answers.problems for each in self.more)


@dataclass(frozen=True)
class Form:
    """The form as it stands: its questions, the steps so far, and what was typed."""

    axes: tuple[Question, ...]
    steps: tuple[Step, ...]
    answers: Answers
    next_kinds: Choices
    other_kinds: tuple[tuple[str, Choices], ...]

    @property
    def asked(self) -> tuple[Question, ...]:
        """Every question of the form, in its order."""
        of_steps = (each for step in self.steps for each in (*step.questions, *step.more))
        return (SPONSOR, *self.axes, *CARE, *MORE, *of_steps)

    @property
    def coverage(self) -> Coverage:
        """The kind of coverage, as far as it decides what is asked."""
        return Coverage(sponsor=sponsor_of(self.answers))

    @property
    def has_more(self) -> bool:
        """Whether one of the further questions about the care was answered."""
        return any(self.answers.get(each.name) or each.name in self.answers.problems for each in MORE)


def sponsor_of(answers: Answers) -> Sponsor:
    """Who sponsors the coverage; unknown where nobody said, or said something that is not offered."""
    said = answers.get(SPONSOR.name)
    return Sponsor(said) if said in set(Sponsor) else Sponsor.UNKNOWN


def empty_form(sponsor: str) -> Form:
    """The form for whoever comes: a denial, and its dates to be filled in."""
    form = read_form(MultiDict({**FIRST, "sponsor": sponsor}))
    return replace(form, answers=form.answers.without_problems())


def with_coverage(sent: MultiDict[str, str], facts: Mapping[str, str]) -> Form:
    """The form as it was sent, or the first one where none was, with the facts of a coverage by their names."""
    typed = MultiDict(sent if "timezone" in sent else FIRST)
    for name, value in facts.items():
        typed[name] = value
    form = read_form(typed)
    return replace(form, answers=form.answers.without_problems())


def read_form(sent: MultiDict[str, str], kinds: Iterable[str] | None = None) -> Form:
    """The form as it was sent; `kinds` replaces the kinds of its steps, each by its number from 1 on."""
    sponsor = sponsor_of(Answers({SPONSOR.name: sent.get(SPONSOR.name, "")}))
    coverage = Coverage(sponsor=sponsor)
    axes = _axes(axes_that_matter(sponsor))
    steps = tuple(_steps(kinds_sent(sent) if kinds is None else kinds, coverage))
    happened = [step.shape.kind for step in steps]
    coming = _choices(kinds_next(coverage, happened))
    form = Form(axes, steps, Answers(), coming, tuple(_others(coverage, coming)))
    answers = questions.read(form.asked, sent)
    answers.labels |= {
        q.name: f"Step {step.number}, {q.label}" for step in steps for q in step.questions + step.more
    }
    return replace(form, answers=answers)


def kinds_sent(sent: Mapping[str, str]) -> list[str]:
    """The kinds of the steps that were sent, in order, up to the first that is none; at most as many as fit."""
    sent_kinds = (sent.get(f"e{number}-kind", "") for number in range(1, MOST_STEPS + 1))
    return list(takewhile(SCHEMA.__contains__, sent_kinds))


def without_step(sent: MultiDict[str, str], number: int) -> MultiDict[str, str]:
    """What was sent, without one step: those behind it move up."""
    kept = MultiDict((name, value) for name, value in sent.items(multi=True) if not _is_of_a_step(name))
    left = [at for at in range(1, MOST_STEPS + 1) if f"e{at}-kind" in sent and at != number]
    for to, at in enumerate(left, start=1):
        for name, value in sent.items():
            if name.startswith(f"e{at}-"):
                kept[f"e{to}-{name.partition('-')[2]}"] = value
    return kept


def case_of(form: Form) -> dict[str, Any]:
    """What was answered, as the reader of cases takes it."""
    answers = form.answers
    axes = {CASE_NAMES.get(each.name, each.name): answers.get(each.name) for each in form.axes}
    care = {CASE_NAMES.get(each.name, each.name): answers.get(each.name) for each in (*CARE, *MORE)}
    said = {name: value for name, value in care.items() if value}
    coverage = {"sponsor": answers.get("sponsor"), **{name: value for name, value in axes.items() if value}}
    return {**said, "coverage": coverage, "events": [_event(step, answers) for step in form.steps]}


def placed(problems: Iterable[Problem]) -> list[Problem]:
    """The problems of a case at the fields of this form: `events[0].notice_on` is asked as `e1-notice_on`."""
    return [Problem(_place(problem.field), problem.sentence) for problem in problems]


def _axes(names: frozenset[str]) -> tuple[Question, ...]:
    """The questions about these axes: the intake's own, and behind them those that it does not ask."""
    own = tuple(each for each in AXES if CASE_NAMES.get(each.name, each.name) in names)
    left = names - {CASE_NAMES.get(each.name, each.name) for each in own}
    return (*own, *(fact_words.question_of(name) for name in fact_words.in_order(left)))


def _is_of_a_step(name: str) -> bool:
    return name.startswith("e") and name[1:].partition("-")[0].isdigit()


def _steps(kinds: Iterable[str], coverage: Coverage) -> Iterator[Step]:
    for number, kind in enumerate(kinds, start=1):
        shape = SCHEMA[EventKind(kind)]
        counts = fields_that_count(shape, coverage)
        asked = [field for field in shape.fields if field.type not in NEVER_ASKED]
        first = tuple(_question(field, number) for field in asked if field.name in counts)
        more = tuple(_question(field, number) for field in asked if field.name not in counts)
        yield Step(number, shape, first, more)


def _question(field: EventField, number: int) -> Question:
    question = question_of(field)
    return replace(question, name=f"e{number}-{field.name}")


def _others(coverage: Coverage, coming: Choices) -> Iterator[tuple[str, Choices]]:
    offered = dict(coming)
    groups: dict[str, list[EventShape]] = {}
    for shape in kinds_possible(coverage):
        if shape.kind.value not in offered:
            groups.setdefault(shape.group, []).append(shape)
    return ((group, _choices(shapes)) for group, shapes in groups.items())


def _choices(shapes: Iterable[EventShape]) -> Choices:
    return tuple((shape.kind.value, shape.title) for shape in shapes)


def _event(step: Step, answers: Answers) -> dict[str, object]:
    read = {field.name: _raw(field, f"e{step.number}-{field.name}", answers) for field in step.shape.fields}
    said = {name: value for name, value in read.items() if value}
    return {"kind": step.shape.kind.value, "key": f"e{step.number}", **said}


def _raw(field: EventField, name: str, answers: Answers) -> str:
    return answers.when(name) if field.type is FieldType.WHEN else answers.get(name)


def _place(field: str) -> str:
    form_names = {case: form for form, case in CASE_NAMES.items()}
    if field.startswith("events["):
        number, _, name = field.removeprefix("events[").partition("].")
        return f"e{int(number.rstrip(']')) + 1}-{name}"
    name = field.removeprefix("coverage.")
    return form_names.get(name, name)
