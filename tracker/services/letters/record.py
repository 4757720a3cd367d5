"""A case as its letters see it: its rows read once, its events as law reads them, and what law says of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import Session, SQLModel, col, select

from tracker.models import (
    Account,
    Case,
    Criterion,
    Document,
    EventVersion,
    NoticeFinding,
    Organization,
    Party,
    Patient,
    SignedForm,
)
from tracker.rules.citations import Review, review_of
from tracker.rules.derived import Deriver
from tracker.rules.engine import compute
from tracker.rules.facts import CaseFacts, Event, When
from tracker.rules.outcome import Computed
from tracker.rules.playbook_rows import ExpediteReason, Playbook
from tracker.rules.regimes import regime_of
from tracker.rules.timeline import Timeline
from tracker.services import case_playbook, notices
from tracker.services.timeline import case_facts, current, words_of

Row = TypeVar("Row", bound=SQLModel)


class OnRecord(Protocol):
    """What choosing a letter takes: a case, its facts, what law says of them, and the plan's parties."""

    @property
    def case(self) -> Case: ...

    @property
    def facts(self) -> CaseFacts: ...

    @property
    def computed(self) -> Computed: ...

    @property
    def parties(self) -> tuple[Party, ...]: ...


@dataclass(frozen=True)
class CaseRecord:
    """Everything that a letter may say something of, as it stood at `now` (aware)."""

    now: datetime
    case: Case
    patient: Patient
    advocate: Account
    organization: Organization
    standing: tuple[EventVersion, ...]
    facts: CaseFacts
    computed: Computed
    parties: tuple[Party, ...]
    forms: tuple[SignedForm, ...]
    criteria: tuple[Criterion, ...]
    documents: tuple[Document, ...]
    playbook: Playbook
    findings: tuple[NoticeFinding, ...] = ()
    own_reasons: tuple[ExpediteReason, ...] = ()

    @cached_property
    def zone(self) -> ZoneInfo:
        """The case's own zone, in which its letters speak."""
        return ZoneInfo(self.case.timezone)

    @cached_property
    def timeline(self) -> Timeline:
        """The events in order, and which answers which."""
        return Timeline(self.facts.events, self.zone)

    @cached_property
    def deriver(self) -> Deriver:
        """Answers what law asks of an event."""
        return Deriver(
            self.facts, regime_of(self.facts.coverage, self.facts.surprise_bill), self.timeline, self.zone
        )

    @cached_property
    def review(self) -> Review | None:
        """Whose external review the coverage has."""
        return review_of(self.facts.coverage, self.facts.surprise_bill)

    @property
    def today(self) -> date:
        """The day in the case's zone."""
        return self.now.astimezone(self.zone).date()

    def when(self, event: Event | None, *names: str) -> When | None:
        """The first of the named fields that holds a day or a moment; a moment stands in the case's zone."""
        values = [event.get(name) for name in names] if event else []
        found = next((value for value in values if isinstance(value, date)), None)
        return found.astimezone(self.zone) if isinstance(found, datetime) else found

    def day(self, event: Event | None, *names: str) -> date | None:
        """The same as a day."""
        found = self.when(event, *names)
        return found.date() if isinstance(found, datetime) else found

    def words(self, event: Event | None) -> dict[str, str]:
        """An event's private words by field."""
        version = self.version(event)
        return words_of(version) if version else {}

    def version(self, event: Event | None) -> EventVersion | None:
        """The row that an event was read from."""
        return next((each for each in self.standing if event and each.event_key == event.key), None)


def read(session: Session, case: Case, now: datetime, computed: Computed | None = None) -> CaseRecord:
    """The case's record at `now` (aware); `computed` spares working it out again."""
    standing = tuple(current(session, case))
    facts = case_facts(case, standing)
    return CaseRecord(
        now=now,
        case=case,
        patient=session.get_one(Patient, case.patient_id),
        advocate=session.get_one(Account, case.advocate_id),
        organization=session.get_one(Organization, case.organization_id),
        standing=standing,
        facts=facts,
        computed=computed or compute(facts, now),
        parties=_rows(session, case, Party, Party.role),
        forms=_rows(session, case, SignedForm, SignedForm.id),
        criteria=_rows(session, case, Criterion, Criterion.position, Criterion.id),
        documents=_rows(session, case, Document, Document.uploaded_at, Document.id),
        playbook=case_playbook.of_case(session, case),
        findings=notices.findings(session, case),
        own_reasons=case_playbook.own_reasons(session, case.organization_id, case.expedite_codes.split()),
    )


def _rows(session: Session, case: Case, model: type[Row], *order: object) -> tuple[Row, ...]:
    statement = select(model).where(getattr(model, "case_id") == case.id)  # noqa: B009 - each has a case
    rows: Sequence[Row] = session.exec(statement.order_by(*map(col, order))).all()
    return tuple(rows)
