"""A check-list for each letter that denies: what it has to contain, and what was found by whoever read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from tracker.models import Account, Case, NoticeFinding, NoticeState
from tracker.rules.dates import day_of
from tracker.rules.facts import CaseFacts, Event
from tracker.rules.notice_contents import LETTERS, Item, items_for
from tracker.rules.reading import Problem, zone
from tracker.rules.terms import EventKind
from tracker.rules.timeline import DENIED, Timeline
from tracker.services import audit
from tracker.services.access import NotFound
from tracker.services.errors import RefusedError, refuse_if
from tracker.services.locks import lock
from tracker.services.texts import LINE, OFFERED, kept, text_problem
from tracker.services.timeline import facts_of

__all__ = ["Found", "Letter", "NoticeError", "findings", "letter_for", "letters", "record"]

NOTE = "note."


class NoticeError(RefusedError):
    """What was found in a letter was not kept."""


@dataclass(frozen=True)
class Found:
    """One item with what was found of it; nobody has read it where `finding` is None."""

    item: Item
    finding: NoticeFinding | None

    @property
    def state(self) -> NoticeState:
        """What was found; what the facts rule out does not apply until somebody says otherwise."""
        if self.finding is not None:
            return self.finding.state
        return NoticeState.NOT_READ if self.item.applies else NoticeState.DOES_NOT_APPLY


@dataclass(frozen=True)
class Letter:
    """A letter that denies, and its check-list; empty where no list is known for its kind of coverage."""

    event: Event
    dated_on: date | None
    items: tuple[Found, ...]

    @property
    def missing(self) -> tuple[Found, ...]:
        """What it lacks."""
        return tuple(each for each in self.items if each.state is NoticeState.MISSING)

    @property
    def unread(self) -> int:
        """How many items nobody has looked for yet."""
        return sum(each.state is NoticeState.NOT_READ for each in self.items)

    @property
    def is_decision(self) -> bool:
        """Whether it decided an appeal."""
        return self.event.kind is EventKind.APPEAL_DECIDED


def findings(session: Session, case: Case) -> tuple[NoticeFinding, ...]:
    """All that was found in this case's letters."""
    return tuple(session.exec(select(NoticeFinding).where(NoticeFinding.case_id == case.id)))


def letters(facts: CaseFacts, found: Iterable[NoticeFinding]) -> tuple[Letter, ...]:
    """Each letter that denies, in order of time, with what it has to contain and what was found."""
    known = {(each.event_key, each.item): each for each in found}
    timeline = Timeline(facts.events, zone(facts.timezone))
    return tuple(
        Letter(event, _dated(event, facts), _items(facts, event, known))
        for event in timeline.events
        if event.kind in LETTERS and _denies(event)
    )


def letter_for(session: Session, case: Case, event_key: str) -> Letter:
    """The check-list of one letter of this case. Raises NotFound."""
    for letter in letters(facts_of(session, case), findings(session, case)):
        if letter.event.key == event_key and letter.items:
            return letter
    raise NotFound("Letter")


def record(
    session: Session, account: Account, case: Case, event_key: str, typed: Mapping[str, str], now: datetime
) -> int:
    """Keep what was found: a NoticeState's value by an item's code, its note by `note.` and the code.

    Answers how many items changed; what is not named stays. Raises NoticeError, NotFound.
    """
    lock(session, case)
    letter = letter_for(session, case, event_key)
    refuse_if(_problems(letter, typed), NoticeError)
    changed = [each for each in letter.items if _is_changed(each, typed)]
    for each in changed:
        _keep(session, account, case, event_key, each, typed, now)
    if changed:
        told = ", ".join(f"{each.item.content.code} {_state(each, typed).value}" for each in changed)
        audit.record(session, account, case, "letter checked", f"{letter.event.kind.value}: {told}", now)
    session.flush()
    return len(changed)


def _items(
    facts: CaseFacts, event: Event, known: Mapping[tuple[str, str], NoticeFinding]
) -> tuple[Found, ...]:
    return tuple(
        Found(item, known.get((event.key, item.content.code))) for item in items_for(facts, event.kind)
    )


def _denies(event: Event) -> bool:
    return event.kind is not EventKind.APPEAL_DECIDED or event.get("outcome") in DENIED


def _dated(event: Event, facts: CaseFacts) -> date | None:
    told = event.get("notice_on")
    return day_of(told, zone(facts.timezone)) if isinstance(told, date) else None


def _problems(letter: Letter, typed: Mapping[str, str]) -> Iterable[Problem]:
    states = {state.value for state in NoticeState}
    for each in letter.items:
        code = each.item.content.code
        if code in typed and typed[code] not in states:
            yield Problem(code, OFFERED)
        if sentence := text_problem(typed.get(NOTE + code, ""), LINE):
            yield Problem(NOTE + code, sentence)


def _state(each: Found, typed: Mapping[str, str]) -> NoticeState:
    said = typed.get(each.item.content.code)
    return each.state if said is None else NoticeState(said)


def _note(each: Found, typed: Mapping[str, str]) -> str | None:
    before = each.finding.note if each.finding else None
    return kept(typed.get(NOTE + each.item.content.code, before))


def _is_changed(each: Found, typed: Mapping[str, str]) -> bool:
    before = each.finding.note if each.finding else None
    return _state(each, typed) is not each.state or _note(each, typed) != before


def _keep(
    session: Session,
    account: Account,
    case: Case,
    event_key: str,
    each: Found,
    typed: Mapping[str, str],
    now: datetime,
) -> None:
    row = each.finding or NoticeFinding(
        organization_id=case.organization_id,
        case_id=case.id,
        event_key=event_key,
        item=each.item.content.code,
        read_at=now,
    )
    row.state, row.note = _state(each, typed), _note(each, typed)
    row.read_by_id, row.read_at = account.id, now
    session.add(row)
