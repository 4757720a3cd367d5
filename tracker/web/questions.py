"""Forms as plain questions: what is asked, what was answered, and what is wrong with it, beside its field.

A form is a tuple of `Question`; `read` turns what a browser sent into `Answers`, which keep every word as it
was typed. Templates draw them with the macros of `templates/web/_questions.html`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Protocol
from unicodedata import category

from werkzeug.datastructures import MultiDict

from tracker.rules.reading import unprintable

LONGEST = 20_000
LONGEST_LINE = 400
KEPT_CONTROLS = "\n\r\t"
LINE_BREAKS = "\n\r\u2028\u2029"


class Ask(StrEnum):
    """How a question is drawn and read. A WHEN is a day with an optional time of day; MANY are checkboxes; a ZONE
    is a time zone of the choices, or any other by its IANA name.
    """

    LINE = "line"
    LONG = "long"
    DAY = "day"
    WHEN = "when"
    PICK = "pick"
    RADIO = "radio"
    FLAG = "flag"
    MANY = "many"
    EMAIL = "email"
    PHONE = "phone"
    ZONE = "zone"


Choices = tuple[tuple[str, str], ...]
OTHER = "other"
"""The choice that says: by its name, which stands in the field behind it."""
UNKNOWN = "unknown"
"""The choice “I don’t know”."""
NONE = "none"
"""Stands among the answers of `Question.asked_when` for no answer."""


@dataclass(frozen=True)
class Question:
    """One question. `choices` are (value, words), in `groups` where the list is long; `blank` is what an unanswered
    choice reads. It is asked when each of the questions named in `asked_when` has one of the answers there; one that
    `stays` is in sight also while it is answered.
    """

    name: str
    ask: Ask
    label: str
    help: str = ""
    required: bool = False
    choices: Choices = ()
    blank: str = "Choose"
    autocomplete: str = "off"
    rows: int = 3
    suggestions: tuple[str, ...] = ()
    groups: tuple[tuple[str, Choices], ...] = ()
    asked_when: tuple[tuple[str, tuple[str, ...]], ...] = ()
    stays: bool = False

    @property
    def conditions(self) -> str:
        """`asked_when` as the page's script reads it: `sponsor=church,fehb;funding=none`."""
        return ";".join(f"{name}={','.join(values)}" for name, values in self.asked_when)

    def is_asked(self, answers: "Answers") -> bool:
        """Whether it is in sight after these answers."""
        if self.stays and (self.name in answers.problems or answers.known(self.name)):
            return True
        return all((answers.known(name) or NONE) in values for name, values in self.asked_when)


class HasSentence(Protocol):
    """Anything that names a field and says in a sentence what is wrong with it."""

    @property
    def field(self) -> str: ...

    @property
    def sentence(self) -> str: ...


@dataclass
class Answers:
    """What was typed, by name, and the sentences about it. `labels` name the fields in the summary."""

    values: dict[str, str] = field(default_factory=dict)
    many: dict[str, tuple[str, ...]] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """The answer as typed, or an empty text."""
        return self.values.get(name, "")

    def known(self, name: str) -> str:
        """The answer without space around it; empty also where it is “I don’t know”."""
        answer = self.get(name).strip()
        return "" if answer == UNKNOWN else answer

    def text(self, name: str) -> str | None:
        """The answer without space around it, or None where nothing was typed."""
        return self.get(name).strip() or None

    def has(self, name: str, value: str = "yes") -> bool:
        """Whether that box is ticked or that choice was made."""
        return self.get(name) == value or value in self.many.get(name, ())

    def day(self, name: str) -> date | None:
        """The answer as a day; None where nothing or no such day was typed."""
        try:
            return date.fromisoformat(self.get(name).strip())
        except ValueError:
            return None

    def when(self, name: str) -> str:
        """A day, or a day and a time of day joined as ISO 8601 has it; empty where no day was typed."""
        day, time = self.get(name).strip(), self.get(f"{name}_time").strip()
        return f"{day}T{time}" if day and time else day

    def without_problems(self) -> "Answers":
        """What was typed so far, before anybody asks whether it is whole."""
        return replace(self, problems={})

    def add(self, problems: Iterable[HasSentence]) -> "Answers":
        """Notes each problem at its field, the first one where there are several."""
        for problem in problems:
            self.problems.setdefault(problem.field, problem.sentence)
        return self

    def say(self, name: str, sentence: str) -> "Answers":
        """Notes one sentence at one field."""
        self.problems.setdefault(name, sentence)
        return self


