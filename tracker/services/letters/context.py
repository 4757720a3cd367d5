"""All that a letter is written from: frozen, plain values, never rows. What nobody knows is None."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tracker.models.cases import CriterionStatus
from tracker.rules.citations import Citation, Review
from tracker.rules.facts import When
from tracker.rules.playbook_rows import CriterionKind
from tracker.rules.terms import Jeopardy, ReasonKind
from tracker.services.letters.matters import Beside
from tracker.services.letters.named import (
    Addressee,
    Authority,
    DefectiveNotice,
    Delivery,
    Lacking,
    Patient,
    PhoneCall,
    Physician,
    Plan,
    Sender,
    Service,
    ShortNotice,
    StateReview,
    Way,
)

__all__ = [
    "Addressee",
    "Argument",
    "Authority",
    "ClaimFile",
    "Criterion",
    "DecisionDue",
    "DefectiveNotice",
    "Delivery",
    "Determination",
    "Exhaustion",
    "Exhibit",
    "Expedite",
    "Fate",
    "Filing",
    "KeepBenefits",
    "Lacking",
    "Lateness",
    "LetterContext",
    "Patient",
    "PhoneCall",
    "Physician",
    "Plan",
    "Sender",
    "Service",
    "ShortNotice",
    "StateReview",
    "Timeliness",
    "Way",
]


class Exhaustion(StrEnum):
    """Why external review is open. DISMISSED: the plan dismissed the appeal and has decided nothing."""

    COMPLETED = "completed"
    DEEMED = "deemed"
    WAIVED = "waived"
    DISMISSED = "dismissed"
    SIMULTANEOUS = "simultaneous"


class Fate(StrEnum):
    """Why an earlier filing has to be made again. REISSUED: it answered a letter that another has replaced."""

    DISMISSED = "dismissed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REISSUED = "reissued"


@dataclass(frozen=True)
class Determination:
    """One adverse benefit determination; `quoted_reason` is in the letter's own words.

    `is_partial` where a part was approved; `replaces_on` is the date of the letter that it was issued in place of;
    `title` is what it is called where a program has a name of its own for it.
    """

    dated_on: date | None
    received_on: date | None = None
    decided_by: str | None = None
    quoted_reason: str | None = None
    reason: ReasonKind = ReasonKind.OTHER
    policy: str | None = None
    is_final: bool = False
    is_partial: bool = False
    replaces_on: date | None = None
    title: str | None = None


@dataclass(frozen=True)
class Timeliness:
    """Why the filing is in time: `period` (“180 days”) counted from `starts_on` ends on `ends_on`.

    `is_from_receipt` is false where the day of receipt is not proven and the printed date was counted from;
    `states_on` is the last day that the plan's own letter gives; `late_because` is why a late filing counts;
    `moved_from` is the weekend day or holiday on which the period itself ended, where the law moves the last day;
    `without` are days that a notice of relief disregards, with its citation. In public programs `presumed_days` after
    its date a decision counts as received, `received_on` is the day that is proven, and `is_silence` is true where the
    time runs from a filing that nobody has answered.
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
    moved_from: date | None = None
    without: str | None = None
    presumed_days: int | None = None
    is_silence: bool = False
    received_on: date | None = None


@dataclass(frozen=True)
class KeepBenefits:
    """That benefits which are to be cut go on while it is decided: asked for by `by_on`. `is_upheld` where the notice
    is the decision that upholds the cut."""

    by_on: date | None
    notice_on: date | None = None
    effective_on: date | None = None
    is_upheld: bool = False


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
class Expedite:
    """Why the matter is urgent, who certified it, and the call that asked for it."""

    jeopardy: tuple[Jeopardy, ...] = ()
    statement: str | None = None
    certified_by: str | None = None
    certified_on: date | None = None
    exhibit: str | None = None
    call: PhoneCall | None = None


@dataclass(frozen=True)
class Filing:
    """A filing that went before: what it was (“internal appeal”), when it was sent and came, what proves it; and
    where it has to be made again, why, since when, and in what words."""

    request: str
    sent_on: When | None
    received_on: When | None
    proof: str | None = None
    fate: Fate | None = None
    fell_on: date | None = None
    said: str | None = None


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
    """The claim file's story: when it was asked for, how that is proven and when it arrived, when it was last asked
    for again, what came, and whether only a part of it came."""

    requested_on: date | None = None
    proof: str | None = None
    reached_plan_on: date | None = None
    received_on: date | None = None
    is_in_part: bool = False
    still_missing: str | None = None
    again_on: date | None = None


@dataclass(frozen=True)
class NextFiling:
    """What is filed next ("appeal", "request for external review"), and by when; or that it was filed, and when."""

    name: str
    by_on: date | None = None
    filed_on: date | None = None
    is_filed: bool = False


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
    the law gives. `citations` come from `rules.citations.citations_for` for this coverage and no other; empty where its
    law is not known. `review` is whose external review it has, None where none is known.
    `earlier` is a filing before this one, `put_right` what answers its dismissal or refusal; `still_denied` is what a
    partial approval leaves; `external_by_on` the last day for external review beside a voluntary level.
    `state` is what may be said of the process of the state whose law governs the policy. `short_notices` and
    `defective_notices` are what is wrong with the letters that this one answers. `keep` asks that benefits go on;
    `amount` is what is at stake, for a hearing that needs it; `beside` is what letters beside the appeal are about;
    `way` is the review that the VA is asked for; `next_filing` is what a request for documents or for a
    conversation stands beside.
    """

    dated_on: date
    sender: Sender
    addressee: Addressee
    patient: Patient
    plan: Plan
    service: Service
    determinations: tuple[Determination, ...]
    citations: Mapping[str, Citation]
    authority: Authority = field(default_factory=Authority)
    delivery: tuple[Delivery, ...] = ()
    physician: Physician = field(default_factory=lambda: Physician(None))
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
    review: Review | None = None
    is_surprise_bill: bool = False
    earlier: Filing | None = None
    put_right: str | None = None
    still_denied: str | None = None
    external_by_on: date | None = None
    state: StateReview | None = None
    short_notices: tuple[ShortNotice, ...] = ()
    defective_notices: tuple[DefectiveNotice, ...] = ()
    keep: KeepBenefits | None = None
    amount: str | None = None
    beside: Beside = field(default_factory=Beside)
    way: Way | None = None
    next_filing: NextFiling | None = None

    @property
    def determination(self) -> Determination:
        """The latest one, which the letter answers."""
        return self.determinations[-1] if self.determinations else Determination(None)
