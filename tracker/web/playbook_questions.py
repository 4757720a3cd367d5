"""What is asked about the rows of an organization's own playbook, each kind of row."""

from dataclasses import replace

from tracker.models import OwnPlaybook
from tracker.rules.citation_reach import rights
from tracker.rules.playbook_files import STATE_STEP_THERAPY
from tracker.rules.playbook_rows import Basis, CriterionKind
from tracker.rules.rulebook import rules
from tracker.rules.terms import Jeopardy
from tracker.services.own_playbook_shapes import SHAPES, WHEN, rules_cited
from tracker.web.condition_words import choices_of
from tracker.web.questions import Ask, Choices, Question

KINDS: Choices = (
    (CriterionKind.REQUIREMENT, "A requirement"),
    (CriterionKind.EXCEPTION, "An exception that the plan states"),
    (CriterionKind.SUPPORT, "Support"),
)
BASES: Choices = (
    (Basis.PLAN_POLICY, "The plan’s own policy"),
    (Basis.LABEL, "The label of a drug or device"),
    (Basis.LAW, "Law"),
)
RIGHTS: Choices = (
    *((key, right.gives[:1].upper() + right.gives[1:]) for key, right in rights().items()),
    (STATE_STEP_THERAPY, "The exception that a state’s step-therapy law gives"),
)
JEOPARDIES: Choices = (
    (Jeopardy.LIFE, "Life"),
    (Jeopardy.HEALTH, "Health"),
    (Jeopardy.FUNCTION, "The ability to regain maximum function"),
    (Jeopardy.SEVERE_PAIN, "Severe pain that cannot be managed without the care"),
)
_TITLE = Question("title", Ask.LINE, "In a few words", required=True)
ALSO = Question(
    "also_cites",
    Ask.MANY,
    "Rights cited beside it",
    "Each is cited where the coverage has it, and only together with the right above.",
    choices=RIGHTS,
)
RULES = Question(
    "rules",
    Ask.MANY,
    "Rules that are cited where they govern",
    choices=tuple((each, rules()[each].title) for each in rules_cited()),
)
_CITED = "It is cited as the coverage of the case cites it, and only where that has it."
_ADVICE = "None: it is advice"
STRATEGY = (
    _TITLE,
    Question(
        "text", Ask.LONG, "What to do, and why", "Plain text; nothing of a patient.", required=True, rows=6
    ),
    Question("cites", Ask.PICK, "The right behind it", _CITED, choices=RIGHTS, blank=_ADVICE),
    ALSO,
    RULES,
)
GATHER = (
    Question("label", Ask.LINE, "What to gather", required=True),
    Question("why", Ask.LONG, "Why it matters", required=True),
    Question("who_provides", Ask.LINE, "Who has it", required=True),
    Question("who_writes", Ask.LINE, "Who has to write it", "Where it is not there yet."),
    Question("must_say", Ask.LONG, "What it must say", "It is read after “It must say”."),
)
CRITERIA = (
    Question("requirement", Ask.LONG, "What plans require", "As a plan would put it.", required=True, rows=2),
    Question("kind", Ask.PICK, "It is", choices=KINDS, required=True),
    Question("evidence", Ask.LONG, "What shows it", required=True),
    Question("outcomes", Ask.LONG, "Outcomes to choose from", "One on each line.", required=True, rows=4),
    Question("basis", Ask.PICK, "What to check it against", choices=BASES, required=True),
)
ARGUMENTS = (
    _TITLE,
    Question(
        "text",
        Ask.LONG,
        "The paragraph",
        "Letters print it as it stands. Its last sentence is what the right below supports.",
        required=True,
        rows=6,
    ),
    Question("cites", Ask.PICK, "The right that it cites", choices=RIGHTS, blank="None"),
    ALSO,
    Question("rests_on", Ask.LINE, "What it rests on without law", "Such as “the records enclosed”."),
    Question(
        "needs", Ask.LONG, "What the advocate has to add", "One on each line; each is a blank in the letter."
    ),
    Question(
        "leans_on",
        Ask.MANY,
        "Only where one of these is answered",
        "For an argument that says what the table shows. With none ticked it is made in any case.",
    ),
    Question("excused_too", Ask.FLAG, "Also where such a requirement is excused, not met"),
)
EXCEPTIONS = (
    _TITLE,
    Question("says", Ask.LONG, "What to state", required=True),
    Question("evidence", Ask.LONG, "What shows it", required=True),
)
EXPEDITE = (
    Question("reason", Ask.LINE, "Why it cannot wait", "As a letter puts it.", required=True),
    Question("jeopardizes", Ask.MANY, "What waiting puts at risk", required=True, choices=JEOPARDIES),
    Question(
        "certify",
        Ask.LONG,
        "What a physician can certify",
        "A sentence about the patient, such as “Waiting would let the patient’s vision worsen.”",
        required=True,
    ),
    Question(
        "cites",
        Ask.PICK,
        "The definition of urgent care that it meets",
        _CITED,
        choices=RIGHTS,
        required=True,
    ),
    ALSO,
)
GUIDELINES = (
    Question("body", Ask.LINE, "Whose guideline", required=True),
    Question("about", Ask.LINE, "What it is about", required=True),
    Question(
        "ask",
        Ask.LONG,
        "What to ask the clinician for",
        "Such as the section, its date and its words.",
        required=True,
    ),
)
STEPS = (
    Question("text", Ask.LONG, "What to do", required=True, rows=4),
    Question(
        "cites",
        Ask.PICK,
        "The right behind it",
        "With one, it is shown only where the coverage has it.",
        choices=RIGHTS,
        blank=_ADVICE,
    ),
    ALSO,
)
CAUTIONS = (replace(STEPS[0], label="What to watch for"), *STEPS[1:])
ROWS = {
    "strategy": STRATEGY,
    "gather": GATHER,
    "criteria": CRITERIA,
    "exceptions": EXCEPTIONS,
    "arguments": ARGUMENTS,
    "expedite": EXPEDITE,
    "guidelines": GUIDELINES,
    "steps": STEPS,
    "cautions": CAUTIONS,
}
SECTION_WORDS = {
    "strategy": ("Strategy", "a move"),
    "gather": ("What to gather", "something to gather"),
    "criteria": ("What the plan may require", "a requirement"),
    "exceptions": ("Grounds for an exception", "a ground"),
    "arguments": ("Arguments", "an argument"),
    "expedite": ("If it cannot wait", "a reason to expedite"),
    "guidelines": ("Guidelines to quote", "a guideline"),
    "steps": ("Steps in any denial", "a step"),
    "cautions": ("Watch for", "a caution"),
}
"""The heading of a section, and what one row of it is called."""
_FACTS = {
    "sponsor": "The coverage is",
    "funding": "Who pays",
    "reason_kind": "The reason is",
    "service_kind": "What was denied is",
    "claim": "The care",
    "urgency": "The claim is",
    "filing": "The filing is",
    "grandfathered": "Grandfathered",
    "essential_health_benefits": "Essential health benefits",
    "surprise_bill": "Surprise bill",
    "no_network_provider": "The network",
    "steps_documented": "The table",
    "exception_stated": "An exception",
}


def questions_of(own: OwnPlaybook, section: str) -> tuple[Question, ...]:
    """The questions about a row; an argument's choose among the playbook's own requirements."""
    if section != "arguments":
        return ROWS[section]
    criteria = tuple((row["code"], row["requirement"]) for row in own.rows.get("criteria", ()))
    asked = (replace(q, choices=criteria) if q.name == "leans_on" else q for q in ARGUMENTS)
    return tuple(q for q in asked if criteria or q.name not in ("leans_on", "excused_too"))


def conditions_of(section: str) -> tuple[Question, ...]:
    """Where alone a row holds: for each fact what it has to be, any where nothing is ticked."""
    facts = SHAPES[section].facts
    return tuple(Question(WHEN + fact, Ask.MANY, _FACTS[fact], choices=choices_of(fact)) for fact in facts)
