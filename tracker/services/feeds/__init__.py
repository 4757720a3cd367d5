"""Calendar feeds: secret links to the dates of an advocate's cases, or of one case.

A feed is evaluated as its account, now: what the account may no longer see is no longer in it.
"""

from tracker.services.calendar_entries import CalendarEntry, EntryState, FeedInfo
from tracker.services.feeds.contents import entries, entry, etag, today
from tracker.services.feeds.mailed import of_mails
from tracker.services.feeds.secrets import (
    Links,
    by_token,
    create,
    find,
    is_worth_noting,
    links,
    note_reading,
    of_account,
    revoke,
)
from tracker.services.feeds.suffix import fix_suffix

__all__ = [
    "CalendarEntry",
    "EntryState",
    "FeedInfo",
    "Links",
    "by_token",
    "create",
    "entries",
    "entry",
    "etag",
    "find",
    "fix_suffix",
    "is_worth_noting",
    "links",
    "note_reading",
    "of_account",
    "of_mails",
    "revoke",
    "today",
]
