"""Files that wait on the server until the rest of their form is right; nobody has to choose one twice."""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.models import Account, HeldUpload
from tracker.services.documents import DocumentError, upload_problems
from tracker.services.errors import refuse_if

KEPT_FOR = timedelta(days=2)


def hold(
    session: Session,
    account: Account,
    name: str,
    content_type: str,
    content: bytes,
    now: datetime,
    pages: int | None = None,
) -> HeldUpload:
    """Keep a file of so many `pages` for the account for two days; older ones go. Raises DocumentError."""
    refuse_if(upload_problems(name, content), DocumentError)
    forget(session, now)
    held = HeldUpload(
        organization_id=account.organization_id,
        account_id=account.id,
        name=name,
        content_type=content_type,
        content=content,
        pages=pages,
        created_at=now,
    )
    session.add(held)
    session.flush()
    return held


def held_by(session: Session, account: Account, token: str) -> HeldUpload | None:
    """The account's own file of that token, or None."""
    try:
        held = session.get(HeldUpload, UUID(token))
    except ValueError:
        return None
    return held if held is not None and held.account_id == account.id else None


def forget(session: Session, now: datetime) -> None:
    """Remove what has waited too long."""
    session.execute(sa.delete(HeldUpload).where(col(HeldUpload.created_at) < now - KEPT_FOR))
