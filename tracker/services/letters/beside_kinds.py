"""Letters beside the appeal: what is asked, told or sent while it goes on, and what follows when it is won."""

from tracker.rules.terms import EventKind, FiledBy, PartyRole, Sponsor, Stage
from tracker.services.letters.letter_kind import LetterKind

K = EventKind
_DECIDERS = (PartyRole.DELEGATED_REVIEWER, PartyRole.PHARMACY_MANAGER, PartyRole.CLAIMS_ADMINISTRATOR)
_APPEALS = (PartyRole.CLAIMS_ADMINISTRATOR, PartyRole.DELEGATED_REVIEWER, PartyRole.PHARMACY_MANAGER)
_PLAN = (PartyRole.CLAIMS_ADMINISTRATOR, PartyRole.PLAN_ADMINISTRATOR)
_DRUG_PLAN = (PartyRole.PHARMACY_MANAGER, PartyRole.CLAIMS_ADMINISTRATOR, PartyRole.DELEGATED_REVIEWER)
_OUTSIDE = (PartyRole.IRO,)

BESIDE_KINDS = (
    LetterKind(
        "peer_to_peer_request",
        "Request for a peer-to-peer conversation",
        "Asks that the physician speak with the reviewer who decided; it is no appeal and moves no date.",
        Stage.DENIAL_RECEIVED,
        _DECIDERS,
        ("head", "re", "opening", "requests", "signature"),
    ),
    LetterKind(
        "peer_to_peer_brief",
        "Brief for the peer-to-peer conversation",
        "One page for the physician: the reason given, what the record shows, what to ask and to write down.",
        Stage.DENIAL_RECEIVED,
        _DECIDERS,
        ("re", "opening", "criteria", "ask"),
    ),
    LetterKind(
        "letter_of_medical_necessity",
        "Prescriber's letter of medical necessity",
        "Drafted for the prescriber to check, correct and sign: nothing in it is theirs before that.",
        Stage.DENIAL_RECEIVED,
        _APPEALS,
        ("head", "re", "opening", "criteria", "necessity", "signature"),
        signed_by=FiledBy.PROVIDER_FOR_MEMBER,
    ),
    LetterKind(
        "step_exception_request",
        "Request for an exception",
        "Asks to be excepted from steps, a quantity limit or a drug list, on a ground that the record proves.",
        Stage.DENIAL_RECEIVED,
        _DECIDERS,
        ("head", "re", "opening", "criteria", "requests", "signature", "enclosures"),
        recorded_as=K.STEP_EXCEPTION_REQUESTED,
        can_be_urgent=True,
    ),
    LetterKind(
        "part_d_exception_request",
        "Medicare Part D: request for a coverage determination and an exception",
        "Asks the drug plan for an exception from steps, a limit or its list, with the prescriber's statement.",
        Stage.DENIAL_RECEIVED,
        _DRUG_PLAN,
        ("head", "re", "opening", "criteria", "statement", "requests", "due", "signature", "enclosures"),
        recorded_as=K.STEP_EXCEPTION_REQUESTED,
        sponsors=(Sponsor.MEDICARE_PART_D,),
        can_be_urgent=True,
    ),
    LetterKind(
        "part_d_supporting_statement",
        "Medicare Part D: prescriber's supporting statement",
        "Drafted for the prescriber to check, correct and sign: the plan's time to decide an exception runs from it.",
        Stage.DENIAL_RECEIVED,
        _DRUG_PLAN,
        ("head", "re", "opening", "criteria", "statement", "signature"),
        sponsors=(Sponsor.MEDICARE_PART_D,),
        signed_by=FiledBy.PROVIDER_FOR_MEMBER,
    ),
    LetterKind(
        "information_sent",
        "Information sent on the plan's request",
        "Sends what the plan asked for, and says what it is.",
        Stage.DENIAL_RECEIVED,
        _APPEALS,
        ("head", "re", "opening", "signature", "enclosures"),
        recorded_as=K.INFORMATION_SUPPLIED,
    ),
    LetterKind(
        "information_to_iro",
        "Further information to the review organization",
        "Sends the independent review organization more, within its time and under its number.",
        Stage.EXTERNAL_REVIEW,
        _OUTSIDE,
        ("head", "re", "opening", "criteria", "signature", "enclosures"),
        recorded_as=K.INFORMATION_SENT_TO_IRO,
        office="",
        who_blank="name of the independent review organization",
        where_blank="address that its notice gives",
    ),
    LetterKind(
        "complaint_to_regulator",
        "Complaint to the regulator",
        "Tells the state's insurance department, or EBSA for a self-funded plan, what happened and when.",
        Stage.INTERNAL_APPEAL_FILED,
        _OUTSIDE,
        ("head", "re", "opening", "chronology", "requests", "signature", "enclosures"),
        office="",
        who_blank="the state's insurance department",
        where_blank="address or page for complaints, as the regulator gives it",
    ),
    LetterKind(
        "demand_to_comply",
        "Demand to carry out a decision",
        "After a reversal: asks the plan to do what was decided, no more and no less.",
        Stage.DECISION,
        _PLAN,
        ("head", "re", "opening", "requests", "signature"),
    ),
    LetterKind(
        "confidential_communication",
        "Request for confidential communication",
        "Asks the plan to write to the patient at another address or in another way, where the usual one is not safe.",
        Stage.DENIAL_RECEIVED,
        (*_PLAN, *_DECIDERS[:2]),
        ("head", "re", "opening", "instead", "danger", "signature"),
        signed_by=FiledBy.MEMBER,
        binds_every_plan=True,
    ),
)
