"""The kinds of letter: what each is for, whom it goes to, which coverage it fits, what it must contain."""

from tracker.rules.citations import laws_of
from tracker.rules.facts import Coverage
from tracker.rules.regimes import PROGRAMS
from tracker.rules.terms import EventKind, PartyRole, ReasonKind, Sponsor, Stage, Urgency
from tracker.services.letters.beside_kinds import BESIDE_KINDS
from tracker.services.letters.letter_kind import LetterKind
from tracker.services.letters.phrases import listed
from tracker.services.letters.program_kinds import PROGRAM_KINDS, PROGRAM_NAMES
from tracker.services.letters.regulators import regulator_problem

__all__ = ["KINDS", "SECTION_TITLES", "LetterKind", "why_not"]

K = EventKind
_DECIDERS = (PartyRole.DELEGATED_REVIEWER, PartyRole.PHARMACY_MANAGER, PartyRole.CLAIMS_ADMINISTRATOR)
_APPEALS = (PartyRole.CLAIMS_ADMINISTRATOR, PartyRole.DELEGATED_REVIEWER, PartyRole.PHARMACY_MANAGER)
_PLAN = (PartyRole.CLAIMS_ADMINISTRATOR, PartyRole.PLAN_ADMINISTRATOR)


_APPEAL = ("head", "re", "opening", "timeliness", "criteria", "requests", "due", "signature", "enclosures")
_EXTERNAL = ("head", "re", "opening", "path", "timeliness", "criteria", "requests", "due", "signature")

KINDS: dict[str, LetterKind] = {
    kind.key: kind
    for kind in (
        LetterKind(
            "claim_file_request",
            "Request for the claim file and the criteria",
            "Asks for everything the plan has on the claim, and for the criteria it applied.",
            Stage.DENIAL_RECEIVED,
            _DECIDERS,
            ("head", "re", "opening", "documents", "separate", "signature"),
            recorded_as=K.CLAIM_FILE_REQUESTED,
        ),
        LetterKind(
            "claim_file_chaser",
            "Second request for the claim file",
            "Reminds the plan of what was asked for and has not come.",
            Stage.CLAIM_FILE_REQUESTED,
            _DECIDERS,
            ("head", "re", "opening", "documents", "signature"),
            recorded_as=K.CLAIM_FILE_REQUESTED,
        ),
        LetterKind(
            "internal_appeal",
            "Internal appeal",
            "Answers the stated reason and asks the plan to reverse its determination.",
            Stage.DENIAL_RECEIVED,
            _APPEALS,
            _APPEAL,
            Urgency.STANDARD,
            recorded_as=K.INTERNAL_APPEAL_FILED,
        ),
        LetterKind(
            "internal_appeal_expedited",
            "Expedited internal appeal",
            "Answers the stated reason of an urgent claim, with the physician's certification and the call.",
            Stage.DENIAL_RECEIVED,
            _APPEALS,
            (*_APPEAL[:3], "urgency", *_APPEAL[3:]),
            Urgency.EXPEDITED,
            recorded_as=K.INTERNAL_APPEAL_FILED,
        ),
        LetterKind(
            "second_level_appeal",
            "Second-level internal appeal",
            "Answers the first appeal's decision under a plan with two mandatory levels.",
            Stage.DECISION,
            _APPEALS,
            _APPEAL,
            is_second_level=True,
            recorded_as=K.SECOND_LEVEL_FILED,
        ),
        LetterKind(
            "voluntary_appeal",
            "Voluntary second-level appeal",
            "Only where the plan offers a further level that nobody has to use; external review stays open.",
            Stage.DECISION,
            _APPEALS,
            tuple(section for section in _APPEAL if section != "timeliness"),
            is_voluntary=True,
            recorded_as=K.SECOND_LEVEL_FILED,
        ),
        LetterKind(
            "external_review_request",
            "Request for external review",
            "Takes the final determination to an independent review organization.",
            Stage.DECISION,
            _PLAN,
            _EXTERNAL,
            Urgency.STANDARD,
            is_external=True,
            recorded_as=K.EXTERNAL_REVIEW_REQUESTED,
        ),
        LetterKind(
            "external_review_expedited",
            "Request for expedited external review",
            "Takes it to an independent reviewer where the ordinary time would put the patient at risk.",
            Stage.DECISION,
            _PLAN,
            (*_EXTERNAL[:3], "urgency", *_EXTERNAL[3:]),
            Urgency.EXPEDITED,
            is_external=True,
            recorded_as=K.EXTERNAL_REVIEW_REQUESTED,
        ),
        LetterKind(
            "plan_is_late",
            "Notice that the plan is late",
            "Says what was due, since when it is late, and what is open now.",
            Stage.INTERNAL_APPEAL_FILED,
            _PLAN,
            ("head", "re", "opening", "open_now", "requests", "signature"),
        ),
        LetterKind(
            "receipt_request",
            "Request to confirm receipt",
            "Asks on which day something that was sent has come.",
            Stage.INTERNAL_APPEAL_FILED,
            _APPEALS,
            ("head", "re", "opening", "signature"),
        ),
        LetterKind(
            "appointment_of_representative",
            "Appointment of an authorized representative",
            "A short form by which the member lets somebody act for them.",
            Stage.DENIAL_RECEIVED,
            _PLAN,
            ("re", "appointment", "scope", "signature"),
        ),
        *PROGRAM_KINDS,
        *BESIDE_KINDS,
    )
}


