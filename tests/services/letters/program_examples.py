"""Invented cases of public programs, and letters beside the appeal, complete: as their golden copies keep them."""

from dataclasses import replace
from datetime import UTC, datetime

from tracker.models import CriterionStatus
from tracker.rules.citations import Review
from tracker.rules.state_law import law_for_letters
from tracker.rules.terms import ClaimType, PartyRole, ReasonKind, ServiceKind, Sponsor
from tracker.services.letters.beside_kinds import BESIDE_KINDS
from tracker.services.letters.context import (
    Addressee,
    Criterion,
    Exhibit,
    LetterContext,
    Service,
    StateReview,
)
from tracker.services.letters.invented import COVERAGES, invented, usual_coverage
from tracker.services.letters.kinds import KINDS
from tracker.services.letters.matters import StepLaw
from tracker.services.letters.program_kinds import PROGRAM_KINDS

MORNING = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
S = Sponsor
SERVICES = {
    S.MEDICARE_PART_D: Service("apixaban, brand", ClaimType.PRE_SERVICE, ServiceKind.DRUG),
    S.MEDICAID_MANAGED_CARE: Service("home care, 30 hours a week", ClaimType.CONCURRENT, ServiceKind.THERAPY),
}
OFFICES = {
    "va_clinical_appeal": "Example VA Medical Center, Patient Advocate",
    "va_review_request": "Example VA Regional Office",
    "alj_hearing_request": "Example Office of Hearings",
    "fair_hearing_request": "Example State Hearings Office",
    "chip_review_request": "Example State Review Office",
}
BOX = ("PO Box 5570", "Springfield, IL 62701")
SENT_TO_OPM = (Exhibit("E", "Carrier's decision", 3), Exhibit("F", "Request for reconsideration", 2))
BROCHURE = (Exhibit("G", "Page of the brochure", 1),)
ENCLOSED = {
    "opm_review_request": (*SENT_TO_OPM, *BROCHURE),
    "va_review_request": (Exhibit("E", "VA Form 20-0995", 4),),
}


def complete(kind: str, sponsor: Sponsor) -> LetterContext:
    """The invented case with what only a decision in hand says, and a service of its own kind."""
    context = invented(kind, sponsor.value, MORNING)
    to = context.addressee
    if to.role is PartyRole.IRO:
        to = Addressee(
            PartyRole.IRO, to.name or OFFICES[kind], None, ("PO Box 5570", "Baltimore, MD 21244"), "555-0188"
        )
    enclosed = ENCLOSED.get(kind, ())
    service = SERVICES.get(sponsor, context.service)
    plan = replace(context.plan, name=None) if sponsor in (S.ORIGINAL_MEDICARE, S.VA) else context.plan
    return replace(context, addressee=to, service=service, plan=plan, exhibits=(*context.exhibits, *enclosed))


DECISION = (Exhibit("E", "Decision of the review organization", 4),)
DRUG = Service("dupilumab", ClaimType.PRE_SERVICE, ServiceKind.DRUG)
ADDRESSES = {
    "information_to_iro": "Example Review Organization",
    "complaint_to_regulator": "Example Insurance Department",
}


def of_a_drug_plan(context: LetterContext) -> LetterContext:
    """The same about a drug, with what the chart has of the one that is asked for first."""
    (denied,) = context.determinations
    reason = "Step therapy: warfarin has not been tried for three months."
    steps = replace(denied, quoted_reason=reason, policy="Step therapy criteria, 2026")
    tried = Criterion(
        "Warfarin for three months",
        "Warfarin January 12 to February 20, 2026; INR 1.4 to 5.8",
        "gastrointestinal bleeding on February 20, 2026",
        "B, pp. 2–6",
        status=CriterionStatus.EXCEPTION,
    )
    told = replace(
        context.beside,
        diagnosis="atrial fibrillation",
        necessity="warfarin made this patient bleed within six weeks, and the INR could not be kept in range",
        points=("what a change of the drug would risk", "the guideline, quoted with its date"),
    )
    records = (replace(context.exhibits[0]), Exhibit("B", "Anticoagulation clinic records", 12))
    return replace(
        context,
        service=SERVICES[S.MEDICARE_PART_D],
        determinations=(steps,),
        criteria=(tried,),
        beside=told,
        answer="Dabigatran was stopped on March 30, 2026 for dyspepsia.",
        exhibits=(*records, Exhibit("D", "Dr. Osei's supporting statement", 2)),
        physician=replace(context.physician, field_of_medicine="cardiology"),
    )


