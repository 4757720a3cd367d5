"""Playbooks that an organization wrote for itself, and what they said before each change."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.models.columns import json_column, key, reference


class OwnPlaybook(SQLModel, table=True):
    """A playbook of an organization: its author's draft until it is shared; one that was removed stays for its cases.

    `content` of a packaged playbook is in `law/playbooks`; that of this one is in `rows`, in the same form. It says
    how denials are worked and nothing of a patient. `copied_from` is the id of the packaged one that it began as.
    Whom it is shared with may change it where `colleagues_edit`.
    """

    __tablename__ = "own_playbook"
    id: UUID = key()
    organization_id: UUID = reference("organization.id")
    author_id: UUID = reference("account.id")
    title: str = Field(max_length=120)
    copied_from: str | None = Field(default=None, max_length=60)
    rows: dict[str, Any] = json_column()
    revision: int = 1
    created_at: datetime
    edited_at: datetime
    shared_at: datetime | None = None
    colleagues_edit: bool = False
    removed_at: datetime | None = None


class OwnPlaybookVersion(SQLModel, table=True):
    """What a playbook said at one revision, and who made it say so. `what` names the change."""

    __tablename__ = "own_playbook_version"
    __table_args__ = (sa.UniqueConstraint("playbook_id", "revision"),)

    id: UUID = key()
    organization_id: UUID = reference("organization.id")
    playbook_id: UUID = reference("own_playbook.id", cascade=True)
    revision: int
    what: str = Field(max_length=160)
    title: str = Field(max_length=120)
    rows: dict[str, Any] = json_column()
    edited_by_id: UUID = reference("account.id")
    edited_at: datetime
