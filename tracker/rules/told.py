"""What the engine answers, as JSON: deadlines, openings, and when to look again."""

from datetime import datetime
from typing import Any

from tracker.rules.facts import When
from tracker.rules.outcome import Computed, Deadline, Opening
from tracker.rules.reading import to_the_minute, zone


def plain(when: When | None, timezone: str) -> str | None:
    """A day as YYYY-MM-DD, a moment in the case's zone with its offset."""
    if isinstance(when, datetime):
        return to_the_minute(when.astimezone(zone(timezone)))
    return when.isoformat() if when else None


def deadline_json(deadline: Deadline, timezone: str) -> dict[str, Any]:
    """One deadline as JSON: a claimant's with `file_by`, anybody else's with `due`."""
    own = (
        ("file_by", "latest_arguable", "mail_by")
        if deadline.is_claimants
        else ("due", "overdue_certain_after")
    )
    return {
        "rule": deadline.rule,
        "limb": deadline.limb,
        "title": deadline.title,
        "actor": deadline.actor.value,
        "trigger": deadline.trigger.value,
        "event": deadline.event_key or None,
        **{name: plain(getattr(deadline, name), timezone) for name in own},
        "status": deadline.status.value,
        "met_by": deadline.met_by,
        "met_on": plain(deadline.met_on, timezone),
        "unit": deadline.unit.value,
        "citation": deadline.citation,
        "source": deadline.source,
        "checked": deadline.checked,
        "verification": deadline.verification,
        "confidence": deadline.confidence,
        "basis": deadline.basis,
        "trail": list(deadline.trail),
        "warnings": list(deadline.warnings),
    }


def opening_json(opening: Opening) -> dict[str, Any]:
    """One opening as JSON."""
    return {
        "rule": opening.rule,
        "title": opening.title,
        "because": opening.because,
        "exceptions": list(opening.exceptions),
        "event": opening.event_key,
        "citation": opening.citation,
        "source": opening.source,
        "verification": opening.verification,
    }


def computed_json(computed: Computed, timezone: str, as_of: datetime) -> dict[str, Any]:
    """The whole answer: deadlines, openings, and when a status next changes by itself."""
    return {
        "as_of": plain(as_of, timezone),
        "timezone": timezone,
        "deadlines": [deadline_json(d, timezone) for d in computed.deadlines],
        "openings": [opening_json(o) for o in computed.openings],
        "next_change_at": plain(computed.next_change_at, timezone),
    }
