"""What a reviewer throws out: for each fault a case that has it, a letter that is refused with the sentence that says
what to do, and the same letter made final with a reason that is kept."""

import pytest
from sqlmodel import Session, select

from tests.factories import NOW, PDF, make_account, make_case
from tests.services.letters.faulty import EXAMPLES, FILED, NOT_FINAL, TWO, Example, Faulty, Told
from tracker.models import Account, AuditEntry
from tracker.services.letters import finishing, keeping
from tracker.services.letters.faults.looking import Fault
from tracker.services.letters.faults.table import FAULTS, OF_EVERY_LETTER
from tracker.services.letters.keeping import LetterRefusedError
from tracker.services.letters.kinds import KINDS
from tracker.services.letters.wishes import Wishes

EVERY_FAULT = {fault.code: fault for faults in (*FAULTS.values(), OF_EVERY_LETTER) for fault in faults}
EVERY_EXAMPLE = pytest.mark.parametrize("code", sorted(EXAMPLES))
CAN_GO_ON = pytest.mark.parametrize("code", sorted(c for c in EXAMPLES if not EVERY_FAULT[c].is_absolute))
STOPPED = pytest.mark.parametrize("code", sorted(c for c in EXAMPLES if EVERY_FAULT[c].is_absolute))


@pytest.fixture
def bob(session: Session) -> Account:
    """The advocate."""
    return make_account(session)


def found(session: Session, faulty: Faulty) -> tuple[Fault, ...]:
    """What is found in the letter."""
    letter = keeping.letter_for(session, faulty.case, faulty.version.letter_id)
    kept = keeping.kept(session, letter, faulty.version)
    return finishing.faults_of(session, faulty.case, kept, faulty.now)


def finalized(session: Session, bob: Account, faulty: Faulty, reason: str = "") -> None:
    """The letter made final."""
    finishing.finalize(session, bob, faulty.case, faulty.version, PDF, faulty.now, reason)


def test_every_fault_has_an_example() -> None:
    assert set(EXAMPLES) == set(EVERY_FAULT)


def test_every_kind_of_letter_is_looked_over() -> None:
    assert set(FAULTS) == set(KINDS)


@pytest.mark.parametrize("fault", EVERY_FAULT.values(), ids=list(EVERY_FAULT))
def test_a_fault_says_what_to_do_in_a_sentence(fault: Fault) -> None:
    assert fault.sentence.endswith(".")
    assert not fault.name.endswith(".")


@EVERY_EXAMPLE
def test_a_letter_with_the_fault_is_refused_with_its_sentence(
    session: Session, bob: Account, code: str
) -> None:
    faulty = EXAMPLES[code](session, bob, True)

    with pytest.raises(LetterRefusedError) as refused:
        finalized(session, bob, faulty)

    assert EVERY_FAULT[code].sentence in {problem.sentence for problem in refused.value.problems}
    assert faulty.version.finalized_at is None
    assert faulty.version.pdf is None


@CAN_GO_ON
def test_with_a_reason_it_goes_out_and_the_reason_is_kept_with_the_version(
    session: Session, bob: Account, code: str
) -> None:
    faulty = EXAMPLES[code](session, bob, True)

    finalized(session, bob, faulty, "The patient wants it sent today.")

    session.expire_all()
    despite = finishing.despite(faulty.version)
    assert despite.reason == "The patient wants it sent today."
    assert despite.faults[code] == EVERY_FAULT[code].name
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "letter finalized")).one()
    assert code in entry.detail
    assert "patient wants" not in entry.detail


@STOPPED
def test_where_no_reason_helps_it_stays_a_draft(session: Session, bob: Account, code: str) -> None:
    faulty = EXAMPLES[code](session, bob, True)

    with pytest.raises(LetterRefusedError):
        finalized(session, bob, faulty, "The patient wants it sent today.")

    assert faulty.version.finalized_at is None


@EVERY_EXAMPLE
def test_a_letter_in_order_does_not_have_the_fault(session: Session, bob: Account, code: str) -> None:
    faulty = EXAMPLES[code](session, bob, True)
    sound = EXAMPLES[code](session, bob, False)

    assert code in {fault.code for fault in found(session, faulty)}
    assert code not in {fault.code for fault in found(session, sound)}


def test_an_appointment_that_goes_out_to_be_signed_is_made_final_without_a_reason(
    session: Session, bob: Account
) -> None:
    # Given a representative of whom nothing is signed yet, and an appointment with nothing missing in it
    case = make_case(session, bob)
    version = keeping.write(session, bob, case, "appointment_of_representative", Wishes(), NOW)
    letter = keeping.letter_for(session, case, version.letter_id)
    filled = "I appoint Bob Lindgren, 41 Quay Street, Galveston, 409-555-0110."
    version = keeping.rewrite(session, bob, case, letter, "appointment", filled, NOW)

    # When it is made final, to be signed
    finishing.finalize(session, bob, case, version, PDF, NOW)

    # Then it is, and an appeal that leans on it still waits for the signature
    assert version.finalized_at == NOW
    appeal = keeping.write(session, bob, case, "internal_appeal", Wishes(), NOW)
    assert "filer" in {fault.code for fault in found(session, Faulty(case, appeal, NOW))}


def test_a_paper_of_a_program_that_names_no_form_is_in_order(session: Session, bob: Account) -> None:
    facts = {"funding": "unknown", "grandfathered": "", "appeal_levels": ""}
    for sponsor in ("medicaid_managed_care", "fehb", "original_medicare"):
        case = make_case(session, bob, sponsor=sponsor, **facts)
        version = keeping.write(session, bob, case, "appointment_of_representative", Wishes(), NOW)

        assert "other_program" not in {fault.code for fault in found(session, Faulty(case, version, NOW))}


def test_a_part_that_is_gone_is_named(session: Session, bob: Account) -> None:
    case = make_case(session, bob)
    version = keeping.write(session, bob, case, "internal_appeal", Wishes(), NOW)
    letter = keeping.letter_for(session, case, version.letter_id)
    version = keeping.rewrite(session, bob, case, letter, "timeliness", "", NOW)

    with pytest.raises(LetterRefusedError) as refused:
        finishing.finalize(session, bob, case, version, PDF, NOW)

    assert "Lacks a part: Why it is in time" in {
        fault.name for fault in found(session, Faulty(case, version, NOW))
    }
    assert any("Why it is in time" in problem.sentence for problem in refused.value.problems)


def test_a_second_appeal_without_a_word_of_its_own_repeats_the_first(session: Session, bob: Account) -> None:
    told = Told(TWO, (FILED, NOT_FINAL), first="internal_appeal")

    second = Example("second_level_appeal", told, told)(session, bob, True)

    assert "repeats" in {fault.code for fault in found(session, second)}


def test_text_and_pdf_are_frozen_under_their_digests(session: Session, bob: Account) -> None:
    case = make_case(session, bob)
    version = keeping.write(session, bob, case, "internal_appeal", Wishes(), NOW)
    finishing.finalize(session, bob, case, version, PDF, NOW, "It goes out today.")
    session.expire_all()

    letter = keeping.letter_for(session, case, version.letter_id)
    kept = keeping.kept(session, letter, version)
    assert version.pdf_sha256 == finishing.digest(PDF)
    assert finishing.is_as_it_was(kept)

    version.pdf = b"%PDF-another"
    assert not finishing.is_as_it_was(kept)
