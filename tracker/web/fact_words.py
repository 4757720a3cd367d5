"""The facts that rules ask for, in words: as a question with its answers, and as a condition.

A fact without words of its own is named as it stands in the tables, so that a new one needs none to be asked.
"""

from collections.abc import Callable, Iterable
from enum import EnumMeta
from typing import Any

from tracker.rules.asked_facts import FACTS
from tracker.rules.relief import table
from tracker.rules.states import CODES
from tracker.rules.terms import Sponsor
from tracker.web import choices
from tracker.web.questions import Ask, Choices, Question

STATES_DAYS = "state_window_days"
UNKNOWN = "I don’t know"
NO_RELIEF = "None that I know of"
QUESTIONS: dict[str, tuple[str, str]] = {
    "state": (
        "In which state was the policy issued?",
        "For coverage through work, most often the employer’s state.",
    ),
    "urgency": ("Is it urgent?", ""),
    "claim": ("Has the care been given already?", ""),
    "sponsor": ("Who is the coverage through?", "It decides which text is cited."),
    "funding": (
        "Does the employer pay the claims itself?",
        "The plan document or the card says “self-funded”.",
    ),
    "appeal_levels": ("How many appeals inside the plan does it require?", "A voluntary one does not count."),
    "prior_authorization": ("Does the plan require prior authorization for this?", ""),
    "part_b_drug": (
        "Is it a Part B drug?",
        "One that is given in a clinic or by a machine, not from a pharmacy.",
    ),
    "escalated": ("Was it taken on because the level before was late?", ""),
    "payment": ("Is it about payment for care already given?", ""),
    "rating_period_2026": (
        "Had the state’s contract year of 2026 or later begun?",
        "When the plan received the request. The state’s Medicaid office knows.",
    ),
    "state_window_days": ("How many days does the state give?", "The notice says so."),
    "joint_board": (
        "Does a joint board of trustees decide its appeals?",
        "Some union plans have one; the plan’s booklet says so.",
    ),
    "integrated": (
        "Is it one plan for both Medicare and Medicaid?",
        "An integrated plan says so on its card or in its letter.",
    ),
    "probable_fraud": ("Does the notice say that fraud is likely?", ""),
    "relief": (
        "Does a notice of relief count, for a disaster or an outbreak?",
        "Only where the county and the plan are named in it.",
    ),
    "extended": ("Did the plan extend its time in writing, before it had ended?", ""),
    "extension_days": ("By how many days, if the notice says so?", ""),
    "quick_channel": (
        "Was it sent by fax, portal, e-mail or telephone, or handed over?",
        "No means by mail.",
    ),
    "grandfathered": ("Does the plan call itself “grandfathered”?", ""),
}
ANSWERS: dict[str, Choices] = {
    "sponsor": choices.SPONSORS,
    "funding": choices.FUNDINGS,
    "claim": choices.CLAIM_TYPES,
    "urgency": choices.URGENCIES,
    "appeal_levels": choices.LEVELS,
    "relief": tuple((code, relief.title) for code, relief in table().reliefs.items()),
    "state": tuple(each for each in choices.STATES if each[0] in CODES),
}
CONDITIONS: dict[tuple[str, object], str] = {
    ("appeal_levels", 1): "the plan requires one appeal",
    ("appeal_levels", 2): "the plan requires two appeals",
    ("about_discharge", False): "it is about services that end, not about a discharge",
    ("about_discharge", True): "it is about a discharge from a hospital",
    ("about_reduction", True): "approved care is to be cut short or ended",
    ("acknowledged", True): "the independent review entity has said that it has the case",
    ("answered", True): "the answer has come",
    ("asked_in_time", False): "it does not ask, in time, to extend care that is under way",
    ("asked_in_time", True): "it is asked for at least 24 hours before the approved care ends",
    ("asked_urgency", "expedited"): "the appeal was asked for as urgent",
    ("claim", "concurrent"): "care is under way",
    ("claim", "post_service"): "care has been given",
    ("claim", "pre_service"): "care is still to come",
    ("course_end_known", True): "the day is known on which the approved care ends",
    ("denied", True): "the answer is a denial, in full or in part",
    ("escalated", False): "it was not taken on from a level that was late",
    ("escalated", True): "it was taken on because the level before was late",
    ("extended", False): "the plan did not extend its time",
    ("extended", True): "the plan extended its time",
    ("external_applies", True): "the federal external review reaches the plan",
    ("favorable", True): "the plan decided for the patient, at least in part",
    ("fehb", False): "it is not a federal employees’ plan",
    ("final", False): "a second required appeal follows",
    ("final", True): "it is the plan’s last word",
    ("follows_extension", True): "the information answers the plan’s notice of an extension",
    ("goes_on_by_itself", False): "nobody else sends the case on by itself",
    ("hhs_administered", False): "the federal government does not run the review itself",
    ("hhs_administered", True): "the federal government runs the review",
    ("information_was_requested", True): "the plan has asked for missing information",
    ("integrated", False): "the plan is not an integrated one for both Medicare and Medicaid",
    ("integrated", True): "the plan is an integrated one for both Medicare and Medicaid",
    ("is_part_b_drug", False): "it is not a Part B drug",
    ("is_part_b_drug", True): "it is a Part B drug",
    ("joint_board", False): "no joint board of trustees runs the plan",
    ("joint_board", True): "a joint board of trustees runs the plan",
    ("may_be_drug", True): "it is about a drug, or may be",
    ("letter_decides", True): "the tables count no days for this coverage",
    ("letter_is_shorter", True): "the letter gives less time than the law",
    ("missing_information", True): "the plan extended its time because information is missing",
    ("no_prior_authorization", False): "the plan requires prior authorization for it",
    ("no_prior_authorization", True): "the plan requires no prior authorization for it",
    ("opens_external", True): "the appeals inside the plan are finished or waived, or the matter is urgent",
    ("part_b_drug", True): "it is a Part B drug",
    ("payment", False): "it is about care, not about payment",
    ("payment", True): "it is about payment",
    ("prior_authorization", False): "the plan requires no prior authorization for it",
    ("prior_authorization", True): "the plan requires prior authorization for it",
    ("probable_fraud", False): "the notice does not say that fraud is likely",
    ("probable_fraud", True): "the notice says that fraud is likely",
    ("program", False): "the coverage is no public program",
    ("program", True): "the coverage is a public program",
    ("quick_channel", False): "it went by mail",
    ("quick_channel", True): "it went by fax, portal, e-mail or telephone, or was handed over",
    ("rating_period_2026", False): "the state’s contract year of 2026 had not begun",
    ("rating_period_2026", True): "the state’s contract year of 2026 or later had begun",
    ("reason_medical", False): "the denial does not rest on a medical judgment",
    ("reason_medical", True): "the denial rests on a medical judgment",
    ("reconsidering", True): "the carrier has been asked to reconsider",
    ("refused", False): "nobody has refused to treat it as urgent",
    ("refused", True): "the plan refused to treat it as urgent",
    ("short_notice", True): "the notice came shortly before the day on which the change takes effect",
    ("statement_known", False): "the prescriber’s statement has not come",
    ("statement_known", True): "the prescriber’s statement has come",
    ("tolled", True): "the clock stands still while the plan waits for information",
    ("urgency", "expedited"): "urgent",
    ("urgency", "standard"): "not urgent",
    ("urgent_claim", False): "the claim is not urgent",
    ("urgent_claim", True): "the claim is urgent",
    ("voluntary", False): "the appeal is one that the plan requires",
    ("won", False): "it came out against the patient",
    ("won", True): "the review came out for the patient, at least in part",
}


