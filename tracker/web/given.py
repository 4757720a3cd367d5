"""What was answered on the public deadlines page, in words: so that a print says what its dates rest on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tracker.web.deadline_questions import CARE, MORE, SPONSOR, Form
from tracker.web.questions import Answers, Ask, Question
from tracker.web.shown import date_words


@dataclass(frozen=True)
class Given:
    """A group of answers: the coverage and the care, or one step."""

    title: str
    lines: tuple[tuple[str, str], ...]


def given_lines(form: Form) -> tuple[Given, ...]:
    """The answers that were given, group by group; what nobody answered is left out."""
    first = Given(
        "The coverage and the care", tuple(_lines((SPONSOR, *form.axes, *CARE, *MORE), form.answers))
    )
    steps = (
        Given(step.shape.title, tuple(_lines((*step.questions, *step.more), form.answers)))
        for step in form.steps
    )
    return (first, *steps)


def _lines(asked: Iterable[Question], answers: Answers) -> Iterator[tuple[str, str]]:
    for question in asked:
        if value := _words(question, answers):
            yield question.label, value


def _words(question: Question, answers: Answers) -> str:
    value = answers.get(question.name)
    if question.ask is Ask.FLAG:
        return "Yes" if value else ""
    if day := answers.day(question.name):
        return ", ".join(filter(None, (date_words(day), answers.get(f"{question.name}_time"))))
    words = dict(question.choices).get(value, value)
    return f"{words[:1].upper()}{words[1:]}"
