"""A case's playbook changes with what was denied and why, unless somebody chose it; the work done so far stays."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlmodel import Session

from tracker.models import Case, ChecklistItem, Criterion, CriterionStatus, ItemState
from tracker.rules.playbook_rows import Playbook
from tracker.services import case_playbook, evidence
from tracker.services import playbook_fitting as fitting
from tracker.services.denial_input import DenialInput


def followed(session: Session, denial: DenialInput, case: Case) -> DenialInput:
    """The changed denial with its playbook: one that was chosen stays, one that followed from the denial follows it
    again, and stays where it still fits. `case` is as it stood before.
    """
    fitted = fitting.ids(session, case.organization_id, fitting.of_case(case))
    was_followed = case.playbook in fitted and denial.playbook == case.playbook
    if denial.playbook and not was_followed:
        return denial
    fit = fitting.ids(session, case.organization_id, fitting.of_denial(denial))
    return denial if denial.playbook in fit else replace(denial, playbook=fit[0])


def exchange(session: Session, case: Case, before: Playbook) -> None:
    """Put the rows of the case's playbook in the place of those of the one `before`, where nobody has touched them."""
    after = case_playbook.of_case(session, case)
    if after == before:
        return
    left, stays = _gathered(before) - _gathered(after), _required(before) - _required(after)
    items, rows = evidence.checklist(session, case), evidence.criteria(session, case)
    _remove(session, items, [item for item in items if _is_fresh(item) and (item.code, item.label) in left])
    _remove(session, rows, [row for row in rows if _is_open(row) and (row.code, row.requirement) in stays])
    evidence.fill_from_playbook(session, case)


def _gathered(playbook: Playbook) -> set[tuple[str | None, str | None]]:
    return {(row.code, row.label) for row in playbook.gather}


def _required(playbook: Playbook) -> set[tuple[str | None, str | None]]:
    return {(row.code, row.requirement) for row in playbook.criteria}


def _is_fresh(item: ChecklistItem) -> bool:
    said = (item.note, item.holder, item.because, item.asked_on, item.chase_on)
    return item.state is ItemState.NEEDED and not any(said)


def _is_open(row: Criterion) -> bool:
    policy = (row.policy_name, row.policy_number, row.policy_dated, row.source)
    said = (*policy, row.record_shows, row.outcome, row.exhibit)
    return row.status is CriterionStatus.OPEN and not any(said)


def _remove(session: Session, all_rows: Sequence[ChecklistItem | Criterion], gone: Iterable[object]) -> None:
    """Those that stay are numbered anew, so that what is added comes after them."""
    taken = {id(row) for row in gone}
    for row in all_rows:
        if id(row) in taken:
            session.delete(row)
    for position, row in enumerate(row for row in all_rows if id(row) not in taken):
        row.position = position
    session.flush()
