"""What the engine answers, as JSON: deadlines, openings, and when to look again."""

from datetime import datetime
from typing import Any

from tracker.rules.facts import When
from tracker.rules.outcome import Computed, Deadline, Opening
from tracker.rules.reading import to_the_minute, zone
from tracker.rules.state_law import StepTherapy
from tracker.rules.state_rows import Contact, ExternalReview
from tracker.rules.state_view import StateView


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
        "state": state_json(computed.state) if computed.state else None,
    }


def state_json(view: StateView) -> dict[str, Any]:
    """What is on record of the state: why it does not reach the coverage, or what may apply, and whom to call."""
    return {
        "state": view.code,
        "name": view.name,
        "why_not": view.why_not or None,
        "is_expired": view.is_expired,
        "external_review": _review_json(view, view.review) if view.review else None,
        "step_therapy": [_step_json(step) for step in view.steps],
        "insurance_department": _contact_json(view.department),
    }


def _review_json(view: StateView, review: ExternalReview) -> dict[str, Any]:
    return {
        "title": view.title,
        "process": review.process.value,
        "window": review.window,
        "takes_request": review.takes_request.value,
        "where": view.where,
        "fee": review.fee or None,
        "agency": review.agency,
        "phone": review.phone,
        "citation": review.citation,
        "sources": list(review.sources),
        "source_asof": review.source_asof,
        "checked": review.checked.isoformat(),
        "confidence": review.confidence.value,
        "conflicts": list(review.conflicts),
        "notes": list(filter(None, (view.caveat, *review.notes))),
    }


def _step_json(step: StepTherapy) -> dict[str, Any]:
    law = step.law
    return {
        "may_apply": step.may_apply,
        "why_not": step.why_not or None,
        "citation": law.citation,
        "scope": law.scope,
        "grounds": [ground.value for ground in law.grounds],
        "sources": list(law.sources),
        "source_asof": law.source_asof,
        "checked": law.checked.isoformat(),
        "confidence": law.confidence.value,
    }


def _contact_json(contact: Contact) -> dict[str, Any]:
    return {"name": contact.name, "phone": contact.phone, "consumer_phone": contact.consumer_phone or None}
