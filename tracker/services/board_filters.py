"""What a caseload can be narrowed to, and the choices that a page offers for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import Account, Case, Insurer
from tracker.rules.terms import Funding, Sponsor, Stage
from tracker.services import search

_EMPLOYERS = (Sponsor.PRIVATE_EMPLOYER,)
_UNNAMED = (Sponsor.UNKNOWN, Sponsor.OTHER)
_MEDICARE = (
    Sponsor.MEDICARE_ADVANTAGE,
    Sponsor.MEDICARE_PART_D,
    Sponsor.ORIGINAL_MEDICARE,
    Sponsor.MEDICARE,
)
_MEDICAID = (
    Sponsor.MEDICAID_MANAGED_CARE,
    Sponsor.MEDICAID_FEE_FOR_SERVICE,
    Sponsor.CHIP,
    Sponsor.MEDICAID,
)

COVERAGES: Mapping[str, tuple[str, tuple[Sponsor, ...], Funding | None]] = {
    "employer_self_funded": ("employer, self-funded", _EMPLOYERS, Funding.SELF_FUNDED),
    "employer_insured": ("employer, insured", _EMPLOYERS, Funding.INSURED),
    "employer_unknown": ("employer, funding not known", _EMPLOYERS, Funding.UNKNOWN),
    "individual": ("individual or Marketplace", (Sponsor.INDIVIDUAL,), None),
    "church": ("church", (Sponsor.CHURCH,), None),
    "state_local_government": ("state or local government", (Sponsor.STATE_LOCAL_GOVERNMENT,), None),
    "medicare": ("Medicare", _MEDICARE, None),
    "medicaid": ("Medicaid and CHIP", _MEDICAID, None),
    "fehb": ("federal employees", (Sponsor.FEHB,), None),
    "military": ("TRICARE and VA", (Sponsor.TRICARE, Sponsor.VA), None),
    "short_term": ("short-term", (Sponsor.SHORT_TERM,), None),
    "unknown": ("not known", _UNNAMED, None),
}
"""Kinds of coverage by code: the words, the sponsors and, where it tells them apart, who bears the risk."""


@dataclass(frozen=True)
class BoardFilters:
    """Empty text and None mean all. `insurer` is an option's value, `coverage` a key of COVERAGES, `stage` a
    Stage's value; `page` counts from 1 and turns the pages of `group` alone.
    """

    advocate: UUID | None = None
    insurer: str = ""
    stage: str = ""
    coverage: str = ""
    q: str = ""
    group: str = ""
    page: int = 1


@dataclass(frozen=True)
class Options:
    """What can be chosen, as (value, words)."""

    advocates: tuple[tuple[str, str], ...]
    insurers: tuple[tuple[str, str], ...]
    stages: tuple[tuple[str, str], ...]
    coverages: tuple[tuple[str, str], ...]


def options(session: Session, account: Account) -> Options:
    """The choices for the account's organization, each in the order it is read."""
    person = (sa.cast(col(Account.id), sa.String), col(Account.name))
    people = sa.select(*person).where(col(Account.organization_id) == account.organization_id)
    insurers = session.exec(select(Insurer).where(Insurer.organization_id == account.organization_id))
    named = ((row.name_hash, row.name or "") for row in insurers)
    return Options(
        advocates=tuple((key, name) for key, name in session.execute(people.order_by(col(Account.name)))),
        insurers=tuple(sorted(named, key=lambda option: option[1].casefold())),
        stages=tuple((s.value, _named(s.value.replace("_", " "))) for s in Stage if s is not Stage.CLOSED),
        coverages=tuple((code, _named(words)) for code, (words, _, _) in COVERAGES.items()),
    )


def has_colleagues(session: Session, account: Account) -> bool:
    """Whether the organization has more accounts than this one."""
    others = sa.select(col(Account.id)).where(
        col(Account.organization_id) == account.organization_id, col(Account.id) != account.id
    )
    return session.scalar(others.limit(1)) is not None


def narrowed(account: Account, filters: BoardFilters) -> list[sa.ColumnElement[bool]]:
    """The filters as conditions on cases; a value that is no choice finds nothing."""
    conditions: list[sa.ColumnElement[bool]] = []
    if filters.advocate:
        conditions.append(col(Case.advocate_id) == filters.advocate)
    if filters.insurer:
        conditions.append(col(Case.insurer_hash) == filters.insurer)
    if filters.stage:
        is_stage = filters.stage in set(Stage)
        conditions.append(col(Case.stage) == Stage(filters.stage) if is_stage else sa.false())
    if filters.coverage:
        conditions.append(_covered_by(filters.coverage))
    if filters.q.strip():
        found = search.matching(account.organization_id, filters.q)
        conditions += [col(Case.id).in_(each) for each in found] or [sa.false()]
    return conditions


def _named(words: str) -> str:
    return words[:1].upper() + words[1:]


def _covered_by(code: str) -> sa.ColumnElement[bool]:
    if code not in COVERAGES:
        return sa.false()
    _, sponsors, funding = COVERAGES[code]
    by_sponsor: Any = col(Case.sponsor).in_(sponsors)
    return by_sponsor if funding is None else sa.and_(by_sponsor, col(Case.funding) == funding)
