"""What is asked about a coverage: its facts, each where its law needs it; and the plain questions that find it out."""

from collections.abc import Mapping

from tracker.rules import finding_out as finding
from tracker.rules.coverage_needs import sponsors_needing
from tracker.rules.facts import Coverage
from tracker.rules.finding_out import Found
from tracker.rules.finding_out_rows import Clue, finding_out
from tracker.rules.finding_out_rows import Question as Row
from tracker.rules.terms import Sponsor
from tracker.services.coverage_reading import typed_coverage
from tracker.web import choices
from tracker.web.questions import NONE, UNKNOWN, Answers, Ask, Choices, Question, filled

FIND = "find_"
"""Stands before the names of the questions that find out, since forms carry both."""
BEGIN, SHOW, TAKE, LEAVE = "find", "find_show", "find_take", "find_leave"
"""What a press asks for: to begin, to see what the answers come to, to take that over, to leave it."""
I_DO_NOT_KNOW = "I don’t know"
SPONSOR = Question(
    "sponsor",
    Ask.PICK,
    "Who is the coverage through?",
    required=True,
    choices=choices.SPONSORS,
    groups=choices.SPONSOR_GROUPS,
)


def _fact(name: str, ask: Ask, label: str, help: str, offered: Choices = (), fact: str = "") -> Question:
    """A question about a fact, in sight for the kinds of coverage whose law needs it."""
    needing = sponsors_needing(fact or name)
    when = (("sponsor", tuple(NONE if s is Sponsor.UNKNOWN else s.value for s in needing)),)
    return Question(name, ask, label, help, choices=offered, blank=I_DO_NOT_KNOW, asked_when=when, stays=True)


FACTS = (
    SPONSOR,
    _fact(
        "funding",
        Ask.RADIO,
        "Does the employer pay the claims itself?",
        "The plan document or the card says “self-funded”, “self-insured” or “administered by”. "
        "The benefits office knows.",
        choices.FUNDINGS,
    ),
    _fact(
        "appeal_levels",
        Ask.RADIO,
        "How many appeals inside the plan does the letter require?",
        "Count only the ones that it requires before an outside review; a voluntary one does not count.",
        choices.LEVELS,
    ),
    _fact(
        "joint_board",
        Ask.RADIO,
        "Is it a union’s plan that a joint board of trustees runs?",
        "Such a board may decide appeals at its meetings, four times a year.",
        choices.YES_NO,
    ),
    _fact(
        "grandfathered",
        Ask.RADIO,
        "Was the plan in place before 2010, and does it call itself “grandfathered”?",
        "Such a plan has to say so in its plan materials. Few are left.",
        choices.YES_NO,
    ),
    _fact(
        "policy_state",
        Ask.PICK,
        "Which state’s law governs the policy?",
        "Where the policy was issued: for coverage through work most often the employer’s state. "
        "For Medicaid and CHIP, the state that pays.",
        choices.STATES,
        fact="state",
    ),
    _fact(
        "state_window_days",
        Ask.LINE,
        "How many days does the state give to ask for a fair hearing?",
        "A number, such as 120. The letter says so. Empty, if you do not know.",
    ),
    _fact(
        "rating_period_2026",
        Ask.RADIO,
        "Had the plan’s contract year for 2026 or later begun when it got the request?",
        "From then on a plan has 7 days to decide about care, and not 14.",
        choices.YES_NO,
    ),
    _fact(
        "integrated",
        Ask.RADIO,
        "Is it one plan for Medicare and Medicaid that decides both appeals together?",
        "Few are. The letter then speaks of an integrated appeal.",
        choices.YES_NO,
    ),
    _fact(
        "essential_health_benefits",
        Ask.RADIO,
        "Is it an insurer’s policy for a small employer (at most 50 workers)?",
        "Such policies have their own clocks for drugs that are not on the plan’s list.",
        choices.YES_NO,
    ),
    _fact(
        "hhs_administered",
        Ask.RADIO,
        "Does the federal government run the outside review?",
        "The letter then names HHS or MAXIMUS as the place to ask for it.",
        choices.YES_NO,
    ),
)
MAYBE = tuple(q.name for q in FACTS if q.ask is Ask.RADIO and q.name != "funding")
"""Facts of which “I don’t know” is kept as nothing."""
TICKS = Question(
    f"{FIND}ticks",
    Ask.MANY,
    "What do you see on the card, in the booklet or on the policy?",
    "Tick what stands there. It answers for you where you do not know.",
    choices=tuple((code, clue.tick) for code, clue in finding_out().ticks.items()),
)


def _asked(row: Row) -> Question:
    """A row of the table as a question of the page."""
    offered = tuple((choice.value, choice.words) for choice in finding_out().choices[row.id])
    ask, offered = {
        "choice": (Ask.RADIO, (*offered, (UNKNOWN, I_DO_NOT_KNOW))),
        "state": (Ask.PICK, choices.STATES),
        "days": (Ask.LINE, ()),
    }[row.kind]
    when = tuple((f"{FIND}{name}", values) for name, values in row.when.items())
    return Question(
        f"{FIND}{row.id}", ask, row.ask, row.help, choices=offered, blank=I_DO_NOT_KNOW, asked_when=when
    )


SETTLED_AT = {
    "policy_state" if row.settles == "state" else row.settles: f"{FIND}{row.id}"
    for row in reversed(finding_out().questions)
}
"""At which plain question a fact of a case's form is asked; the first where there are several."""
GUIDED = tuple(_asked(row) for row in finding_out().questions)
FINDING = (*GUIDED, TICKS)
CLUES: Mapping[str, tuple[Clue, ...]] = {
    f"{FIND}{row.id}": finding_out().clues_of(row.id) for row in finding_out().questions
}


def found_by(answers: Answers) -> Found:
    """What the answers to the plain questions come to; what is wrong is noted at them."""
    given = {row.id: answers.get(f"{FIND}{row.id}") for row in finding_out().questions}
    found = finding.find_out(given, answers.many.get(TICKS.name, ()))
    for problem in found.problems:
        answers.say(f"{FIND}{problem.field}", problem.sentence)
    return found


def guided_of(coverage: Coverage) -> Answers:
    """The plain questions with the answers that this coverage gives."""
    known = finding.answers_of(coverage)
    return filled(FINDING, {f"{FIND}{name}": value for name, value in known.items()})


def facts_found(found: Found) -> dict[str, str]:
    """What was found out, as the answers of a form that asks for the facts."""
    typed = typed_coverage(found.coverage)
    return {name: value or (UNKNOWN if name in MAYBE else "") for name, value in typed.items()}
