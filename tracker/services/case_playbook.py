"""The playbook of a case, and the facts by which its rows hold."""

from sqlmodel import Session

from tracker.models import Case
from tracker.rules.playbook_choice import in_case
from tracker.rules.playbook_rows import Playbook

Facts = dict[str, str | bool | None]


def of_case(session: Session, case: Case) -> Playbook:
    """What the case's checklist, criteria, strategy and arguments come from."""
    return in_case(case.playbook, case.reason_kind)


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
