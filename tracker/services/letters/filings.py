"""What has been filed of a kind of letter: whether it stands, what undid it, and what is not proven to have come."""

from collections.abc import Mapping
from datetime import date

from tracker.rules.dates import is_past
from tracker.rules.facts import Event
from tracker.rules.outcome import Deadline
from tracker.rules.terms import EventKind
from tracker.rules.timeline import is_filing_that_counts
from tracker.services.letters.beside import open_request
from tracker.services.letters.context import Fate, Filing
from tracker.services.letters.kinds import KINDS, LetterKind
from tracker.services.letters.lateness import proof
from tracker.services.letters.levels import open_level
from tracker.services.letters.record import CaseRecord
from tracker.services.letters.subject import (
    dismissal,
    final_decision,
    first_denial,
    late_answer,
    second_level_opens,
)

K = EventKind
REQUEST_NAMES: Mapping[EventKind, str] = {
    K.INTERNAL_APPEAL_FILED: "internal appeal",
    K.SECOND_LEVEL_FILED: "second-level appeal",
    K.EXTERNAL_REVIEW_REQUESTED: "request for external review",
}
LEVEL_NAMES: Mapping[EventKind, str] = {
    K.ALJ_REQUESTED: "request for a hearing",
    K.FAIR_HEARING_REQUESTED: "request for a hearing",
    K.COUNCIL_REQUESTED: "request for review",
    K.OPM_REQUESTED: "request for review",
    K.TQMC_REQUESTED: "request for a second reconsideration",
    K.FORMAL_REVIEW_REQUESTED: "request for a formal review",
    K.HEARING_REQUESTED: "request for a hearing",
    K.VA_REVIEW_REQUESTED: "request for review",
}
_FATES = {
    K.APPEAL_DISMISSED: Fate.DISMISSED,
    K.EXTERNAL_REVIEW_REFUSED: Fate.REFUSED,
    K.WITHDRAWN: Fate.WITHDRAWN,
}
_APPEAL = KINDS["internal_appeal"]
_CONFIRM = "practice.confirm_receipt"


def standing(record: CaseRecord, kind: LetterKind) -> Event | None:
    """The filing that a letter of this kind would repeat; None where there is none that stands."""
    found = _latest(record, kind)
    return found if found is not None and _undone(record, found) is None else None


def fallen(record: CaseRecord, kind: LetterKind) -> tuple[Event, Event] | None:
    """The filing of this kind that no longer stands, or stands for an earlier letter alone, and what did that."""
    found = _latest(record, kind)
    by = _undone(record, found) if found else None
    return (found, by) if found and by else None


def about(record: CaseRecord, kind: LetterKind) -> Event | None:
    """The event that a letter of this kind belongs to: at most one letter of a kind is made for it by itself.

    What is filed again belongs to what made that necessary.
    """
    if kind.key == "receipt_request":
        return unproven(record)
    if kind.key == "claim_file_chaser":
        return next(iter(reversed(record.timeline.of(K.CLAIM_FILE_REQUESTED))), None)
    if kind.key == "plan_is_late":
        late = late_answer(record)
        return record.timeline.by_key[late.event_key] if late else None
    if kind.key == "information_sent" and (asked := open_request(record)):
        return record.timeline.by_key[asked.event_key]
    if kind.is_of_program:
        opened = open_level(record, kind)
        return record.timeline.by_key[opened.event_key] if opened else first_denial(record)
    pair = fallen(record, kind)
    return pair[1] if pair else _answers(record, kind)


def _answers(record: CaseRecord, kind: LetterKind) -> Event | None:
    if kind.is_second_level:
        return second_level_opens(record)
    if kind.is_external or kind.is_voluntary:
        return final_decision(record) or dismissal(record) or first_denial(record)
    return first_denial(record)


def earlier(record: CaseRecord, kind: LetterKind) -> Filing | None:
    """What a letter of this kind says of the filing before it: one that fell, or one that nobody has confirmed."""
    if kind.key == "receipt_request":
        return _filing(record, unproven(record))
    pair = fallen(record, kind) or (
        fallen(record, _APPEAL) if kind.is_external and dismissal(record) else None
    )
    return _filing(record, *pair) if pair else None


def unproven(record: CaseRecord) -> Event | None:
    """The latest filing that was sent and is not proven to have come."""
    waiting = [d for d in record.computed.deadlines if _waits_for_proof(d)]
    found = [record.timeline.by_key[d.event_key] for d in waiting]
    return max(found, key=lambda event: record.timeline.position[event.key], default=None)


def receipt_is_due(record: CaseRecord) -> bool:
    """Whether a filing has been under way as long as good practice waits before asking whether it came."""
    days = [d.file_by for d in record.computed.deadlines if _waits_for_proof(d)]
    return any(day is not None and is_past(day, record.now, record.zone) for day in days)


def _waits_for_proof(deadline: Deadline) -> bool:
    return deadline.rule == _CONFIRM and deadline.is_live and deadline.trigger in REQUEST_NAMES


def _latest(record: CaseRecord, kind: LetterKind) -> Event | None:
    denial = first_denial(record)
    if not kind.is_filing or denial is None:
        return None
    root = record.timeline.root(denial)
    mine = [
        event
        for event in record.timeline.of(kind.recorded_as)
        if is_filing_that_counts(event)
        and record.timeline.root(event) is root
        and _is_of_level(record, event, kind)
    ]
    return mine[-1] if mine else None


def _is_of_level(record: CaseRecord, event: Event, kind: LetterKind) -> bool:
    """A voluntary level is filed beside the mandatory ones, and a second level after the decision it answers."""
    if event.kind is not K.SECOND_LEVEL_FILED:
        return True
    if bool(event.get("voluntary")) is not kind.is_voluntary:
        return False
    opens = None if kind.is_voluntary else second_level_opens(record)
    return opens is None or record.timeline.position[event.key] > record.timeline.position[opens.key]


def _undone(record: CaseRecord, filing: Event) -> Event | None:
    """What undid a filing; a letter that was issued anew is not answered by what was filed before it."""
    if by := record.timeline.undone(filing):
        return by
    denial = first_denial(record)
    is_before = (
        denial is not None and record.timeline.position[filing.key] < record.timeline.position[denial.key]
    )
    return denial if is_before and filing.kind is K.INTERNAL_APPEAL_FILED else None


def _filing(record: CaseRecord, filing: Event | None, by: Event | None = None) -> Filing | None:
    if filing is None:
        return None
    return Filing(
        request=REQUEST_NAMES.get(filing.kind, LEVEL_NAMES.get(filing.kind, "request")),
        sent_on=record.when(filing, "sent_on", "telephoned_at"),
        received_on=record.when(filing, "received_by_plan"),
        proof=proof(record, filing),
        fate=_FATES.get(by.kind, Fate.REISSUED) if by else None,
        fell_on=_day(record, by),
        said=record.words(by).get("said"),
    )


def _day(record: CaseRecord, event: Event | None) -> date | None:
    return record.day(event, "notice_on", "withdrawn_on")