def read(questions: Sequence[Question], submitted: MultiDict[str, str]) -> Answers:
    """What was sent; a sentence stands at each field that is empty, too long, no day, or not printable."""
    answers = Answers(labels={q.name: q.label for q in questions})
    for question in questions:
        _take(question, submitted, answers)
        sentence = _problem(question, answers)
        if sentence:
            answers.say(question.name, sentence)
    return answers


def filled(questions: Sequence[Question], values: Mapping[str, object]) -> Answers:
    """The answers that stand already, so that a form opens with them: days, flags, enums and text."""
    answers = Answers(labels={q.name: q.label for q in questions})
    for question in questions:
        _fill(question, values.get(question.name), answers)
    return answers


def _take(question: Question, submitted: MultiDict[str, str], answers: Answers) -> None:
    if question.ask is Ask.MANY:
        answers.many[question.name] = tuple(submitted.getlist(question.name))
        return
    answers.values[question.name] = submitted.get(question.name, "")
    if question.ask is Ask.ZONE and answers.has(question.name, OTHER):
        answers.values[question.name] = submitted.get(f"{question.name}_other", "").strip()
    if question.ask is Ask.WHEN:
        answers.values[f"{question.name}_time"] = submitted.get(f"{question.name}_time", "")


def _fill(question: Question, value: object, answers: Answers) -> None:
    if question.ask is Ask.MANY:
        answers.many[question.name] = tuple(str(v) for v in value) if isinstance(value, (list, tuple)) else ()
    elif question.ask is Ask.FLAG:
        answers.values[question.name] = "yes" if value is True or value == "yes" else ""
    else:
        text = "" if value is None else str(value)
        if question.ask is Ask.WHEN and "T" in text:
            text, _, time = text.partition("T")
            answers.values[f"{question.name}_time"] = time[:5]
        answers.values[question.name] = text


def _problem(question: Question, answers: Answers) -> str | None:
    value = answers.get(question.name)
    if question.ask is Ask.ZONE:
        return _unfit(question, value) or (None if value else "Write its name, such as America/Detroit.")
    if question.required and not _says_something(value) and question.ask is not Ask.MANY:
        return "Choose one." if question.choices else "This is needed."
    if question.ask is Ask.WHEN and not value.strip() and answers.get(f"{question.name}_time"):
        return "On which day? A time of day needs one."
    if question.ask in (Ask.DAY, Ask.WHEN) and value.strip() and answers.day(question.name) is None:
        return f"There is no day “{value.strip()[:20]}”. Write it as year-month-day, such as 2026-03-09."
    if question.choices and value and value not in dict(question.choices):
        return "Choose one of the answers offered."
    return _unfit(question, value)


def _unfit(question: Question, value: str) -> str | None:
    control = next((at for at, c in enumerate(value) if category(c) == "Cc" and c not in KEPT_CONTROLS), None)
    if control is not None:
        return unprintable(value, control)
    if question.ask is not Ask.LONG and any(c in LINE_BREAKS for c in value.strip()):
        return "This goes on one line. Take out the line breaks."
    most = LONGEST if question.ask is Ask.LONG else LONGEST_LINE
    if len(value) > most:
        return f"This is {len(value):,} characters long. At most {most:,} fit; put the rest in a document."
    return None


def _says_something(value: str) -> bool:
    """Whether there is anything to see: neither space nor what has no width."""
    return any(c.isprintable() and not c.isspace() for c in value)
