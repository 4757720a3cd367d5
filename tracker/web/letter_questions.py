"""What is asked before a letter is drafted, and the names of its sections."""

from dataclasses import asdict, replace

from tracker.rules.event_fields import CHANNELS
from tracker.rules.terms import Channel, FiledBy, PartyRole, Sponsor
from tracker.services import exhibit_letters
from tracker.services.casefile import CaseFile
from tracker.services.letters.beside import regulator
from tracker.services.letters.context import Way
from tracker.services.letters.correspondents import addressees, goes_where_the_letter_says
from tracker.services.letters.from_case import Wishes
from tracker.services.letters.keeping import KeptLetter
from tracker.services.letters.kinds import SECTION_TITLES, LetterKind
from tracker.services.letters.levels import KEEPING
from tracker.services.letters.markdown import as_typed
from tracker.web import choices
from tracker.web.questions import Answers, Ask, Choices, Question

AS_THE_LETTER_SAYS = "as_the_letter_says"
FILERS: Choices = (
    (FiledBy.REPRESENTATIVE, "You, as the authorized representative"),
    (FiledBy.MEMBER, "The patient or member"),
    (FiledBy.PROVIDER_FOR_MEMBER, "The physician, for the patient"),
)
_REQUESTS = Question("requests", Ask.LONG, "What else is asked for", "One request a line.", rows=2)
_APPEALS = (
    Question(
        "answer", Ask.LONG, "One sentence that answers the reason", "From the record. It can wait.", rows=2
    ),
    Question("field_of_medicine", Ask.LINE, "The physician’s field", "Such as endocrinology."),
    Question("letter_explains", Ask.LINE, "The physician’s letter explains …", "Complete the sentence."),
    Question("late_because", Ask.LONG, "Only if it is late: why it should be accepted", rows=2),
    Question("put_right", Ask.LONG, "Only if one was dismissed or refused: what answers that", rows=2),
    Question("still_denied", Ask.LINE, "Only if a part was approved: what is still denied"),
    _REQUESTS,
    Question("sender_address", Ask.LONG, "Only if the physician signs: their address", rows=2),
)
_CERTIFIED = (
    Question("certified_on", Ask.DAY, "The physician certified the urgency on"),
    Question("certification_exhibit", Ask.LINE, "Exhibit with the certification"),
)
_AMOUNT = Question("amount", Ask.LINE, "Amount at stake", "In dollars, as the bills or the prices show it.")
_KEEP = Question(
    "keep_benefits",
    Ask.FLAG,
    "Ask that the benefits go on until it is decided",
    "If the appeal is lost, the plan may ask for the cost of what went on (42 CFR 438.420(d)).",
)
_WAY = Question(
    "way",
    Ask.RADIO,
    "Which review",
    "Evidence that the VA did not have goes with a supplemental claim; a higher-level review takes in none.",
    choices=(
        ("", "A supplemental claim where records are enclosed, a higher-level review where none are"),
        (Way.SUPPLEMENTAL, "A supplemental claim (VA Form 20-0995)"),
        (Way.HIGHER_LEVEL, "A higher-level review (VA Form 20-0996)"),
        (Way.BOARD, "An appeal to the Board of Veterans’ Appeals (VA Form 10182)"),
    ),
)
_LEFT_OUT = Question(
    "left_out",
    Ask.MANY,
    "Leave out of this letter",
    "All the rest is enclosed, and every exhibit keeps its letter.",
)
_FILED_BY = Question("filed_by", Ask.RADIO, "Who files and signs", required=True, choices=FILERS)
_FILED_FOR = replace(
    _FILED_BY,
    help="Never on the plan’s form for providers: that may be booked as the provider’s own dispute.",
)
_FIELD = Question("field_of_medicine", Ask.LINE, "The physician’s field", "Such as endocrinology.")
_ANSWER = Question(
    "answer", Ask.LONG, "One sentence that answers the reason", "From the record. It can wait.", rows=2
)
_OF_THE_PHYSICIAN = Question(
    "sender_address", Ask.LONG, "The physician’s address", "As it heads their paper.", rows=2
)
_BESIDE: dict[str, tuple[Question, ...]] = {
    "peer_to_peer_request": (
        Question(
            "peer_times", Ask.LINE, "When the physician can be reached", "Three times, with the time zone."
        ),
        _FIELD,
        _REQUESTS,
    ),
    "peer_to_peer_brief": (_ANSWER,),
    "letter_of_medical_necessity": (
        Question("diagnosis", Ask.LINE, "Diagnosis", "As the chart has it."),
        _FIELD,
        _OF_THE_PHYSICIAN,
        Question("necessity", Ask.LONG, "It is necessary because …", "In the prescriber’s words.", rows=3),
        Question("answer", Ask.LONG, "What was tried instead, when, and why it does not do", rows=3),
        Question(
            "confirmed",
            Ask.LONG,
            "What the prescriber says to each point of the playbook",
            "In the prescriber’s words, an empty line between points. Until then each point is a blank.",
            rows=6,
        ),
    ),
    "complaint_to_regulator": (
        Question(
            "left_undone",
            Ask.LONG,
            "What the plan did or left undone",
            "In a sentence or two, with its day. An answer that is late is told by itself.",
        ),
        _ANSWER,
        _REQUESTS,
    ),
    "confidential_communication": (
        Question(
            "reach_at",
            Ask.LONG,
            "Where or how to reach the patient instead",
            "A full postal address that is safe, or another way. It stands in the letter.",
            rows=4,
        ),
        Question(
            "is_dangerous",
            Ask.FLAG,
            "The patient states that disclosure could endanger them",
            "Ask them. A plan has to follow only where the letter says so; it says nothing more about why.",
        ),
    ),
    "demand_to_comply": (
        Question("decided", Ask.LONG, "What was decided", "In the decision’s own words.", rows=2),
        _REQUESTS,
    ),
}
_WHERE_IT_GOES = (
    Question("addressee_name", Ask.LINE, "Who takes it", "Where the letter in hand names it otherwise."),
    Question("addressee_address", Ask.LONG, "Its address", "As the letter in hand or its own page gives it."),
    Question("addressee_fax", Ask.PHONE, "Its fax"),
)
_MEDICARE_NUMBER = Question("medicare_number", Ask.LINE, "Medicare number", "As Medicare’s own card has it.")
_BESIDE["part_d_supporting_statement"] = _BESIDE["letter_of_medical_necessity"]
_DOCUMENTS = (Question("asks_by_on", Ask.DAY, "Ask for it by", "A wish, not a legal date."), _REQUESTS)


