"""Things to test with, ready made: each takes what matters to a test and invents the rest.

The cast: Alice Moreau the claimant, Bob Lindgren who represents her, Charlie who is a stranger.
"""

import base64
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlmodel import Session

from tracker.models import Account, AccountRole, Case, EventVersion, Organization
from tracker.models.keyring import set_keyring
from tracker.rules.terms import EventKind
from tracker.services import deadlines, events, intake
from tracker.services.denial_input import DenialInput
from tracker.services.letters import attaching

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
"""Sunday morning, 9:00 in Chicago."""

PDF = (
    b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
    b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>\nendobj\ntrailer\n<</Root 1 0 R/Size 4>>\n%%EOF\n"
)


@dataclass(frozen=True)
class TestKey:
    """An encryption key of the tests."""

    __test__ = False

    id: str
    secret: bytes


KEY = TestKey("test", base64.b64decode("3q2+796tvu/erb7v3q2+796tvu/erb7v3q2+796tvu8="))


def use_test_key() -> None:
    """Encrypt with the tests' own key from now on."""
    set_keyring([KEY])


ALICES_DENIAL = DenialInput(
    patient_name="Alice Moreau",
    patient_born_on="1984-02-29",
    patient_phone="555-0142",
    patient_address="12 Harbor Street, Galveston, TX 77550",
    insurer="Cigna",
    plan_name="Gulf Example Manufacturing Employee Health Plan",
    member_id="0555-0142-01",
    group_number="55501",
    claim_number="55501-26-0917",
    sponsor="private_employer",
    funding="self_funded",
    grandfathered="no",
    appeal_levels="1",
    policy_state="TX",
    service="Lumbar spinal fusion, L4-L5",
    service_kind="procedure",
    stated_reason="documentation does not show six weeks of physician-supervised conservative treatment",
    reason_kind="step_therapy",
    claim_type="pre_service",
    urgency="standard",
    timezone="America/Chicago",
    notice_on="2026-10-05",
    received_on="2026-10-09",
)
"""A denial that nothing is wrong with."""


def make_denial(**changes: Any) -> DenialInput:
    """Alice's denial, with changes."""
    return replace(ALICES_DENIAL, **changes)


def make_organization(session: Session, **changes: Any) -> Organization:
    """An organization of its own."""
    organization = Organization(**{"name": "Harbor Patient Advocates", "created_at": NOW, **changes})
    session.add(organization)
    session.flush()
    return organization


def make_account(session: Session, organization: Organization | None = None, **changes: Any) -> Account:
    """An advocate; without an organization, of one of their own. No password: they cannot sign in."""
    organization = organization or make_organization(session)
    account = Account(
        **{
            "organization_id": organization.id,
            "email": f"{uuid4().hex[:12]}@example.org",
            "name": "Bob Lindgren",
            "role": AccountRole.ADVOCATE,
            "timezone": "America/Chicago",
            "fs_uniquifier": uuid4().hex,
            "created_at": NOW,
            **changes,
        }
    )
    session.add(account)
    session.flush()
    return account


def make_administrator(session: Session, organization: Organization | None = None, **changes: Any) -> Account:
    """An account that administers."""
    return make_account(session, organization, **{"role": AccountRole.ADMINISTRATOR, **changes})


def make_case(session: Session, account: Account | None = None, now: datetime = NOW, **changes: Any) -> Case:
    """An open case with its denial recorded, and no letters yet; `changes` are DenialInput's fields."""
    account = account or make_account(session)
    return intake.open_case(session, account, make_denial(**changes), now)


def make_case_with_letters(
    session: Session, account: Account | None = None, now: datetime = NOW, **changes: Any
) -> Case:
    """The same as the worker leaves it: with the letters drafted that the denial asks for."""
    case = make_case(session, account, now, **changes)
    attaching.attach_due(session, case, now)
    return case


def look_again(session: Session, case: Case, now: datetime) -> None:
    """Work the case out anew as time passes, and draft what that asks for."""
    deadlines.sync(session, case, now)
    attaching.ask_for_drafts(session, case, now)
    attaching.attach_due(session, case, now)


def advocate_of(session: Session, case: Case) -> Account:
    """Whose case it is."""
    return session.get_one(Account, case.advocate_id)


def make_event(
    session: Session, case: Case, kind: EventKind, now: datetime = NOW, **fields: Any
) -> EventVersion:
    """An event of a case, recorded by its advocate; private words are given like other fields."""
    version = events.record(session, advocate_of(session, case), case, kind, fields, {}, now)
    attaching.attach_due(session, case, now)
    return version
