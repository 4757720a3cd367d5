"""What happened, in versions: the newest speaks, the others stay readable."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.models.columns import enum_column, json_column, key, reference, secret_text
from tracker.rules.terms import EventKind


class EventVersion(SQLModel, table=True):
    """One version of an event: `fields` is what law reads (ISO strings, codes), `words` the private rest."""

    __tablename__ = "event_version"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "event_key", "version"),
        sa.Index(
            "ix_event_version_current",
            "case_id",
            "event_key",
            unique=True,
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
        ),
    )

    id: UUID = key()
    organization_id: UUID = reference("organization.id")
    case_id: UUID = reference("case.id")
    event_key: str = Field(max_length=36, index=True)
    version: int
    is_current: bool = True
    is_removed: bool = False
    kind: EventKind = enum_column(EventKind, "event_version_kind")
    fields: dict[str, Any] = json_column()
    words: str | None = secret_text("event_version", "words")
    because: str | None = secret_text("event_version", "because")
    document_id: UUID | None = reference("document.id", nullable=True)
    recorded_by_id: UUID = reference("account.id")
    recorded_at: datetime
