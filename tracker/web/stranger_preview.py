"""The dates of somebody who has no case here: no target of ours that has passed, and what was missed said first."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from tracker.rules.dates import is_past
from tracker.rules.facts import CaseFacts
from tracker.rules.outcome import Computed, Deadline
from tracker.rules.terms import Status
from tracker.web.previews import Preview, preview_of


def stranger_preview(case: CaseFacts, computed: Computed, now: datetime) -> Preview:
    """The preview of a denial; where nothing is left to be done in time, the last date that was missed is in front."""
    zone = ZoneInfo(case.timezone)
    alive = tuple(each for each in computed.deadlines if not _is_spent_target(each, now, zone))
    preview = preview_of(case, replace(computed, deadlines=alive), now)
    missed = [each for each in preview.beside if each.is_claimants and each.status == Status.MISSED]
    if preview.next is not None or not missed:
        return preview
    return replace(
        preview, next=missed[-1], beside=tuple(each for each in preview.beside if each is not missed[-1])
    )


def _is_spent_target(deadline: Deadline, now: datetime, zone: ZoneInfo) -> bool:
    """Whether a target of ours has passed: a stranger was never reminded of it, and the law's date is what counts."""
    return not deadline.is_legal and deadline.shown is not None and is_past(deadline.shown, now, zone)