def beside(kind: str, coverage: str) -> LetterContext:
    """A letter beside the appeal, with the address that only a notice or the regulator's page gives."""
    context = invented(kind, coverage, MORNING)
    if KINDS[kind].sponsors:
        context = of_a_drug_plan(context)
    to, sender = context.addressee, context.sender
    if to.role is PartyRole.IRO:
        to = Addressee(PartyRole.IRO, to.name or ADDRESSES[kind], None, BOX)
    if KINDS[kind].signed_by:
        sender = replace(sender, address_lines=("12 Bay Street", "Galveston, TX 77550"))
    enclosed = DECISION if kind == "demand_to_comply" else ()
    return replace(context, addressee=to, sender=sender, exhibits=(*context.exhibits, *enclosed))


def with_a_law_of_the_state(context: LetterContext) -> LetterContext:
    """The same, for a drug under an insured plan whose state has a law on step therapy that reaches it."""
    law = law_for_letters(replace(COVERAGES["individual"], state="TX"), ServiceKind.DRUG, MORNING.date())
    texan = replace(context.beside, step_law=StepLaw("Texas", law.citation if law else ""))
    return replace(context, beside=texan, service=DRUG)


def of_a_drug_list(context: LetterContext) -> LetterContext:
    """The same, for a drug that is not on the list."""
    (denied,) = context.determinations
    unlisted = replace(denied, reason=ReasonKind.NON_FORMULARY, quoted_reason="The drug is not on the list.")
    listed = replace(context.beside, step_law=None)
    return replace(context, determinations=(unlisted,), service=DRUG, beside=listed)


BESIDE_LETTERS = {
    **{f"beside.{kind.key}": (kind.key, beside(kind.key, usual_coverage(kind.key))) for kind in BESIDE_KINDS},
    "beside.complaint_to_regulator.of_an_insurer": (
        "complaint_to_regulator",
        beside("complaint_to_regulator", "individual"),
    ),
    "beside.step_exception_request.of_a_drug": (
        "step_exception_request",
        with_a_law_of_the_state(beside("step_exception_request", "individual")),
    ),
    "beside.step_exception_request.of_a_list": (
        "step_exception_request",
        of_a_drug_list(beside("step_exception_request", "individual")),
    ),
    "beside.information_to_iro.of_a_state": (
        "information_to_iro",
        beside("information_to_iro", "erisa_insured"),
    ),
}
APPOINTMENTS = {
    f"appointment.{coverage}": (
        "appointment_of_representative",
        invented("appointment_of_representative", coverage, MORNING),
    )
    for coverage in ("original_medicare", "medicaid_managed_care", "fehb", "tricare")
}
NEW_YORK = StateReview(
    "New York",
    "N.Y. Insurance Law art. 49; Public Health Law art. 49",
    None,
    "New York State Department of Financial Services",
    None,
)
HHS = "External review administered by HHS"


def external(kind: str, coverage: str) -> LetterContext:
    """A request for external review, with the address that only the decision in hand gives."""
    context = invented(kind, coverage, MORNING)
    if context.review is Review.FEDERAL:
        return context
    name = NEW_YORK.addressee if context.review is Review.STATE else HHS
    to = replace(context.addressee, name=name, unit=None, address_lines=BOX)
    return replace(context, addressee=to, state=NEW_YORK if context.review is Review.STATE else None)


EXTERNAL_LETTERS = {
    f"external.{process}.{kind}": (kind, external(kind, coverage))
    for kind in ("external_review_request", "external_review_expedited")
    for process, coverage in (
        ("federal", "erisa_self_funded"),
        ("state", "individual"),
        ("hhs", "state_local_hhs"),
    )
}
PROGRAM_LETTERS = {
    f"{sponsor.value}.{kind.key}": (kind.key, complete(kind.key, sponsor))
    for kind in PROGRAM_KINDS
    for sponsor in kind.sponsors
}
