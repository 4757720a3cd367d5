"""What to gather, and what the plan requires: the checklist and the criteria of a case."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session, select

from tracker.models import Case, ChecklistItem, Criterion, CriterionStatus, ItemState
from tracker.rules.playbook_rows import CriterionKind
from tracker.rules.reading import Problem
from tracker.services import case_playbook
from tracker.services.access import NotFound
from tracker.services.errors import RefusedError, refuse_if
from tracker.services.texts import LONG, NEEDED, OFFERED, kept, text_problems

Row = TypeVar("Row", ChecklistItem, Criterion)


class EvidenceError(RefusedError):
    """A row of the checklist or of the criteria was not changed."""


@dataclass(frozen=True)
class CriterionInput:
    """A row of the criteria as typed. `kind` is a CriterionKind's value, `status` a CriterionStatus's.

    The policy's fields say which policy or drug's label it stands in, `source` where there (“section II, page 4”).
    """

    requirement: str = ""
    source: str = ""
    record_shows: str = ""
    outcome: str = ""
    exhibit: str = ""
    status: str = CriterionStatus.OPEN.value
    kind: str = CriterionKind.REQUIREMENT.value
    policy_name: str = ""
    policy_number: str = ""
    policy_dated: str = ""


@dataclass(frozen=True)
class Progress:
    """How far the criteria are answered."""

    documented: int
    exceptions: int
    total: int

    @property
    def still_open(self) -> int:
        """How many wait for an answer."""
        return self.total - self.documented - self.exceptions


def checklist(session: Session, case: Case) -> list[ChecklistItem]:
    """What to gather, in order."""
    return _in_order(session.exec(select(ChecklistItem).where(ChecklistItem.case_id == case.id)).all())


def criteria(session: Session, case: Case) -> list[Criterion]:
    """What the plan requires, in order."""
    return _in_order(session.exec(select(Criterion).where(Criterion.case_id == case.id)).all())


def criterion_for(session: Session, case: Case, criterion_id: UUID) -> Criterion:
    """A requirement of this case. Raises NotFound."""
    return _row(session, case, Criterion, criterion_id)


def item_for(session: Session, case: Case, item_id: UUID) -> ChecklistItem:
    """Something to gather in this case. Raises NotFound."""
    return _row(session, case, ChecklistItem, item_id)


def progress(rows: Sequence[Criterion]) -> Progress:
    """How far the plan's requirements are answered; where a case has none, whatever stands in its place."""
    states = [row.status for row in _requirements(rows) or rows]
    return Progress(
        states.count(CriterionStatus.DOCUMENTED), states.count(CriterionStatus.EXCEPTION), len(states)
    )


def missing_most(rows: Sequence[Criterion]) -> Criterion | None:
    """The open requirement that has least behind it, the first of several; None where none is open."""
    open_ones = [row for row in _requirements(rows) or rows if row.status is CriterionStatus.OPEN]
    return min(open_ones, key=lambda row: bool(row.record_shows) + bool(row.exhibit), default=None)


def where_it_stands(row: Criterion) -> str | None:
    """The policy or label with its number, date and place, as a letter names them; None where nobody said."""
    number = f"no. {row.policy_number}" if row.policy_number and row.policy_name else row.policy_number
    parts = (row.policy_name, number, row.policy_dated, row.source)
    return ", ".join(part for part in parts if part) or None


def fill_from_playbook(session: Session, case: Case) -> None:
    """Add what the case's playbook names and the case does not have yet; nothing is changed or removed."""
    playbook = case_playbook.of_case(session, case)
    items, rows = checklist(session, case), criteria(session, case)
    known_items, known_rows = {item.code for item in items}, {row.code for row in rows}
    for position, gather in enumerate(playbook.gather, len(items)):
        if gather.code not in known_items:
            session.add(
                ChecklistItem(
                    organization_id=case.organization_id,
                    case_id=case.id,
                    position=position,
                    code=gather.code,
                    label=gather.label,
                    state=ItemState.NEEDED,
                )
            )
    for position, criterion in enumerate(playbook.criteria, len(rows)):
        if criterion.code not in known_rows:
            session.add(
                Criterion(
                    organization_id=case.organization_id,
                    case_id=case.id,
                    position=position,
                    code=criterion.code,
                    kind=criterion.kind.value,
                    requirement=criterion.requirement,
                    status=CriterionStatus.OPEN,
                )
            )
    session.flush()


