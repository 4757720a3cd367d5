"""What a mail server writes when a mail could not be delivered: the delivery status notification of RFC 3464."""

from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from typing import cast

from tracker.adapters.mail.message import without_addresses
from tracker.models import DeliveryEvent

ACTIONS = {
    "failed": DeliveryEvent.BOUNCED,
    "delayed": DeliveryEvent.DEFERRED,
    "delivered": DeliveryEvent.DELIVERED,
}
"""RFC 3464, section 2.3.3; `relayed` and `expanded` say nothing of the end."""


class NotANoticeError(Exception):
    """It is no notice of this kind, or does not say which mail it is about."""


def read_notice(raw: bytes) -> tuple[str, DeliveryEvent, str]:
    """The Message-ID of the mail that it is about, what became of it, and why, without an address.

    Raises NotANoticeError.
    """
    notice = message_from_bytes(raw, policy=policy.default)
    fields = _status(notice)
    event = ACTIONS.get(str(fields.get("Action", "")).strip().lower())
    message_id = _about(notice)
    if event is None or not message_id:
        raise NotANoticeError
    return (
        message_id,
        event,
        without_addresses(str(fields.get("Diagnostic-Code") or fields.get("Status") or "")),
    )


def _status(notice: EmailMessage) -> "Message[str, str]":
    """The fields of the recipient, which come after those of the whole message."""
    for part in notice.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            return cast("list[Message[str, str]]", part.get_payload())[-1]
    raise NotANoticeError


def _about(notice: EmailMessage) -> str:
    for part in notice.walk():
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            return str(cast("list[Message[str, str]]", part.get_payload())[0].get("Message-ID", "")).strip()
        if part.get_content_type() == "text/rfc822-headers":
            headers = message_from_bytes(part.get_payload(decode=True) or b"", policy=policy.default)  # type: ignore[arg-type]
            return str(headers.get("Message-ID", "")).strip()
    return ""
