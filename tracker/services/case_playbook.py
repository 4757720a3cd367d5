"""The playbook of a case."""

from sqlmodel import Session

from tracker.models import Case
from tracker.rules.playbook_choice import in_case
from tracker.rules.playbook_rows import Playbook


def of_case(session: Session, case: Case) -> Playbook:
    """What the case's checklist, criteria, strategy and arguments come from."""
    return in_case(case.playbook, case.reason_kind)
