"""Who did or saw what, in the transaction in which it happened. Says nothing medical and names no patient."""

from datetime import datetime

from sqlmodel import Session, col, select

from tracker.models import Account, AuditEntry, Case

_DETAIL = 400


def record(
    session: Session, account: Account | None, case: Case | None, action: str, detail: str, now: datetime
) -> AuditEntry:
    """Write an entry: `action` is past tense ("event recorded"), `detail` codes, dates and numbers only."""
    owner = case or account
    entry = AuditEntry(
        organization_id=owner.organization_id if owner else None,
        account_id=account.id if account else None,
        case_id=case.id if case else None,
        action=action,
        detail=detail[:_DETAIL],
        at=now,
    )
    session.add(entry)
    return entry


def of_case(session: Session, case: Case, limit: int = 500) -> list[AuditEntry]:
    """The case's entries, the newest first."""
    statement = select(AuditEntry).where(AuditEntry.case_id == case.id)
    return list(session.exec(statement.order_by(col(AuditEntry.at).desc()).limit(limit)))
