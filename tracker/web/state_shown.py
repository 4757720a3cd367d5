"""What is on record of a case's state, in words: who takes a request, what may apply, and whom to call.

No mailing address and no fax number stands here: those are taken from the letter in hand.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from tracker.rules.state_law import StepTherapy
from tracker.rules.state_rows import Assistance, Contact, ExternalReview, Ground, LawKind, StepTherapyLaw
from tracker.rules.state_view import StateView
from tracker.web.shown import date_words, verification_words

ENCLOSE = "What the decision and the form ask for; no list of the state’s own was seen."
AS_WELL = "And what the decision and the form ask for."
LISTED_ONCE = "listed in 2011; whether it still runs is not known"
NOT_SEEN = "Not seen: the letter in hand says where to send it"
ADDRESS = "Take the address from the decision in hand; none is kept here."
SAME_HERE = "The same holds for its law on step therapy."
NO_GROUNDS = "Not seen: read the section."
GROUND_WORDS = {
    Ground.CONTRAINDICATED: "contraindicated, or likely to harm",
    Ground.INEFFECTIVE: "expected to be ineffective",
    Ground.TRIED: "tried and failed",
    Ground.STABLE: "stable on the current drug",
    Ground.NOT_BEST: "not in the patient’s best interest",
}
NOT_SURE = " Ask early, and go by the letter."
Term = tuple[str, str]


@dataclass(frozen=True)
class Cited:
    """Where something stands, the page on which it was seen, and how surely it was read."""

    citation: str
    source: str
    site: str
    read: str


@dataclass(frozen=True)
class StepShown:
    """One law on step therapy; `why_not` is empty where it may apply."""

    why_not: str
    terms: tuple[Term, ...]
    note: str
    cited: Cited


@dataclass(frozen=True)
class ContactShown:
    """Whom to call. `words` say how sure that is, where it is not."""

    name: str
    phones: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class StateShown:
    """The section about a case's state. `sentence` says what may apply, or why nothing does; `cited` is None then."""

    name: str
    sentence: str
    terms: tuple[Term, ...]
    conflicts: tuple[str, ...]
    notes: tuple[str, ...]
    cited: Cited | None
    steps: tuple[StepShown, ...]
    contacts: tuple[ContactShown, ...]


def state_shown(view: StateView | None) -> StateShown | None:
    """The section, or None where no state's law is on record for the case."""
    if view is None:
        return None
    review = view.review
    return StateShown(
        name=view.name,
        sentence=_sentence(view),
        terms=tuple(_terms(view, review)) if review else (),
        conflicts=review.conflicts if review else (),
        notes=tuple(filter(None, (view.caveat, *review.notes))) if review else (),
        cited=_cited(review) if review else None,
        steps=tuple(_step(step, view) for step in view.steps),
        contacts=tuple(_contacts(view.department, view.assistance)),
    )


def _sentence(view: StateView) -> str:
    if view.why_not:
        return view.why_not
    if view.review is None:
        return (
            f"What is on record of {view.name}’s process was last read on {date_words(view.last_read)}. "
            "That is too long ago to rely on, so only whom to call is shown."
        )
    return f"{view.title}. The letter in hand decides."


def _terms(view: StateView, review: ExternalReview) -> Iterator[Term]:
    filed = f", {review.filed}" if review.filed else ""
    yield "Who takes the request", f"{_capital(review.request_to or NOT_SEEN)}{filed}.\n{ADDRESS}"
    yield "Time to ask", f"{_capital(review.window)}.{'' if view.has_window else NOT_SURE}"
    yield "What to enclose", f"{_capital(review.enclose)}.\n{AS_WELL}" if review.enclose else ENCLOSE
    yield from _given("Fee", review.fee)
    yield from _given("Time to decide", review.decides)
    yield from _given("Expedited", review.decides_expedited)
    yield from _given("For", review.plans)
    yield "Whom to ask", f"{review.agency}, {review.phone}"


def _given(label: str, words: str) -> Iterator[Term]:
    if words:
        yield label, f"{_capital(words)}."


def _step(step: StepTherapy, view: StateView) -> StepShown:
    is_said = bool(step.why_not) and view.why_not.startswith(step.why_not)
    return StepShown(
        why_not=SAME_HERE if is_said else step.why_not,
        terms=tuple(_step_terms(step.law)) if step.may_apply else (),
        note=step.law.note if step.may_apply or not step.law.is_law else "",
        cited=_cited(step.law),
    )


def _step_terms(law: StepTherapyLaw) -> Iterator[Term]:
    yield from _given("Reaches", law.scope)
    yield from _given("Only for", law.only_for)
    yield from _given("Plans", law.plans)
    grounds = ", ".join(GROUND_WORDS[ground] for ground in law.grounds)
    if grounds or law.kind is LawKind.EXCEPTION:
        yield "Grounds", f"{_capital(grounds)} ({law.grounds_confidence})." if grounds else NO_GROUNDS
    if law.response:
        yield "Time to answer", f"{_capital(law.response)} ({law.response_confidence}; not counted here)."
    yield from _given("Unanswered", law.deemed_granted)
    yield from _given("In force", law.effective)


def _cited(row: ExternalReview | StepTherapyLaw) -> Cited:
    read = f"{row.source_asof}; last read {date_words(row.checked)}. {verification_words(row.confidence)}."
    site = urlsplit(row.source).netloc.removeprefix("www.")
    return Cited(_capital(row.citation), row.source, site, read)


def _contacts(department: Contact, assistance: Assistance | None) -> Iterator[ContactShown]:
    numbers = dict.fromkeys(filter(None, (department.consumer_phone, department.phone)))
    yield ContactShown(department.name, tuple(numbers), "insurance department")
    if assistance is not None and assistance.name:
        phones = tuple(each.strip() for each in re.split(r"[/;]", assistance.phone))
        yield ContactShown(assistance.name, phones, f"consumer assistance ({assistance.confidence})")
    elif assistance is not None and assistance.is_on_list_of_2011:
        yield ContactShown("Consumer assistance program", (), LISTED_ONCE)


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}".removesuffix(".")
