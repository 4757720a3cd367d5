"""How an organization wants to be reminded, where it has said so."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.models.columns import json_column


class ReminderPolicy(SQLModel, table=True):
    """How far ahead an organization reminds, and who is told when nobody answers. Without a row, the program's own.

    `offsets` are numbers by kind of date, `ladder` the rungs below the floor; both in codes. `revision` grows with each
    change; the open cases are in step with `applied_revision`.
    """

    __tablename__ = "reminder_policy"

    organization_id: UUID = Field(
        sa_column=sa.Column(sa.Uuid(), sa.ForeignKey("organization.id"), primary_key=True)
    )
    offsets: dict[str, Any] = json_column()
    ladder: list[Any] = json_column()
    revision: int = 0
    applied_revision: int = 0
    changed_at: datetime
