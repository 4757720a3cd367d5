"""The one button beside the next date: from the next step's action to where it is done."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import g, url_for

from tracker.rules.terms import EventKind
from tracker.services.casefile import CaseFile
from tracker.web.case_page import sent_key

_NOBODYS = UUID(int=0)
_LETTERS: dict[str, str] = {
    EventKind.INTERNAL_APPEAL_FILED: "Write the appeal",
    EventKind.SECOND_LEVEL_FILED: "Write the second appeal",
    EventKind.EXTERNAL_REVIEW_REQUESTED: "Write the request",
    "plan_is_late": "Write to the plan",
    "chase_claim_file": "Write the chaser",
}
_EVENTS = {
    EventKind.CALL_LOGGED: "Log a call",
    EventKind.EXTERNAL_REVIEW_COMPLETED: "Record what was sent",
    EventKind.INFORMATION_SENT_TO_IRO: "Record what was sent",
    EventKind.INFORMATION_SUPPLIED: "Record what was sent",
    EventKind.PEER_TO_PEER_HELD: "Record the conversation",
    EventKind.CLAIM_RECEIVED: "Record the request",
    EventKind.PROVIDER_DISPUTE_STARTED: "Record the dispute",
}


@dataclass(frozen=True)
class Action:
    """A button: its words and where it leads."""

    words: str
    url: str


def actions_of(file: CaseFile) -> dict[str, Action]:
    """Each action of a next step as the button that does it."""
    case_id = file.case.id
    codes = (*_LETTERS, *_EVENTS, "wait", "record", "add_date")
    return {**{code: action_of(case_id, code) for code in codes}, **_receipt(file)}


def case_address(endpoint: str, case_id: UUID, **values: Any) -> str:
    """The address of a page of a case: made once a request for each kind of page, since lists ask for many."""
    made: dict[tuple[object, ...], str] = g.setdefault("case_addresses", {})
    kind = (endpoint, *values.items())
    if kind not in made:
        made[kind] = url_for(endpoint, case_id=_NOBODYS, **values)
    return made[kind].replace(str(_NOBODYS), str(case_id))


def action_of(case_id: UUID, code: str) -> Action:
    """The button of one action; where only the case itself can tell, it opens the case."""
    if code in _LETTERS:
        return Action(_LETTERS[code], case_address("letters.show", case_id, write=str(code)))
    if code in _EVENTS:
        return Action(_EVENTS[EventKind(code)], case_address("events.new", case_id, kind=code))
    if code in ("wait", "record", "add_date"):
        return Action("Record an event", case_address("events.new", case_id))
    return Action("Open the case", case_address("cases.show", case_id))


def _receipt(file: CaseFile) -> dict[str, Action]:
    event_key = sent_key(file)
    if not event_key:
        return {}
    url = url_for("events.correct", case_id=file.case.id, event_key=event_key, receipt="yes")
    return {"confirm_receipt": Action("Record its receipt", url)}
