"""Words that letters make from facts: the plan's kind, how it is sent, what the table adds up to."""

import re
from collections.abc import Sequence
from datetime import date

from tracker.models.cases import CriterionStatus
from tracker.rules.citations import Review
from tracker.rules.playbook_rows import CriterionKind
from tracker.rules.terms import Channel, ClaimType, Funding, Jeopardy, ReasonKind, ServiceKind, Sponsor
from tracker.services.letters.context import (
    Addressee,
    Criterion,
    Delivery,
    Determination,
    Exhibit,
    LetterContext,
    Patient,
    Plan,
    Service,
)
from tracker.services.letters.phrases import listed

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SPONSOR = {
    Sponsor.PRIVATE_EMPLOYER: "employer plan",
    Sponsor.CHURCH: "church plan",
    Sponsor.STATE_LOCAL_GOVERNMENT: "state or local government plan",
    Sponsor.INDIVIDUAL: "individual policy",
    Sponsor.MEDICARE_ADVANTAGE: "Medicare Advantage plan",
    Sponsor.MEDICARE_PART_D: "Medicare drug plan",
    Sponsor.MEDICAID_MANAGED_CARE: "Medicaid plan",
    Sponsor.CHIP: "CHIP plan",
    Sponsor.FEHB: "Federal Employees Health Benefits plan",
}
_PROGRAMS = {
    Sponsor.ORIGINAL_MEDICARE: "Original Medicare",
    Sponsor.MEDICAID_FEE_FOR_SERVICE: "Medicaid",
    Sponsor.TRICARE: "TRICARE",
    Sponsor.VA: "VA health care",
}
_THE_PLAN = "the plan"
_PLANS = re.compile(r"\b([Tt])he plan\b")
_WITHOUT_MEMBERS = (Sponsor.ORIGINAL_MEDICARE, Sponsor.VA)
_PAYERS = {
    Sponsor.ORIGINAL_MEDICARE: "Medicare",
    Sponsor.MEDICAID_FEE_FOR_SERVICE: "Medicaid",
    Sponsor.TRICARE: "TRICARE",
    Sponsor.VA: "the VA",
    Sponsor.FEHB: "the carrier",
}
_LEVELS = {
    **dict.fromkeys(
        (Sponsor.PRIVATE_EMPLOYER, Sponsor.CHURCH, Sponsor.STATE_LOCAL_GOVERNMENT, Sponsor.INDIVIDUAL),
        "file internal appeals and requests for external review",
    ),
    **dict.fromkeys(
        (Sponsor.MEDICARE_ADVANTAGE, Sponsor.MEDICARE_PART_D, Sponsor.ORIGINAL_MEDICARE, Sponsor.MEDICARE),
        "ask for decisions and appeals at every level",
    ),
    Sponsor.MEDICAID_MANAGED_CARE: "appeal to the plan, ask for a state fair hearing and speak for me there",
    Sponsor.MEDICAID_FEE_FOR_SERVICE: "ask for a state fair hearing and speak for me there",
    Sponsor.CHIP: "appeal to the plan and ask for the state's review",
    Sponsor.FEHB: "pursue payment of the disputed claim, ask the carrier for reconsideration and OPM for review",
    Sponsor.TRICARE: "ask for reconsideration and for every review after it",
    Sponsor.VA: "ask for every review of the VA's decision",
}
_EXCEPTED = {
    ReasonKind.STEP_THERAPY: "step therapy",
    ReasonKind.QUANTITY_LIMIT: "a limit on quantity",
    ReasonKind.NON_FORMULARY: "the list of covered drugs",
}
_GROUNDS = {
    ReasonKind.STEP_THERAPY: "the drug that is asked for first has been, or is likely to be, ineffective for this "
    "patient, or has harmed or is likely to harm them",
    ReasonKind.QUANTITY_LIMIT: "the number of doses that the limit allows has been, or is likely to be, less effective "
    "for this patient",
    ReasonKind.NON_FORMULARY: "every covered drug for this condition would not be as effective for this patient, or "
    "would have adverse effects",
}
_FUNDING = {Funding.SELF_FUNDED: "self-funded", Funding.INSURED: "insured"}
_CLAIM = {
    ClaimType.PRE_SERVICE: "pre-service",
    ClaimType.POST_SERVICE: "post-service",
    ClaimType.CONCURRENT: "concurrent care",
}
_ASKED = {
    ClaimType.PRE_SERVICE: "approve coverage of this {}",
    ClaimType.POST_SERVICE: "pay for this {}",
    ClaimType.CONCURRENT: "continue coverage of this {}",
}
_SENT = {
    Channel.FAX: "fax",
    Channel.MAIL: "first-class mail",
    Channel.CERTIFIED_MAIL: "certified mail",
    Channel.COURIER: "courier",
    Channel.PORTAL: "the member portal",
    Channel.EMAIL: "email",
    Channel.TELEPHONE: "telephone",
    Channel.IN_PERSON: "hand",
}
_JEOPARDY = {
    Jeopardy.LIFE: "life",
    Jeopardy.HEALTH: "health",
    Jeopardy.FUNCTION: "ability to regain maximum function",
}
_SHOWN = {
    CriterionStatus.DOCUMENTED: "documented in the enclosed records",
    CriterionStatus.EXCEPTION: "answered by a stated exception",
    CriterionStatus.OPEN: "not documented yet and shown as such",
}
_COMMON = """before cannot condition coverage covered determination documentation documented first medical medically
member months necessary patient policy record records requested required requirement requires service shown shows
treatment tried visits weeks without"""
_OF_ANY_DENIAL = frozenset(_COMMON.split())
_QUOTES = '“”"'
_MEDICAL = frozenset(
    (ReasonKind.MEDICAL_NECESSITY, ReasonKind.STEP_THERAPY, ReasonKind.EXPERIMENTAL, ReasonKind.LEVEL_OF_CARE)
)
_NOT_MEDICAL = frozenset(
    (
        ReasonKind.CODING_OR_BILLING,
        ReasonKind.UNTIMELY_FILING,
        ReasonKind.ELIGIBILITY,
        ReasonKind.RESCISSION,
    )
)


