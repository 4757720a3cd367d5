"""A plain case for tests: a self-funded employer plan with one appeal level, and what is said differently."""

from typing import Any

from tracker.rules.casefile import read_case
from tracker.rules.engine import compute
from tracker.rules.facts import CaseFacts
from tracker.rules.told import computed_json

COVERAGE = {
    "sponsor": "private_employer",
    "funding": "self_funded",
    "grandfathered": False,
    "appeal_levels": 1,
    "state": "TX",
}
PLANS = ("private_employer", "church", "state_local_government")
DENIAL = {"kind": "adverse_determination", "key": "denial", "notice_on": "2026-06-05"}
APPEAL = {"kind": "internal_appeal_filed", "key": "appeal", "received_by_plan": "2026-09-14"}
FINAL = {"kind": "appeal_decided", "key": "final", "notice_on": "2026-10-05", "outcome": "upheld"}


def raw_case(*events: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """The JSON of a case with these events; `coverage` is merged into that of a plan, everything
    else replaced."""
    said = changed.pop("coverage", {})
    is_plan = said.get("sponsor", "private_employer") in PLANS
    coverage = {**(COVERAGE if is_plan else {}), **said}
    plain = {
        "claim": "pre_service",
        "urgency": "standard",
        "timezone": "America/Chicago",
        "as_of": "2026-11-22T09:00",
    }
    return {"coverage": coverage, **plain, "events": list(events), **changed}


def facts_of(*events: dict[str, Any], **changed: Any) -> CaseFacts:
    """The same case as the engine takes it in."""
    return read_case(raw_case(*events, **changed))[0]


def answered(*events: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """What the engine answers for it, as JSON."""
    case, as_of = read_case(raw_case(*events, **changed))
    assert as_of is not None
    return computed_json(compute(case, as_of), case.timezone, as_of)
