"""How each section of an organization's own playbook is typed, and what is wrong with a row as typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tracker.rules.citation_reach import rights
from tracker.rules.conditions import FACTS, UNKNOWN
from tracker.rules.playbook_files import STATE_STEP_THERAPY
from tracker.rules.playbook_rows import Basis, CriterionKind
from tracker.rules.playbooks import load
from tracker.rules.reading import Problem
from tracker.rules.terms import Jeopardy
from tracker.services.own_playbooks import LONG, lines_of, lines_problems
from tracker.services.texts import NEEDED, OFFERED, text_problems

Row = dict[str, Any]
Typed = Mapping[str, str | tuple[str, ...]]
Choices = tuple[tuple[str, tuple[str, ...]], ...]

WHEN = "when_"
"""Begins the name of the field that asks for a condition; what follows is the fact."""
OF_CASES = (
    "sponsor",
    "funding",
    "reason_kind",
    "service_kind",
    "claim",
    "urgency",
    "grandfathered",
    "essential_health_benefits",
    "surprise_bill",
)
"""The facts that are known of a case before any letter is written."""
OF_LETTERS = (*OF_CASES, "filing", "no_network_provider", "steps_documented", "exception_stated")


@dataclass(frozen=True)
class Shape:
    """How a section is typed: the field that a row is known by, texts that are needed, others, lists with one thing
    on each line, one choice, several choices of which one is needed, and the facts that its rows may hang on.
    """

    name: str
    needed: tuple[str, ...]
    texts: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    choices: Choices = ()
    several: Choices = ()
    is_cited: bool = False
    facts: tuple[str, ...] = ()


SHAPES: Mapping[str, Shape] = {
    "strategy": Shape("title", ("title", "text"), is_cited=True, facts=OF_CASES),
    "gather": Shape("label", ("label", "why", "who_provides"), ("who_writes", "must_say")),
    "criteria": Shape(
        "requirement",
        ("requirement", "evidence"),
        lists=("outcomes",),
        choices=(("kind", tuple(CriterionKind)), ("basis", tuple(Basis))),
    ),
    "exceptions": Shape("title", ("title", "says", "evidence")),
    "arguments": Shape(
        "title", ("title", "text"), ("rests_on",), lists=("needs",), is_cited=True, facts=OF_LETTERS
    ),
    "expedite": Shape(
        "reason", ("reason", "certify"), several=(("jeopardizes", tuple(Jeopardy)),), is_cited=True
    ),
    "guidelines": Shape("body", ("body", "about", "ask")),
    "steps": Shape("text", ("text",), is_cited=True),
    "cautions": Shape("text", ("text",), is_cited=True),
}
"""The sections of a playbook, in the order of its page."""
_LINES = {
    "title": 200,
    "label": 400,
    "reason": 400,
    "body": 200,
    "about": 400,
    "who_provides": 200,
    "who_writes": 200,
    "rests_on": 300,
}
_MAY_BE_EMPTY = frozenset(("needs",))


def rules_cited() -> tuple[str, ...]:
    """The ids of the rules that strategies cite, in order; a strategy may cite one that no right names."""
    return tuple(sorted({rule for book in load().values() for row in book.strategy for rule in row.rules}))


def problems(section: str, typed: Typed) -> list[Problem]:
    """What is wrong with a row as typed."""
    shape = SHAPES[section]
    texts = {name: text_of(typed, name) for name in (*shape.needed, *shape.texts, *shape.lists)}
    found = list(text_problems(texts, {**dict.fromkeys(texts, LONG), **_LINES}))
    found += [Problem(name, NEEDED) for name in shape.needed if not texts[name].strip()]
    for name in shape.lists:
        if name not in _MAY_BE_EMPTY or texts[name].strip():
            found += lines_problems(name, lines_of(texts[name]))
    found += [
        Problem(name, OFFERED) for name, offered in shape.choices if text_of(typed, name) not in offered
    ]
    found += [Problem(name, NEEDED) for name, offered in shape.several if not among(typed, name, offered)]
    return found + (_citation_problems(section, typed) if shape.is_cited else [])


def among(typed: Typed, name: str, offered: tuple[str, ...]) -> list[str]:
    """Those of the offered answers that were ticked, as they were sent; what was not offered is no answer."""
    ticked = typed.get(name, ())
    return [str(each) for each in ticked if each in offered] if isinstance(ticked, tuple) else []


def text_of(typed: Typed, name: str) -> str:
    """What was typed in a field; empty where it was not asked for."""
    value = typed.get(name, "")
    return value if isinstance(value, str) else ""


def citable() -> tuple[str, ...]:
    """The keys that a row may cite."""
    return (*rights(), STATE_STEP_THERAPY)


def conditions_of(section: str, before: Row, typed: Typed) -> Row:
    """The conditions as ticked; one that was not asked about stays as it was copied."""
    when = dict(before.get("applies_when", {}))
    for fact in SHAPES[section].facts:
        if WHEN + fact in typed:
            when[fact] = among(typed, WHEN + fact, (*sorted(FACTS[fact]), UNKNOWN))
    return {fact: words for fact, words in when.items() if words}


def cites_of(before: Row, typed: Typed) -> list[str]:
    """The right that is chosen, and those beside it; unasked, those of a copy stay while its first one does."""
    first, had = text_of(typed, "cites"), list(before.get("cites", ()))
    if not first:
        return []
    if "also_cites" in typed:
        return [first, *(key for key in among(typed, "also_cites", citable()) if key != first)]
    return had if had[:1] == [first] else [first]


def rules_of(before: Row, typed: Typed) -> list[str]:
    """The rules that a move cites; unasked, those of a copy stay."""
    had = list(before.get("rules", ()))
    return among(typed, "rules", (*rules_cited(), *had)) if "rules" in typed else had


def _citation_problems(section: str, typed: Typed) -> list[Problem]:
    cited = text_of(typed, "cites")
    if cited and cited not in citable():
        return [Problem("cites", OFFERED)]
    if section == "expedite" and not cited:
        return [Problem("cites", NEEDED)]
    if section == "arguments" and not cited and not text_of(typed, "rests_on").strip():
        return [Problem("rests_on", "Name the document that it rests on, or choose the right that it cites.")]
    return []