def counted(number: int) -> str:
    """A number as a letter writes it: words up to ten."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def plan_kind(plan: Plan) -> str | None:
    """“self-funded employer plan”, or None where nobody knows what it is."""
    sponsor = _SPONSOR.get(plan.sponsor)
    if sponsor is None:
        return None
    funding = None if plan.sponsor is Sponsor.INDIVIDUAL else _FUNDING.get(plan.funding)
    grandfathered = "grandfathered" if plan.is_grandfathered else None
    return " ".join(filter(None, (grandfathered, funding, sponsor)))


def program(plan: Plan) -> str | None:
    """A public program by its name, where no plan stands between it and the claimant."""
    return _PROGRAMS.get(plan.sponsor)


def excepted(reason: ReasonKind) -> str:
    """What an exception for a denial of this reason is one from."""
    return _EXCEPTED.get(reason, "step therapy")


def ground_of_exception(reason: ReasonKind) -> str:
    """What a Medicare drug plan has to be told by the prescriber for it, 42 CFR 423.578(b)(5)."""
    return _GROUNDS[reason] if reason in _GROUNDS else _GROUNDS[ReasonKind.STEP_THERAPY]


def may_ask_for(plan: Plan) -> str:
    """What a representative may ask for: the levels of this coverage, by their own names."""
    return _LEVELS.get(plan.sponsor, "file appeals and requests for an independent review")


def exhibit_of(context: LetterContext, title: str) -> str | None:
    """The letter of the first exhibit whose title holds these words; None where there is none."""
    named = (each for each in context.exhibits if title in (each.title or "").casefold())
    return next((each.letter for each in named), None)


def payer(plan: Plan) -> str:
    """Who a requirement is one of: the plan, or the program where no plan stands between."""
    return payer_of(plan.sponsor)


def payer_of(sponsor: Sponsor) -> str:
    """The same of a sponsor."""
    return _PAYERS.get(sponsor, _THE_PLAN)


def of_payer(text: str, sponsor: Sponsor) -> str:
    """A text that speaks of the plan, as it reads where no plan stands between the patient and the program."""
    found = payer_of(sponsor)
    return _PLANS.sub(lambda said: found if said[1] == "t" else found[:1].upper() + found[1:], text)


def claim_words(service: Service) -> str:
    """The kind of claim in the regulation's words."""
    return _CLAIM[service.claim]


