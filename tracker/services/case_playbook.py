"""The playbook of a case, packaged or its organization's own, and the facts by which its rows hold."""

import re
from collections.abc import Iterable
from uuid import UUID

from sqlmodel import Session, select

from tracker.models import Account, Case, OwnPlaybook
from tracker.rules.playbook_choice import for_reason, in_case
from tracker.rules.playbook_rows import ExpediteReason, Playbook
from tracker.rules.playbooks import load
from tracker.services import own_playbooks
from tracker.services.access import NotFound

Facts = dict[str, str | bool | None]


def of_case(session: Session, case: Case) -> Playbook:
    """What the case's checklist, criteria, strategy and arguments come from; one that was removed stays with it."""
    if case.playbook in load():
        return in_case(case.playbook, case.reason_kind)
    own = session.get(OwnPlaybook, UUID(case.playbook)) if is_own(case.playbook) else None
    if own is None or own.organization_id != case.organization_id:
        return for_reason(case.reason_kind)
    return own_playbooks.playbook(own)


def is_own(playbook_id: str) -> bool:
    """Whether an id is that of an organization's own playbook; says nothing of whether there is one."""
    try:
        return str(UUID(playbook_id)) == playbook_id
    except ValueError:
        return False


def is_own_row(code: str) -> bool:
    """Whether a code is that of a row which an organization wrote; says nothing of whether there is one."""
    return re.fullmatch(rf"{own_playbooks.OWN_ROW}[0-9a-f]{{12}}", code, re.ASCII) is not None


def own_reasons(session: Session, organization_id: UUID, codes: Iterable[str]) -> tuple[ExpediteReason, ...]:
    """The reasons to expedite that the organization's playbooks word under these codes, removed playbooks too."""
    wanted = {code for code in codes if is_own_row(code)}
    if not wanted:
        return ()
    every = session.exec(select(OwnPlaybook).where(OwnPlaybook.organization_id == organization_id))
    rows = (row for own in every for row in own_playbooks.playbook(own).expedite)
    return tuple(row for row in rows if row.code in wanted)


def can_be_chosen(session: Session, account: Account, playbook_id: str) -> bool:
    """Whether the account may give a case this playbook of its organization's; `is_own` has to be true of the id."""
    try:
        own_playbooks.readable(session, account, UUID(playbook_id))
    except NotFound:
        return False
    return True


def facts_of(case: Case) -> Facts:
    """What is known of a case, by the names of `conditions.FACTS`; what its table shows is not among it."""
    return {
        "sponsor": case.sponsor.value,
        "funding": case.funding.value,
        "grandfathered": case.grandfathered,
        "state": case.policy_state,
        "essential_health_benefits": case.essential_health_benefits,
        "hhs_administered": case.hhs_administered,
        "service_kind": case.service_kind.value,
        "reason_kind": case.reason_kind.value,
        "claim": case.claim_type.value,
        "urgency": case.urgency.value,
        "surprise_bill": case.surprise_bill,
    }
