"""What an entry may answer, and what it is taken to answer."""

from datetime import date
from zoneinfo import ZoneInfo

from tracker.rules.answering import answerable, presumed
from tracker.rules.facts import Event, Value
from tracker.rules.terms import EventKind as K

ZONE = ZoneInfo("America/Chicago")


def event(key: str, kind: K, day: int, **fields: Value) -> Event:
    name = {K.INTERNAL_APPEAL_FILED: "received_by_plan", K.CLAIM_FILE_REQUESTED: "sent_on"}
    return Event(key, kind, {name.get(kind, "notice_on"): date(2026, 10, day), **fields})


DENIAL = event("denial", K.ADVERSE_DETERMINATION, 5)
FILE = event("file", K.CLAIM_FILE_REQUESTED, 6)
APPEAL = event("appeal", K.INTERNAL_APPEAL_FILED, 9)
DECIDED = event("decided", K.APPEAL_DECIDED, 20, outcome="upheld")
CALL = Event("call", K.CALL_LOGGED, {"called_at": date(2026, 10, 7)})
ALL = (DENIAL, FILE, APPEAL, DECIDED, CALL)


def keys(kind: K) -> list[str]:
    return [each.key for each in answerable(kind, ALL, ZONE)]


def test_a_filing_answers_a_determination_the_newest_first() -> None:
    assert keys(K.INTERNAL_APPEAL_FILED) == ["decided", "denial"]
    assert keys(K.SECOND_LEVEL_FILED) == ["decided"]


def test_a_decision_answers_a_filing() -> None:
    assert keys(K.APPEAL_DECIDED) == ["appeal"]


def test_a_call_may_be_about_anything_but_another_call() -> None:
    assert keys(K.CALL_LOGGED) == ["decided", "appeal", "file", "denial"]


def test_where_nobody_says_it_is_the_latest_that_fits() -> None:
    found = presumed(K.EXTERNAL_REVIEW_REQUESTED, ALL, ZONE)

    assert found is not None
    assert found.key == "decided"
    assert presumed(K.CALL_LOGGED, ALL, ZONE) is None
    assert presumed(K.IRO_ASSIGNED, ALL, ZONE) is None


def test_an_entry_that_stands_already_is_taken_to_answer_what_came_before_it() -> None:
    found = presumed(K.INTERNAL_APPEAL_FILED, ALL, ZONE, key="appeal")

    assert found is not None
    assert found.key == "denial"
