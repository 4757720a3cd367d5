"""A playbook as a page shows it: its strategy, evidence, criteria and arguments, with the law of one coverage."""

from dataclasses import dataclass

from tracker.rules.citation_reach import Reach, rights
from tracker.rules.conditions import CoverageFacts
from tracker.rules.playbook_rows import (
    ArgumentRow,
    Criterion,
    CriterionKind,
    ExceptionGround,
    ExpediteReason,
    Gather,
    Guideline,
    Playbook,
    PrescriberLetter,
    StrategyRow,
)
from tracker.rules.playbook_strategy import Move, notes_for, strategy_for
from tracker.rules.playbooks import Argument, Authority, arguments_for
from tracker.rules.rulebook import rules
from tracker.web.condition_words import condition_words
from tracker.web.shown import verification_words

KIND_WORDS = {
    CriterionKind.REQUIREMENT: "",
    CriterionKind.EXCEPTION: "an exception that the plan may state",
    CriterionKind.SUPPORT: "support",
}


@dataclass(frozen=True)
class Cited:
    """A citation with how surely its text was read, and where it can be read."""

    citation: str
    read: str
    source: str


@dataclass(frozen=True)
class MoveShown:
    """A move, a step or a caution with its law; notes have no title. Without a case it has its `reach`, the law of
    each kind of coverage, and says in words where alone it holds.
    """

    title: str
    text: str
    cited: tuple[Cited, ...] = ()
    reach: tuple[Reach, ...] = ()
    only_where: str = ""


@dataclass(frozen=True)
class ArgumentShown:
    """A paragraph that letters of this coverage may print, and what it stands on."""

    title: str
    text: str
    rests_on: str
    needs: tuple[str, ...]
    cited: tuple[Cited, ...] = ()
    reach: tuple[Reach, ...] = ()
    only_where: str = ""


@dataclass(frozen=True)
class PlaybookShown:
    """Everything of a playbook, section by section; what a section has nothing of is empty."""

    title: str
    denial_says: str
    strategy: tuple[MoveShown, ...]
    gather: tuple[Gather, ...]
    criteria: tuple[Criterion, ...]
    exceptions: tuple[ExceptionGround, ...]
    letter: PrescriberLetter
    arguments: tuple[ArgumentShown, ...]
    expedite: tuple[ExpediteReason, ...]
    guidelines: tuple[Guideline, ...]
    steps: tuple[MoveShown, ...]
    cautions: tuple[MoveShown, ...]


def playbook_shown(playbook: Playbook, facts: CoverageFacts) -> PlaybookShown:
    """The playbook with the law that reaches the coverage in `facts`, those of `conditions.FACTS` and `state`."""
    return PlaybookShown(
        title=playbook.title,
        denial_says=playbook.denial_says,
        strategy=moves_of(playbook, facts),
        gather=playbook.gather,
        criteria=playbook.criteria,
        exceptions=playbook.exceptions,
        letter=playbook.prescriber_letter,
        arguments=tuple(map(_argument, arguments_for(playbook, facts))),
        expedite=playbook.expedite,
        guidelines=playbook.guidelines,
        steps=tuple(map(_move, notes_for(playbook.steps, facts))),
        cautions=tuple(map(_move, notes_for(playbook.cautions, facts))),
    )


def for_any_coverage(playbook: Playbook) -> PlaybookShown:
    """The playbook with no case: every row, with how each kind of coverage cites its law, and where alone it holds."""
    return PlaybookShown(
        title=playbook.title,
        denial_says=playbook.denial_says,
        strategy=tuple(map(_unplaced_move, playbook.strategy)),
        gather=playbook.gather,
        criteria=playbook.criteria,
        exceptions=playbook.exceptions,
        letter=playbook.prescriber_letter,
        arguments=tuple(map(_unplaced, sorted(playbook.arguments, key=lambda row: row.strength))),
        expedite=playbook.expedite,
        guidelines=playbook.guidelines,
        steps=tuple(MoveShown("", row.text, reach=_reach(row.cites)) for row in playbook.steps),
        cautions=tuple(MoveShown("", row.text, reach=_reach(row.cites)) for row in playbook.cautions),
    )


def _unplaced_move(row: StrategyRow) -> MoveShown:
    where = condition_words(row.applies_when)
    return MoveShown(row.title, row.text, reach=_reach(row.cites, row.rules), only_where=where)


def _unplaced(row: ArgumentRow) -> ArgumentShown:
    where = condition_words(row.applies_when)
    return ArgumentShown(
        row.title, row.text, row.rests_on, row.needs, reach=_reach(row.cites), only_where=where
    )


def _reach(keys: tuple[str, ...], ruled: tuple[str, ...] = ()) -> tuple[Reach, ...]:
    of_rules = (rules()[each] for each in ruled)
    return (
        *(rights()[key] for key in keys if key in rights()),
        *(Reach(rule.id, rule.title, (("Where it governs", rule.citation),)) for rule in of_rules),
    )


def moves_of(playbook: Playbook, facts: CoverageFacts) -> tuple[MoveShown, ...]:
    """The strategy alone, for the same facts."""
    return tuple(map(_move, strategy_for(playbook, facts)))


def _move(move: Move) -> MoveShown:
    return MoveShown(move.title, move.text, _cited(move.authorities))


def _argument(argument: Argument) -> ArgumentShown:
    rests_on = "" if argument.authorities else argument.rests_on
    return ArgumentShown(
        argument.title, argument.text, rests_on, argument.needs, _cited(argument.authorities)
    )


def _cited(authorities: tuple[Authority, ...]) -> tuple[Cited, ...]:
    return tuple(
        Cited(each.citation, verification_words(each.verification), each.source) for each in authorities
    )
