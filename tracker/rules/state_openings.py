"""Rights under a state's own law that may be open, each with its citation and how surely it was read."""

from collections.abc import Iterator

from tracker.rules.outcome import Opening
from tracker.rules.state_law import StepTherapy
from tracker.rules.state_rows import ExternalReview
from tracker.rules.state_rules import PROCESS, STEP_THERAPY
from tracker.rules.state_view import StateView
from tracker.rules.timeline import DENIALS, Timeline


def state_openings(view: StateView | None, timeline: Timeline) -> Iterator[Opening]:
    """What may be open under the state's law once there is a denial; none that is not fresh, or does not bind."""
    if view is None or timeline.end() or not timeline.of(*DENIALS):
        return
    if view.review is not None:
        yield _process(view, view.review)
    for step in view.steps:
        if step.may_apply:
            yield _step(view, step)


def _process(view: StateView, review: ExternalReview) -> Opening:
    because = f"The policy is insured, or may be. {view.where}"
    exceptions = tuple(filter(None, (view.caveat, *review.conflicts, *review.notes)))
    return Opening(
        PROCESS, view.title, because, review.citation, review.source, review.confidence, exceptions
    )


def _step(view: StateView, step: StepTherapy) -> Opening:
    law = step.law
    title = f"{view.name}'s law on step therapy may apply"
    because = f"It is about {law.scope}{f', for {law.only_for}' if law.only_for else ''}."
    return Opening(
        STEP_THERAPY,
        title,
        because,
        law.citation,
        law.source,
        law.confidence,
        (law.note,) if law.note else (),
    )
