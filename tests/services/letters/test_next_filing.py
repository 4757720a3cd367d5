"""Documents are asked for the filing that comes next: which one, by when, or that it was made, at each stage."""

from typing import Any

import pytest
from sqlmodel import Session

from tests.factories import NOW, make_account, make_case, make_event
from tests.services.letters.test_levels import case_of
from tracker.models import Account, Case
from tracker.rules.terms import EventKind
from tracker.services.letters.draft import draft
from tracker.services.letters.from_case import context_for

K = EventKind
APPEALED = (K.INTERNAL_APPEAL_FILED, {"received_by_plan": "2026-10-20", "sent_on": "2026-10-19"})
WAITING = (K.INTERNAL_APPEAL_FILED, {"received_by_plan": "2026-11-12", "sent_on": "2026-11-10"})
UPHELD = (K.APPEAL_DECIDED, {"notice_on": "2026-11-02", "received_on": "2026-11-05", "outcome": "upheld"})
FINAL = (UPHELD[0], {**UPHELD[1], "final": "yes"})
NOT_FINAL = (UPHELD[0], {**UPHELD[1], "final": "no", "states_deadline_on": "2027-01-04"})
ASKED = (K.CLAIM_FILE_REQUESTED, {"sent_on": "2026-10-12", "received_by_plan": "2026-10-12"})


@pytest.fixture
def bob(session: Session) -> Account:
    """An advocate."""
    return make_account(session)


def text_of(session: Session, case: Case, kind: str) -> str:
    return draft(context_for(session, case, kind, NOW), kind).text


def alices(session: Session, bob: Account, *events: Any, **changes: Any) -> Case:
    """Alice's case after these events."""
    case = make_case(session, bob, **changes)
    for kind, fields in events:
        make_event(session, case, kind, **fields)
    return case


@pytest.mark.parametrize(
    "events, changes, said",
    [
        ((), {}, "It is not the appeal, which is filed separately by April 7, 2027."),
        ((WAITING,), {}, "It is not the appeal, which was filed on November 10, 2026."),
        (
            (APPEALED, NOT_FINAL),
            {"appeal_levels": "2"},
            "It is not the second-level appeal, which is filed separately.",
        ),
        (
            (APPEALED, FINAL),
            {},
            "It is not the request for external review, which is filed separately by March 5, 2027.",
        ),
        (
            (APPEALED, FINAL),
            {"grandfathered": "yes"},
            "This is a request for documents. It is not an appeal.",
        ),
    ],
    ids=["denied", "appealed", "first of two levels", "final", "final, and no external review"],
)
def test_a_request_for_the_file_names_what_it_is_not(
    session: Session, bob: Account, events: tuple[Any, ...], changes: dict[str, str], said: str
) -> None:
    text = text_of(session, alices(session, bob, *events, **changes), "claim_file_request")

    assert said in text


def test_under_a_program_it_is_the_level_that_is_open(session: Session, bob: Account) -> None:
    denied = case_of(session, bob, "medicare_advantage", "2026-11-02")

    text = text_of(session, denied, "claim_file_request")

    assert "It is not the appeal, which is filed separately by January " in text


def test_a_chaser_after_the_appeal_does_not_say_that_it_will_be_filed(session: Session, bob: Account) -> None:
    text = text_of(session, alices(session, bob, ASKED, WAITING), "claim_file_chaser")

    assert "The appeal was filed on November 10, 2026 without the file" in text
    assert "will be filed" not in text


def test_a_conversation_takes_the_place_of_no_appeal_that_waits(session: Session, bob: Account) -> None:
    text = text_of(session, alices(session, bob, WAITING), "peer_to_peer_request")

    assert "takes the place of none; the appeal was filed on November 10, 2026." in text


def test_where_no_answer_is_written_yet_no_gap_is_left(session: Session, bob: Account) -> None:
    text = text_of(session, alices(session, bob), "letter_of_medical_necessity")

    assert "” The table sets what my records show" in text
