"""Invented cases of public programs, complete: each level's letter as its golden copy keeps it."""

from dataclasses import replace
from datetime import UTC, datetime

from tracker.rules.terms import ClaimType, PartyRole, ServiceKind, Sponsor
from tracker.services.letters.context import Addressee, Exhibit, LetterContext, Service
from tracker.services.letters.invented import invented
from tracker.services.letters.program_kinds import PROGRAM_KINDS

MORNING = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
S = Sponsor
SERVICES = {
    S.MEDICARE_PART_D: Service("apixaban, brand", ClaimType.PRE_SERVICE, ServiceKind.DRUG),
    S.MEDICAID_MANAGED_CARE: Service("home care, 30 hours a week", ClaimType.CONCURRENT, ServiceKind.THERAPY),
}
OFFICES = {
    "alj_hearing_request": "Example Office of Hearings",
    "fair_hearing_request": "Example State Hearings Office",
    "chip_review_request": "Example State Review Office",
}
BOX = ("PO Box 5570", "Springfield, IL 62701")
SENT_TO_OPM = (Exhibit("E", "Carrier's decision", 3), Exhibit("F", "Request for reconsideration", 2))
BROCHURE = (Exhibit("G", "Page of the brochure", 1),)


def complete(kind: str, sponsor: Sponsor) -> LetterContext:
    """The invented case with what only a decision in hand says, and a service of its own kind."""
    context = invented(kind, sponsor.value, MORNING)
    to = context.addressee
    if to.role is PartyRole.IRO:
        to = Addressee(
            PartyRole.IRO, to.name or OFFICES[kind], None, ("PO Box 5570", "Baltimore, MD 21244"), "555-0188"
        )
    enclosed = (*SENT_TO_OPM, *BROCHURE) if kind == "opm_review_request" else ()
    service = SERVICES.get(sponsor, context.service)
    plan = replace(context.plan, name=None) if sponsor is S.ORIGINAL_MEDICARE else context.plan
    return replace(context, addressee=to, service=service, plan=plan, exhibits=(*context.exhibits, *enclosed))


PROGRAM_LETTERS = {
    f"{sponsor.value}.{kind.key}": (kind.key, complete(kind.key, sponsor))
    for kind in PROGRAM_KINDS
    for sponsor in kind.sponsors
}
