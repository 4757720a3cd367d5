"""What is asked about an organization's own playbook: what stands above its rows, and each kind of row."""

from dataclasses import replace

from tracker.models import OwnPlaybook
from tracker.rules.citation_reach import rights
from tracker.rules.playbook_files import STATE_STEP_THERAPY
from tracker.rules.playbook_rows import Basis, CriterionKind
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
TITLE = Question("title", Ask.LINE, "Title", "As it stands in the list of playbooks.", required=True)
HEAD = (
    TITLE,
    Question("denial_says", Ask.LONG, "What such a denial says", "In a sentence or two."),
    Question("writer", Ask.LINE, "Who writes the letter that supports the appeal", required=True),
    Question(
        "points",
        Ask.LONG,
        "What that letter says",
        "One point on each line, in order.",
        required=True,
        rows=8,
    ),
)
_TITLE = Question("title", Ask.LINE, "In a few words", required=True)
STRATEGY = (
    _TITLE,
    Question(
        "text", Ask.LONG, "What to do, and why", "Plain text; nothing of a patient.", required=True, rows=6
    ),
    Question(
        "cites",
        Ask.PICK,
        "The right behind it",
        "It is cited as the coverage of the case cites it, and only where that has it.",
        choices=RIGHTS,
        blank="None: it is advice",
    ),
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
)
ALWAYS = Question("always", Ask.FLAG, "Make it whatever the coverage and the reason")
ROWS = {"strategy": STRATEGY, "gather": GATHER, "criteria": CRITERIA, "arguments": ARGUMENTS}
SECTION_WORDS = {
    "strategy": ("Strategy", "a move"),
    "gather": ("What to gather", "something to gather"),
    "criteria": ("What the plan may require", "a requirement"),
    "arguments": ("Arguments", "an argument"),
}
"""The heading of a section, and what one row of it is called."""


def questions_of(own: OwnPlaybook, section: str, is_conditional: bool) -> tuple[Question, ...]:
    """The questions about a row; an argument's choose among the playbook's own requirements."""
    if section != "arguments":
        return ROWS[section]
    criteria = tuple((row["code"], row["requirement"]) for row in own.rows.get("criteria", ()))
    asked = (replace(q, choices=criteria) if q.name == "leans_on" else q for q in ARGUMENTS)
    kept = tuple(q for q in asked if q.name != "leans_on" or criteria)
    return (*kept, ALWAYS) if is_conditional else kept
