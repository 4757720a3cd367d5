"""A message to change, and a free port."""

import socket
from datetime import UTC, datetime
from typing import Any

from tracker.adapters.mail import Message

ORDINARY_MESSAGE: dict[str, Any] = {
    "outbox_id": "3f1c9a52-5a52-4a3c-9a5e-000000000001",
    "message_id": "<3f1c9a52-5a52-4a3c-9a5e-000000000001@example.org>",
    "written_at": datetime(2026, 11, 22, 14, 0, tzinfo=UTC),
    "to_address": "alice@example.org",
    "from_address": "tracker@example.org",
    "from_name": "Appeal tracker",
    "subject": "Case A-7F3K: file by Friday, November 27, 2026",
    "text": "File by Friday, November 27, 2026 – naïve readers too.\n",
    "html": "<p>File by Friday, November 27, 2026 – naïve readers too.</p>\n",
}


def make_message(**changes: Any) -> Message:
    """An ordinary reminder, with what a test cares about changed."""
    return Message(**{**ORDINARY_MESSAGE, **changes})


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
