"""Signs events as SendGrid does, with a key of the tests' own."""

import base64
import json
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tracker.adapters.mail.webhook import SIGNATURE, TIMESTAMP

_KEY = ec.generate_private_key(ec.SECP256R1())
PUBLIC_KEY = base64.b64encode(
    _KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
).decode()


def signed(raw: bytes, at: datetime) -> dict[str, str]:
    """The headers that SendGrid would send with these bytes at this moment."""
    timestamp = str(int(at.timestamp()))
    signature = _KEY.sign(timestamp.encode() + raw, ec.ECDSA(hashes.SHA256()))
    return {SIGNATURE: base64.b64encode(signature).decode(), TIMESTAMP: timestamp}


def event(outbox_id: object, kind: str, at: datetime, **more: Any) -> dict[str, Any]:
    """An event as SendGrid's documentation describes it."""
    return {
        "email": "alice@example.org",
        "event": kind,
        "timestamp": int(at.timestamp()),
        "sg_event_id": f"{kind}-{outbox_id}",
        "sg_message_id": "14c5d75ce93.dfd.64b469",
        "outbox_id": str(outbox_id),
        **more,
    }


def as_bytes(*events: Any) -> bytes:
    """The body of a request."""
    return json.dumps(events).encode()
