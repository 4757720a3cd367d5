"""A state's own process as a case meets it at one moment: what may apply, why not, and whom to call.

Nothing here is a date. A row that was not read for 180 days is left out, and the insurance department stays.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from tracker.rules.facts import CaseFacts, Coverage
from tracker.rules.state_law import StepTherapy, step_therapy, why_not_bound
from tracker.rules.state_rows import (
    PRIVATE,
    Assistance,
    ClockName,
    Contact,
    ExternalReview,
    Process,
    State,
    Taker,
)
from tracker.rules.states import is_fresh, state_of
from tracker.rules.terms import ReasonKind, ServiceKind

FEDERAL_INSTEAD = "Its external review is the federal one."
GRANDFATHERED = (
    "This coverage is grandfathered: the federal minimum does not reach it, so the state's law alone decides."
)
NOT_SEEN = "Who takes the request was not seen: the letter in hand says where to send it."
ABOUT_STEPS = (ReasonKind.STEP_THERAPY, None)
TITLES = {
    Process.STATE: "{name}'s external review may apply",
    Process.FEDERAL: "{name} leaves external review to the federal process",
    Process.DISPUTED: "Who runs external review in {name} is in dispute",
}


@dataclass(frozen=True)
class StateView:
    """One state as one case meets it. `why_not` says why its process does not reach the coverage, empty where it may.

    `review` is None where `why_not` speaks or the row is older than 180 days; `is_expired` says which. `has_window` is
    true where the state's own time to ask is sure enough to count.
    `steps` are there where the denial is about step therapy, or nobody says what it is about.
    """

    code: str
    name: str
    why_not: str
    is_expired: bool
    last_read: date
    review: ExternalReview | None
    has_window: bool
    caveat: str
    steps: tuple[StepTherapy, ...]
    department: Contact
    assistance: Assistance | None

    @property
    def title(self) -> str:
        """What may apply, in a few words."""
        return TITLES[self.review.process].format(name=self.name) if self.review else self.name

    @property
    def where(self) -> str:
        """Who takes the request, and in what form, in a sentence."""
        if self.review is None or self.review.takes_request is Taker.UNKNOWN:
            return NOT_SEEN
        filed = f", {self.review.filed}" if self.review.filed else ""
        return f"The request goes to: {self.review.request_to}{filed}."


def state_view(case: CaseFacts, as_of: datetime) -> StateView | None:
    """The state of a case at `as_of` (aware); None for public programs, and where no state is known or on record."""
    if case.coverage.sponsor not in PRIVATE:
        return None
    today = as_of.astimezone(ZoneInfo(case.timezone)).date()
    return _view(case.coverage, case.service, case.reason in ABOUT_STEPS, today)


@lru_cache(maxsize=1024)
def _view(
    coverage: Coverage, service: ServiceKind | None, is_about_steps: bool, today: date
) -> StateView | None:
    state = state_of(coverage.state)
    if state is None:
        return None
    why_not = _why_not(state, coverage)
    review = state.external_review
    has_review = not why_not and is_fresh(review.checked, today)
    assistance = state.assistance
    return StateView(
        code=state.code,
        name=state.name,
        why_not=why_not,
        is_expired=not is_fresh(review.checked, today),
        last_read=review.checked,
        review=review if has_review else None,
        has_window=has_review and state.clock(ClockName.FILE) is not None,
        caveat=GRANDFATHERED if coverage.grandfathered and not why_not else "",
        steps=step_therapy(state, coverage, service, today) if is_about_steps else (),
        department=state.department,
        assistance=assistance if is_fresh(assistance.checked, today) else None,
    )


def _why_not(state: State, coverage: Coverage) -> str:
    unbound = why_not_bound(coverage)
    if not unbound:
        return ""
    return " ".join(filter(None, (unbound, FEDERAL_INSTEAD, state.external_review.opt_in)))
