"""The strategy of a playbook for one coverage: its moves in order, each with the law that reaches the case."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tracker.rules.citations import Citation
from tracker.rules.conditions import CoverageFacts, facts_as_words, holds
from tracker.rules.playbook_rows import Noted, Playbook, StrategyRow
from tracker.rules.playbooks import Authority, coverage_in, of_citation, of_rule, rights_of
from tracker.rules.regimes import Regime, regime_of
from tracker.rules.rulebook import rules


@dataclass(frozen=True)
class Move:
    """One move as the case sees it. Where no law of its coverage is behind it, it has no authorities."""

    code: str
    title: str
    text: str
    authorities: tuple[Authority, ...]

    @property
    def citation(self) -> str:
        """What is cited, as one text."""
        return "; ".join(each.citation for each in self.authorities)


def strategy_for(playbook: Playbook, coverage_facts: CoverageFacts) -> tuple[Move, ...]:
    """The moves that hold for these facts, those of `conditions.FACTS` and `state`, in the playbook's order.

    Raises ValueError for a sponsor or funding that is none.
    """
    facts = facts_as_words(coverage_facts)
    may_cite = rights_of(facts)
    regime = regime_of(coverage_in(facts), facts.get("surprise_bill") == "yes")
    return tuple(_move(row, may_cite, regime) for row in playbook.strategy if holds(row.applies_when, facts))


def notes_for(rows: Iterable[Noted], coverage_facts: CoverageFacts) -> tuple[Move, ...]:
    """Steps or cautions with the law of this coverage. One that rests on law of which none reaches it is left out."""
    may_cite = rights_of(facts_as_words(coverage_facts))
    return tuple(
        Move(row.code, "", row.text, _of_rights(row.cites, may_cite))
        for row in rows
        if not row.cites or any(key in may_cite for key in row.cites)
    )


def _move(row: StrategyRow, may_cite: Mapping[str, Citation], regime: Regime) -> Move:
    governing = [rules()[each] for each in row.rules if regime.governs(rules()[each])]
    of_rules = (of_rule(rule, regime) for rule in governing)
    return Move(row.code, row.title, row.text, (*_of_rights(row.cites, may_cite), *of_rules))


def _of_rights(keys: tuple[str, ...], may_cite: Mapping[str, Citation]) -> tuple[Authority, ...]:
    return tuple(of_citation(may_cite[key]) for key in keys if key in may_cite)
