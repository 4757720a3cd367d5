"""The mail that asks a patient to verify their address, before anything else is sent there."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from tracker.models import Account, Case, Organization, Patient
from tracker.services import outbox
from tracker.services.mail_contexts import VerifyAddress
from tracker.services.mail_texts import render
from tracker.services.outbox import Draft
from tracker.services.people import VERIFY_LASTS
from tracker.services.tokens import token_hash
from tracker.web.account_mail import address_of, base_url
from tracker.web.transaction import begin_writing, db_session, now


def verification(case: Case, patient: Patient, token: str) -> Draft:
    """Its words; nothing is written."""
    organization = db_session().get_one(Organization, case.organization_id)
    sender = patient.sender_name or organization.name
    phone = db_session().get_one(Account, case.advocate_id).phone or organization.phone or ""
    until = (now() + VERIFY_LASTS).astimezone(ZoneInfo(patient.timezone))
    link = address_of("links.verify", token=token)
    mail = render(VerifyAddress(sender, phone, link, until), patient.language)
    return Draft(
        unique_key=f"verify-address:{token_hash(token)}",
        kind=VerifyAddress.folder,
        to_address=patient.email or "",
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        from_name=sender,
        organization_id=case.organization_id,
        case_id=case.id,
        patient_id=patient.id,
    )


def send_verification(patient: Patient, draft: Draft) -> None:
    """Put it into the outbox, in the request's transaction, to the address that the patient has by now."""
    outbox.enqueue(begin_writing(), replace(draft, to_address=patient.email or ""), base_url(), now())