def tick(session: Session, case: Case, item_id: UUID, is_done: bool, now: datetime) -> ChecklistItem:
    """It is here, or it is not after all. Raises NotFound."""
    item = _row(session, case, ChecklistItem, item_id)
    item.done_at = (item.done_at or now) if is_done else None
    asked = ItemState.ASKED_FOR if item.asked_on else ItemState.NEEDED
    item.state = ItemState.RECEIVED if is_done else asked
    item.chase_on = None if is_done else item.chase_on
    return item


def remove_item(session: Session, case: Case, item_id: UUID) -> None:
    """Not needed in this case. Raises NotFound."""
    session.delete(_row(session, case, ChecklistItem, item_id))
    session.flush()
    _number(checklist(session, case))


def move_item(session: Session, case: Case, item_id: UUID, position: int) -> None:
    """Put it in another place, counted from 0. Raises NotFound."""
    _move(checklist(session, case), _row(session, case, ChecklistItem, item_id), position)


def add_criterion(session: Session, case: Case, typed: CriterionInput) -> Criterion:
    """One more requirement. Raises EvidenceError."""
    refuse_if(criterion_problems(typed), EvidenceError)
    criterion = Criterion(
        organization_id=case.organization_id,
        case_id=case.id,
        position=len(criteria(session, case)),
        **_criterion_columns(typed),
    )
    session.add(criterion)
    session.flush()
    return criterion


def edit_criterion(session: Session, case: Case, criterion_id: UUID, typed: CriterionInput) -> Criterion:
    """What the record shows, with its outcome and exhibit. Raises EvidenceError, NotFound."""
    refuse_if(criterion_problems(typed), EvidenceError)
    criterion = _row(session, case, Criterion, criterion_id)
    for name, value in _criterion_columns(typed).items():
        setattr(criterion, name, value)
    return criterion


def remove_criterion(session: Session, case: Case, criterion_id: UUID) -> None:
    """This plan does not require it. Raises NotFound."""
    session.delete(_row(session, case, Criterion, criterion_id))
    session.flush()
    _number(criteria(session, case))


def move_criterion(session: Session, case: Case, criterion_id: UUID, position: int) -> None:
    """Put it in another place, counted from 0. Raises NotFound."""
    _move(criteria(session, case), _row(session, case, Criterion, criterion_id), position)


def criterion_problems(typed: CriterionInput) -> list[Problem]:
    """What is wrong with a row of the criteria as typed."""
    texts = {name: text for name, text in asdict(typed).items() if name not in ("status", "kind")}
    found = list(text_problems(texts, {**dict.fromkeys(texts, LONG), "exhibit": 40}))
    if not typed.requirement.strip():
        found.append(Problem("requirement", NEEDED))
    if typed.status not in set(CriterionStatus):
        found.append(Problem("status", OFFERED))
    if typed.kind not in set(CriterionKind):
        found.append(Problem("kind", OFFERED))
    if typed.status == CriterionStatus.DOCUMENTED and not typed.record_shows.strip():
        found.append(Problem("record_shows", "Say what the record shows, or leave the requirement open."))
    return found


def _requirements(rows: Sequence[Criterion]) -> list[Criterion]:
    return [row for row in rows if row.kind == CriterionKind.REQUIREMENT]


def _criterion_columns(typed: CriterionInput) -> dict[str, Any]:
    texts = {name: kept(text) for name, text in asdict(typed).items() if name not in ("status", "kind")}
    return {**texts, "status": CriterionStatus(typed.status), "kind": typed.kind}


def _row(session: Session, case: Case, model: type[Row], row_id: UUID) -> Row:
    row = session.get(model, row_id)
    if row is None or row.case_id != case.id:
        raise NotFound(model.__name__)
    return row


def _in_order(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row.position, row.id))


def _move(rows: list[Row], row: Row, position: int) -> None:
    rows.remove(row)
    rows.insert(max(0, position), row)
    _number(rows)


def _number(rows: Sequence[Row]) -> None:
    for position, row in enumerate(rows):
        row.position = position