def asked_for(service: Service, reason: ReasonKind) -> str:
    """What the plan is asked to do about the service, or about coverage that was cancelled back in time."""
    is_cancelled = reason is ReasonKind.RESCISSION
    return "restore this coverage" if is_cancelled else _ASKED[service.claim].format(thing(service))


def thing(service: Service) -> str:
    """What was denied, in a word: a drug is called one."""
    return "drug" if service.kind is ServiceKind.DRUG else "service"


def sent_by(delivery: Sequence[Delivery]) -> str | None:
    """“By certified mail 7020 0555 and fax 555-0199”, or None."""
    ways = [f"{_SENT[way.channel]} {way.number or ''}".strip() for way in delivery]
    return f"By {listed(ways)}" if ways else None


def sent_words(channel: Channel) -> str:
    """How something was sent, in a word or two."""
    return _SENT[channel]


def put_at_risk(jeopardy: Sequence[Jeopardy]) -> str | None:
    """What waiting could jeopardize, in the words of 29 CFR 2560.503-1(m)(1)(i)(A), without pain."""
    named = [_JEOPARDY[risk] for risk in jeopardy if risk in _JEOPARDY]
    return listed(named, "or") if named else None


def medical(reason: ReasonKind) -> str:
    """Whether a determination for this reason rests on medical judgment (29 CFR 2560.503-1(h)(3)(iii)):
    “yes”, “no”, or “maybe” where only the file can tell."""
    return "yes" if reason in _MEDICAL else "no" if reason in _NOT_MEDICAL else "maybe"


def is_reviewed(context: LetterContext) -> bool:
    """Whether external review may reach the determination: a medical judgment, or a surprise bill."""
    return context.is_surprise_bill or medical(context.determination.reason) != "no"


def external_process(context: LetterContext) -> str:
    """Whose external review a request is made under, as its heading says it; empty where nobody knows."""
    if context.review is Review.STATE:
        state = context.state.name if context.state else None
        return f"process of {state}" if state else "process of the state"
    named = {Review.FEDERAL: "federal process", Review.HHS: "process administered by HHS"}
    return named.get(context.review, "") if context.review else ""


def claimant(patient: Patient, plan: Plan) -> str:
    """What to call the claimant: the patient is not the member where the coverage is in another name, and nobody is a
    member of Original Medicare or of the VA."""
    is_another = patient.member_name and patient.member_name != patient.name
    return "patient" if is_another or plan.sponsor in _WITHOUT_MEMBERS else "member"


def one_line(party: Addressee) -> str:
    """A party with its address in one line, as a copy names it."""
    return ", ".join(filter(None, (party.name, party.unit, *party.address_lines)))


def with_citation(text: str, citation: str | None) -> str:
    """A sentence with its citation in front of the full stop."""
    return f"{text.rstrip().removesuffix('.')} ({citation})." if citation else text


def lowered(text: str) -> str:
    """A text as it stands inside a sentence: its first letter small, but for an abbreviation's."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def as_a_ground(outcome: str) -> str:
    """An outcome as it stands behind “Exception:”, without a second colon."""
    return lowered(outcome).replace(": ", ", ", 1)


def with_full_stop(text: str) -> str:
    """A sentence that ends as one."""
    text = text.strip()
    return text if text.endswith((".", "?", "!", ".”")) else f"{text}."


def quoted(reason: str) -> str:
    """Words of a letter in quotation marks, without the marks that were typed around them, and with a full
    stop inside where they end without one."""
    return f"“{with_full_stop(reason.strip().strip(_QUOTES).strip())}”"


def with_stop(title: str) -> str:
    """A title as the sentence that opens a paragraph."""
    return title if title.rstrip().endswith((".", "?", ":")) else f"{title.rstrip()}."


def spoken_of(context: LetterContext) -> tuple[Exhibit, ...]:
    """The exhibits that a plain letter speaks of: the appointment, the proof of receipt, and the decision that is
    to be carried out.
    """
    named = {context.authority.exhibit, context.lateness.exhibit if context.lateness else None}
    if won := context.beside.reversal:
        named.add(won.exhibit or exhibit_of(context, "decision"))
    return tuple(exhibit for exhibit in context.exhibits if exhibit.letter in named)


def shared_source(criteria: Sequence[Criterion]) -> str | None:
    """The policy that every requirement comes from, or None where they differ or nobody said."""
    sources = {criterion.source for criterion in criteria}
    return sources.pop() if len(sources) == 1 else None


def has_requirements(criteria: Sequence[Criterion]) -> bool:
    """Whether the table holds the plan's requirements at all, or only what else bears on the reason."""
    return any(criterion.kind is not CriterionKind.SUPPORT for criterion in criteria)


