"""What the plan is late with, as a notice of it says it: what it owes, since when, and what proves its receipt."""

from datetime import date, datetime

from tracker.rules.facts import Event
from tracker.rules.law_rows import WEAK
from tracker.rules.outcome import Deadline
from tracker.rules.periods import possible
from tracker.rules.terms import Channel, EventKind
from tracker.services.letters.context import Exhaustion, Lateness
from tracker.services.letters.exhibits import Lettered
from tracker.services.letters.kinds import LetterKind
from tracker.services.letters.levels import is_silent
from tracker.services.letters.record import CaseRecord
from tracker.services.letters.subject import LATE_REQUESTS, exhaustion, late_answer
from tracker.services.letters.timing import as_cited, limb_of, period_words
from tracker.services.letters.words import lowered, sent_words

K = EventKind


def lateness(record: CaseRecord, kind: LetterKind, exhibits: Lettered) -> Lateness | None:
    """What the plan owes and has not given, in a notice of it and where exhaustion is deemed because of it."""
    late = late_answer(record)
    is_path = kind.is_external and exhaustion(record) is Exhaustion.DEEMED
    is_about_it = kind.key in ("plan_is_late", "complaint_to_regulator") or is_silent(record, kind)
    if late is None or (not is_about_it and not is_path):
        return None
    filing = record.timeline.by_key[late.event_key]
    return Lateness(
        request=LATE_REQUESTS[late.trigger],
        received_by_plan=record.when(filing, "received_by_plan"),
        period=_late_period(record, late),
        due=_local(record, late.due),
        certain_after=_local(record, late.overdue_certain_after),
        citation=_cited(record, late),
        proof=proof(record, filing),
        exhibit=exhibits.of(record.version(filing)),
        is_external=late.trigger is K.EXTERNAL_REVIEW_REQUESTED,
    )


def _cited(record: CaseRecord, late: Deadline) -> str | None:
    """The time's citation; of a program's, only where its text was read."""
    is_weak = record.deriver.regime.is_program and late.verification in WEAK
    return None if is_weak else as_cited(late)


def _late_period(record: CaseRecord, late: Deadline) -> str:
    filing = record.timeline.by_key[late.event_key]
    periods = possible(limb_of(late), record.deriver.facts(filing), record.today)
    words = period_words(min(periods, key=lambda period: period.amount))
    agreed = record.timeline.of(K.EXTENSION_AGREED)
    is_longer = any(record.timeline.answered(each, (filing.kind,)) is filing for each in agreed)
    return f"{words}, with the extension agreed," if is_longer else words


def _local(record: CaseRecord, when: date | datetime | None) -> date | datetime | None:
    return when.astimezone(record.zone) if isinstance(when, datetime) else when


def proof(record: CaseRecord, filing: Event) -> str | None:
    """What shows that it arrived: how it was sent, with the number that the carrier or the fax gave."""
    tracking, channel = record.words(filing).get("tracking"), filing.get("channel")
    if not tracking or not channel:
        return lowered(tracking) if tracking else None
    sent = sent_words(Channel(str(channel)))
    if sent in tracking.casefold():
        return lowered(tracking)
    return f"{sent}{'' if tracking[0].isdigit() else ','} {lowered(tracking)}"
