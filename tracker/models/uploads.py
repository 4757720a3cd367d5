"""Files that wait for the rest of a form to be right."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from tracker.models.columns import key, reference, secret_bytes, secret_text


class HeldUpload(SQLModel, table=True):
    """An upload whose form had another mistake: kept, so that nobody chooses the file twice."""

    __tablename__ = "held_upload"
    id: UUID = key()
    organization_id: UUID = reference("organization.id")
    account_id: UUID = reference("account.id", cascade=True)
    name: str | None = secret_text("held_upload", "name")
    content_type: str = Field(max_length=100)
    pages: int | None = None
    content: bytes | None = secret_bytes("held_upload", "content")
    created_at: datetime
