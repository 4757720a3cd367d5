"""Which coverage it is: plain answers in; the facts of the coverage, what governs and why, what is open, where to look.

An answer that is empty or "unknown" is none. What was ticked of the card or the booklet answers what nobody answered,
and is told where it speaks against an answer.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from tracker.rules.contradictions import read_state, read_window
from tracker.rules.facts import YES_OR_NO, Coverage
from tracker.rules.finding_out_rows import NONE, UNASKED, Clue, Kind, Question, finding_out
from tracker.rules.reading import Problem, ReadingError
from tracker.rules.terms import Funding, Sponsor

UNKNOWN = "unknown"
ANSWERS = {"yes": True, "no": False}


@dataclass(frozen=True)
class StillOpen:
    """A question without an answer, and where to look for it."""

    question: Question
    clues: tuple[Clue, ...]


@dataclass(frozen=True)
class Found:
    """What the answers come to. `answers` are those that count, ticks included; `problems` name a question each."""

    coverage: Coverage
    kind: Kind
    still_open: tuple[StillOpen, ...]
    answers: Mapping[str, str]
    problems: tuple[Problem, ...]

    @property
    def is_known(self) -> bool:
        """Whether one kind is left."""
        return self.coverage.sponsor not in (Sponsor.UNKNOWN, Sponsor.MEDICARE, Sponsor.MEDICAID)


def find_out(given: Mapping[str, str], ticked: Collection[str] = ()) -> Found:
    """What these answers, by question, and these ticks, by the codes of `FindingOut.ticks`, come to."""
    told = {name: value.strip() for name, value in given.items() if value.strip() not in ("", UNKNOWN)}
    ticks = _ticked(ticked)
    counted = _counted({**ticks, **told})
    problems = (*_unreadable(counted), *_against(told, ticks, counted))
    wrong = {problem.field for problem in problems}
    coverage = _coverage(
        {name: value for name, value in counted.items() if name not in wrong or name in told}
    )
    open_ones = (q for q in finding_out().questions if is_asked(q, counted) and q.id not in counted)
    still_open = tuple(StillOpen(q, finding_out().clues_of(q.id)) for q in open_ones)
    return Found(coverage, kind_of(coverage), still_open, counted, problems)


def is_asked(question: Question, answers: Mapping[str, str]) -> bool:
    """Whether the question makes sense after these answers."""
    return all(_said(name, answers) in allowed for name, allowed in question.when.items())


def _said(name: str, answers: Mapping[str, str]) -> str:
    question = next(each for each in finding_out().questions if each.id == name)
    return answers.get(name) or (NONE if is_asked(question, answers) else UNASKED)


def kind_of(coverage: Coverage) -> Kind:
    """What governs this coverage."""
    kinds = finding_out().kinds
    return kinds.get((coverage.sponsor, coverage.funding)) or kinds[coverage.sponsor, ""]


def answers_of(coverage: Coverage) -> dict[str, str]:
    """The answers that a coverage would have been found out by."""
    answers: dict[str, str] = {}
    for question in finding_out().questions:
        if is_asked(question, answers) and (value := _answer(question, coverage)):
            answers[question.id] = value
    return answers


def open_words(coverage: Coverage) -> tuple[str, ...]:
    """What is not known of a coverage and moves its dates, in words that follow "not known yet"."""
    open_ones = find_out(answers_of(coverage)).still_open
    return tuple(each.question.open for each in open_ones if each.question.is_essential)


def _ticked(ticked: Collection[str]) -> dict[str, str]:
    """What the ticks answer; the first of two that disagree."""
    answers: dict[str, str] = {}
    for code, clue in finding_out().ticks.items():
        if code in ticked:
            answers |= {name: values[0] for name, values in clue.points.items() if name not in answers}
    return answers


def _counted(answers: Mapping[str, str]) -> dict[str, str]:
    """Only the answers to questions that are asked, and that are offered."""
    counted: dict[str, str] = {}
    for question in finding_out().questions:
        value = answers.get(question.id, "")
        if value and is_asked(question, counted) and _is_offered(question, value):
            counted[question.id] = value
    return counted


def _is_offered(question: Question, value: str) -> bool:
    return question.kind != "choice" or any(c.value == value for c in finding_out().choices[question.id])


def _unreadable(counted: Mapping[str, str]) -> Iterator[Problem]:
    readers = {"state": read_state, "days": read_window}
    for question in finding_out().questions:
        if question.id in counted and question.kind in readers:
            try:
                readers[question.kind](counted[question.id])
            except ReadingError as error:
                yield Problem(question.id, str(error))


def _against(
    told: Mapping[str, str], ticks: Mapping[str, str], counted: Mapping[str, str]
) -> Iterator[Problem]:
    for name, value in ticks.items():
        if name in told and told[name] != value and name in counted:
            yield Problem(name, f"What you ticked above speaks for “{_words(name, value)}”. Look again.")


def _words(question: str, value: str) -> str:
    choices = finding_out().choices[question]
    return next((choice.words for choice in choices if choice.value == value), value)


def _coverage(counted: Mapping[str, str]) -> Coverage:
    facts: dict[str, str] = {}
    for question in finding_out().questions:
        if question.id in counted:
            facts[question.settles] = _fact(question, counted[question.id]) or facts.get(question.settles, "")
    levels, window = facts.get("appeal_levels"), facts.get("state_window_days")
    flags = {name: ANSWERS.get(facts.get(name, "")) for name in YES_OR_NO}
    return Coverage(
        sponsor=Sponsor(facts.get("sponsor") or Sponsor.UNKNOWN),
        funding=Funding(facts.get("funding") or Funding.UNKNOWN),
        appeal_levels=int(levels) if levels else None,
        state=facts.get("state") or None,
        state_window_days=int(window) if window else None,
        **flags,
    )


def _fact(question: Question, value: str) -> str:
    """What an answer makes of the fact that its question settles; empty where it leads on, or cannot be read."""
    if question.settles == "sponsor":
        return next(c.sponsor for c in finding_out().choices[question.id] if c.value == value)
    try:
        if question.kind == "state":
            return read_state(value)
        return str(read_window(value)) if question.kind == "days" else value
    except ReadingError:
        return ""


def _answer(question: Question, coverage: Coverage) -> str:
    """The answer that the coverage's facts give to a question; empty where they give none."""
    if question.settles == "sponsor":
        return _leads_to(question.id, coverage)
    known = getattr(coverage, question.settles)
    if known is None or known is Funding.UNKNOWN:
        return ""
    return {True: "yes", False: "no"}[known] if isinstance(known, bool) else str(known)


def _leads_to(question: str, coverage: Coverage) -> str:
    """The choice that leads to this sponsor; a union's where its board is known, since both end at the same kind."""
    choices = finding_out().choices[question]
    fitting = [c.value for c in choices if coverage.sponsor in (c.sponsor, *c.covers)]
    if coverage.joint_board is not None and "union" in fitting:
        return "union"
    return next(iter(fitting), "")
