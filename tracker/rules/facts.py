"""What is known about a case, as the engine takes it in: coverage on separate axes, and events.

An instant is an aware datetime; a legal day is a date. A field that may be either is a `When`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from types import MappingProxyType

from tracker.rules.terms import ClaimType, EventKind, Funding, ReasonKind, ServiceKind, Sponsor, Urgency

When = date | datetime
Value = str | bool | int | date | datetime


@dataclass(frozen=True)
class Coverage:
    """The coverage on separate axes; None and UNKNOWN both mean that nobody knows yet.

    `appeal_levels` counts mandatory internal levels only (29 CFR 2560.503-1(c)(2)).
    `essential_health_benefits` is true of individual and small-group policies (45 CFR 156.122).
    `hhs_administered` is true where the external review is the one that HHS runs (45 CFR 147.136(d)(4)).
    `joint_board` is true of a union plan whose trustees decide at their meetings (29 CFR 2560.503-1(i)(2)(iii)(B)),
    `integrated` of a Medicare plan that decides Medicaid's appeals with its own (42 CFR 422.629). A state gives
    `state_window_days` to ask for a hearing (42 CFR 438.408(f)(2), 431.221(d)). `rating_period_2026` says that its
    contract year had begun in 2026 or later when the plan received the request (42 CFR 438.210(d)(1)).
    """

    sponsor: Sponsor = Sponsor.UNKNOWN
    funding: Funding = Funding.UNKNOWN
    grandfathered: bool | None = None
    appeal_levels: int | None = None
    state: str | None = None
    essential_health_benefits: bool | None = None
    hhs_administered: bool | None = None
    joint_board: bool | None = None
    integrated: bool | None = None
    state_window_days: int | None = None
    rating_period_2026: bool | None = None


COVERAGE_FACTS = tuple(each.name for each in fields(Coverage))
YES_OR_NO = tuple(each.name for each in fields(Coverage) if each.type == bool | None)
"""The facts of a coverage that are yes, no, or not known."""


@dataclass(frozen=True)
class Event:
    """Something that happened: `key` is stable over corrections, `fields` are those of `events.SCHEMA[kind]`."""

    key: str
    kind: EventKind
    fields: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))

    def get(self, name: str) -> Value | None:
        """The field's value, or None where nobody gave one."""
        return self.fields.get(name)


@dataclass(frozen=True)
class CaseFacts:
    """A case as law sees it. `timezone` is an IANA name, in which local moments are read and shown."""

    coverage: Coverage
    claim: ClaimType
    urgency: Urgency
    timezone: str
    events: tuple[Event, ...] = ()
    reason: ReasonKind | None = None
    service: ServiceKind | None = None
    treatment_on: date | None = None
    approved_through_on: date | None = None
    surprise_bill: bool = False
