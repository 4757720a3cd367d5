"""Packets of a case: asked for, being bound, and finished files that stay as they went out."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.models.columns import enum_column, key, reference, secret_bytes, secret_text


class PacketState(StrEnum):
    """How far a packet is. BINDING with an expired lease may be taken up again."""

    ASKED = "asked"
    BINDING = "binding"
    READY = "ready"
    FAILED = "failed"


class Packet(SQLModel, table=True):
    """A letter with its exhibits, as somebody asked for it.

    `wanted` are the documents and how it goes out, `told` the sentences about what is not in it. `steps_done` of
    `steps`
    is how far the binding has come; it is under the lease of whoever binds it, `attempts` times so far.
    """

    id: UUID = key()
    organization_id: UUID = reference("organization.id")
    case_id: UUID = reference("case.id")
    letter_id: UUID = reference("letter.id", cascade=True)
    letter_version: int
    wanted: str | None = secret_text("packet", "wanted")
    state: PacketState = enum_column(PacketState, "packet_state", index=True)
    steps_done: int = 0
    steps: int = 0
    attempts: int = 0
    lease_until: datetime | None = None
    told: str | None = secret_text("packet", "told")
    pages: int = 0
    asked_by_id: UUID = reference("account.id")
    asked_at: datetime
    finished_at: datetime | None = None


class PacketPart(SQLModel, table=True):
    """One finished file of a packet: its number, its first and last page in the whole, both counted from 1."""

    __tablename__ = "packet_part"
    __table_args__ = (sa.UniqueConstraint("packet_id", "number"),)

    id: UUID = key()
    packet_id: UUID = reference("packet.id", cascade=True)
    number: int
    first_page: int
    last_page: int
    size: int
    sha256: str = Field(max_length=64)
    content: bytes | None = secret_bytes("packet_part", "content")
