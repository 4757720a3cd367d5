"""What stands in a feed: one entry for each dated deadline, neutral, from the rows alone."""

import hashlib
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.models import Account, Case, DeadlineRow, Detail, Feed, Patient
from tracker.rules.front import AT_ONCE, first_day_at_once
from tracker.rules.terms import Actor, Status
from tracker.services.access import NotFound
from tracker.services.calendar_entries import CalendarEntry, EntryState, FeedInfo
from tracker.services.feeds.suffix import suffix
from tracker.services.mail_links import case_url
from tracker.services.neutral_titles import neutral_title_of

PAST = timedelta(days=30)
STATES = {Status.MET: EntryState.DONE, Status.SUPERSEDED: EntryState.CANCELLED}
LASTING = (Status.OPEN, Status.PAST_CAUTIOUS, Status.LATE)
OWED_BY = {
    Actor.CLAIMANT: "Appeal step",
    Actor.PLAN: "Plan’s answer",
    Actor.PLAN_ADMINISTRATOR: "Plan administrator’s answer",
    Actor.IRO: "Review organization’s answer",
    Actor.REVIEWER: "Reviewer’s answer",
    Actor.AGENCY: "Agency’s answer",
}
DESCRIPTION = "Open the case to see what is due and why. Calendars may lag a day: reminders come by e-mail."
_IS_PRIVATE = sa.exists().where(
    col(Patient.id) == col(Case.patient_id), col(Patient.is_private_from_guardian)
)
COLUMNS = (
    col(DeadlineRow.id),
    col(DeadlineRow.rule),
    col(DeadlineRow.limb),
    col(DeadlineRow.actor),
    col(DeadlineRow.shown_on),
    col(DeadlineRow.shown_at),
    col(DeadlineRow.status),
    col(DeadlineRow.met_by),
    col(DeadlineRow.revision),
    col(DeadlineRow.created_at),
    col(DeadlineRow.updated_at),
    col(DeadlineRow.case_id),
    col(Case.number),
)


def entries(
    session: Session, feed: Feed, base_url: str, now: datetime
) -> tuple[FeedInfo, list[CalendarEntry]]:
    """The feed's name and its entries, in the account's zone: 30 days back, and everything ahead."""
    account, ending = session.get_one(Account, feed.account_id), suffix(session, base_url)
    rows = session.execute(
        sa.select(*COLUMNS)
        .join(Case, col(DeadlineRow.case_id) == col(Case.id))
        .where(*_accessible(feed), _is_in_window(today(session, feed, now)))
        .order_by(col(DeadlineRow.id))
    ).all()
    found = [entry_of(row, ending, account.timezone, feed.detail, base_url) for row in rows]
    return _info(session, feed, ending, base_url), found


def entry(session: Session, account: Account, deadline_id: UUID, base_url: str) -> CalendarEntry:
    """One deadline, to be downloaded. Raises access.NotFound where it is another organization's or has no date."""
    row = session.execute(
        sa.select(*COLUMNS)
        .join(Case, col(DeadlineRow.case_id) == col(Case.id))
        .where(col(DeadlineRow.id) == deadline_id, col(Case.organization_id) == account.organization_id)
        .where(is_dated())
    ).first()
    if row is None:
        raise NotFound("DeadlineRow")
    return entry_of(row, suffix(session, base_url), account.timezone, Detail.NEUTRAL.value, base_url)


def etag(session: Session, feed: Feed, base_url: str, renderer_version: str, now: datetime) -> str:
    """What the feed's bytes follow from, without making them: 32 hexadecimal digits.

    Rows are never deleted, and whatever a calendar shows of one raises its revision: for each case, how many
    there are and the sum of their revisions tell every change.
    """
    account = session.get_one(Account, feed.account_id)
    case_id = sa.type_coerce(col(Case.id), sa.String)
    sums = sa.select(case_id, sa.func.count(), sa.func.sum(col(DeadlineRow.revision)))
    sums = sums.join(DeadlineRow, col(DeadlineRow.case_id) == col(Case.id)).where(*_accessible(feed))
    rows = session.connection().execute(sums.group_by(col(Case.id)).order_by(col(Case.id))).all()
    settings = (feed.id, feed.detail, account.timezone, base_url, suffix(session, base_url))
    seen = (*settings, today(session, feed, now), renderer_version, *map(tuple, rows))
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:32]