def determination_by(determinations: Sequence[Determination], day: date | None) -> Determination:
    """The latest one that a request of that day can have been about; of those without a day, the latest of all."""
    before = [each for each in determinations if day and each.dated_on and each.dated_on <= day]
    return next(reversed(before or list(determinations)), Determination(None))


def takes_one_by_one(criteria: Sequence[Criterion]) -> bool:
    """Whether the table holds several requirements, or none yet that somebody has held against the policy."""
    said = [c for c in criteria if c.is_confirmed]
    required = [c for c in said if c.kind is CriterionKind.REQUIREMENT]
    return has_requirements(criteria) and (len(required) > 1 or not said)


def what_the_table_shows(
    criteria: Sequence[Criterion], reasons: Sequence[str] = (), asks: str = "the plan"
) -> str | None:
    """One sentence that answers the stated `reasons` from the table of what `asks` requires, and one that adds it up.

    None where it documents nothing.
    """
    asked = [c for c in criteria if c.kind is CriterionKind.REQUIREMENT]
    required = [c for c in asked if c.is_confirmed]
    shown = _shown(required)
    if not any(_status(c) is not CriterionStatus.OPEN for c in required):
        return None
    whose, where = (f"{asks}'s", "") if len(asked) == len(required) else ("the", " in the table")
    what = f"{whose} {counted(len(required))} requirement{'s' if len(required) > 1 else ''}{where}"
    if len(shown) == 1:
        sum_of_it = f"{what[0].upper()}{what[1:]} {_is(len(required))} {shown[0][1]}{_exceptions(criteria)}."
    else:
        parts = listed([f"{counted(number)} {_is(number)} {words}" for number, words in shown])
        sum_of_it = f"Of {what}, {parts}{_exceptions(criteria)}."
    return f"{_answering(criteria, reasons)}{sum_of_it}"


def _answering(criteria: Sequence[Criterion], reasons: Sequence[str]) -> str:
    """The row that speaks of what a stated reason speaks of, with its exhibit; nothing where none does."""
    said = _telling(" ".join(reasons))
    proven = [c for c in criteria if c.exhibit and _status(c) is not CriterionStatus.OPEN]
    best = max(proven, key=lambda c: len(said & _telling(_row(c))), default=None)
    if best is None or best.record_shows is None or not said & _telling(_row(best)):
        return ""
    return f"The record answers: {best.record_shows.rstrip('. ')} (Exhibit {best.exhibit}). "


def _row(criterion: Criterion) -> str:
    return f"{criterion.requirement} {criterion.record_shows}"


def _telling(text: str) -> frozenset[str]:
    """The words of a text that say what it is about, without those that any denial has."""
    return frozenset(re.findall(r"[a-z]{5,}", text.casefold())) - _OF_ANY_DENIAL


def _shown(required: Sequence[Criterion]) -> list[tuple[int, str]]:
    numbers = {status: sum(_status(c) is status for c in required) for status in CriterionStatus}
    return [(numbers[status], words) for status, words in _SHOWN.items() if numbers[status]]


def _exceptions(criteria: Sequence[Criterion]) -> str:
    stated = [
        c for c in criteria if c.kind is CriterionKind.EXCEPTION and _status(c) is not CriterionStatus.OPEN
    ]
    return "; an exception is stated, with its ground" if stated else ""


def _status(criterion: Criterion) -> CriterionStatus:
    return criterion.status if criterion.record_shows else CriterionStatus.OPEN


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def running_head(context: LetterContext) -> str:
    """What stands on later pages: the member, the claim and the day, so that loose pages find each other."""
    plan = context.plan
    claim = f"Claim {plan.claim_number}" if plan.claim_number else None
    number = claim or (f"Reference {plan.reference_number}" if plan.reference_number else None)
    day = f"{context.dated_on:%B} {context.dated_on.day}, {context.dated_on.year}"
    return " · ".join(filter(None, (context.patient.name, number, day)))
