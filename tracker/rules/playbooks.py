"""Playbooks: for a denied service and a reason, what to gather, which criteria to answer, what may be argued.

A playbook is a TOML file in `law/playbooks`, over the shared files that it builds on. Rows hold no logic:
which arguments a coverage has is decided by their conditions and by what that coverage may cite.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from tracker.rules import citations
from tracker.rules.citations import Citation
from tracker.rules.conditions import CoverageFacts, facts_as_words, holds
from tracker.rules.facts import Coverage
from tracker.rules.packaged import law_folder
from tracker.rules.playbook_files import STATE_STEP_THERAPY, read_playbooks
from tracker.rules.playbook_rows import ArgumentRow, Playbook
from tracker.rules.state_law import law_for_letters
from tracker.rules.state_rows import StepTherapyLaw
from tracker.rules.terms import Funding, ReasonKind, ServiceKind, Sponsor

GENERAL = "medical_necessity_general"
GENERAL_STEP_THERAPY = "step_therapy_general"


@dataclass(frozen=True)
class Authority:
    """A citation with where its text stands, the day it was checked (YYYY-MM-DD), and how surely it was read."""

    citation: str
    source: str
    checked: str
    verification: str


@dataclass(frozen=True)
class Argument:
    """An argument that this coverage has.

    `text` is a paragraph of a letter, whose last sentence the `citation` supports. Without law the citation is
    empty, and `rests_on` names the document of the case that carries it. `needs` name what the advocate has to
    add, each a marked blank until then.
    """

    code: str
    title: str
    text: str
    strength: int
    citation: str
    authorities: tuple[Authority, ...]
    rests_on: str
    needs: tuple[str, ...]


@cache
def load() -> dict[str, Playbook]:
    """The packaged playbooks by id. Raises LawTableError, naming file and row, where one is broken."""
    return read_playbooks(law_folder() / "playbooks")


def match(service: str, reason_kind: str) -> Playbook:
    """The playbook for a service in anybody's words; without one, the general one for the kind of reason.

    The phrase with the most words wins; its words may stand anywhere in `service`.
    """
    words = _words(service)
    best = max(load().values(), key=lambda playbook: _fit(playbook, words))
    if _fit(best, words) > (0, 0):
        return best
    return load()[GENERAL_STEP_THERAPY if reason_kind == ReasonKind.STEP_THERAPY else GENERAL]


def arguments_for(
    playbook: Playbook, coverage_facts: CoverageFacts, on: date | None = None
) -> tuple[Argument, ...]:
    """The playbook's arguments that this coverage has, the strongest first, as this coverage cites them.

    Facts are those of `conditions.FACTS` and `state`; the playbook's own kind of service stands in where the
    fact `service_kind` is missing. `on` is the day of the letter, on which a row of a state's law has to be fresh.
    Raises ValueError for a sponsor, funding or service that is none.
    """
    facts = facts_as_words(coverage_facts)
    if playbook.service_kind is not ServiceKind.OTHER:
        facts.setdefault("service_kind", playbook.service_kind)
    coverage = _coverage(facts)
    may_cite = citations.citations_for(coverage)
    service = ServiceKind(facts["service_kind"]) if "service_kind" in facts else None
    state_law = law_for_letters(coverage, service, on)
    found = (
        _argument(row, may_cite, state_law) for row in playbook.arguments if holds(row.applies_when, facts)
    )
    return tuple(sorted((each for each in found if each), key=lambda argument: argument.strength))


def _words(text: str) -> frozenset[str]:
    return frozenset(word.removesuffix("s") for word in re.findall(r"[a-z0-9]+", text.lower()))


def _fit(playbook: Playbook, words: frozenset[str]) -> tuple[int, int]:
    if any(_words(phrase) <= words for phrase in playbook.never_with):
        return (0, 0)
    fits = (phrase for phrase in playbook.phrases if _words(phrase) <= words)
    return max(((len(_words(phrase)), len(phrase)) for phrase in fits), default=(0, 0))


def _coverage(facts: Mapping[str, str]) -> Coverage:
    return Coverage(
        sponsor=Sponsor(facts.get("sponsor", Sponsor.UNKNOWN)),
        funding=Funding(facts.get("funding", Funding.UNKNOWN)),
        grandfathered={"yes": True, "no": False}.get(facts.get("grandfathered", "")),
        state=facts.get("state"),
        hhs_administered=facts.get("hhs_administered") == "yes",
    )


def _argument(
    row: ArgumentRow, may_cite: Mapping[str, Citation], state_law: StepTherapyLaw | None
) -> Argument | None:
    reached = _reaches(row, may_cite, state_law)
    if not reached and not row.rests_on:
        return None
    cited = [may_cite[key] for key in row.cites if reached and key in may_cite]
    of_state = state_law if reached and STATE_STEP_THERAPY in row.cites else None
    return Argument(
        code=row.code,
        title=row.title,
        text=row.text,
        strength=row.strength,
        citation="; ".join(filter(None, (citations.cite(cited), of_state.citation if of_state else ""))),
        authorities=(*map(_of_citation, cited), *map(_of_state_law, filter(None, (of_state,)))),
        rests_on=row.rests_on,
        needs=row.needs,
    )


def _reaches(row: ArgumentRow, may_cite: Mapping[str, Citation], state_law: StepTherapyLaw | None) -> bool:
    if not row.cites:
        return False
    return state_law is not None if row.cites[0] == STATE_STEP_THERAPY else row.cites[0] in may_cite


def _of_citation(citation: Citation) -> Authority:
    return Authority(citation.text, citation.source, citation.checked, citation.verification)


def _of_state_law(law: StepTherapyLaw) -> Authority:
    return Authority(law.citation, law.source, law.checked.isoformat(), law.confidence)
