"""The rows of a playbook: what to gather, criteria, exceptions, reasons to expedite, arguments."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tracker.rules.conditions import Conditions
from tracker.rules.terms import Jeopardy, ReasonKind, ServiceKind


class CriterionKind(StrEnum):
    """What a row of the criteria table answers."""

    REQUIREMENT = "requirement"
    EXCEPTION = "exception"
    SUPPORT = "support"


class Basis(StrEnum):
    """Where a criterion comes from, and so what to check it against before the letter goes out."""

    PLAN_POLICY = "plan_policy"
    LABEL = "label"
    LAW = "law"


CHECK_AGAINST: Mapping[Basis, str] = {
    Basis.PLAN_POLICY: "Check against the plan's own policy.",
    Basis.LABEL: "Check against the current FDA labeling.",
    Basis.LAW: "Check against the text that is cited.",
}


@dataclass(frozen=True)
class Gather:
    """One thing to gather: what, why, and who has it; where somebody has to write it, who, and what it must say."""

    code: str
    label: str
    why: str
    who_provides: str
    who_writes: str = ""
    must_say: str = ""


@dataclass(frozen=True)
class PrescriberLetter:
    """The clinician's letter: who writes it, and the points it has to make, in order."""

    writer: str
    points: tuple[str, ...]


@dataclass(frozen=True)
class Criterion:
    """A requirement as plans of this kind put it, evidence that shows it, and outcomes to choose from."""

    code: str
    kind: CriterionKind
    requirement: str
    evidence: str
    outcomes: tuple[str, ...]
    basis: Basis = Basis.PLAN_POLICY

    @property
    def check(self) -> str:
        """What to check the row against, as a sentence."""
        return CHECK_AGAINST[self.basis]


@dataclass(frozen=True)
class ExceptionGround:
    """A ground on which a plan excuses a step: what to state, and what shows it."""

    code: str
    title: str
    says: str
    evidence: str


@dataclass(frozen=True)
class ExpediteReason:
    """A reason to expedite: what waiting jeopardizes, and the sentence that a physician can certify.

    `cites` are keys of `citations`: the definition of urgent care in 29 CFR 2560.503-1(m)(1).
    """

    code: str
    reason: str
    jeopardizes: tuple[Jeopardy, ...]
    certify: str
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Guideline:
    """A body whose guideline the clinician is asked to quote; nothing here says what the guideline says."""

    code: str
    body: str
    about: str
    ask: str


@dataclass(frozen=True)
class StrategyRow:
    """One move, in the order in which an experienced advocate makes them.

    `cites` are keys of `citations`, `rules` are ids of the rulebook for what no key says; each is cited where it
    reaches the coverage. The move itself is shown wherever `applies_when` holds.
    """

    code: str
    title: str
    text: str
    cites: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    applies_when: Conditions = field(default_factory=dict)


@dataclass(frozen=True)
class Noted:
    """A step to take, or a caution to heed; `cites` are keys of `citations`, where law decides."""

    code: str
    text: str
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class ArgumentRow:
    """An argument before the coverage is known.

    The strongest has the lowest `strength`. `cites` are keys of `citations`: the first has to reach the
    coverage, the others are added where they do. `rules` are ids of the rulebook for what no key says, as law of a
    public program. `rests_on` stands in where no law is cited. `needs` are
    facts or words that the advocate has to add. `leans_on` are codes of criteria: a letter makes the argument only
    where one of them is answered, for it says what they show. A requirement has to be documented for that, unless
    it is `excused_too` that the argument speaks of.
    """

    code: str
    title: str
    text: str
    strength: int
    cites: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    rests_on: str = ""
    needs: tuple[str, ...] = ()
    leans_on: tuple[str, ...] = ()
    excused_too: bool = False
    applies_when: Conditions = field(default_factory=dict)


@dataclass(frozen=True)
class Playbook:
    """Everything known about appealing one kind of denial; rows are in the order they are shown.

    One with `phrases` is a service's; the others are a reason's, whatever was denied. `joins` are the sections that
    a reason's playbook takes from a service's when that service is denied for this reason.
    """

    id: str
    title: str
    service_kind: ServiceKind
    reasons: tuple[ReasonKind, ...]
    phrases: tuple[str, ...]
    never_with: tuple[str, ...]
    denial_says: str
    joins: tuple[str, ...]
    prescriber_letter: PrescriberLetter
    strategy: tuple[StrategyRow, ...]
    gather: tuple[Gather, ...]
    criteria: tuple[Criterion, ...]
    exceptions: tuple[ExceptionGround, ...]
    expedite: tuple[ExpediteReason, ...]
    guidelines: tuple[Guideline, ...]
    steps: tuple[Noted, ...]
    cautions: tuple[Noted, ...]
    arguments: tuple[ArgumentRow, ...]
