"""What goes out with a letter: all of the case's evidence, unless somebody leaves a document out of this letter."""

import pytest
from sqlmodel import Session

from tests.factories import NOW, PDF, make_account, make_event
from tests.services.letters.test_from_case import alices, answer
from tracker.models import Account, Case, Document
from tracker.rules.terms import EventKind
from tracker.services import casefile, documents
from tracker.services.exhibit_letters import may_be_left_out
from tracker.services.letters import keeping
from tracker.services.letters.draft import draft
from tracker.services.letters.from_case import context_for
from tracker.services.letters.kinds import KINDS
from tracker.services.letters.record import read
from tracker.services.letters.wishes import Wishes
from tracker.services.packets.planning import Choice, contents_of


@pytest.fixture
def bob(session: Session) -> Account:
    """An advocate."""
    return make_account(session)


@pytest.fixture
def case(session: Session, bob: Account) -> Case:
    """Alice's case; its table names the therapy records, and a receipt and an old bill lie beside them."""
    found = alices(session, bob)
    for name, kind, letter in (
        ("Therapy records.pdf", "medical_record", "B"),
        ("Receipt of the fax.pdf", "receipt", "C"),
        ("Bill.pdf", "medical_record", "D"),
    ):
        kept = documents.store(session, bob, found, name, "", PDF, kind, NOW, 1)
        documents.set_exhibit(session, bob, found, kept.id, letter, "1", NOW)
    answer(session, found, "supervised_physical_therapy", "24 visits", "Plateau", "B, p. 1")
    return found


def by_letter(session: Session, case: Case) -> dict[str, Document]:
    return {each.exhibit: each for each in documents.of_case(session, case) if each.exhibit}


def enclosed(session: Session, case: Case, kind: str, *letters: str) -> list[str]:
    """Under which letters something is enclosed where these are to be left out."""
    left_out = tuple(str(by_letter(session, case)[each].id) for each in letters)
    context = context_for(session, case, kind, NOW, Wishes(left_out=left_out))
    return [each.letter for each in context.exhibits if each.title]


def test_what_is_left_out_is_not_enclosed_and_moves_no_other(session: Session, case: Case) -> None:
    assert enclosed(session, case, "internal_appeal") == ["A", "B", "C", "D"]
    assert enclosed(session, case, "internal_appeal", "C") == ["A", "B", "D"]


def test_what_the_table_names_stays_in(session: Session, case: Case) -> None:
    assert enclosed(session, case, "internal_appeal", "B", "C") == ["A", "B", "D"]


def test_a_letter_without_a_table_may_leave_that_out_too(session: Session, case: Case) -> None:
    assert enclosed(session, case, "complaint_to_regulator", "B", "C", "D") == ["A"]


def test_only_what_may_be_left_out_is_offered(session: Session, case: Case) -> None:
    file = casefile.read(session, case, NOW)

    def offered(kind: str) -> list[str]:
        return list(may_be_left_out(file, KINDS[kind]).values())

    assert offered("internal_appeal") == ["C, Receipt of the fax", "D, Bill"]
    assert offered("complaint_to_regulator") == ["B, Therapy records", "C, Receipt of the fax", "D, Bill"]
    assert offered("claim_file_request") == []


def test_the_packet_holds_what_the_letter_encloses(session: Session, bob: Account, case: Case) -> None:
    wishes = Wishes(left_out=(str(by_letter(session, case)["C"].id),))
    version = keeping.write(session, bob, case, "internal_appeal", wishes, NOW)
    letter = keeping.kept(session, keeping.letter_for(session, case, version.letter_id), version)

    record = read(session, case, NOW)
    contents = contents_of(record, letter, PDF, Choice(), lambda each: documents.bytes_of(session, each))

    assert [each.letter for each in contents.exhibits] == ["B", "D"]
    assert not [each for each in contents.missing if "Exhibit C" in each]


def test_a_demand_encloses_the_decision_that_it_rests_on_and_no_records(
    session: Session, bob: Account, case: Case
) -> None:
    received = {"sent_on": "2026-10-12", "received_by_plan": "2026-10-12"}
    make_event(session, case, EventKind.INTERNAL_APPEAL_FILED, **received)
    won = {"notice_on": "2026-11-12", "received_on": "2026-11-13", "outcome": "overturned"}
    make_event(session, case, EventKind.APPEAL_DECIDED, **won)
    kept = documents.store(session, bob, case, "Decision of the plan.pdf", "", PDF, "decision", NOW, 1)
    documents.set_exhibit(session, bob, case, kept.id, "E", "1", NOW)

    text = draft(context_for(session, case, "demand_to_comply", NOW), "demand_to_comply").text

    assert "E, Decision of the plan (1)" in text
    assert "Therapy records" not in text
