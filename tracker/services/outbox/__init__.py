"""The outbox: finished mails waiting to leave, claimed by one worker at a time, each with its story.

Order is the point. A message is claimed under a lease and that is committed; it is sent; then it is marked,
if the lease is still ours. A crash in between sends twice, never not at all.
"""

from tracker.services.outbox.leases import (
    BATCH,
    DELAYS,
    LEASE,
    TOLD_AFTER_ATTEMPTS,
    Claimed,
    Failure,
    Opened,
    claim,
    claimed_message,
    claimed_messages,
    delay,
    gives_up,
    mark_failed,
    mark_sent,
    release,
)
from tracker.services.outbox.messages import (
    Draft,
    Page,
    body_of,
    cancel,
    enqueue,
    message_for,
    page,
    try_again,
)
from tracker.services.outbox.pauses import PAUSE, Pause, last_pause, pause, resume
from tracker.services.outbox.reports import Heard, by_message_id, fates, look_into_silence, take_in

__all__ = [
    "BATCH",
    "DELAYS",
    "LEASE",
    "PAUSE",
    "TOLD_AFTER_ATTEMPTS",
    "Claimed",
    "Draft",
    "Failure",
    "Heard",
    "Opened",
    "Page",
    "Pause",
    "body_of",
    "by_message_id",
    "cancel",
    "claim",
    "claimed_message",
    "claimed_messages",
    "delay",
    "enqueue",
    "fates",
    "gives_up",
    "last_pause",
    "look_into_silence",
    "mark_failed",
    "mark_sent",
    "message_for",
    "page",
    "pause",
    "release",
    "resume",
    "take_in",
    "try_again",
]
