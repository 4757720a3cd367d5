"""Slows a guesser down, and whoever would fill a stranger's mailbox: failed attempts are counted by account and by
address, mails by the address that they ask to confirm; for every process alike.
"""

from datetime import datetime, timedelta
from math import ceil

from sqlmodel import Session

from tracker.models import SignInThrottle
from tracker.models.keyring import word_hash
from tracker.rules.reading import Problem
from tracker.services.addresses import normal_address

_MEMORY = timedelta(hours=24)
_WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
_FREE_BY_KIND = {"account": 5, "address": 30}
"""Failures without a wait. An address may be a whole office behind one connection."""

_ENOUGH = (
    "Several of these mails have gone to this address. Ask them to look for one, in the spam folder too."
)


def blocked_until(session: Session, account: str, address: str, now: datetime) -> datetime | None:
    """Until when an attempt on this account (its e-mail address) or from this address is refused, or None.

    An empty address is nobody's, and counted for nobody.
    """
    rows = [session.get(SignInThrottle, each) for each in _subjects(account, address).values()]
    ends = [row.blocked_until for row in rows if row and row.blocked_until and row.blocked_until > now]
    return max(ends, default=None)


def note_failure(session: Session, account: str, address: str, now: datetime) -> None:
    """Count a failed attempt; each one beyond the free ones makes the next wait longer, up to an hour."""
    for kind, subject in _subjects(account, address).items():
        row = session.get(SignInThrottle, subject) or SignInThrottle(subject_hash=subject, updated_at=now)
        row.failures = 1 if now - row.updated_at > _MEMORY else row.failures + 1
        row.blocked_until = _end_of_wait(row.failures - _FREE_BY_KIND[kind], now)
        row.updated_at = now
        session.add(row)
    session.flush()


def forget(session: Session, account: str) -> None:
    """After a right password, the account's failures count no more; those of the address stay."""
    for subject in _subjects(account, "").values():
        row = session.get(SignInThrottle, subject)
        if row is not None:
            session.delete(row)
            session.flush()


def count_mail(session: Session, email: str, now: datetime) -> Problem | None:
    """Count one more mail to an address that nobody has confirmed yet; or, where too many went there already, count
    nothing and say so (field `email`).
    """
    subject = f"confirming mail to {normal_address(email)}"
    until = blocked_until(session, subject, "", now)
    if until is not None:
        minutes = ceil((until - now) / timedelta(minutes=1))
        wait = "1 minute" if minutes == 1 else f"{minutes} minutes"
        return Problem("email", f"{_ENOUGH} Another one can be sent in {wait}.")
    note_failure(session, subject, "", now)
    return None


def _end_of_wait(beyond: int, now: datetime) -> datetime | None:
    return now + _WAITS[min(beyond, len(_WAITS) - 1)] if beyond >= 0 else None


def _subjects(account: str, address: str) -> dict[str, str]:
    named = {"account": account.strip().lower(), "address": address}
    return {kind: word_hash(f"sign-in {kind} {subject}") for kind, subject in named.items() if subject}
