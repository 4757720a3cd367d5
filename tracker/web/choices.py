"""Plain words for the codes that a form offers: coverage, claims, reasons, people, states and time zones."""

from tracker.rules.terms import (
    ClaimType,
    EventKind,
    Funding,
    PartyRole,
    ReasonKind,
    ServiceKind,
    Sponsor,
    Urgency,
)
from tracker.web.questions import Choices

SPONSOR_GROUPS: tuple[tuple[str, Choices], ...] = (
    (
        "A job or a union",
        (
            (Sponsor.PRIVATE_EMPLOYER, "A private employer or a union"),
            (Sponsor.CHURCH, "A church, or an employer that a church controls"),
            (Sponsor.STATE_LOCAL_GOVERNMENT, "A state, county, city, public school or public university"),
            (Sponsor.FEHB, "The federal government or the Postal Service (FEHB, PSHB)"),
        ),
    ),
    (
        "Bought by oneself",
        (
            (Sponsor.INDIVIDUAL, "Bought directly or on a Marketplace"),
            (Sponsor.SHORT_TERM, "A short-term policy"),
        ),
    ),
    (
        "Medicare",
        (
            (Sponsor.MEDICARE_ADVANTAGE, "Medicare Advantage (Part C), about care"),
            (Sponsor.MEDICARE_PART_D, "Medicare drugs (Part D), of any plan"),
            (Sponsor.ORIGINAL_MEDICARE, "Original Medicare (Parts A and B)"),
            (Sponsor.MEDICARE, "Medicare; I don’t know which part"),
        ),
    ),
    (
        "Medicaid and CHIP",
        (
            (Sponsor.MEDICAID_MANAGED_CARE, "Medicaid through a plan (managed care)"),
            (Sponsor.MEDICAID_FEE_FOR_SERVICE, "Medicaid straight from the state"),
            (Sponsor.CHIP, "CHIP, the children’s program"),
            (Sponsor.MEDICAID, "Medicaid or CHIP; I don’t know which"),
        ),
    ),
    (
        "The military and veterans",
        (
            (Sponsor.TRICARE, "TRICARE"),
            (Sponsor.VA, "The VA"),
        ),
    ),
    (
        "Not clear",
        (
            (Sponsor.UNKNOWN, "I don’t know"),
            (Sponsor.OTHER, "Something else"),
        ),
    ),
)
SPONSORS: Choices = tuple(choice for _, choices in SPONSOR_GROUPS for choice in choices)
FUNDINGS: Choices = (
    (Funding.SELF_FUNDED, "Yes, the employer pays; the insurer only administers"),
    (Funding.INSURED, "No, the insurer pays"),
    (Funding.UNKNOWN, "I don’t know"),
)
YES_NO: Choices = (("yes", "Yes"), ("no", "No"), ("unknown", "I don’t know"))
LEVELS: Choices = (("1", "One"), ("2", "Two"), ("unknown", "I don’t know"))
CLAIM_TYPES: Choices = (
    (ClaimType.PRE_SERVICE, "Not yet: the plan was asked to approve it first"),
    (ClaimType.POST_SERVICE, "Yes: it was given, and the plan will not pay"),
    (
        ClaimType.CONCURRENT,
        "It is under way: the plan is cutting short, or will not extend, what it approved",
    ),
)
DENIAL_KINDS: Choices = (
    (EventKind.ADVERSE_DETERMINATION, "A denial"),
    (EventKind.COURSE_REDUCTION_NOTIFIED, "A notice that approved treatment is to be cut short"),
    (EventKind.RESCISSION_NOTIFIED, "A notice that coverage is cancelled back in time (rescission)"),
)
URGENCIES: Choices = (
    (Urgency.STANDARD, "No: the ordinary time is safe"),
    (Urgency.EXPEDITED, "Yes: waiting puts life, health or function at risk, or leaves severe pain"),
)
REASONS: Choices = (
    (ReasonKind.STEP_THERAPY, "Another treatment must be tried first (step therapy)"),
    (ReasonKind.MEDICAL_NECESSITY, "Not medically necessary"),
    (ReasonKind.EXPERIMENTAL, "Experimental or investigational"),
    (ReasonKind.QUANTITY_LIMIT, "More than the plan’s quantity limit"),
    (ReasonKind.NON_FORMULARY, "Not on the plan’s list of drugs (formulary)"),
    (ReasonKind.NOT_COVERED_BENEFIT, "Not a covered benefit, or excluded"),
    (ReasonKind.OUT_OF_NETWORK, "Out of network"),
    (ReasonKind.PRIOR_AUTHORIZATION_MISSING, "No prior authorization"),
    (ReasonKind.LEVEL_OF_CARE, "Wrong level or place of care"),
    (ReasonKind.CODING_OR_BILLING, "Coding or billing"),
    (ReasonKind.UNTIMELY_FILING, "The claim was sent in too late (timely filing)"),
    (ReasonKind.ELIGIBILITY, "Not eligible, or no coverage on that day"),
    (ReasonKind.RESCISSION, "Coverage was cancelled back in time"),
    (ReasonKind.OTHER, "Something else"),
)
REASONS_SHORT = {
    ReasonKind.STEP_THERAPY: "step therapy",
    ReasonKind.MEDICAL_NECESSITY: "medical necessity",
    ReasonKind.EXPERIMENTAL: "called experimental",
    ReasonKind.QUANTITY_LIMIT: "quantity limit",
    ReasonKind.NON_FORMULARY: "not on the formulary",
    ReasonKind.NOT_COVERED_BENEFIT: "not a covered benefit",
    ReasonKind.OUT_OF_NETWORK: "out of network",
    ReasonKind.PRIOR_AUTHORIZATION_MISSING: "no prior authorization",
    ReasonKind.LEVEL_OF_CARE: "level of care",
    ReasonKind.CODING_OR_BILLING: "coding or billing",
    ReasonKind.UNTIMELY_FILING: "claim sent too late",
    ReasonKind.ELIGIBILITY: "eligibility",
    ReasonKind.RESCISSION: "rescission",
    ReasonKind.OTHER: "another reason",
}
SERVICE_KINDS: Choices = (
    (ServiceKind.DRUG, "A drug"),
    (ServiceKind.DEVICE, "A device or equipment"),
    (ServiceKind.PROCEDURE, "A procedure or surgery"),
    (ServiceKind.THERAPY, "Therapy or rehabilitation"),
    (ServiceKind.PREVENTIVE_SERVICE, "A preventive service"),
    (ServiceKind.IMAGING, "Imaging or a test"),
    (ServiceKind.INPATIENT, "A hospital stay"),
    (ServiceKind.OTHER, "Something else"),
)
PARTIES: tuple[tuple[PartyRole, str, str], ...] = (
    (
        PartyRole.CLAIMS_ADMINISTRATOR,
        "Claims administrator",
        "Who signed the denial, most often the insurer. Appeals usually go here.",
    ),
    (
        PartyRole.PLAN_ADMINISTRATOR,
        "Plan administrator",
        "Named in the plan document, most often the employer. Requests for plan documents go here.",
    ),
    (
        PartyRole.DELEGATED_REVIEWER,
        "Reviewer for the plan",
        "A company that reviews requests for the insurer, such as for imaging or surgery.",
    ),
    (PartyRole.PHARMACY_MANAGER, "Pharmacy manager", "Who manages the drug benefit."),
)
PARTY_WORDS = {role: words for role, words, _ in PARTIES} | {PartyRole.IRO: "Review organization"}
TIMEZONES: Choices = (
    ("America/New_York", "Eastern"),
    ("America/Chicago", "Central"),
    ("America/Denver", "Mountain, and the Navajo Nation"),
    ("America/Phoenix", "Arizona, no daylight-saving time"),
    ("America/Los_Angeles", "Pacific"),
    ("America/Anchorage", "Alaska"),
    ("America/Adak", "Aleutian Islands"),
    ("Pacific/Honolulu", "Hawaii, no daylight-saving time"),
    ("America/Puerto_Rico", "Puerto Rico and the U.S. Virgin Islands"),
    ("Pacific/Guam", "Guam and the Northern Marianas"),
    ("Pacific/Pago_Pago", "American Samoa"),
)
_STATES = (
    "AL Alabama,AK Alaska,AZ Arizona,AR Arkansas,CA California,CO Colorado,CT Connecticut,"
    "DE Delaware,DC District of Columbia,FL Florida,GA Georgia,HI Hawaii,ID Idaho,IL Illinois,"
    "IN Indiana,IA Iowa,KS Kansas,KY Kentucky,LA Louisiana,ME Maine,MD Maryland,MA Massachusetts,"
    "MI Michigan,MN Minnesota,MS Mississippi,MO Missouri,MT Montana,NE Nebraska,NV Nevada,"
    "NH New Hampshire,NJ New Jersey,NM New Mexico,NY New York,NC North Carolina,ND North Dakota,"
    "OH Ohio,OK Oklahoma,OR Oregon,PA Pennsylvania,RI Rhode Island,SC South Carolina,"
    "SD South Dakota,TN Tennessee,TX Texas,UT Utah,VT Vermont,VA Virginia,WA Washington,"
    "WV West Virginia,WI Wisconsin,WY Wyoming,PR Puerto Rico,VI U.S. Virgin Islands,GU Guam,"
    "AS American Samoa,MP Northern Mariana Islands"
)
STATES: Choices = tuple((entry[:2], entry[3:]) for entry in _STATES.split(","))
STATE_WORDS = dict(STATES)
