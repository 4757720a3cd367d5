"""All that a letter is written from: frozen, plain values, never rows. What nobody knows is None."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.models.cases import CriterionStatus
from tracker.rules.citations import Citation
from tracker.rules.facts import When
from tracker.rules.playbook_rows import CriterionKind
from tracker.rules.terms import (
    Channel,
    ClaimType,
    FiledBy,
    Funding,
    Jeopardy,
    PartyRole,
    ReasonKind,
    ServiceKind,
    Sponsor,
)


class Exhaustion(StrEnum):
    """Why external review is open."""

    COMPLETED = "completed"
    DEEMED = "deemed"
    WAIVED = "waived"
    SIMULTANEOUS = "simultaneous"


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
    """By what right somebody other than the member files: the signed appointment and its exhibit letter."""

    exhibit: str | None = None
    signed_on: date | None = None


@dataclass(frozen=True)
class Addressee:
    """A party that a letter goes to, as the denial letter names it."""

    role: PartyRole
    name: str | None
    unit: str | None = None
    address_lines: tuple[str, ...] = ()
    fax: str | None = None


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
class Determination:
    """One adverse benefit determination; `quoted_reason` is in the letter's own words."""

    dated_on: date | None
    received_on: date | None = None
    decided_by: str | None = None
    quoted_reason: str | None = None
    reason: ReasonKind = ReasonKind.OTHER
    policy: str | None = None
    is_final: bool = False


@dataclass(frozen=True)
class Timeliness:
    """Why the filing is in time: `period` (“180 days”) counted from `starts_on` ends on `ends_on`.

    `is_from_receipt` is false where the day of receipt is not proven and the printed date was counted from;
    `states_on` is the last day that the plan's own letter gives; `late_because` is why a late filing counts.
    """

    period: str | None
    starts_on: date | None
    ends_on: date | None
    citation: str | None
    is_from_receipt: bool = True
    receipt_proof: str | None = None
    receipt_exhibit: str | None = None
    states_on: date | None = None
    late_because: str | None = None


@dataclass(frozen=True)
class Criterion:
    """A requirement of the plan, an exception from one, or a support, and what the record shows for it.

    `is_confirmed` is false where a playbook expects the requirement and nobody has held it against the policy.
    """

    requirement: str | None
    record_shows: str | None = None
    outcome: str | None = None
    exhibit: str | None = None
    source: str | None = None
    status: CriterionStatus = CriterionStatus.OPEN
    kind: CriterionKind = CriterionKind.REQUIREMENT
    is_confirmed: bool = True


@dataclass(frozen=True)
class Exhibit:
    """An enclosure: its letter (“A”), its title, its pages. Without a title it is named and not there yet."""

    letter: str
    title: str | None
    pages: int | None = None


@dataclass(frozen=True)
class Physician:
    """The treating clinician; `letter_explains` completes “the letter explains …”."""

    name: str | None
    field_of_medicine: str | None = None
    letter_exhibit: str | None = None
    letter_explains: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class PhoneCall:
    """A call: when (a day or an aware moment), with whom, its reference, what was said."""

    at: When | None
    name: str | None = None
    number: str | None = None
    reference: str | None = None
    said: str | None = None


@dataclass(frozen=True)
class Expedite:
    """Why the matter is urgent, who certified it, and the call that asked for it."""

    jeopardy: tuple[Jeopardy, ...] = ()
    statement: str | None = None
    certified_by: str | None = None
    certified_on: date | None = None
    exhibit: str | None = None
    call: PhoneCall | None = None


@dataclass(frozen=True)
class Lateness:
    """What the plan owes and has not given. `certain_after` is the last day or moment on which it was not
    yet certainly late; `request` is what it has not answered (“internal appeal”, “claim”)."""

    request: str
    received_by_plan: When | None
    period: str | None
    due: When | None
    certain_after: When | None
    citation: str | None
    proof: str | None = None
    exhibit: str | None = None
    is_external: bool = False


@dataclass(frozen=True)
class DecisionDue:
    """When the answer is due: “{because}; the decision is due {within}”."""

    because: str
    within: str
    citation: str | None = None


@dataclass(frozen=True)
class ClaimFile:
    """The claim file's story: when it was asked for, how that is proven and when it arrived, what came, and
    whether only a part of it came."""

    requested_on: date | None = None
    proof: str | None = None
    reached_plan_on: date | None = None
    received_on: date | None = None
    is_in_part: bool = False
    still_missing: str | None = None


@dataclass(frozen=True)
class Argument:
    """An argument of the playbook that applies to this case.

    `citation` (or the document it `rests_on`) supports the last sentence; each of `needs` is something that
    the advocate still has to add, and prints as a marked blank.
    """

    title: str
    text: str
    citation: str | None = None
    rests_on: str | None = None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class LetterContext:
    """Everything one letter may say.

    `determinations` run from the first to the latest. `answer` is the advocate's one sentence against the
    stated reason; without it the letter counts what the criteria table shows. `requests` are added to what
    the law gives. `citations` come from `rules.citations.citations_for` for this coverage and no other.
    """

    dated_on: date
    sender: Sender
    addressee: Addressee
    patient: Patient
    plan: Plan
    service: Service
    determinations: tuple[Determination, ...]
    citations: Mapping[str, Citation]
    authority: Authority = Authority()
    delivery: tuple[Delivery, ...] = ()
    physician: Physician = Physician(None)
    answer: str | None = None
    timeliness: Timeliness | None = None
    criteria: tuple[Criterion, ...] = ()
    arguments: tuple[Argument, ...] = ()
    requests: tuple[str, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()
    claim_file: ClaimFile = ClaimFile()
    decision_due: DecisionDue | None = None
    expedite: Expedite | None = None
    lateness: Lateness | None = None
    exhaustion: Exhaustion = Exhaustion.COMPLETED
    waived_on: date | None = None
    calls: tuple[PhoneCall, ...] = ()
    cc: tuple[str, ...] = ()
    asks_by_on: date | None = None

    @property
    def determination(self) -> Determination:
        """The latest one, which the letter answers."""
        return self.determinations[-1] if self.determinations else Determination(None)
