"""What is asked about an organization's own playbook as a whole: its title and letter, its cases, and who finds it."""

from tracker.rules.conditions import UNKNOWN
from tracker.rules.terms import Funding
from tracker.web.choices import REASONS, SERVICE_KINDS
from tracker.web.condition_words import choices_of
from tracker.web.questions import Ask, Choices, Question

_COVERAGES = tuple(each for each in choices_of("sponsor") if each[0] != UNKNOWN)
_FUNDINGS: Choices = (
    (Funding.SELF_FUNDED, "The employer: the plan is self-funded"),
    (Funding.INSURED, "An insurer"),
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
    Question(
        "service_kind",
        Ask.PICK,
        "What kind of thing it is for",
        "Some law reaches drugs alone.",
        choices=SERVICE_KINDS,
        required=True,
    ),
)
MEANT = (
    Question("reasons", Ask.MANY, "Reasons", choices=REASONS),
    Question(
        "phrases",
        Ask.LONG,
        "Services",
        "Words that name the service, one service on each line. With none, any service.",
    ),
    Question("never_with", Ask.LONG, "But never where the service is", "One on each line."),
    Question(
        "service_kinds",
        Ask.MANY,
        "Kinds of service",
        "With none ticked, any.",
        choices=SERVICE_KINDS,
    ),
    Question(
        "sponsors",
        Ask.MANY,
        "Coverage",
        "With none ticked, any. Coverage that nobody knows yet is none of these.",
        choices=_COVERAGES,
    ),
    Question("fundings", Ask.MANY, "Who pays", "With none ticked, either.", choices=_FUNDINGS),
)
SHARING = (
    Question(
        "shared",
        Ask.RADIO,
        "Who finds it",
        choices=(
            ("no", "Only you: it is a draft"),
            ("yes", "Your colleagues: they read it and give it to cases"),
            ("edit", "Your colleagues, and they change it too"),
        ),
        required=True,
    ),
)
