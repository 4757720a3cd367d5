"""What somebody found while reading a letter that denies, against what such a letter has to contain."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.models.columns import enum_column, key, reference, secret_text


class NoticeState(StrEnum):
    """What was found of one item."""

    NOT_READ = "not_read"
    THERE = "there"
    MISSING = "missing"
    DOES_NOT_APPLY = "does_not_apply"


class NoticeFinding(SQLModel, table=True):
    """One item of one letter: `event_key` is the determination, `item` a code of the table of notice contents."""

    __tablename__ = "notice_finding"
    __table_args__ = (sa.UniqueConstraint("case_id", "event_key", "item"),)

    id: UUID = key()
    organization_id: UUID = reference("organization.id")
    case_id: UUID = reference("case.id")
    event_key: str = Field(max_length=36)
    item: str = Field(max_length=40)
    state: NoticeState = enum_column(NoticeState, "notice_finding_state")
    note: str | None = secret_text("notice_finding", "note")
    read_by_id: UUID = reference("account.id")
    read_at: datetime
