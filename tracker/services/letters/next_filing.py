"""What a letter stands beside: the filing that comes next, or the one that was made and waits for its answer."""

from tracker.rules.citations import Citation
from tracker.rules.terms import EventKind
from tracker.services.letters.context import Exhaustion, NextFiling
from tracker.services.letters.exhibits import Lettered
from tracker.services.letters.filings import LEVEL_NAMES, REQUEST_NAMES, standing
from tracker.services.letters.in_time import timeliness
from tracker.services.letters.kinds import KINDS, LetterKind
from tracker.services.letters.levels import open_levels
from tracker.services.letters.record import CaseRecord
from tracker.services.letters.subject import decisions, exhaustion, second_level_opens
from tracker.services.letters.wishes import Wishes

_NAMES = {
    **REQUEST_NAMES,
    EventKind.INTERNAL_APPEAL_FILED: "appeal",
    **LEVEL_NAMES,
    EventKind.IRE_REQUESTED: "request for reconsideration",
    EventKind.QIC_REQUESTED: "request for reconsideration",
}


def next_filing(
    record: CaseRecord, wishes: Wishes, citations: dict[str, Citation], exhibits: Lettered
) -> NextFiling | None:
    """The filing, and by when it is due or when it was made; None where none is open."""
    kind = _kind(record)
    if kind is None:
        return None
    filed, time = standing(record, kind), timeliness(record, kind, wishes, citations, exhibits)
    return NextFiling(
        name=_NAMES.get(kind.recorded_as, "request"),
        by_on=time.ends_on if time and not filed else None,
        filed_on=record.day(filed, "sent_on", "received_by_plan", "received_by_office") if filed else None,
        is_filed=filed is not None,
    )


def _kind(record: CaseRecord) -> LetterKind | None:
    """The level that is open now, or the one that waits for its answer."""
    if record.deriver.regime.is_program:
        return next(iter(open_levels(record)), None)
    if second_level_opens(record):
        return KINDS["second_level_appeal"]
    if exhaustion(record) not in (None, Exhaustion.SIMULTANEOUS):
        return KINDS["external_review_request"] if record.review else None
    return None if decisions(record) else KINDS["internal_appeal"]
