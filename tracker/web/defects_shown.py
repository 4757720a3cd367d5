"""What is wrong with a case's letters, in words: too little time, and what they leave out."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from tracker.rules.short_times import ShortTime, short_times
from tracker.rules.terms import EventKind
from tracker.rules.words import long_when, short_day
from tracker.services.casefile import CaseFile
from tracker.services.notices import Letter, letters
from tracker.web.shown import verification_words

NAMES = {
    EventKind.APPEAL_DECIDED: "decision on the appeal",
    EventKind.COURSE_REDUCTION_NOTIFIED: "notice that treatment is cut short",
    EventKind.RESCISSION_NOTIFIED: "notice of the rescission",
    EventKind.INFORMATION_REQUESTED: "request for information",
    EventKind.CLAIM_EXTENDED: "notice of the extension",
    EventKind.IRO_NOTICE_RECEIVED: "review organization’s notice",
}


@dataclass(frozen=True)
class Defect:
    """One thing that is wrong, with where the law says so and how surely that was read."""

    sentence: str
    note: str
    citation: str
    source: str
    read: str


@dataclass(frozen=True)
class LetterShown:
    """A letter with its defects; `event_key` opens its check-list, empty where there is none."""

    title: str
    words: str
    event_key: str
    defects: tuple[Defect, ...]


def defects_shown(file: CaseFile) -> tuple[LetterShown, ...]:
    """Each letter that denies, with a check-list or a defect, and each other letter that gives too little time."""
    zone = ZoneInfo(file.case.timezone)
    short: dict[str, list[ShortTime]] = {}
    for each in short_times(file.facts, file.computed):
        short.setdefault(each.letter.key, []).append(each)
    checked = letters(file.facts, file.findings)
    known = {letter.event.key for letter in checked}
    shown = [_checked(letter, short.get(letter.event.key, []), zone) for letter in checked]
    shown += [_unchecked(each, zone) for key, each in short.items() if key not in known]
    return tuple(each for each in shown if each.event_key or each.defects)


def _checked(letter: Letter, short: list[ShortTime], zone: ZoneInfo) -> LetterShown:
    missing = tuple(
        Defect(
            f"It lacks {each.item.content.lacks}.",
            (each.finding.note if each.finding else None) or "",
            each.item.citation.text,
            each.item.citation.source,
            verification_words(each.item.citation.verification),
        )
        for each in letter.missing
    )
    name = NAMES.get(letter.event.kind, "denial")
    dated = f" of {short_day(letter.dated_on)}" if letter.dated_on else ""
    return LetterShown(
        f"{name[:1].upper()}{name[1:]}{dated}",
        _progress(letter),
        letter.event.key if letter.items else "",
        (*(_too_short(each, zone) for each in short), *missing),
    )


def _unchecked(short: list[ShortTime], zone: ZoneInfo) -> LetterShown:
    name = NAMES.get(short[0].letter.kind, "letter")
    return LetterShown(
        f"{name[:1].upper()}{name[1:]}", "", "", tuple(_too_short(each, zone) for each in short)
    )


def _too_short(short: ShortTime, zone: ZoneInfo) -> Defect:
    law = short.law
    until = long_when(law.file_by, zone) if law.file_by else "later"
    sentence = f"It gives until {long_when(short.stated, zone)}, less time than the law: until {until}."
    return Defect(sentence, law.title, law.citation, law.source, verification_words(law.verification))


def _progress(letter: Letter) -> str:
    total, missing = len(letter.items), len(letter.missing)
    if not total:
        return ""
    if letter.unread == sum(each.item.applies for each in letter.items):
        return "not checked yet"
    parts = [f"{missing} missing"] if missing else ["nothing missing so far"]
    return ", ".join([*parts, *([f"{letter.unread} not read yet"] if letter.unread else [])])