def wishes_asked(file: CaseFile, kind: LetterKind) -> tuple[Question, ...]:
    """The questions for a letter of this kind; parties that are on record come first."""
    names = {party.role: party.name for party in file.parties}
    parties = tuple((role.value, _party(role, names.get(role))) for role in addressees(file, kind))
    if goes_where_the_letter_says(file, kind):
        on_record = parties if kind.office is None else [each for each in parties if each[0] in names]
        parties = ((AS_THE_LETTER_SAYS, _as_the_letter_says(file, kind)), *on_record)
    return (
        Question("to", Ask.RADIO, "To whom", "The denial letter decides where it names one.", True, parties),
        *(_WHERE_IT_GOES if goes_where_the_letter_says(file, kind) else ()),
        *(() if kind.signed_by else (_FILED_FOR if kind.is_filing else _FILED_BY,)),
        Question("channels", Ask.MANY, "How it is sent", choices=CHANNELS),
        Question("tracking", Ask.LINE, "Tracking number", "Of the certified letter or the courier."),
        *(_CERTIFIED if kind.asks_for_haste(file.case.urgency, file.case.sponsor) else ()),
        *((_AMOUNT,) if "amount" in kind.must_contain else ()),
        *((_WAY,) if "way" in kind.must_contain else ()),
        *((_KEEP,) if kind.is_of_program and _may_keep(file) else ()),
        *((_MEDICARE_NUMBER,) if _takes_medicare_number(file, kind) else ()),
        *_asked_beside(kind),
        *_left_out(file, kind),
    )


def _left_out(file: CaseFile, kind: LetterKind) -> tuple[Question, ...]:
    choices = tuple(exhibit_letters.may_be_left_out(file, kind).items())
    with_table = " What the table of requirements names stays in." if "criteria" in kind.must_contain else ""
    asked = replace(_LEFT_OUT, help=f"{_LEFT_OUT.help}{with_table}", choices=choices)
    return (asked,) if choices else ()


