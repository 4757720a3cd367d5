"""SendGrid's signed event webhook: the bytes are verified before anything in them is read.

The signature is ECDSA over the timestamp and the raw body; the library checks it, and checks nothing else, so what
is missing, old or not text is refused here first.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tracker.adapters.mail.message import without_addresses
from tracker.models import DeliveryEvent
from tracker.services.outbox import Heard

SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"
OLDEST = timedelta(minutes=10)
LARGEST = 2_000_000
EVENTS = {
    "delivered": DeliveryEvent.DELIVERED,
    "deferred": DeliveryEvent.DEFERRED,
    "bounce": DeliveryEvent.BOUNCED,
    "blocked": DeliveryEvent.BOUNCED,
    "dropped": DeliveryEvent.DROPPED,
    "spamreport": DeliveryEvent.COMPLAINED,
    "unsubscribe": DeliveryEvent.UNSUBSCRIBED,
    "group_unsubscribe": DeliveryEvent.UNSUBSCRIBED,
}
"""SendGrid's words; what else it tells (processed, opens, clicks) says nothing that is acted on."""


class NotSignedError(Exception):
    """It is not shown that SendGrid sent this, now."""


class NotEventsError(Exception):
    """It is signed, and cannot be read as events."""


def verified_events(
    raw: bytes, signature: str | None, timestamp: str | None, public_key: str, now: datetime
) -> tuple[Heard, ...]:
    """What SendGrid reports of our mails. Raises NotSignedError before reading, NotEventsError while reading."""
    if not (signature and timestamp and _is_fresh(timestamp, now)):
        raise NotSignedError
    if not _is_signed(raw, signature, timestamp, public_key):
        raise NotSignedError
    try:
        return tuple(_events(json.loads(raw)))
    except (ValueError, TypeError, LookupError, OverflowError, OSError) as error:
        raise NotEventsError from error


def _is_fresh(timestamp: str, now: datetime) -> bool:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    return abs(now - datetime.fromtimestamp(int(timestamp), UTC)) <= OLDEST


def _is_signed(raw: bytes, signature: str, timestamp: str, public_key: str) -> bool:
    from sendgrid.helpers.eventwebhook import EventWebhook  # slow to load, and wanted only here

    try:
        verified: bool = EventWebhook(public_key).verify_signature(raw.decode(), signature, timestamp)
    except ValueError:  # neither base64 nor UTF-8
        return False
    return verified


def _events(told: Any) -> Iterator[Heard]:
    for each in told:
        event = EVENTS.get(each["event"])
        key = each.get("outbox_id")
        if event is not None and key is not None:
            yield Heard(
                outbox_id=UUID(key),
                event=event,
                at=datetime.fromtimestamp(each["timestamp"], UTC),
                event_id=str(each["sg_event_id"])[:200],
                reason=without_addresses(str(each.get("reason") or each.get("response") or "")),
            )
