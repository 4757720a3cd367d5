"""Accounts as Flask-Security wants them, kept apart from our rows so that models need not know it.

A `SignedIn` is a plain copy of an account. What Flask-Security changes in it (a password, the word that ties
sessions to it) is written back in a transaction that begins only then, after the slow hashing.
"""

from typing import Any
from uuid import UUID

from flask import g
from flask_login import current_user
from flask_security import RoleMixin, UserMixin
from flask_security.datastore import UserDatastore
from sqlmodel import Session, col, select

from tracker.models import Account
from tracker.services import audit, throttle
from tracker.services.addresses import normal_address
from tracker.web.sessions import end_all
from tracker.web.transaction import begin_writing, db_session, now


class Role(RoleMixin):
    """A role by its name; what it may do is asked of the services."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.permissions: list[str] = []


class SignedIn(UserMixin):
    """An account as plain values. `fs_uniquifier` is the word that ties sessions to it."""

    fs_uniquifier: str = ""

    def __init__(self, account: Account) -> None:
        self.account_id: UUID = account.id
        self.organization_id: UUID = account.organization_id
        self.email = account.email
        self.name = account.name
        self.password = account.password
        self.active = account.active
        self.fs_uniquifier = account.fs_uniquifier
        self.roles = [Role(account.role.value)]


class Accounts(UserDatastore):
    """Finds accounts and writes back what Flask-Security changes; the request's end commits."""

    def __init__(self) -> None:
        super().__init__(SignedIn, Role)

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> SignedIn | None:
        """The account of one address, in whatever case it was typed, or of one session word."""
        (name, value), *_ = kwargs.items()
        wanted = normal_address(str(value)) if name == "email" else value
        account = db_session().exec(select(Account).where(col(getattr(Account, name)) == wanted)).first()
        return SignedIn(account) if account else None

    def find_role(self, role: str) -> Role | None:
        """Every name is a role here."""
        return Role(role)

    def put(self, model: Any) -> Any:
        """Write a changed password or session word; every session of the account ends."""
        if isinstance(model, SignedIn):
            _write(begin_writing(), model)
        return model

    def commit(self) -> None:
        """Nothing: the request's transaction is committed in one place."""


def current_account() -> Account:
    """Who is signed in, as a row of the request's session; only for pages that need a sign-in.

    Held for the request, since the session forgets rows that nobody holds, and a page asks many times.
    """
    held: Account | None = g.get("account")
    if held is None or held.id != current_user.account_id:
        g.account = held = db_session().get_one(Account, current_user.account_id)
    return held


def is_signed_in() -> bool:
    """Whether somebody is."""
    return bool(current_user and current_user.is_authenticated)


def _write(session: Session, user: SignedIn) -> None:
    account = session.get_one(Account, user.account_id)
    if account.password != user.password:
        audit.record(session, account, None, "password changed", "", now())
        throttle.forget(session, account.email)
    account.password, account.fs_uniquifier = user.password, user.fs_uniquifier
    end_all(session, account.id)
    session.flush()
