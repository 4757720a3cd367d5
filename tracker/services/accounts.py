"""Accounts: how the first one is made, how others are invited, and how one ends."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlmodel import Session, col, select

from tracker.models import Account, AccountRole, Invitation, Organization
from tracker.rules.reading import Problem
from tracker.services import audit, throttle
from tracker.services.access import NotFound, require_administrator
from tracker.services.addresses import address_problem, normal_address
from tracker.services.errors import RefusedError, refuse_if
from tracker.services.texts import NEEDED, text_problem
from tracker.services.tokens import new_token, token_hash
from tracker.services.zones import zone_problems

INVITATION_PATH = "/invitations/"
SIGN_IN_PATH = "/sign-in/"
FIRST_LINK_LASTS = timedelta(days=7)
INVITATION_LASTS = timedelta(days=7)
SIGN_IN_LASTS = timedelta(hours=12)

_SPENT = "This link has been used or is too old. Ask for a new one."


class AccountError(RefusedError):
    """An account or an invitation was not made or changed."""


def has_accounts(session: Session) -> bool:
    """Whether anybody has an account yet."""
    return session.exec(select(Account.id).limit(1)).first() is not None


def first_account_link(session: Session, base_url: str, now: datetime) -> str | None:
    """A one-time address that makes the first account; None where there is one. Earlier ones stop working."""
    if has_accounts(session):
        return None
    for earlier in session.exec(select(Invitation).where(col(Invitation.used_at).is_(None))):
        earlier.used_at = now
    token = _invitation(session, Invitation, AccountRole.ADMINISTRATOR, now, FIRST_LINK_LASTS)
    return f"{base_url.rstrip('/')}{INVITATION_PATH}{token}"


def invite(session: Session, by: Account, email: str, role: AccountRole, now: datetime) -> str:
    """An administrator invites somebody; returns the link's secret. Raises AccountError, NotAllowed."""
    require_administrator(by)
    address = normal_address(email)
    refuse_if(_address_problems(session, address), AccountError)
    too_many = throttle.count_mail(session, address, now)
    refuse_if([too_many] if too_many else [], AccountError)
    audit.record(session, by, None, "account invited", role.value, now)
    return _invitation(
        session,
        Invitation,
        role,
        now,
        INVITATION_LASTS,
        email=address,
        organization_id=by.organization_id,
    )


def invitation(session: Session, token: str, now: datetime) -> Invitation:
    """The invitation of a link that still works. Raises AccountError (field `token`) where it does not.

    On PostgreSQL it is locked, so that of two who press the link at once the second one finds it used.
    """
    statement = select(Invitation).where(Invitation.token_hash == token_hash(token))
    found = session.exec(statement.with_for_update().execution_options(populate_existing=True)).first()
    if found is None or found.used_at is not None or found.expires_at <= now:
        raise AccountError([Problem("token", _SPENT)])
    return found


def invitations(session: Session, by: Account, now: datetime) -> list[Invitation]:
    """The organization's invitations that nobody has used and that still work."""
    statement = select(Invitation).where(
        Invitation.organization_id == by.organization_id,
        col(Invitation.used_at).is_(None),
        col(Invitation.account_id).is_(None),
        Invitation.expires_at > now,
    )
    return list(session.exec(statement.order_by(col(Invitation.created_at))))


def accept(
    session: Session,
    token: str,
    name: str,
    email: str,
    password_hash: str,
    organization_name: str,
    timezone: str,
    now: datetime,
) -> Account:
    """Make the account that the link is for; without an organization on the invitation, found one.

    `email` and `organization_name` count only where the invitation does not fix them. Raises AccountError.
    """
    invited = invitation(session, token, now)
    if invited.account_id is not None:
        raise AccountError([Problem("token", _SPENT)])
    address = invited.email or normal_address(email)
    refuse_if(
        [
            *name_problems("name", name),
            *([] if invited.organization_id else name_problems("organization_name", organization_name)),
            *zone_problems("timezone", timezone),
            *_address_problems(session, address),
        ],
        AccountError,
    )
    invited.used_at = now
    account = Account(
        organization_id=invited.organization_id or _organization(session, organization_name, now).id,
        email=address,
        password=password_hash,
        name=name.strip(),
        role=invited.role,
        timezone=timezone,
        fs_uniquifier=uuid4().hex,
        created_at=now,
    )
    session.add(account)
    session.flush()
    audit.record(session, account, None, "account made", invited.role.value, now)
    return account


