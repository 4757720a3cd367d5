"""A message as the bytes that travel: plain text, HTML that says the same, and perhaps a calendar file."""

import re
from base64 import b64encode
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from hashlib import sha256

from tracker.adapters.mail.message import Message

_METHOD = re.compile(rb"^METHOD:([A-Z]+)\r?$", re.MULTILINE)
NOT_FROM_A_PERSON = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
"""Asks other people's machines not to answer with absence notes (RFC 3834; the second one is Microsoft's)."""


def extra_headers(message: Message) -> dict[str, str]:
    """What a mail says to machines; of one that may be stopped, how (RFC 2369, RFC 8058)."""
    if message.stop_url is None:
        return NOT_FROM_A_PERSON
    stop = {
        "List-Unsubscribe": f"<{message.stop_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return NOT_FROM_A_PERSON | stop


def as_email(message: Message) -> EmailMessage:
    """The same message gives the same bytes: its Date, Message-ID and boundaries come from the row."""
    mail = EmailMessage(policy=SMTP if _is_ascii(message) else SMTPUTF8)
    mail["From"] = _address(message.from_address, message.from_name)
    mail["To"] = _address(message.to_address)
    if message.reply_to:
        mail["Reply-To"] = _address(message.reply_to)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(message.written_at)
    mail["Message-ID"] = message.message_id
    for name, value in extra_headers(message).items():
        mail[name] = value
    mail.set_content(message.text, cte="quoted-printable")
    mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    if message.ics:
        _attach(mail, message.ics)
    _fix_boundaries(mail, message.outbox_id)
    return mail


def calendar_as_base64(ics: bytes) -> str:
    """A calendar file as a provider's API wants it."""
    return b64encode(ics).decode("ascii")


def _is_ascii(message: Message) -> bool:
    return all(
        address.isascii() for address in (message.from_address, message.to_address, message.reply_to or "")
    )


def _address(address: str, name: str = "") -> Address:
    local, _, domain = address.rpartition("@")
    return Address(name, local, domain)


def _attach(mail: EmailMessage, ics: bytes) -> None:
    """The file's own METHOD is the parameter, too: Outlook refuses a file where the two differ."""
    named = _METHOD.search(ics)
    mail.add_attachment(
        ics.decode(),
        subtype="calendar",
        filename="date.ics",
        cte="base64",
        params={"method": named[1].decode()} if named else None,
    )


def _fix_boundaries(mail: EmailMessage, outbox_id: str) -> None:
    parts = (part for part in mail.walk() if part.is_multipart())
    for number, part in enumerate(parts):
        part.set_boundary(f"=_{sha256(f'{outbox_id}/{number}'.encode()).hexdigest()[:40]}")