def _takes_medicare_number(file: CaseFile, kind: LetterKind) -> bool:
    """Where a plan's number stands on the card, Medicare's form asks for Medicare's own as well."""
    is_plans = file.case.sponsor in (Sponsor.MEDICARE_ADVANTAGE, Sponsor.MEDICARE_PART_D)
    return is_plans and kind.key == "appointment_of_representative"


def _as_the_letter_says(file: CaseFile, kind: LetterKind) -> str:
    """The office by its name where it has one; else who is said to take the request in the state whose law governs."""
    office = regulator(file) if kind.key == "complaint_to_regulator" else kind.office
    if office:
        return f"{office}, at the address below"
    view = file.computed.state
    if kind.office is not None or view is None or view.review is None or not view.review.request_to:
        return "Wherever the decision in hand says"
    return f"Wherever the decision in hand says. In {view.name} that may be: {view.review.request_to}"


def _may_keep(file: CaseFile) -> bool:
    return any(d.rule in KEEPING and d.is_live for d in file.computed.deadlines)


def known_wishes(asked: tuple[Question, ...]) -> dict[str, object]:
    """What the case suggests: the first party, and the advocate as the one who files."""
    return {
        "to": asked[0].choices[0][0],
        "filed_by": FiledBy.REPRESENTATIVE.value,
        "keep_benefits": True,
        "way": "",
    }


def wishes_known(asked: tuple[Question, ...], wishes: Wishes) -> dict[str, object]:
    """What was wished before, to open the form with."""
    to = wishes.to or asked[0].choices[0][0]
    return {**asdict(wishes), "to": to, "requests": "\n".join(wishes.requests)}


def wishes_of(answers: Answers) -> Wishes:
    """The answers as the drafting takes them; they must have no problems."""
    lines = (line.strip() for line in answers.get("requests").splitlines())
    texts = (
        "tracking",
        "answer",
        "field_of_medicine",
        "letter_explains",
        "certification_exhibit",
        "late_because",
        "put_right",
        "still_denied",
        "amount",
        "peer_times",
        "diagnosis",
        "necessity",
        "confirmed",
        "decided",
        "reach_at",
        "addressee_name",
        "addressee_address",
        "addressee_fax",
        "sender_address",
        "medicare_number",
        "way",
        "left_undone",
    )
    return Wishes(
        to=None if answers.get("to") == AS_THE_LETTER_SAYS else PartyRole(answers.get("to")),
        filed_by=FiledBy(answers.get("filed_by") or FiledBy.REPRESENTATIVE),
        channels=tuple(Channel(each) for each in answers.many["channels"] if each in set(Channel)),
        requests=tuple(line for line in lines if line),
        certified_on=answers.day("certified_on"),
        asks_by_on=answers.day("asks_by_on"),
        keep_benefits=answers.has("keep_benefits") if _KEEP.name in answers.labels else True,
        is_dangerous=answers.has("is_dangerous"),
        left_out=tuple(answers.many.get(_LEFT_OUT.name, ())),
        **{name: answers.get(name).strip() for name in texts},
    )


def text_of(found: KeptLetter, key: str) -> str:
    """A section's words as a person would type them; empty where there is no such section."""
    return next((as_typed(each.markdown) for each in found.sections if each.key == key), "")


def section_title(key: str) -> str:
    """What a section is called on a page."""
    return SECTION_TITLES.get(key, key.replace("_", " ").capitalize())


def _asked_beside(kind: LetterKind) -> tuple[Question, ...]:
    if kind.key.startswith("claim_file"):
        return _DOCUMENTS
    if kind.key in _BESIDE:
        return _BESIDE[kind.key]
    is_filing = "criteria" in kind.must_contain
    return _APPEALS if is_filing else (_REQUESTS,) if "requests" in kind.must_contain else ()


def _party(role: PartyRole, name: str | None) -> str:
    words = choices.PARTY_WORDS[role]
    return f"{name} ({words.lower()})" if name else f"{words}: not on record yet"