def by_email(session: Session, email: str) -> Account | None:
    """The account of that address, active or not; upper and lower case are the same."""
    return session.exec(select(Account).where(Account.email == normal_address(email))).first()


def colleagues(session: Session, account: Account) -> list[Account]:
    """Everybody in the account's organization, by name, the account itself among them."""
    statement = select(Account).where(Account.organization_id == account.organization_id)
    return list(session.exec(statement.order_by(Account.name, Account.email)))


def colleague(session: Session, account: Account, account_id: object) -> Account:
    """Somebody of the account's organization. Raises NotFound."""
    found = session.get(Account, account_id)
    if found is None or found.organization_id != account.organization_id:
        raise NotFound("Account")
    return found


def deactivate(session: Session, by: Account, account: Account, now: datetime) -> None:
    """End an account's access; its cases stay. Raises AccountError for the last administrator, NotAllowed."""
    require_administrator(by)
    colleague(session, by, account.id)
    if account.role is AccountRole.ADMINISTRATOR and _is_last_administrator(session, account):
        raise AccountError([Problem("account", "This is the last administrator. Make another one first.")])
    account.active = False
    account.fs_uniquifier = uuid4().hex
    audit.record(session, by, None, "account deactivated", str(account.id), now)


def reactivate(session: Session, by: Account, account: Account, now: datetime) -> None:
    """Let a deactivated account sign in again. Raises NotAllowed."""
    require_administrator(by)
    colleague(session, by, account.id).active = True
    audit.record(session, by, None, "account reactivated", str(account.id), now)


def note_sign_in(session: Session, account: Account, now: datetime) -> None:
    """Put a sign-in on record."""
    account.last_seen_at = now
    audit.record(session, account, None, "signed in", "", now)


def one_time_sign_in(session: Session, account: Account, now: datetime) -> str:
    """The secret of a link that signs this account in once."""
    return _invitation(
        session,
        Invitation,
        account.role,
        now,
        SIGN_IN_LASTS,
        account_id=account.id,
        email=account.email,
        organization_id=account.organization_id,
    )


def redeem_sign_in(session: Session, token: str, now: datetime) -> Account:
    """The account that a one-time link signs in; the link is spent. Raises AccountError."""
    link = invitation(session, token, now)
    account = session.get(Account, link.account_id) if link.account_id else None
    if account is None or not account.active:
        raise AccountError([Problem("token", _SPENT)])
    link.used_at = now
    return account


def name_problems(field: str, name: str) -> list[Problem]:
    """What is wrong with a name that is needed."""
    if not name.strip():
        return [Problem(field, NEEDED)]
    return line_problems(field, name, 200)


def line_problems(field: str, text: str, most: int = 400) -> list[Problem]:
    """What is wrong with a line of text."""
    sentence = text_problem(text, most)
    return [Problem(field, sentence)] if sentence else []


def _invitation(
    session: Session,
    model: type[Invitation],
    role: AccountRole,
    now: datetime,
    lasts: timedelta,
    **more: Any,
) -> str:
    token = new_token()
    session.add(
        model(token_hash=token_hash(token), role=role, created_at=now, expires_at=now + lasts, **more)
    )
    session.flush()
    return token


def _organization(session: Session, name: str, now: datetime) -> Organization:
    organization = Organization(name=name.strip(), created_at=now)
    session.add(organization)
    session.flush()
    return organization


def _address_problems(session: Session, address: str) -> list[Problem]:
    sentence = address_problem(address)
    if sentence is None and by_email(session, address):
        sentence = "There is an account with this address already."
    return [Problem("email", sentence)] if sentence else []


def _is_last_administrator(session: Session, account: Account) -> bool:
    others = select(Account.id).where(
        Account.organization_id == account.organization_id,
        Account.role == AccountRole.ADMINISTRATOR,
        col(Account.active),
        Account.id != account.id,
    )
    return session.exec(others).first() is None
