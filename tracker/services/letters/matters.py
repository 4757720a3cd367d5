"""What letters beside the appeal are about: frozen, plain values. What nobody knows is None."""

from dataclasses import dataclass
from datetime import date

from tracker.rules.facts import When


@dataclass(frozen=True)
class PeerToPeer:
    """A conversation between physicians: offered on a day, open until, and when the physician can be reached."""

    offered_on: date | None = None
    until: When | None = None
    times: str | None = None


@dataclass(frozen=True)
class Asked:
    """What the plan has asked for: its letter's date, the last day to send it, and the law that gives that day."""

    dated_on: date | None
    by_on: When | None
    citation: str | None = None


@dataclass(frozen=True)
class Reviewer:
    """The independent review organization: its name and number, the day of its notice, the last day to send more."""

    name: str | None
    reference: str | None
    notice_on: date | None
    by_on: When | None
    citation: str | None = None


@dataclass(frozen=True)
class Dated:
    """A line of a chronology."""

    on: date
    text: str


@dataclass(frozen=True)
class Reversal:
    """A decision that reversed the denial, in whole or in part, and is to be carried out.

    `decided` is what was decided, in the decision's own words; `due` is when law wants it done, `is_over` that this has
    passed, `at_once` that no time is given for it; `citation` is of that law, None where no text that was read says so.
    `exhibit` is the letter under which the decision is enclosed.
    """

    by: str
    dated_on: date | None
    received_on: date | None
    is_partial: bool
    decided: str | None
    due: When | None = None
    at_once: bool = False
    citation: str | None = None
    exhibit: str | None = None
    is_over: bool = False


@dataclass(frozen=True)
class StepLaw:
    """A state's law on step therapy that reaches the case, as a letter may name it."""

    state: str
    citation: str


@dataclass(frozen=True)
class Reach:
    """How a plan is to reach the patient instead: line by line, and whether they state that else they are in danger."""

    lines: tuple[str, ...] = ()
    is_dangerous: bool = False


@dataclass(frozen=True)
class Beside:
    """What one of these letters needs; only what its kind speaks of is there.

    `points` are what a prescriber is asked to confirm; `confirmed` are their own words on them, and until then each
    is a blank.
    """

    peer: PeerToPeer | None = None
    asked: Asked | None = None
    reviewer: Reviewer | None = None
    chronology: tuple[Dated, ...] = ()
    reversal: Reversal | None = None
    step_law: StepLaw | None = None
    diagnosis: str | None = None
    necessity: str | None = None
    points: tuple[str, ...] = ()
    confirmed: str | None = None
    regulator: str | None = None
    left_undone: str | None = None
    reach: Reach = Reach()
