"""Whom and what a letter names: who writes to whom, about whom, under which coverage, which service."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tracker.rules.facts import When
from tracker.rules.terms import Channel, ClaimType, FiledBy, Funding, PartyRole, ServiceKind, Sponsor


@dataclass(frozen=True)
class Sender:
    """Who files and signs. `organization` heads the paper where there is one."""

    name: str | None
    role: FiledBy
    organization: str | None = None
    address_lines: tuple[str, ...] = ()
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class Authority:
    """By what right somebody other than the member files: the signed appointment and its exhibit letter.

    `paper` is what it is called; `is_needed` is false of whoever the law of the coverage lets act without one;
    `is_medicares` where Medicare's form, or a paper that says the same, is what it takes; `relation` is what the
    representative is to the patient.
    """

    exhibit: str | None = None
    signed_on: date | None = None
    paper: str = "appointment"
    is_needed: bool = True
    is_medicares: bool = False
    relation: str | None = None


@dataclass(frozen=True)
class Addressee:
    """A party that a letter goes to, as the denial letter names it."""

    role: PartyRole
    name: str | None
    unit: str | None = None
    address_lines: tuple[str, ...] = ()
    fax: str | None = None


@dataclass(frozen=True)
class StateReview:
    """A state's external review as a letter may name it. `name` is None where the state leaves it to the federal
    process, `citation` where no text was seen. `addressee` is who takes the request where that is sure, `takes_request`
    where it is only told; `filed` says in what form.
    """

    name: str | None
    citation: str | None
    takes_request: str | None
    addressee: str | None
    filed: str | None


@dataclass(frozen=True)
class Delivery:
    """One way the letter is sent; `number` is the tracking number or the fax number."""

    channel: Channel
    number: str | None = None


@dataclass(frozen=True)
class Patient:
    """The claimant; `member_name` where the coverage is in somebody else's name."""

    name: str | None
    member_name: str | None = None
    address_lines: tuple[str, ...] = ()
    phone: str | None = None
    medicare_number: str | None = None


@dataclass(frozen=True)
class Plan:
    """The coverage as letters name it."""

    name: str | None
    sponsor: Sponsor = Sponsor.UNKNOWN
    funding: Funding = Funding.UNKNOWN
    is_grandfathered: bool | None = None
    appeal_levels: int | None = None
    state: str | None = None
    member_id: str | None = None
    group_number: str | None = None
    claim_number: str | None = None
    reference_number: str | None = None
    administrator: Addressee | None = None


@dataclass(frozen=True)
class Service:
    """What was denied. `provided_on` is the day of a service already given."""

    name: str | None
    claim: ClaimType
    kind: ServiceKind = ServiceKind.OTHER
    provided_on: date | None = None
    treatment_on: date | None = None
    approved_through_on: date | None = None


@dataclass(frozen=True)
class Physician:
    """The treating clinician; `letter_explains` completes “the letter explains …”."""

    name: str | None
    field_of_medicine: str | None = None
    letter_exhibit: str | None = None
    letter_explains: str | None = None
    phone: str | None = None


class Way(StrEnum):
    """The three ways in which the VA looks again at a decision about benefits, 38 CFR 3.2500."""

    SUPPLEMENTAL = "supplemental"
    HIGHER_LEVEL = "higher_level"
    BOARD = "board"


@dataclass(frozen=True)
class PhoneCall:
    """A call: when (a day or an aware moment), with whom, its reference, what was said."""

    at: When | None
    name: str | None = None
    number: str | None = None
    reference: str | None = None
    said: str | None = None

    @property
    def has_hour(self) -> bool:
        """Whether its hour is known, and not its day alone."""
        return isinstance(self.at, datetime)


@dataclass(frozen=True)
class ShortNotice:
    """A letter (`name`, “determination”) that states less time than the law gives to `act` (“file the appeal”).

    `period` is the law's (“180 days”), which ends on `law_on`; `key` names the citation of the right to it, `citation`
    is how the law is cited where there is none.
    """

    name: str
    dated_on: date | None
    act: str
    states_on: When
    period: str
    is_from_receipt: bool
    law_on: When | None
    key: str | None
    citation: str


@dataclass(frozen=True)
class Lacking:
    """What a notice lacks, and the key of the citation that says that it has to be there."""

    text: str
    key: str


@dataclass(frozen=True)
class DefectiveNotice:
    """A letter (`name`, “determination”) that was found to lack what it has to contain."""

    name: str
    dated_on: date | None
    lacks: tuple[Lacking, ...]
