"""The rows of a state's file: whom to call, external review with its clocks, and laws on step therapy."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.rules.terms import ServiceKind, Sponsor, Unit

PRIVATE = (Sponsor.PRIVATE_EMPLOYER, Sponsor.CHURCH, Sponsor.STATE_LOCAL_GOVERNMENT, Sponsor.INDIVIDUAL)


class Confidence(StrEnum):
    """How surely a row was read. VERIFIED: a statute or an official page was seen, which may since have changed."""

    VERIFIED = "verified"
    SECONDARY = "secondary"
    UNVERIFIED = "unverified"


class Process(StrEnum):
    """Who runs external review of insured coverage."""

    STATE = "state"
    FEDERAL = "federal"
    DISPUTED = "disputed"


class Taker(StrEnum):
    """Who takes the request."""

    INSURER = "insurer"
    AGENCY = "agency"
    PORTAL = "portal"
    CONTRACTOR = "contractor"
    UNKNOWN = "unknown"


class ClockName(StrEnum):
    """FILE: the state's window. SECOND_LEVEL: the window after a second level. EXPEDITED: the time to ask for the
    expedited review. EARLY: the earliest date that any source gives, where the window itself is not sure."""

    FILE = "file"
    SECOND_LEVEL = "second_level"
    EXPEDITED = "expedited"
    EARLY = "early"


class CountsFrom(StrEnum):
    """Which determination a window runs from."""

    FINAL = "final"
    FIRST_DECISION = "first_decision"
    SECOND_LEVEL = "second_level"


class LawKind(StrEnum):
    """What was found on step therapy. LISTED: a source counts the state among those with a law, which was not seen."""

    EXCEPTION = "exception"
    BAN = "ban"
    LIMIT = "limit"
    PRIOR_AUTHORIZATION = "prior_authorization"
    LISTED = "listed"
    BILL = "bill"
    NONE = "none"


class Ground(StrEnum):
    """A ground for an exception from step therapy."""

    CONTRAINDICATED = "contraindicated_or_harmful"
    INEFFECTIVE = "expected_ineffective"
    TRIED = "tried_and_failed"
    STABLE = "stable_on_current_drug"
    NOT_BEST = "not_in_best_interest"


@dataclass(frozen=True)
class Contact:
    """The insurance department: its main telephone, and the one for consumers where it has another."""

    name: str
    phone: str
    source: str
    source_asof: str
    checked: date
    confidence: Confidence
    consumer_phone: str = ""

    @property
    def to_call(self) -> str:
        """The telephone that a patient calls."""
        return self.consumer_phone or self.phone


@dataclass(frozen=True)
class Assistance:
    """The consumer assistance programme; without a name nobody found out whether one still runs."""

    is_on_list_of_2011: bool
    source: str
    source_asof: str
    checked: date
    confidence: Confidence
    name: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Clock:
    """A time to ask for external review; `said` are the words of the source that it was read from."""

    name: ClockName
    amount: int
    unit: Unit
    said: str
    counts_from: CountsFrom = CountsFrom.FINAL


@dataclass(frozen=True)
class ExternalReview:
    """External review of insured coverage. `window` tells the time in words, `request_to` who takes the request.

    It is `filed` in what form, with what to `enclose`; without `has_statute` the citation is the federal one; `decides`
    is text, never counted. `conflicts` are the points on which sources disagree.
    """

    process: Process
    citation: str
    window: str
    takes_request: Taker
    agency: str
    phone: str
    sources: tuple[str, ...]
    source_asof: str
    checked: date
    confidence: Confidence
    has_statute: bool = True
    request_to: str = ""
    filed: str = ""
    enclose: str = ""
    fee: str = ""
    plans: str = ""
    opt_in: str = ""
    web: str = ""
    decides: str = ""
    decides_expedited: str = ""
    conflicts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """The first of its sources: the official one where there is one."""
        return self.sources[0]


@dataclass(frozen=True)
class StepTherapyLaw:
    """One law on step therapy. `reaches` is empty where its scope is not known; `response` is text, never counted.

    `only_for` narrows it to some drugs or conditions; `is_for_letters` says whether a letter may name it, which takes
    a section that was seen. `binds_governmental_self_funded`: plans that a public body funds itself are under it too.
    """

    code: str
    kind: LawKind
    citation: str
    scope: str
    sources: tuple[str, ...]
    source_asof: str
    checked: date
    confidence: Confidence
    reaches: tuple[ServiceKind, ...] = ()
    only_for: str = ""
    sponsors: tuple[Sponsor, ...] = PRIVATE
    binds_governmental_self_funded: bool = False
    plans: str = ""
    grounds: tuple[Ground, ...] = ()
    grounds_it_lacks: tuple[Ground, ...] = ()
    grounds_confidence: Confidence = Confidence.UNVERIFIED
    response: str = ""
    response_confidence: Confidence = Confidence.UNVERIFIED
    deemed_granted: str = ""
    effective: str = ""
    seen: str = ""
    note: str = ""
    is_for_letters: bool = True

    @property
    def source(self) -> str:
        """The first of its sources: the official one where there is one."""
        return self.sources[0]

    @property
    def is_law(self) -> bool:
        """Whether a law was found, rather than a bill or nothing."""
        return self.kind not in (LawKind.NONE, LawKind.BILL)


@dataclass(frozen=True)
class State:
    """All that is on record of one jurisdiction."""

    code: str
    name: str
    department: Contact
    assistance: Assistance
    external_review: ExternalReview
    clocks: tuple[Clock, ...]
    step_therapy: tuple[StepTherapyLaw, ...]

    def clock(self, name: ClockName) -> Clock | None:
        """The clock of that name, where the state's row has one."""
        return next((clock for clock in self.clocks if clock.name is name), None)

    def rows(self) -> Iterator[tuple[str, date]]:
        """Each row by its name, with the day it was last read."""
        yield "department", self.department.checked
        yield "assistance", self.assistance.checked
        yield "external_review", self.external_review.checked
        yield from ((law.code, law.checked) for law in self.step_therapy)
