"""A mail of the outbox as it is handed over, and the file for a calendar that goes with one of reminders.

The file is made as the mail goes, so that it tells each date as it stands then. The mail is the reminder and the file a
convenience: where it cannot be made, the mail goes without it and does not speak of it.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from email.utils import parseaddr
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from tracker.adapters.ical import write_attachment
from tracker.adapters.mail import Message
from tracker.models import OutboxBody, OutboxMessage
from tracker.services import digests, feeds, mail_texts
from tracker.services.calendar_entries import CalendarEntry
from tracker.services.outbox import Opened

WITHOUT = "A mail goes without its file for a calendar."
log = logging.getLogger(__name__)


Entries = tuple[CalendarEntry, ...]


def entries_for(
    session: Session, opened: Sequence[Opened], base_url: str, now: datetime, notes: list[str]
) -> dict[UUID, Entries]:
    """What goes with these mails for a calendar, by the mail's key; nothing is written, and most kinds have none.

    Where that cannot be told, it is logged and `notes` gets a sentence.
    """
    try:
        return feeds.of_mails(session, [message for message, _ in opened], base_url, now)
    except DBAPIError:
        raise
    except Exception:
        log.exception(WITHOUT)
        notes.append(WITHOUT)
        return {}


def as_message(
    message: OutboxMessage, body: OutboxBody, mail_from: str, base_url: str, ics: bytes | None = None
) -> Message:
    """What a mailer takes; a mail without `ics` speaks of no file. `mail_from` is a name and an address or an address
    alone. Raises MailError.
    """
    name, address = parseaddr(mail_from)
    text, html = body.text or "", body.html or ""
    if ics is None:
        text, html = mail_texts.without_file(text, html)
    return Message(
        outbox_id=str(message.id),
        message_id=message.message_id,
        written_at=message.created_at,
        to_address=message.to_address or "",
        from_address=address,
        from_name=message.from_name or name,
        subject=message.subject or "",
        text=text,
        html=html,
        reply_to=message.reply_to,
        ics=ics,
        stop_url=_stop_url(message, base_url),
    )


def file_of(entries: Entries, notes: list[str]) -> bytes | None:
    """The file, written by the thread that sends the mail, so that no other mail waits for it; None where there is
    nothing to tell, or where it cannot be made, which is logged and `notes` gets a sentence.
    """
    try:
        return write_attachment(entries) if entries else None
    except Exception:
        log.exception(WITHOUT)
        notes.append(WITHOUT)
        return None


def _stop_url(message: OutboxMessage, base_url: str) -> str | None:
    """Where a mail program may stop mail of this kind; only what is optional can be stopped so."""
    if message.kind != digests.KIND or message.account_id is None:
        return None
    return digests.stop_url(base_url, message.account_id)
