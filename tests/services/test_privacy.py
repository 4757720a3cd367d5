"""Whoever takes the database without its key reads nothing about a patient, on SQLite as on PostgreSQL."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from tests.factories import NOW, PDF, make_administrator, make_case
from tracker.models import Account, Case
from tracker.rules.terms import EventKind
from tracker.services import documents, events, evidence, gathering, held_uploads, outbox, people, reminders
from tracker.services.denial_input import FormInput, PartyInput
from tracker.services.letters import keeping
from tracker.services.letters.wishes import Wishes

BASE_URL = "https://appeals.example.org"
TYPED = ("Quillfeather", "Zanthorpe", "Umbridgeworth", "Vexillary", "Ostrander", "Wexcombe", "Yarnspinner")
"""Words that no template and no table holds: what they stand in was typed by somebody."""

ABOUT_THE_CARE = ("lumbar_spinal_fusion", "progressive_neurological_deficit", "conservative_treatment")
"""Codes that say what was denied and why it cannot wait."""

CALLED = {
    "called_at": "2026-11-20T10:00",
    "with_whom": "Ostrander",
    "said": "Vexillary",
    "number": "Wexcombe",
}


@pytest.fixture
def stored(session: Session) -> str:
    """Everything that the rows of a whole case hold, as somebody without the key reads it."""
    bob = make_administrator(session, name="Bob Lindgren")
    case = make_case(
        session,
        bob,
        patient_name="Alice Quillfeather",
        patient_address="1 Zanthorpe Street",
        patient_guardian="Umbridgeworth",
        insurer="Zanthorpe Mutual",
        plan_name="Umbridgeworth Plan",
        member_id="Vexillary-01",
        claim_number="Wexcombe-02",
        stated_reason="Ostrander criteria are not met",
        notes="Yarnspinner",
        expedite_codes=("progressive_neurological_deficit",),
        urgency="expedited",
    )
    _fill(session, bob, case)
    session.flush()
    tables = [f'"{table.name}"' for table in SQLModel.metadata.sorted_tables]
    rows = [session.execute(sa.text(f"SELECT * FROM {table}")).all() for table in tables]
    return repr(rows)


def _fill(session: Session, bob: Account, case: Case) -> None:
    called = events.record(session, bob, case, EventKind.CALL_LOGGED, CALLED, {}, NOW)
    again = {**CALLED, "said": "Yarnspinner"}
    events.correct(session, bob, case, called.event_key, again, {}, "Umbridgeworth", NOW)
    people.set_party(
        session, bob, case, PartyInput("claims_administrator", "Zanthorpe", "Wexcombe", "Vexillary"), NOW
    )
    people.add_form(session, bob, case, FormInput("representative", "Ostrander", "Yarnspinner"), NOW)
    contact = people.ContactInput(
        email="quillfeather@example.org", timezone="America/Chicago", sender_name="Wexcombe"
    )
    patient = people.set_contact(session, bob, case, contact, NOW)
    people.verify_address(session, people.start_reminders(session, bob, case, NOW) or "", NOW)
    evidence.add_criterion(session, case, evidence.CriterionInput(requirement="Vexillary"))
    gathering.add_item(
        session, case, gathering.ItemInput("Umbridgeworth", "Ostrander", holder="Vexillary"), NOW
    )
    documents.store(session, bob, case, "Quillfeather.pdf", "", PDF + b"Zanthorpe", "other", NOW)
    held_uploads.hold(session, bob, "Yarnspinner.pdf", "", PDF + b"Wexcombe", NOW)
    keeping.write(session, bob, case, "claim_file_request", Wishes(), NOW)
    due_at = NOW + timedelta(days=120)
    reminders.keep(session, reminders.prepare(session, case.id, BASE_URL, due_at), BASE_URL, due_at)
    people.stop_reminders(session, bob, patient, "Yarnspinner", NOW)
    outbox.enqueue(
        session,
        outbox.Draft("one", "reminder", "zanthorpe@example.org", "Vexillary", "Wexcombe", "<p>Ostrander</p>"),
        BASE_URL,
        NOW,
    )


@pytest.mark.parametrize("word", TYPED)
def test_no_word_that_was_typed_about_a_patient_can_be_read(stored: str, word: str) -> None:
    assert word.lower() not in stored.lower()


@pytest.mark.parametrize("code", ABOUT_THE_CARE)
def test_no_code_says_what_was_denied(stored: str, code: str) -> None:
    assert code not in stored
