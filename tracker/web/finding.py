"""The page that finds out a coverage: its questions with where to look, and what the answers come to, in words."""

from dataclasses import dataclass
from typing import Any

from flask import render_template

from tracker.models import HeldUpload
from tracker.rules.coverage_words import WORDS
from tracker.rules.finding_out import Found
from tracker.rules.finding_out_rows import Clue
from tracker.services.coverage_reading import legible_coverage
from tracker.services.denial_input import DenialInput
from tracker.web.coverage_questions import CLUES, FIND, GUIDED, TICKS, facts_found, found_by, guided_of
from tracker.web.offices import offices_of
from tracker.web.public_pages import layout
from tracker.web.questions import Answers, Question
from tracker.web.shown import verification_words

PLACE_WORDS = {
    "card": "Card",
    "booklet": "Booklet",
    "letter": "Letter",
    "mail": "Mail",
    "person": "Whom to ask",
}


@dataclass(frozen=True)
class Place:
    """Where an answer can be found, in words."""

    where: str
    look: str
    citation: str
    source: str
    verification: str


@dataclass(frozen=True)
class Asked:
    """A question with where to look; `is_open` says that it is asked and has no answer, once answers were looked at."""

    question: Question
    places: tuple[Place, ...]
    is_shown: bool
    is_open: bool


@dataclass(frozen=True)
class Result:
    """What governs, why, and what is open: each in words, and whether dates hang on it."""

    sponsor: str
    name: str
    law: str
    why: str
    citation: str
    source: str
    verification: str
    still_open: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class FindingPage:
    """The page; without a `result` where nothing was answered yet."""

    answers: Answers
    asked: tuple[Asked, ...]
    ticks: Question
    result: Result | None


def finding_page(answers: Answers) -> FindingPage:
    """The page as these answers make it; what is wrong with them is noted at them."""
    found = found_by(answers)
    return FindingPage(
        answers,
        tuple(_asked(question, found, answers) for question in GUIDED),
        TICKS,
        _result(found) if found.answers else None,
    )


def opened(denial: DenialInput) -> FindingPage:
    """The page with the answers that a denial's coverage gives."""
    return finding_page(guided_of(legible_coverage(denial)))


def step(page: FindingPage, target: str, take: str, **more: Any) -> str:
    """The page, as a step of a form that sends to `target`; `take` are the words that end it."""
    known: dict[str, Any] = {"case": None, "carried": (), "typed": None, "held": None}
    return render_template("coverage/find.html", page=page, target=target, take=take, **{**known, **more})


def for_anybody(page: FindingPage, **more: Any) -> str:
    """The page, open to anybody; `form` is that of the public deadlines, whose answers so far go along."""
    offices = offices_of(found_by(page.answers).coverage)
    known: dict[str, Any] = {"form": None, **more}
    return render_template("coverage/public.html", layout=layout(), page=page, offices=offices, **known)


def carried_on(
    page: FindingPage,
    target: str,
    asked: tuple[Question, ...],
    typed: Answers,
    held: HeldUpload | None = None,
) -> str:
    """The page as a step of a longer form, whose answers so far go along."""
    return step(page, target, "Take this over", carried=asked, typed=typed, held=held)


def taken(typed: Answers, answers: Answers) -> Answers:
    """The answers of a longer form with the coverage that was found out."""
    typed.values |= facts_found(found_by(answers))
    return typed


def _asked(question: Question, found: Found, answers: Answers) -> Asked:
    name = question.name.removeprefix(FIND)
    open_ones = {each.question.id for each in found.still_open}
    return Asked(
        question,
        tuple(_place(clue) for clue in CLUES[question.name]),
        is_shown=name in open_ones or name in found.answers or question.name in answers.problems,
        is_open=bool(found.answers) and name in open_ones,
    )


def _place(clue: Clue) -> Place:
    words = verification_words(clue.verification)
    return Place(PLACE_WORDS[clue.where], clue.look, clue.citation, clue.source, words)


def _result(found: Found) -> Result:
    kind = found.kind
    name = WORDS[found.coverage.sponsor].short
    return Result(
        sponsor=found.coverage.sponsor.value,
        name=f"{name[0].upper()}{name[1:]}",
        law=kind.law,
        why=kind.why,
        citation=kind.citation,
        source=kind.source,
        verification=verification_words(kind.verification),
        still_open=tuple((each.question.open, each.question.is_essential) for each in found.still_open),
    )
