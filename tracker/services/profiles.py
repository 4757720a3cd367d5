"""What an account says of itself, and the organization's letterhead."""

from datetime import datetime

from sqlmodel import Session

from tracker.models import Account, Organization
from tracker.services import audit, reminders
from tracker.services.access import require_administrator
from tracker.services.accounts import AccountError, line_problems, name_problems
from tracker.services.errors import refuse_if
from tracker.services.texts import kept
from tracker.services.zones import zone_problems


def edit_profile(
    session: Session, account: Account, name: str, phone: str, timezone: str, now: datetime
) -> None:
    """Change one's own name, telephone (it stands in letters) and time zone. Raises AccountError."""
    refuse_if([*name_problems("name", name), *zone_problems("timezone", timezone)], AccountError)
    refuse_if(line_problems("phone", phone), AccountError)
    has_moved = account.timezone != timezone
    account.name, account.phone, account.timezone = name.strip(), kept(phone), timezone
    if has_moved:
        reminders.replan_cases_of(session, account, now)
    audit.record(session, account, None, "profile edited", "", now)


def edit_organization(
    session: Session, by: Account, name: str, address: str, phone: str, now: datetime
) -> Organization:
    """Change the letterhead. Raises AccountError, NotAllowed."""
    require_administrator(by)
    refuse_if(
        [*name_problems("name", name), *line_problems("address", address), *line_problems("phone", phone)],
        AccountError,
    )
    organization = session.get_one(Organization, by.organization_id)
    organization.name, organization.address, organization.phone = name.strip(), kept(address), kept(phone)
    audit.record(session, by, None, "organization edited", "", now)
    return organization
