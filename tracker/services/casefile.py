"""Everything on record of one case, read at once for its page; changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlmodel import Session, SQLModel, col, select

from tracker.models import (
    Account,
    Case,
    ChecklistItem,
    Criterion,
    DeadlineRow,
    DeliveryReport,
    Document,
    Escalation,
    EventVersion,
    Feed,
    FormReminder,
    NoticeFinding,
    OutboxMessage,
    Party,
    Patient,
    Reminder,
    SignedForm,
)
from tracker.rules.engine import compute
from tracker.rules.facts import CaseFacts
from tracker.rules.outcome import Computed
from tracker.rules.playbook_rows import Playbook
from tracker.services import case_playbook, deadlines, documents, evidence, notices, outbox
from tracker.services.timeline import case_facts, current

Row = TypeVar("Row", bound=SQLModel)


@dataclass(frozen=True)
class CaseFile:
    """A case with all that belongs to it. `computed` is what law says of it at the moment of reading."""

    case: Case
    patient: Patient
    advocate: Account
    facts: CaseFacts
    computed: Computed
    standing: tuple[EventVersion, ...]
    deadlines: tuple[DeadlineRow, ...]
    reminders: tuple[Reminder, ...]
    form_reminders: tuple[FormReminder, ...]
    mails: tuple[OutboxMessage, ...]
    reports: Mapping[UUID, DeliveryReport]
    escalations: tuple[Escalation, ...]
    parties: tuple[Party, ...]
    forms: tuple[SignedForm, ...]
    checklist: tuple[ChecklistItem, ...]
    criteria: tuple[Criterion, ...]
    documents: tuple[Document, ...]
    findings: tuple[NoticeFinding, ...]
    playbook: Playbook
    feed: Feed | None


def read(session: Session, case: Case, now: datetime) -> CaseFile:
    """The case with all that belongs to it, at `now` (aware)."""
    standing = tuple(current(session, case))
    facts = case_facts(case, standing)
    mails = _rows(session, case, OutboxMessage, OutboxMessage.created_at)
    return CaseFile(
        case=case,
        patient=session.get_one(Patient, case.patient_id),
        advocate=session.get_one(Account, case.advocate_id),
        facts=facts,
        computed=compute(facts, now),
        standing=standing,
        deadlines=tuple(deadlines.of_case(session, case)),
        reminders=_rows(session, case, Reminder, Reminder.due_at),
        form_reminders=_rows(session, case, FormReminder, FormReminder.due_at),
        mails=mails,
        reports=outbox.fates(session, [mail.id for mail in mails]),
        escalations=_rows(session, case, Escalation, Escalation.opened_at),
        parties=_rows(session, case, Party, Party.role),
        forms=_rows(session, case, SignedForm, SignedForm.kind),
        checklist=tuple(evidence.checklist(session, case)),
        criteria=tuple(evidence.criteria(session, case)),
        documents=tuple(documents.of_case(session, case)),
        findings=notices.findings(session, case),
        playbook=case_playbook.of_case(session, case),
        feed=_feed(session, case),
    )


def _rows(session: Session, case: Case, model: type[Row], order: object) -> tuple[Row, ...]:
    statement = select(model).where(getattr(model, "case_id") == case.id).order_by(col(order))  # noqa: B009
    rows: Sequence[Row] = session.exec(statement).all()
    return tuple(rows)


def _feed(session: Session, case: Case) -> Feed | None:
    statement = select(Feed).where(Feed.case_id == case.id, col(Feed.revoked_at).is_(None))
    return session.exec(statement.order_by(col(Feed.created_at).desc())).first()
