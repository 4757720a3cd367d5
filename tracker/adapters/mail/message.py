"""A finished message, what a mailer is, and the one error that says what to do next."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

ADDRESS = re.compile(r"[^\s@,;:<>()\[\]\\\"]+@[^\s@,;:<>()\[\]\\\"]+")
MESSAGE_ID = re.compile(r"<[^\s<>@]+@[^\s<>@]+>")
OUTBOX_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
LONGEST_SENTENCE = 400


class MailError(Exception):
    """A message did not go.

    `permanent`: trying this message again is pointless; a person has to be told.
    `stop_all`: the settings are at fault, no other message would go either; leave them queued, tell a person.
    `retry_after_s`: the provider asks for quiet; send nothing at all for so many seconds.
    None of these: try this message again later. It may have gone: a resend carries the same Message-ID.
    `sentence` is for people, at most 400 characters, without an address.
    """

    def __init__(
        self, sentence: str, permanent: bool, stop_all: bool = False, retry_after_s: int | None = None
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence[:LONGEST_SENTENCE]
        self.permanent = permanent
        self.stop_all = stop_all
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Message:
    """One finished mail to one recipient; the same row of the outbox makes the same message each time.

    `message_id` has its angle brackets. `written_at` is aware and becomes the Date header. `ics` is a
    calendar file to attach, `stop_url` an address that stops mail of this kind when a mail program posts to it.
    Raises MailError (permanent) where a header holds a control character, or an
    address is not exactly one address.
    """

    outbox_id: str
    message_id: str
    written_at: datetime
    to_address: str
    from_address: str
    from_name: str
    subject: str
    text: str
    html: str
    reply_to: str | None = None
    ics: bytes | None = None
    stop_url: str | None = None

    def __post_init__(self) -> None:
        for name in ("to_address", "from_address", "reply_to"):
            address = getattr(self, name)
            if address is not None and not ADDRESS.fullmatch(address):
                raise _unfit(name, "is not one e-mail address")
        for name in ("to_address", "from_address", "reply_to", "from_name", "subject", "message_id"):
            if CONTROL.search(getattr(self, name) or ""):
                raise _unfit(name, "holds a control character")
        if not MESSAGE_ID.fullmatch(self.message_id):
            raise _unfit("message_id", "is not a Message-ID")
        if not OUTBOX_ID.fullmatch(self.outbox_id):
            raise _unfit("outbox_id", "is not an outbox id")
        if self.written_at.tzinfo is None:
            raise _unfit("written_at", "has no time zone")


def _unfit(field: str, why: str) -> MailError:
    words = field.replace("_", " ")
    return MailError(f"The mail was not sent: its {words} {why}.", permanent=True)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The next computer took the message: accepted, which is not yet delivered and not yet read."""

    provider_id: str | None = None


class Mailer(Protocol):
    """Sends one message at a time, from any number of threads."""

    def send(self, message: Message) -> Receipt:
        """Hand the message over, or raise MailError."""

    def close(self) -> None:
        """Let go of open connections; the mailer can be used again afterwards."""


def without_addresses(words: str) -> str:
    """What a provider answered, as one line without e-mail addresses, fit for a log and for a page."""
    return re.sub(r"\S+@\S+", "(address)", CONTROL.sub(" ", words)).strip()[:200]
