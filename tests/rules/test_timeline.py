"""Events in order of time, and which of them answers which."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from tracker.rules.facts import Event, Value
from tracker.rules.terms import EventKind
from tracker.rules.timeline import FILINGS, REQUESTS, Timeline

ZONE = ZoneInfo("America/Chicago")


def event(key: str, kind: EventKind, **fields: Value) -> Event:
    return Event(key, kind, fields)


def denial(key: str, on: date, **more: Value) -> Event:
    return event(key, EventKind.ADVERSE_DETERMINATION, notice_on=on, **more)


def appeal(key: str, when: date, **more: Value) -> Event:
    return event(key, EventKind.INTERNAL_APPEAL_FILED, received_by_plan=when, **more)


def decided(key: str, on: date, **more: Value) -> Event:
    return event(key, EventKind.APPEAL_DECIDED, notice_on=on, outcome="upheld", **more)


def keys(*events: Event) -> list[str]:
    return [e.key for e in Timeline(events, ZONE).events]


def moment(day: int, hour: int) -> datetime:
    return datetime(2026, 10, day, hour, tzinfo=ZONE)


DAY = date(2026, 10, 5)


def test_within_a_day_a_cause_stands_before_its_effect() -> None:
    assert keys(decided("final", DAY), appeal("appeal", moment(5, 10)), denial("denial", DAY)) == [
        "denial",
        "appeal",
        "final",
    ]


def test_within_a_day_what_has_an_hour_goes_by_it() -> None:
    assert keys(appeal("late", moment(5, 16)), appeal("early", moment(5, 9))) == ["early", "late"]


def test_what_has_no_day_is_left_out() -> None:
    assert keys(appeal("appeal", DAY), event("none", EventKind.INTERNAL_APPEAL_FILED)) == ["appeal"]


def test_an_answer_goes_to_what_it_names_or_to_the_latest_before_it() -> None:
    first, second = denial("first", date(2026, 9, 1)), denial("second", date(2026, 9, 2))
    named, unnamed = appeal("named", DAY, answers="first"), appeal("unnamed", DAY)
    timeline = Timeline([first, second, named, unnamed], ZONE)
    kinds = (EventKind.ADVERSE_DETERMINATION,)

    assert timeline.answered(named, kinds) is first
    assert timeline.answered(unnamed, kinds) is second


def test_two_entries_that_name_each_other_have_no_common_root_without_a_denial() -> None:
    one, other = appeal("one", DAY, answers="other"), decided("other", DAY, answers="one")

    assert Timeline([one, other], ZONE).root(other) is None


def test_a_reissued_letter_belongs_to_the_denial_that_it_replaces() -> None:
    first, again = denial("first", date(2026, 9, 1)), denial("again", DAY, reissued=True)

    assert Timeline([first, again], ZONE).root(again) is first


def test_a_chain_leads_back_to_its_own_denial() -> None:
    first, second = denial("first", date(2026, 9, 1)), denial("second", date(2026, 9, 2))
    filed, final = appeal("filed", moment(5, 9), answers="first"), decided("final", date(2026, 10, 20))
    asked = event("asked", REQUESTS[0], received_by_plan=date(2026, 10, 25))
    timeline = Timeline([first, second, filed, final, asked], ZONE)

    assert timeline.root(asked) is first


def test_a_dismissal_is_undone_by_a_decision() -> None:
    filed = appeal("filed", DAY)
    dismissed = event("dismissed", EventKind.APPEAL_DISMISSED, notice_on=date(2026, 10, 10))
    final = decided("final", date(2026, 10, 20), answers="filed")

    assert Timeline([filed, dismissed], ZONE).dismissal(filed) is dismissed
    assert Timeline([filed, dismissed, final], ZONE).dismissal(filed) is None


def test_what_was_sent_twice_is_answered_once() -> None:
    root, fax, letter = (
        denial("denial", date(2026, 9, 1)),
        appeal("fax", DAY),
        appeal("letter", date(2026, 10, 7)),
    )
    final = decided("final", date(2026, 10, 20))
    timeline = Timeline([root, fax, letter, final], ZONE)

    assert timeline.answers_to(fax, (EventKind.APPEAL_DECIDED,), FILINGS) == [final]
    assert timeline.answers_to(letter, (EventKind.APPEAL_DECIDED,), FILINGS) == [final]


def test_an_appeal_filed_again_may_name_the_dismissal_and_then_answers_the_denial_behind_it() -> None:
    first = denial("denial", date(2026, 9, 1))
    filed = appeal("appeal", date(2026, 9, 14))
    dismissed = event("dismissed", EventKind.APPEAL_DISMISSED, notice_on=date(2026, 9, 20))
    again = appeal("again", DAY, answers="dismissed")
    timeline = Timeline([first, filed, dismissed, again], ZONE)

    assert timeline.answered(again, (EventKind.ADVERSE_DETERMINATION,)) is first
    assert timeline.cause(again) is dismissed
