"""Letters of a case, in versions that stay."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.models.columns import key, reference, secret_bytes, secret_text


class Letter(SQLModel, table=True):
    """A letter of one kind for one case."""

    id: UUID = key()
    organization_id: UUID = reference("organization.id")
    case_id: UUID = reference("case.id")
    kind: str = Field(max_length=60)
    created_at: datetime
    created_by_id: UUID | None = reference("account.id", nullable=True)


class LetterVersion(SQLModel, table=True):
    """One version: the frozen context and the text it was made from, and the PDF once it is final.

    The digests are SHA-256 of the text and of the PDF that went out; `despite` says with which faults, and why.
    """

    __tablename__ = "letter_version"
    __table_args__ = (sa.UniqueConstraint("letter_id", "version"),)

    id: UUID = key()
    organization_id: UUID = reference("organization.id")
    letter_id: UUID = reference("letter.id", cascade=True)
    version: int
    context: str | None = secret_text("letter_version", "context")
    blocks: str | None = secret_text("letter_version", "blocks")
    blanks: int = 0
    is_edited: bool = False
    finalized_at: datetime | None = None
    pdf: bytes | None = secret_bytes("letter_version", "pdf")
    text_sha256: str | None = Field(default=None, max_length=64)
    pdf_sha256: str | None = Field(default=None, max_length=64)
    despite: str | None = secret_text("letter_version", "despite")
    created_at: datetime
    created_by_id: UUID | None = reference("account.id", nullable=True)
