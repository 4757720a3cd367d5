"""The table that finds out a coverage, as frozen rows: questions, what may be answered, where to look, what governs.

The file is packaged law (`law/finding_out.toml`). Raises LawTableError, naming the row, for what names nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources.abc import Traversable
from types import MappingProxyType

from tracker.rules.errors import LawTableError
from tracker.rules.facts import COVERAGE_FACTS
from tracker.rules.packaged import law_folder
from tracker.rules.rulebook import VERIFICATIONS
from tracker.rules.tables import build_all, read_table
from tracker.rules.terms import Funding, Sponsor

FILE = "finding_out.toml"
NONE, UNASKED = "none", "unasked"
"""Stand in `when` for a question that has no answer, and for one that is not asked itself."""
KINDS = ("choice", "state", "days")
PLACES = ("card", "booklet", "letter", "mail", "person")
_NEVER: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True)
class Question:
    """One question. It settles one fact of the coverage, and is asked when earlier answers are those in `when`.

    `open` names in words what is not known while it has no answer; `is_essential` says that dates hang on it. `kind` is
    a choice, a state's two letters, or a number of days.
    """

    id: str
    ask: str
    settles: str
    open: str
    help: str = ""
    kind: str = "choice"
    when: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NEVER)
    is_essential: bool = False


@dataclass(frozen=True)
class Choice:
    """One answer. Where the question settles the sponsor, `sponsor` is the kind that this answer ends at, and `covers`
    are those that it may lead to; elsewhere its `value` is the fact's own.
    """

    question: str
    value: str
    words: str
    sponsor: str = ""
    covers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Clue:
    """Where an answer can be found. One with `tick` can be ticked, by its `code`, and answers those in `points`."""

    question: str
    where: str
    look: str
    source: str
    checked: date
    verification: str
    citation: str = ""
    code: str = ""
    tick: str = ""
    points: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NEVER)


@dataclass(frozen=True)
class Kind:
    """What governs a kind of coverage, and why, in a sentence or two; `funding` where the row holds for one alone."""

    sponsor: str
    law: str
    why: str
    citation: str
    source: str
    checked: date
    verification: str
    funding: str = ""


@dataclass(frozen=True)
class FindingOut:
    """The whole table, in its order."""

    questions: tuple[Question, ...]
    choices: Mapping[str, tuple[Choice, ...]]
    clues: tuple[Clue, ...]
    kinds: Mapping[tuple[str, str], Kind]

    @property
    def ticks(self) -> Mapping[str, Clue]:
        """The clues that can be ticked, by their codes."""
        return {clue.code: clue for clue in self.clues if clue.tick}

    def clues_of(self, question: str) -> tuple[Clue, ...]:
        """Where to look for the answer to a question."""
        return tuple(clue for clue in self.clues if clue.question == question)


@cache
def finding_out() -> FindingOut:
    """The packaged table."""
    return read_finding_out(law_folder() / FILE)


def read_finding_out(file: Traversable) -> FindingOut:
    """A table of this form. Raises LawTableError naming file and row."""
    table = read_table(file)
    questions = build_all(Question, table, "question", file.name)
    choices = build_all(Choice, table, "choice", file.name)
    clues = build_all(Clue, table, "clue", file.name)
    kinds = build_all(Kind, table, "kind", file.name)
    found = FindingOut(
        questions,
        {each.id: tuple(c for c in choices if c.question == each.id) for each in questions},
        clues,
        {(kind.sponsor, kind.funding): kind for kind in kinds},
    )
    for sentence in _mistakes(found, choices):
        raise LawTableError(f"{file.name}: {sentence}")
    return found


def _mistakes(table: FindingOut, choices: tuple[Choice, ...]) -> Iterator[str]:
    yield from _of_questions(table, choices)
    for clue in table.clues:
        yield from _of_clue(table, clue)
    for kind in table.kinds.values():
        yield from _unknown("sponsor", kind.sponsor, tuple(Sponsor))
        yield from _unknown("funding", kind.funding, (*Funding, ""))
        yield from _unknown("verification", kind.verification, tuple(VERIFICATIONS))


def _of_questions(table: FindingOut, choices: tuple[Choice, ...]) -> Iterator[str]:
    for question in table.questions:
        yield from _unknown("fact", question.settles, COVERAGE_FACTS)
        yield from _unknown("kind", question.kind, KINDS)
        yield from _answers(table, question.when, f"question {question.id}")
    for choice in choices:
        yield from _unknown("question", choice.question, tuple(table.choices))
        for sponsor in (choice.sponsor, *choice.covers):
            yield from _unknown("sponsor", sponsor, (*Sponsor, ""))


def _of_clue(table: FindingOut, clue: Clue) -> Iterator[str]:
    yield from _unknown("question", clue.question, tuple(table.choices))
    yield from _unknown("place", clue.where, PLACES)
    if bool(clue.tick) is not bool(clue.code and clue.points):
        yield f"a clue of {clue.question} needs all of code, tick and points, or none"
    yield from _unknown("verification", clue.verification, tuple(VERIFICATIONS))
    yield from _answers(table, clue.points, f"clue “{clue.tick}”")


def _answers(table: FindingOut, named: Mapping[str, tuple[str, ...]], where: str) -> Iterator[str]:
    kinds = {question.id: question.kind for question in table.questions}
    for question, values in named.items():
        if question not in kinds:
            yield f"{where}: there is no question “{question}”"
        elif kinds[question] == "choice":
            offered = {NONE, UNASKED, *(choice.value for choice in table.choices[question])}
            yield from (f"{where}: {question} has no answer “{v}”" for v in values if v not in offered)


def _unknown(what: str, value: str, known: tuple[str, ...]) -> Iterator[str]:
    if value not in known:
        yield f"unknown {what} “{value}”"
