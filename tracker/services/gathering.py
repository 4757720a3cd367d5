"""What has to be gathered: asked for on which day, from whom, received, or not to be had and why."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from tracker.models import Case, ChecklistItem, ItemState
from tracker.rules.reading import Problem
from tracker.services import evidence
from tracker.services.errors import refuse_if
from tracker.services.evidence import EvidenceError
from tracker.services.texts import LONG, NEEDED, OFFERED, kept, text_problems

PATIENCE = timedelta(days=10)
"""After so many days the advocate is reminded of what was asked for, where nobody chose a day."""
_TEXTS = ("label", "note", "holder", "because")
_DAYS = ("asked_on", "chase_on")


@dataclass(frozen=True)
class ItemInput:
    """Something to gather as typed. `state` is an ItemState's value, days are YYYY-MM-DD."""

    label: str = ""
    note: str = ""
    state: str = ItemState.NEEDED.value
    holder: str = ""
    asked_on: str = ""
    chase_on: str = ""
    because: str = ""


def add_item(session: Session, case: Case, typed: ItemInput, now: datetime) -> ChecklistItem:
    """Something more to gather. Raises EvidenceError."""
    refuse_if(item_problems(typed), EvidenceError)
    item = ChecklistItem(
        organization_id=case.organization_id,
        case_id=case.id,
        position=len(evidence.checklist(session, case)),
        state=ItemState.NEEDED,
    )
    _take(item, typed, now)
    session.add(item)
    session.flush()
    return item


def edit_item(session: Session, case: Case, item_id: UUID, typed: ItemInput, now: datetime) -> ChecklistItem:
    """Say it otherwise, or where it stands: asked for on, received, not available because.

    Raises EvidenceError, NotFound.
    """
    refuse_if(item_problems(typed), EvidenceError)
    item = evidence.item_for(session, case, item_id)
    _take(item, typed, now)
    return item


def item_problems(typed: ItemInput) -> list[Problem]:
    """What is wrong with something to gather as typed."""
    texts = {name: getattr(typed, name) for name in _TEXTS}
    found = list(text_problems(texts, {"note": LONG, "because": LONG}))
    if not typed.label.strip():
        found.append(Problem("label", NEEDED))
    if typed.state not in set(ItemState):
        found.append(Problem("state", OFFERED))
    found += [Problem(name, "Write a day, such as 2026-03-09.") for name in _DAYS if _is_no_day(typed, name)]
    if typed.state == ItemState.ASKED_FOR and not typed.asked_on.strip():
        found.append(Problem("asked_on", "On which day was it asked for?"))
    if typed.state == ItemState.NOT_AVAILABLE and not typed.because.strip():
        found.append(Problem("because", "Say why it cannot be had: a letter may have to."))
    return found or _wrong_order(typed)


def is_late(item: ChecklistItem, today: date) -> bool:
    """Whether it was asked for and should have come by `today`."""
    return item.state is ItemState.ASKED_FOR and item.chase_on is not None and item.chase_on <= today


def missing(items: Sequence[ChecklistItem]) -> list[ChecklistItem]:
    """What is still to come, in order."""
    return [item for item in items if item.state in (ItemState.NEEDED, ItemState.ASKED_FOR)]


def _take(item: ChecklistItem, typed: ItemInput, now: datetime) -> None:
    for name in _TEXTS:
        setattr(item, name, kept(asdict(typed)[name]))
    item.state = ItemState(typed.state)
    item.done_at = (item.done_at or now) if item.state is ItemState.RECEIVED else None
    item.asked_on, before = _day(typed.asked_on), item.chase_on
    wanted = _day(typed.chase_on) or (item.asked_on + PATIENCE if item.asked_on else None)
    item.chase_on = wanted if item.state is ItemState.ASKED_FOR else None
    if item.chase_on != before:
        item.chased_at = None


def _wrong_order(typed: ItemInput) -> list[Problem]:
    asked, chase = _day(typed.asked_on), _day(typed.chase_on)
    if asked and chase and chase < asked:
        return [Problem("chase_on", "This day is before the day on which it was asked for.")]
    return []


def _day(text: str) -> date | None:
    return date.fromisoformat(text.strip()) if text.strip() else None


def _is_no_day(typed: ItemInput, name: str) -> bool:
    try:
        _day(getattr(typed, name))
    except ValueError:
        return True
    return False
