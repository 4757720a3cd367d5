"""Feeds and the secrets of their links; only a secret's hash is stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from sqlmodel import Session, col, select

from tracker.models import Account, Case, Detail, Feed
from tracker.services.access import NotFound
from tracker.services.feeds.suffix import fix_suffix
from tracker.services.tokens import new_token, token_hash

NOTE_READING_EVERY = timedelta(hours=1)
LONGEST_READER = 120


@dataclass(frozen=True, slots=True)
class Links:
    """The ways into a calendar program; each holds the secret."""

    https: str
    webcal: str
    google: str


def create(
    session: Session,
    account: Account,
    case: Case | None,
    base_url: str,
    now: datetime,
    detail: Detail = Detail.NEUTRAL,
) -> tuple[Feed, str]:
    """A new feed of the account's cases, or of one, and its secret, which is told this once.

    A link to the same dates that the account had before is revoked.
    """
    fix_suffix(session, base_url)
    if old := find(session, account, case):
        revoke(session, old, now)
    token = new_token()
    feed = Feed(
        organization_id=account.organization_id,
        account_id=account.id,
        case_id=case.id if case else None,
        token_hash=token_hash(token),
        detail=detail.value,
        created_at=now,
    )
    session.add(feed)
    session.flush()
    return feed, token


def revoke(session: Session, feed: Feed, now: datetime) -> None:
    """The link shows nothing any more; again changes nothing."""
    if feed.revoked_at is None:
        feed.revoked_at = now
        session.add(feed)
        session.flush()


def find(session: Session, account: Account, case: Case | None) -> Feed | None:
    """The account's live feed of its cases, or of one case."""
    case_id = case.id if case else None
    return next((feed for feed in of_account(session, account) if feed.case_id == case_id), None)


def of_account(session: Session, account: Account) -> list[Feed]:
    """All live feeds of the account, the oldest first."""
    statement = select(Feed).where(Feed.account_id == account.id, col(Feed.revoked_at).is_(None))
    return list(session.exec(statement.order_by(col(Feed.created_at), col(Feed.id))))


def by_token(session: Session, token: str) -> Feed:
    """The feed of a secret. Raises access.NotFound alike where it is unknown, revoked, or its account closed or
    another organization's now.
    """
    live = select(Feed).join(Account, col(Feed.account_id) == Account.id).where(col(Account.active))
    live = live.where(Feed.organization_id == Account.organization_id)
    live = live.where(Feed.token_hash == token_hash(token), col(Feed.revoked_at).is_(None))
    feed = session.exec(live).first()
    if feed is None:
        raise NotFound("Feed")
    return feed


def note_reading(session: Session, feed: Feed, reader: str, now: datetime) -> None:
    """Keep when, and by which program (`reader`, its User-Agent), the feed was read last."""
    feed.read_at, feed.read_by = now, _short(reader)
    session.add(feed)


def is_worth_noting(feed: Feed, reader: str, now: datetime) -> bool:
    """Whether a reading says something new: by another program, or an hour after the last one."""
    is_another = feed.read_at is None or _short(reader) != feed.read_by
    return is_another or now - (feed.read_at or now) >= NOTE_READING_EVERY


def links(url: str) -> Links:
    """The whole address of a feed (https://…) in the forms that calendar programs take."""
    webcal = f"webcal://{url.partition('://')[2]}"
    google = f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}"
    return Links(https=url, webcal=webcal, google=google)


def _short(reader: str) -> str | None:
    """A program's name without control characters, as far as it is kept."""
    return "".join(filter(str.isprintable, reader))[:LONGEST_READER] or None
