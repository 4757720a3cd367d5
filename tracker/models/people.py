"""Organizations, the accounts in them, their sessions and what slows a guesser down."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.models.columns import enum_column, key, reference, secret_text


class AccountRole(StrEnum):
    """What an account may do: an administrator also sees the outbox, the people and the settings."""

    ADVOCATE = "advocate"
    ADMINISTRATOR = "administrator"


class Organization(SQLModel, table=True):
    """Who runs the caseload; every other row belongs to one. Its letterhead stands on letters."""

    id: UUID = key()
    name: str = Field(max_length=200)
    address: str | None = secret_text("organization", "address")
    phone: str | None = secret_text("organization", "phone")
    created_at: datetime


class Account(SQLModel, table=True):
    """Somebody who signs in. The e-mail address is its name and stands in the clear to be looked up.

    While `covered_by_id` is set, that colleague gets what the account would get; `away_until` is its last day away.
    A summary of each morning was last made on `digest_on`. `supervised_by_id` is told when it is silent.
    """

    id: UUID = key()
    organization_id: UUID = reference("organization.id")
    email: str = Field(max_length=320, unique=True, index=True)
    password: str | None = Field(default=None, max_length=255)
    name: str = Field(max_length=200)
    phone: str | None = secret_text("account", "phone")
    role: AccountRole = enum_column(AccountRole, "account_role")
    timezone: str = Field(default="America/New_York", max_length=64)
    active: bool = True
    covered_by_id: UUID | None = None
    away_until: date | None = None
    supervised_by_id: UUID | None = None
    digest_stopped_at: datetime | None = None
    digest_on: date | None = None
    fs_uniquifier: str = Field(max_length=64, unique=True)
    created_at: datetime
    last_seen_at: datetime | None = None


class Invitation(SQLModel, table=True):
    """A one-time link that makes an account or signs `account_id` in; only its hash is stored."""

    id: UUID = key()
    organization_id: UUID | None = reference("organization.id", nullable=True)
    account_id: UUID | None = reference("account.id", nullable=True, cascade=True)
    email: str | None = Field(default=None, max_length=320)
    role: AccountRole = enum_column(AccountRole, "invitation_role")
    token_hash: str = Field(max_length=64, unique=True)
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class WebSession(SQLModel, table=True):
    """A signed-in browser, on the server: only the hash of the cookie's secret is stored."""

    __tablename__ = "web_session"
    id: UUID = key()
    token_hash: str = Field(max_length=64, unique=True)
    account_id: UUID | None = reference("account.id", nullable=True, cascade=True)
    data: str = Field(sa_column=sa.Column(sa.Text(), nullable=False))
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


class SignInThrottle(SQLModel, table=True):
    """Failed attempts per hashed address or account, so that every worker counts the same ones."""

    __tablename__ = "sign_in_throttle"
    subject_hash: str = Field(primary_key=True, max_length=64)
    failures: int = 0
    blocked_until: datetime | None = None
    updated_at: datetime
