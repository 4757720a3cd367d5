"""An advocate who is away: a colleague gets their mails and their tasks until they are back."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from tracker.models import Account
from tracker.rules.reading import Problem, ReadingError
from tracker.services import accounts, audit
from tracker.services.accounts import AccountError
from tracker.services.days import kept_day
from tracker.services.errors import refuse_if


def go_away(session: Session, account: Account, cover_id: UUID | None, until: str, now: datetime) -> None:
    """From now until that day's end a colleague covers. Raises AccountError naming the field."""
    cover = _cover(session, account, cover_id)
    day, sentence = _last_day(account, until, now)
    problems = [Problem("cover", "Choose a colleague who is here.")] if cover is None else []
    refuse_if([*problems, *([Problem("until", sentence)] if sentence else [])], AccountError)
    assert cover is not None  # noqa: S101 - refused above
    account.covered_by_id, account.away_until = cover.id, day
    audit.record(session, account, None, "away", f"covered by {cover.id}", now)


def come_back(session: Session, account: Account, now: datetime) -> None:
    """The account gets its own mails and tasks again."""
    if account.covered_by_id is not None:
        account.covered_by_id = account.away_until = None
        audit.record(session, account, None, "back", "", now)


def end_what_is_over(session: Session, now: datetime) -> None:
    """Whoever's last day away has passed, where they are, is back."""
    for account in session.exec(select(Account).where(col(Account.away_until).is_not(None))):
        if account.away_until and account.away_until < _today(account, now):
            come_back(session, account, now)


def covered_by(session: Session, account: Account) -> list[Account]:
    """The colleagues whom `account` covers now, by name."""
    statement = select(Account).where(Account.covered_by_id == account.id, col(Account.active))
    return list(session.exec(statement.order_by(Account.name)))


def cover_of(session: Session, account: Account) -> Account | None:
    """Who gets the account's mails and tasks now; None where it is here."""
    return session.get(Account, account.covered_by_id) if account.covered_by_id else None


def can_cover(session: Session, account: Account) -> list[Account]:
    """The colleagues who may be asked to: active, and here."""
    found = accounts.colleagues(session, account)
    return [each for each in found if each.id != account.id and each.active and each.covered_by_id is None]


def _cover(session: Session, account: Account, cover_id: UUID | None) -> Account | None:
    return next((each for each in can_cover(session, account) if each.id == cover_id), None)


def _last_day(account: Account, until: str, now: datetime) -> tuple[date | None, str]:
    try:
        day = kept_day(until)
    except ReadingError as error:
        return None, str(error)
    if day is None:
        return None, "Say until which day, so that nobody is away for ever by mistake."
    today = _today(account, now)
    if day < today:
        return None, "This day has passed."
    return day, "" if (day - today).days <= 366 else "More than a year: close the account instead."


def _today(account: Account, now: datetime) -> date:
    return now.astimezone(ZoneInfo(account.timezone)).date()
