"""What a request for external review may say of the state whose process governs an insured policy.

Only a name is given, never an address: the letter in hand says where a request goes. A statute is cited where its text
or an official page was seen.
"""

from datetime import date

from tracker.rules.citations import Review
from tracker.rules.state_rows import Confidence, Process, Taker
from tracker.rules.state_rules import FILE
from tracker.rules.terms import Urgency
from tracker.services.letters.kinds import LetterKind
from tracker.services.letters.named import StateReview
from tracker.services.letters.record import CaseRecord
from tracker.templating import in_words

TAKES_LETTERS = (Taker.AGENCY, Taker.PORTAL)
EITHER = " or "


def state_review(record: CaseRecord, kind: LetterKind) -> StateReview | None:
    """The state's process, or None where none is on record that is fresh, confirmed and the state's own."""
    view = record.computed.state
    if not kind.is_external or view is None or view.review is None:
        return None
    review = view.review
    if review.confidence is Confidence.UNVERIFIED or record.review not in (Review.STATE, Review.EITHER):
        return None
    is_seen = review.confidence is Confidence.VERIFIED
    takes_it = is_seen and review.takes_request in TAKES_LETTERS and EITHER not in review.request_to
    is_named = takes_it and record.review is Review.STATE
    return StateReview(
        name=view.name if review.process is Process.STATE else None,
        citation=review.citation if is_seen and review.has_statute else None,
        takes_request=review.request_to or None,
        addressee=review.request_to if is_named else None,
        filed=_filed(review.filed, kind),
    )


def _filed(told: str, kind: LetterKind) -> str | None:
    """How a request is filed there; what an expedited one may do besides is told in no other."""
    parts = told.split("; ")
    if kind.fits is not Urgency.EXPEDITED:
        parts = [part for part in parts if "expedited request" not in part]
    return "; ".join(parts) or None


def own_window(record: CaseRecord) -> str | None:
    """That the state's own time has not run out today, where it was seen in a statute or on an official page."""
    view = record.computed.state
    own = [d.file_by for d in record.computed.deadlines if d.rule == FILE and d.is_live]
    until = max((day for day in own if type(day) is date and day >= record.today), default=None)
    if (
        view is None
        or view.review is None
        or view.review.confidence is not Confidence.VERIFIED
        or until is None
    ):
        return None
    window = view.review.window.partition(";")[0]
    return f"{view.name}, whose process governs, gives {window} ({view.review.citation}), until {in_words(until)}."
