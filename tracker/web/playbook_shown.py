"""A playbook as a page shows it: its strategy, evidence, criteria and arguments, with the law of one coverage."""

from dataclasses import dataclass

from tracker.rules.conditions import CoverageFacts
from tracker.rules.playbook_rows import (
    Criterion,
    CriterionKind,
    ExceptionGround,
    ExpediteReason,
    Gather,
    Guideline,
    Playbook,
    PrescriberLetter,
)
from tracker.rules.playbook_strategy import Move, notes_for, strategy_for
from tracker.rules.playbooks import Argument, Authority, arguments_for
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
    """A move, a step or a caution with its law; notes have no title."""

    title: str
    text: str
    cited: tuple[Cited, ...]


@dataclass(frozen=True)
class ArgumentShown:
    """A paragraph that letters of this coverage may print, and what it stands on."""

    title: str
    text: str
    rests_on: str
    needs: tuple[str, ...]
    cited: tuple[Cited, ...]


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
