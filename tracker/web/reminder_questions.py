"""What is asked about an organization's reminders, and the policy that the answers make."""

import re
from collections.abc import Iterator

from tracker.rules.reading import Problem, ReadingError
from tracker.rules.reminder_policy import DateKind, Offsets, editable, read_offsets
from tracker.rules.unanswered import LEAST_DAYS, MOST_DAYS, Ladder, Rung, Step, Told, ladder_problems
from tracker.services.reminder_policies import OWN, Policy
from tracker.web.questions import Answers, Ask, Question

STEPS = (Step.ADVOCATE, Step.SUPERVISOR, Step.ADMINISTRATORS)
WHOLE_NUMBER = re.compile(r"[0-9]{1,3}\Z")
LABELS = {
    DateKind.LAST_DAY: (
        "A last day that law or a letter sets: days ahead",
        "One reminder 7 days ahead or earlier, and one 1 or 2 days ahead, have to stay. The morning of the day itself "
        "always goes.",
    ),
    DateKind.LAST_HOUR: (
        "A date in hours: hours ahead",
        "One 24 hours ahead or earlier has to stay. The one 2 hours ahead always goes.",
    ),
    DateKind.TARGET: (
        "A date of our own, such as a target: days ahead",
        "The morning of the day itself always goes. Empty: that one alone.",
    ),
    DateKind.PLANS_ANSWER: (
        "The plan’s answer: days after it was due",
        "The first one goes as soon as the plan is late. Empty: that one alone.",
    ),
    DateKind.SIGNED_FORM: (
        "A signed form that runs out: days ahead",
        "One has to stay. The morning after it has run out always goes.",
    ),
    DateKind.PATIENTS_DAY: (
        "The patient’s own reminders of a last day: days ahead",
        "One or two. They go only to a patient who asked for mail, in the hours that are safe.",
    ),
    DateKind.PATIENTS_HOUR: ("The patient’s own reminders of a date in hours: hours ahead", "One or two."),
}
STEP_WORDS = {Step.ADVOCATE: "First step", Step.SUPERVISOR: "Second step", Step.ADMINISTRATORS: "Third step"}
TOLD = (
    (Told.ADVOCATE.value, "The advocate"),
    (Told.SUPERVISOR.value, "Their supervisor"),
    (Told.ADMINISTRATORS.value, "The administrators"),
)
EXAMPLE = Question("example", Ask.DAY, "Example: a date that ends on", required=True)


def _offset_question(kind: DateKind) -> Question:
    label, help = LABELS[kind]
    own = ", ".join(map(str, editable(kind, OWN.offsets))) or "none"
    return Question(kind.value, Ask.LINE, label, f"{help} The program’s own: {own}.")


def _step_questions() -> Iterator[Question]:
    own = {rung.step: rung for rung in OWN.ladder}
    for step in STEPS:
        words = f"Empty: this step is left out. The program’s own: {own[step].days}."
        yield Question(
            f"{step}_days", Ask.LINE, f"{STEP_WORDS[step]}: business days before the last day", words
        )
        yield Question(f"{step}_tells", Ask.MANY, f"{STEP_WORDS[step]}: who is told", choices=TOLD)


OFFSETS = tuple(_offset_question(kind) for kind in DateKind)
LADDER = tuple(_step_questions())
EVERY = (*OFFSETS, *LADDER, EXAMPLE)


def typed(policy: Policy) -> dict[str, object]:
    """The policy as it stands in the fields."""
    rungs = {rung.step: rung for rung in policy.ladder}
    found: dict[str, object] = {
        kind.value: ", ".join(map(str, editable(kind, policy.offsets))) for kind in DateKind
    }
    for step in STEPS:
        rung = rungs.get(step)
        found[f"{step}_days"] = rung.days if rung else ""
        found[f"{step}_tells"] = sorted(rung.tells) if rung else ()
    return found


def policy_from(answers: Answers) -> Policy:
    """The policy that was typed; what cannot be one is said at its field, and the program's own stands in its place."""
    offsets: Offsets = {kind: _offsets(kind, answers) for kind in DateKind}
    ladder = _ladder(answers)
    answers.add(ladder_problems(ladder))
    return Policy(offsets, ladder)


def _offsets(kind: DateKind, answers: Answers) -> tuple[int, ...]:
    try:
        return read_offsets(kind, answers.get(kind.value))
    except ReadingError as error:
        answers.add([Problem(kind.value, str(error))])
        return OWN.offsets[kind]


def _ladder(answers: Answers) -> Ladder:
    return tuple(rung for step in STEPS if (rung := _rung(step, answers)))


def _rung(step: Step, answers: Answers) -> Rung | None:
    days = answers.get(f"{step}_days").strip()
    if days and not WHOLE_NUMBER.match(days):
        words = f"Write a number of business days, {LEAST_DAYS} to {MOST_DAYS}."
        answers.say(f"{step}_days", words)
        return None
    tells = frozenset(Told(code) for code, _ in TOLD if code in answers.many.get(f"{step}_tells", ()))
    return Rung(step, int(days), tells) if days else None
