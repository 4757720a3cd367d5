"""Why a filing is in time, whatever the coverage: by a program's own ladder, or by the law of private plans."""

from tracker.rules.citations import Citation
from tracker.services.letters import levels, timing
from tracker.services.letters.context import Timeliness
from tracker.services.letters.exhibits import Lettered
from tracker.services.letters.letter_kind import LetterKind
from tracker.services.letters.record import CaseRecord
from tracker.services.letters.wishes import Wishes


def timeliness(
    record: CaseRecord, kind: LetterKind, wishes: Wishes, citations: dict[str, Citation], exhibits: Lettered
) -> Timeliness | None:
    """Why a filing of this kind is in time; None where no date is known to count from."""
    if kind.is_of_program:
        return levels.level_time(record, kind, wishes)
    return timing.timeliness(record, kind, wishes, citations, exhibits)