def today(session: Session, feed: Feed, now: datetime) -> date:
    """The day on which the feed's window stands, in its account's zone."""
    account = session.get_one(Account, feed.account_id)
    return now.astimezone(ZoneInfo(account.timezone)).date()


def _accessible(feed: Feed) -> tuple[sa.ColumnElement[bool], ...]:
    """What the feed's account may see now: its own cases, or the one case while it is its organization's.

    The link of one case may be in a family's calendar: where it is kept private from the guardian, it shows nothing.
    """
    ours = col(Case.organization_id) == feed.organization_id
    if feed.case_id:
        return ours, col(Case.id) == feed.case_id, ~_IS_PRIVATE
    return ours, col(Case.advocate_id) == feed.account_id


def is_dated() -> sa.ColumnElement[bool]:
    """Whether a deadline has a day or a moment that a calendar can show."""
    return col(DeadlineRow.shown_on).is_not(None) | col(DeadlineRow.shown_at).is_not(None)


def _is_in_window(day: date) -> sa.ColumnElement[bool]:
    first = day - PAST
    start = datetime.combine(first, time(), UTC)
    is_recent = (col(DeadlineRow.shown_on) >= first) | (col(DeadlineRow.shown_at) >= start)
    is_lasting = col(DeadlineRow.status).in_(LASTING)
    was_replaced = (col(DeadlineRow.status) == Status.SUPERSEDED) & (col(DeadlineRow.updated_at) >= start)
    is_shown = is_recent & (col(DeadlineRow.status) != Status.SUPERSEDED)
    return is_dated() & (is_shown | is_lasting | was_replaced)


def entry_of(row: sa.Row[Any], ending: str, zone: str, detail: str, base_url: str) -> CalendarEntry:
    """A row of COLUMNS as its entry; `ending` ends its UID, `zone` tells its hour, `detail` is a Detail."""
    state = EntryState.DONE if row.met_by else STATES.get(row.status, EntryState.OPEN)
    return CalendarEntry(
        uid=f"deadline-{row.id}@{ending}",
        sequence=row.revision,
        stamp_at=row.updated_at,
        title=f"{_step(row, detail)}{_fate(row, state)} – case {row.number}",
        url=case_url(base_url, row.case_id),
        state=state,
        on=row.shown_on if row.shown_at is None else None,
        at=row.shown_at,
        zone=zone if row.shown_at else "",
        description=DESCRIPTION,
        since=_since(row, zone),
    )


def _since(row: sa.Row[Any], zone: str) -> date | None:
    """What is to be done at once stands on each of its days from the one on which it was known."""
    if row.limb != AT_ONCE or row.shown_on is None:
        return None
    return first_day_at_once(row.shown_on, row.created_at.astimezone(ZoneInfo(zone)).date())


def _step(row: sa.Row[Any], detail: str) -> str:
    if detail == Detail.DETAILED:
        return neutral_title_of(row.rule, row.actor)
    if row.rule.startswith("practice."):
        return "Our target for a step" if ".target." in row.rule else "Our follow-up"
    return OWED_BY[row.actor]


def _fate(row: sa.Row[Any], state: EntryState) -> str:
    if state is EntryState.DONE:
        return ""
    if row.limb == AT_ONCE:
        return ": at once"
    return " was due" if row.status in (Status.LATE, Status.MISSED) else " due"


def _info(session: Session, feed: Feed, ending: str, base_url: str) -> FeedInfo:
    uid = f"missing-{feed.id}@{ending}"
    if feed.case_id is None:
        return FeedInfo(name="Appeal dates", url=base_url, uid=uid)
    number = session.scalar(sa.select(col(Case.number)).where(col(Case.id) == feed.case_id))
    return FeedInfo(name=f"Case {number}", url=case_url(base_url, feed.case_id), uid=uid)
