"""Playbooks: for a denied service and a reason, what to gather, which criteria to answer, what may be argued.

A playbook is a TOML file in `law/playbooks`, over the shared files that it builds on. Rows hold no logic:
which arguments a coverage has is decided by their conditions and by what that coverage may cite.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from tracker.rules import citations
from tracker.rules.citations import Citation
from tracker.rules.conditions import CoverageFacts, facts_as_words, holds
from tracker.rules.facts import Coverage
from tracker.rules.law_rows import WEAK, Rule
from tracker.rules.packaged import law_folder
from tracker.rules.playbook_files import STATE_STEP_THERAPY, read_playbooks
from tracker.rules.playbook_rows import ArgumentRow, Playbook
from tracker.rules.regimes import Regime, regime_of
from tracker.rules.rulebook import rules
from tracker.rules.state_law import law_for_letters
from tracker.rules.state_rows import StepTherapyLaw
from tracker.rules.terms import Funding, ServiceKind, Sponsor

GENERAL = "medical_necessity_general"
"""What is left where no other playbook is for a reason, and what holds for any denial."""


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
    add, each a marked blank until then. `leans_on` are codes of criteria of which one has to be answered;
    `excused_too` is the row's.
    """

    code: str
    title: str
    text: str
    strength: int
    citation: str
    authorities: tuple[Authority, ...]
    rests_on: str
    needs: tuple[str, ...]
    leans_on: tuple[str, ...] = ()
    excused_too: bool = False


@cache
def load() -> dict[str, Playbook]:
    """The packaged playbooks by id. Raises LawTableError, naming file and row, where one is broken."""
    return read_playbooks(law_folder() / "playbooks")


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
    law = _law_of(facts, on)
    found = (_argument(row, law) for row in playbook.arguments if holds(row.applies_when, facts))
    return tuple(sorted((each for each in found if each), key=lambda argument: argument.strength))


@dataclass(frozen=True)
class _Law:
    """What an argument may rest on in one coverage: its rights, its state's step-therapy law, its rules."""

    may_cite: Mapping[str, Citation]
    of_state: StepTherapyLaw | None
    regime: Regime

    def reaches(self, row: ArgumentRow) -> bool:
        """Whether the first right that the row cites is there."""
        if not row.cites:
            return False
        return (
            self.of_state is not None if row.cites[0] == STATE_STEP_THERAPY else row.cites[0] in self.may_cite
        )

    def governing(self, row: ArgumentRow) -> tuple[Rule, ...]:
        """Those of its rules that govern; a letter leans on no text from memory and on no old copy."""
        named = (rules()[each] for each in row.rules)
        return tuple(
            each for each in named if self.regime.governs(each) and self.regime.verified(each) not in WEAK
        )


def _law_of(facts: Mapping[str, str], on: date | None) -> _Law:
    coverage = coverage_in(facts)
    service = ServiceKind(facts["service_kind"]) if "service_kind" in facts else None
    return _Law(
        rights_of(facts),
        law_for_letters(coverage, service, on),
        regime_of(coverage, facts.get("surprise_bill") == "yes"),
    )


def coverage_in(facts: Mapping[str, str]) -> Coverage:
    """The coverage that facts in words describe. Raises ValueError for a sponsor or funding that is none."""
    return Coverage(
        sponsor=Sponsor(facts.get("sponsor", Sponsor.UNKNOWN)),
        funding=Funding(facts.get("funding", Funding.UNKNOWN)),
        grandfathered={"yes": True, "no": False}.get(facts.get("grandfathered", "")),
        state=facts.get("state"),
        hhs_administered=facts.get("hhs_administered") == "yes",
    )


def rights_of(facts: Mapping[str, str]) -> Mapping[str, Citation]:
    """What a coverage described in words may cite, by meaning."""
    return citations.citations_for(coverage_in(facts), facts.get("surprise_bill") == "yes")


def _argument(row: ArgumentRow, law: _Law) -> Argument | None:
    authorities = _authorities(row, law)
    if not authorities and not row.rests_on:
        return None
    return Argument(
        code=row.code,
        title=row.title,
        text=row.text,
        strength=row.strength,
        citation=_as_cited(row, law),
        authorities=authorities,
        rests_on=row.rests_on,
        needs=row.needs,
        leans_on=row.leans_on,
        excused_too=row.excused_too,
    )


def _cited(row: ArgumentRow, law: _Law) -> tuple[list[Citation], StepTherapyLaw | None]:
    if not law.reaches(row):
        return [], None
    of_state = law.of_state if STATE_STEP_THERAPY in row.cites else None
    return [law.may_cite[key] for key in row.cites if key in law.may_cite], of_state


def _as_cited(row: ArgumentRow, law: _Law) -> str:
    cited, of_state = _cited(row, law)
    of_rules = (law.regime.cites(each) for each in law.governing(row))
    return "; ".join(filter(None, (citations.cite(cited), of_state.citation if of_state else "", *of_rules)))


def _authorities(row: ArgumentRow, law: _Law) -> tuple[Authority, ...]:
    cited, of_state = _cited(row, law)
    of_rules = (of_rule(each, law.regime) for each in law.governing(row))
    return (*map(of_citation, cited), *map(_of_state_law, filter(None, (of_state,))), *of_rules)


def of_rule(rule: Rule, regime: Regime) -> Authority:
    """Where the text of a rule stands as this coverage cites it, and how surely it was read."""
    return Authority(regime.cites(rule), regime.source(rule), rule.checked, regime.verified(rule))


def of_citation(citation: Citation) -> Authority:
    """Where the text of a right stands, and how surely it was read."""
    return Authority(citation.text, citation.source, citation.checked, citation.verification)


def _of_state_law(law: StepTherapyLaw) -> Authority:
    return Authority(law.citation, law.source, law.checked.isoformat(), law.confidence)
