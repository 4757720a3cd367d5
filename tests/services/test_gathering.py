"""What is gathered: asked for, received or not to be had; and the advocate is asked when it does not come."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from tests.factories import NOW, make_case
from tracker.models import Account, Case, ChecklistItem, ItemState, OutboxBody, OutboxMessage
from tracker.services import chasing, evidence, gathering
from tracker.services.evidence import EvidenceError
from tracker.services.gathering import ItemInput

BASE_URL = "https://tracker.example.org"
CHICAGO = ZoneInfo("America/Chicago")
ASKED = ItemInput(
    "Therapy notes", state="asked_for", holder="Bayou Therapy, 555-010-7000", asked_on="2026-11-10"
)


def at(day: str, hour: int = 9) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02}:00").replace(tzinfo=CHICAGO).astimezone(UTC)


def chase(session: Session, now: datetime) -> list[OutboxMessage]:
    """One pass; every mail about evidence so far."""
    chasing.keep(session, chasing.due(session, BASE_URL, now), BASE_URL, now)
    session.flush()
    return [mail for mail in session.exec(select(OutboxMessage)) if mail.kind == chasing.KIND]


@pytest.fixture
def case(session: Session) -> Case:
    """Alice's case."""
    return make_case(session)


def asked(session: Session, case: Case, **changes: Any) -> ChecklistItem:
    return gathering.add_item(session, case, ItemInput(**{**vars(ASKED), **changes}), NOW)


def test_what_the_playbook_names_is_needed(session: Session, case: Case) -> None:
    assert {item.state for item in evidence.checklist(session, case)} == {ItemState.NEEDED}


def test_what_was_asked_for_has_a_day_to_ask_again(session: Session, case: Case) -> None:
    item = asked(session, case)

    assert (item.asked_on, item.chase_on) == (date(2026, 11, 10), date(2026, 11, 20))
    assert asked(session, case, chase_on="2026-12-01").chase_on == date(2026, 12, 1)


def test_what_is_here_is_not_asked_after_and_what_is_not_after_all_is_asked_for_again(
    session: Session, case: Case
) -> None:
    item = asked(session, case)

    evidence.tick(session, case, item.id, True, NOW)
    assert (item.state, item.done_at, item.chase_on) == (ItemState.RECEIVED, NOW, None)

    evidence.tick(session, case, item.id, False, NOW)
    assert (item.state, item.done_at) == (ItemState.ASKED_FOR, None)


WRONG: list[tuple[dict[str, str], str]] = [
    ({"label": " "}, "label"),
    ({"state": "lost"}, "state"),
    ({"asked_on": ""}, "asked_on"),
    ({"asked_on": "2026-02-30"}, "asked_on"),
    ({"chase_on": "soon"}, "chase_on"),
    ({"chase_on": "2026-11-09"}, "chase_on"),
    ({"state": "not_available"}, "because"),
    ({"holder": "a\x00b"}, "holder"),
]


@pytest.mark.parametrize("changes, field", WRONG, ids=lambda value: str(value)[:30])
def test_what_cannot_be_is_refused_at_its_field(
    session: Session, case: Case, changes: dict[str, str], field: str
) -> None:
    before = len(evidence.checklist(session, case))

    with pytest.raises(EvidenceError) as refused:
        asked(session, case, **changes)

    assert field in [problem.field for problem in refused.value.problems]
    assert len(evidence.checklist(session, case)) == before


def test_the_advocate_is_asked_on_the_day_and_then_once_a_week(session: Session, case: Case) -> None:
    asked(session, case)
    told = [
        len(chase(session, at(day, hour)))
        for day, hour in (
            ("2026-11-19", 12),
            ("2026-11-20", 8),
            ("2026-11-20", 9),
            ("2026-11-20", 10),
            ("2026-11-24", 9),
            ("2026-11-27", 9),
        )
    ]

    assert told == [0, 0, 1, 1, 1, 2]


def test_one_mail_counts_what_is_late_and_names_nothing_of_it(session: Session, case: Case) -> None:
    asked(session, case)
    asked(session, case, label="MRI of the spine")

    (mail,) = chase(session, at("2026-11-23"))

    body = session.get_one(OutboxBody, mail.id)
    said = f"{mail.subject} {body.text} {body.html}"
    assert mail.subject == f"Case {case.number}: 2 papers that were asked for have not come"
    assert f"{BASE_URL}/cases/{case.id}/evidence#gather" in said
    assert all(word not in said for word in ("MRI", "Therapy", "Bayou", "Alice"))


def test_a_new_day_is_waited_for(session: Session, case: Case) -> None:
    item = asked(session, case)
    chase(session, at("2026-11-20"))

    again = ItemInput(**{**vars(ASKED), "asked_on": "2026-11-21", "chase_on": "2026-11-23"})
    gathering.edit_item(session, case, item.id, again, NOW)

    assert len(chase(session, at("2026-11-22"))) == 1
    assert len(chase(session, at("2026-11-23"))) == 2


@pytest.mark.parametrize("state", ["received", "needed", "not_available"])
def test_what_is_not_awaited_is_not_asked_after(session: Session, case: Case, state: str) -> None:
    item = asked(session, case)
    typed = ItemInput(**{**vars(ASKED), "state": state, "because": "The clinic has closed."})
    gathering.edit_item(session, case, item.id, typed, NOW)

    assert chase(session, at("2027-01-04")) == []


def test_a_closed_case_asks_after_nothing(session: Session, case: Case) -> None:
    asked(session, case)
    case.closed_at = NOW

    assert chase(session, at("2026-11-23")) == []


def test_what_came_while_the_mail_was_written_is_not_asked_after(session: Session, case: Case) -> None:
    item = asked(session, case)
    now = at("2026-11-23")
    chases = chasing.due(session, BASE_URL, now)
    evidence.tick(session, case, item.id, True, now)

    assert chasing.keep(session, chases, BASE_URL, now) == 0


def test_late_is_what_was_asked_for_and_should_be_here(session: Session, case: Case) -> None:
    item = asked(session, case)

    assert not gathering.is_late(item, date(2026, 11, 19))
    assert gathering.is_late(item, date(2026, 11, 20))
    assert item in gathering.missing(evidence.checklist(session, case))
    assert item.chase_on == date(2026, 11, 10) + timedelta(days=10)


def test_late_papers_are_listed_case_by_case_for_whoever_works_them(session: Session, case: Case) -> None:
    alice = session.get_one(Account, case.advocate_id)
    asked(session, case)
    asked(session, case, label="X-ray", chase_on="2026-11-18")
    other = make_case(session, alice)
    asked(session, other, chase_on="2026-12-20")
    stranger = make_case(session)
    asked(session, stranger)

    found = chasing.late(session, alice, alice.id, at("2026-11-21"))

    assert [(each.case, each.papers, each.since) for each in found] == [
        (case, ("Therapy notes", "X-ray"), date(2026, 11, 18))
    ]
    assert chasing.late(session, alice, alice.id, at("2026-11-17")) == []
    assert chasing.late(session, alice, None, at("2026-11-21")) == found
    case.closed_at = NOW
    assert chasing.late(session, alice, alice.id, at("2026-11-21")) == []