SECTION_TITLES: dict[str, str] = {
    "keep": "That the benefits go on",
    "amount": "The amount in controversy",
    "enclosed": "What is enclosed",
    "ask": "What to ask and to write down",
    "necessity": "Why it is necessary",
    "points": "What the prescriber confirms, point by point",
    "closing": "Closing",
    "instead": "Where to write instead",
    "danger": "The statement of danger",
    "chronology": "What happened, day by day",
    "head": "Letterhead and address",
    "re": "What it concerns",
    "opening": "Opening",
    "again": "The filing before it",
    "timeliness": "Why it is in time",
    "criteria": "The table of requirements",
    "arguments": "Arguments",
    "requests": "What is asked for",
    "due": "When the answer is due",
    "urgency": "Why it cannot wait",
    "path": "Why external review is open",
    "documents": "The documents asked for",
    "separate": "What it is not",
    "open_now": "What is open now",
    "way": "Which review is asked for",
    "program_law": "What this program's law asks for",
    "statement": "The prescriber's statement",
    "signature": "Signature",
    "enclosures": "Enclosures",
}
"""What the parts of letters are called."""


def why_not(
    kind: LetterKind,
    coverage: Coverage,
    urgency: Urgency,
    reason: ReasonKind | None = None,
    surprise_bill: bool = False,
) -> str | None:
    """A sentence that says why this kind does not fit the coverage and urgency, or None where it fits."""
    if kind.is_of_program or coverage.sponsor in PROGRAMS:
        misfit = _not_of_program(kind, coverage)
        if misfit or (kind.is_of_program and kind.fits is None):
            return misfit
    if kind.key == "complaint_to_regulator":
        return regulator_problem(coverage)
    if kind.fits is Urgency.EXPEDITED and urgency is not Urgency.EXPEDITED:
        return "The claim is not marked urgent; record the physician's certification first."
    if kind.is_of_program:
        return None
    is_further = kind.is_second_level or kind.is_voluntary
    if is_further and coverage.sponsor is Sponsor.INDIVIDUAL and not coverage.grandfathered:
        return "An individual policy has one internal level (45 CFR 147.136(b)(3)(ii)(G))."
    if kind.is_second_level and coverage.appeal_levels == 1:
        return "This plan has one internal level; the next step is external review."
    if not kind.is_external:
        return None
    if coverage.grandfathered and not surprise_bill:
        return (
            "Grandfathered coverage has external review for surprise billing protections only "
            "(45 CFR 147.136(a)(1)(ii))."
        )
    if coverage.sponsor is not Sponsor.UNKNOWN and not laws_of(coverage, surprise_bill):
        return "This program has a review of its own; follow the notice that came with the decision."
    if reason is ReasonKind.ELIGIBILITY:
        return "What rests on eligibility is outside external review (45 CFR 147.136(d)(1)(i)(A))."
    return None


def _not_of_program(kind: LetterKind, coverage: Coverage) -> str | None:
    """Public programs have levels of their own, and nobody else has theirs."""
    if kind.is_of_program:
        is_theirs = coverage.sponsor in kind.sponsors
        return (
            None if is_theirs else f"This is a letter of {listed([PROGRAM_NAMES[s] for s in kind.sponsors])}."
        )
    if kind.recorded_as is K.STEP_EXCEPTION_REQUESTED and coverage.sponsor is Sponsor.MEDICARE_PART_D:
        return "Medicare Part D has a request of its own for exceptions: use its letter."
    has_own = any(coverage.sponsor in each.sponsors for each in PROGRAM_KINDS)
    if kind.is_filing and has_own and not kind.is_external:
        return f"{PROGRAM_NAMES[coverage.sponsor]} has levels of its own: use its letter."
    return None
