"""A finished mail to somebody who has an account, ready for the outbox."""

from tracker.models import Account, Case
from tracker.services.mail_texts import Rendered
from tracker.services.outbox import Draft


def to_staff(person: Account, mail: Rendered, kind: str, unique_key: str, case: Case | None = None) -> Draft:
    """The draft; `unique_key` names its occasion, `case` is what it is about."""
    return Draft(
        unique_key=unique_key,
        kind=kind,
        to_address=person.email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        organization_id=person.organization_id,
        case_id=case.id if case else None,
        account_id=person.id,
    )
