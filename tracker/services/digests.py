"""A summary of the morning for each advocate: everything past, due, late and waiting. Optional, and never instead of
the mails about single dates.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import Account, Case, DeadlineRow
from tracker.models.keyring import signature
from tracker.rules.dates import is_business_day
from tracker.services import outbox
from tracker.services.access import NotFound
from tracker.services.mail_contexts import Digest, DigestGroup, DigestLine
from tracker.services.mail_texts import render
from tracker.services.neutral_titles import neutral_title
from tracker.services.outbox import Draft
from tracker.services.reminders.wording import in_zone
from tracker.services.singly import Written, singly
from tracker.services.staff_mail import to_staff

KIND = "digest"
STOP = "stop the summary"
FROM_HOUR, UNTIL_HOUR = 7, 12
"""Made from seven on, where its reader is, so that it is there before the mails of nine; after noon the day is old."""
LINES = 10
GROUPS = (
    ("overdue", "Past its date"),
    ("within_72_hours", "Within 72 hours"),
    ("this_week", "This week"),
    ("plan_is_late", "The plan is late"),
    ("waiting_on_plan", "Waiting for an answer"),
)


@dataclass(frozen=True, slots=True)
class Made:
    """A summary that is kept nowhere yet; without a draft where there is nothing to say on that day."""

    account_id: UUID
    day: date
    draft: Draft | None


def due_digests(session: Session, base_url: str, now: datetime) -> Written[Made]:
    """The summaries of this morning that were not made yet, wherever it is morning at `now`; changes nothing."""

    def write(account: Account) -> Made | None:
        local = now.astimezone(ZoneInfo(account.timezone))
        is_due = FROM_HOUR <= local.hour < UNTIL_HOUR and account.digest_on != local.date()
        return _made(session, account, local.date(), base_url) if is_due else None

    wanted = select(Account).where(col(Account.active), col(Account.digest_stopped_at).is_(None))
    return singly(session.exec(wanted).all(), write, "A summary of the morning")


def keep(session: Session, made: Made, base_url: str, now: datetime) -> bool:
    """Put it into the outbox, once a day; False where there was nothing to say, or it was stopped meanwhile."""
    account = session.get_one(Account, made.account_id)
    if account.digest_on == made.day or account.digest_stopped_at is not None:
        return False
    account.digest_on = made.day
    session.add(account)
    if made.draft is not None:
        outbox.enqueue(session, made.draft, base_url, now)
    return made.draft is not None


def stop_url(base_url: str, account_id: UUID) -> str:
    """Where a press stops the summary, without a sign-in; the same each time, and never too old."""
    return f"{base_url}/summary/stop/{account_id.hex}-{signature(STOP, account_id.hex)}"


def by_stop_token(session: Session, token: str) -> Account:
    """Whose summary the link stops. Raises NotFound."""
    key, _, signed = token.partition("-")
    try:
        account = session.get(Account, UUID(hex=key))
    except ValueError:
        account = None
    if account is None or signed != signature(STOP, account.id.hex):
        raise NotFound("Account")
    return account


def stop(session: Session, account: Account, now: datetime) -> None:
    """No summary any more; the mails about single dates go on."""
    account.digest_stopped_at = account.digest_stopped_at or now
    session.add(account)


def begin_again(session: Session, account: Account) -> None:
    """The summary is wanted after all."""
    account.digest_stopped_at = None
    session.add(account)


def _made(session: Session, account: Account, day: date, base_url: str) -> Made:
    groups = _groups(session, account) if is_business_day(day, observed=True) else ()
    if not groups:
        return Made(account.id, day, None)
    mail = render(Digest(day, groups, f"{base_url}/", stop_url(base_url, account.id)))
    return Made(account.id, day, to_staff(account, mail, KIND, f"{KIND}:{account.id}:{day}"))


def _groups(session: Session, account: Account) -> tuple[DigestGroup, ...]:
    every = (_group(session, account, code, title) for code, title in GROUPS)
    return tuple(group for group in every if group.count)


def _group(session: Session, account: Account, code: str, title: str) -> DigestGroup:
    mine = (Case.advocate_id == account.id, col(Case.closed_at).is_(None), Case.group == code)
    count = session.exec(select(sa.func.count()).select_from(Case).where(*mine)).one()
    first = (
        select(Case, DeadlineRow)
        .join(DeadlineRow, col(DeadlineRow.id) == col(Case.next_deadline_id), isouter=True)
        .where(*mine)
        .order_by(col(Case.sort_at), col(Case.id))
        .limit(LINES)
    )
    lines = (_line(case, row, ZoneInfo(account.timezone)) for case, row in session.exec(first))
    return DigestGroup(title, count, tuple(lines))


def _line(case: Case, row: DeadlineRow | None, zone: ZoneInfo) -> DigestLine:
    title = neutral_title(row) if row else "See the case"
    when = in_zone(case.next_at or case.next_on, zone) if case.next_at or case.next_on else None
    return DigestLine(case.number, title, when)
