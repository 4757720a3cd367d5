"""Which playbooks fit a denial: the organization's own that are shared and meant for it, then the packaged one."""

from uuid import UUID

from sqlmodel import Session, col, select

from tracker.models import Case, OwnPlaybook
from tracker.rules import own_choice
from tracker.rules.own_choice import Denied
from tracker.rules.playbook_choice import match
from tracker.services.denial_input import DenialInput


def of_denial(denial: DenialInput) -> Denied:
    """What a denial as typed is about."""
    return Denied(
        denial.service, denial.reason_kind, denial.service_kind, denial.sponsor, denial.funding or ""
    )


def of_case(case: Case) -> Denied:
    """What a case is about."""
    return Denied(
        case.service or "",
        case.reason_kind.value,
        case.service_kind.value,
        case.sponsor.value,
        case.funding.value,
    )


def own(session: Session, organization_id: UUID, denied: Denied) -> list[OwnPlaybook]:
    """The organization's shared playbooks that are meant for it, the closest first."""
    shared = select(OwnPlaybook).where(
        OwnPlaybook.organization_id == organization_id,
        col(OwnPlaybook.removed_at).is_(None),
        col(OwnPlaybook.shared_at).is_not(None),
    )
    fits = [(own_choice.fit(own_choice.meant_for(each.rows), denied), each) for each in session.exec(shared)]
    found = [(fit, each) for fit, each in fits if fit != own_choice.NONE]
    return [each for _, each in sorted(found, key=lambda pair: (*(-part for part in pair[0]), pair[1].title))]


def ids(session: Session, organization_id: UUID, denied: Denied) -> list[str]:
    """The ids of those that fit, own ones first; the first is given to a case where nobody chooses."""
    found = [str(each.id) for each in own(session, organization_id, denied)]
    return [*found, match(denied.service, denied.reason).id]