def question_of(name: str, kinds: Iterable[Sponsor] = ()) -> Question:
    """The question about a fact that `apply` takes; of the sponsors only `kinds` are offered, where any are given."""
    label, help = QUESTIONS.get(name, (_humanized(name), ""))
    answers = ANSWERS.get(name, _answers_of(FACTS.get(name, bool)))
    if name == "sponsor":
        wanted = {*kinds} or {*Sponsor}
        answers = tuple(each for each in answers if each[0] in wanted and each[0] != Sponsor.UNKNOWN)
    if answers is choices.YES_NO:
        return Question(name, Ask.RADIO, label, help, choices=answers)
    known = tuple(each for each in answers if each[0] != "unknown")
    blank = NO_RELIEF if name == "relief" else UNKNOWN
    return Question(name, Ask.PICK if known else Ask.LINE, label, help, choices=known, blank=blank)


def in_order(names: Iterable[str]) -> list[str]:
    """The facts in the order in which they are asked; those without words of their own come last."""
    ranks = {name: rank for rank, name in enumerate(QUESTIONS)}
    return sorted(names, key=lambda name: (ranks.get(name, len(ranks)), name))


def condition_words(name: str, values: Iterable[object]) -> str:
    """One condition of a row: `care is still to come, or care is under way`."""
    if name == STATES_DAYS:
        return " or ".join(f"the state gives {days} days" for days in values)
    return ", or ".join(
        CONDITIONS.get((name, value), f"{_humanized(name)}: {_plain(value)}") for value in values
    )


def _answers_of(kind: Callable[..., Any]) -> Choices:
    if kind is bool:
        return choices.YES_NO
    if isinstance(kind, EnumMeta):
        return tuple((str(each.value), _plain(each.value)) for each in kind)  # type: ignore[var-annotated]
    return ()


def _humanized(name: str) -> str:
    words = name.replace("_", " ")
    return f"{words[:1].upper()}{words[1:]}"


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("_", " ")
