"""What is wrong with the letters that a filing answers: less time than the law gives, and what they leave out.

Both are argued with the citation of the law that governs the coverage; nothing is argued that nobody ticked as missing.
"""

from datetime import date

from tracker.rules.facts import When
from tracker.rules.periods import span
from tracker.rules.short_times import ShortTime, short_times
from tracker.rules.terms import EventKind
from tracker.services import notices
from tracker.services.letters.context import DefectiveNotice, Lacking, ShortNotice
from tracker.services.letters.kinds import LetterKind
from tracker.services.letters.record import CaseRecord
from tracker.services.letters.subject import letters_named
from tracker.services.letters.timing import as_cited, limb_of, limb_read, period_words

K = EventKind
ARGUED_IN = ("internal_appeal", "second_level_appeal", "external_review", "plan_is_late")
_APPEAL = "erisa.appeal.file"
_EXTERNAL = ("aca.ext.fed.file", "aca.ext.hhs")
_SUPPLY = ("erisa.claim.supply45", "erisa.claim.urgent.supply")
_NAMES = {
    K.APPEAL_DECIDED: "appeal decision",
    K.INFORMATION_REQUESTED: "request for information",
    K.CLAIM_EXTENDED: "notice of the extension",
}
_WINDOWS = {_APPEAL: "appeal_window", **dict.fromkeys(_EXTERNAL, "external_window")}


def short_notices(record: CaseRecord, kind: LetterKind) -> tuple[ShortNotice, ...]:
    """The times that letters cut short and that matter to this filing: its own, and those to send information."""
    wanted = _rules(kind)
    found = short_times(record.facts, record.computed)
    return tuple(_short(record, each) for each in found if each.law.rule in wanted)


def defective_notices(record: CaseRecord, kind: LetterKind) -> tuple[DefectiveNotice, ...]:
    """What the letters that this filing answers were found to lack."""
    if not kind.key.startswith(ARGUED_IN):
        return ()
    answered = {event.key for event in letters_named(record, kind)}
    return tuple(
        DefectiveNotice(
            _NAMES.get(letter.event.kind, "determination"),
            letter.dated_on,
            tuple(Lacking(each.item.content.lacks, each.item.content.citation) for each in letter.missing),
        )
        for letter in notices.letters(record.facts, record.findings)
        if letter.event.key in answered and letter.missing
    )


def _rules(kind: LetterKind) -> tuple[str, ...]:
    if kind.is_external:
        return _EXTERNAL
    if kind.is_second_level:
        return _SUPPLY
    return (_APPEAL, *_SUPPLY) if kind.key.startswith("internal_appeal") else ()


def _short(record: CaseRecord, found: ShortTime) -> ShortNotice:
    law, letter = found.law, found.letter
    received = record.when(letter, "received_on")
    begins = received or record.when(letter, "notice_on")
    return ShortNotice(
        name=_NAMES.get(letter.kind, "determination"),
        dated_on=record.day(letter, "notice_on"),
        act=_act(law.rule),
        states_on=found.stated,
        period=period_words(limb_of(law).periods[0]),
        is_from_receipt=received is not None,
        law_on=_counted(record, found, begins),
        key=_WINDOWS.get(law.rule),
        citation=as_cited(law),
    )


def _act(rule: str) -> str:
    if rule in _SUPPLY:
        return "send the information that it asks for"
    return "file the appeal" if rule == _APPEAL else "ask for external review"


def _counted(record: CaseRecord, found: ShortTime, begins: When | None) -> When | None:
    """The law's last day from the beginning that a letter can prove; the engine's own where nothing is known."""
    if begins is None or found.law.basis == "relief":
        return found.law.file_by
    early = span(limb_read(record, found.law), {}, begins, begins, record.zone, "").early
    return early if isinstance(early, date) else found.law.file_by
