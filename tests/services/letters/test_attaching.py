"""A case gets its letters by itself, each once; a letter that cannot be drafted keeps nothing from being recorded."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, SQLModel, select

from tests.factories import NOW, look_again, make_account, make_case_with_letters, make_event, use_test_key
from tests.postgres import postgres_url
from tracker import templating
from tracker.db import begin_write, make_engine, session_factory
from tracker.models import AuditEntry, Case, EventVersion
from tracker.rules.terms import EventKind
from tracker.services import events, timeline
from tracker.services.letters import keeping
from tracker.services.letters.offering import offered

K = EventKind


def kinds(session: Session, case: Case) -> list[str]:
    return sorted(letter.kind for letter in keeping.letters(session, case))


def test_a_letter_is_attached_once_however_often_the_case_is_looked_at(session: Session) -> None:
    case = make_case_with_letters(session)
    look_again(session, case, NOW)
    look_again(session, case, NOW + timedelta(days=1))

    assert kinds(session, case) == ["claim_file_request", "internal_appeal"]


def test_a_corrected_date_attaches_nothing_and_leaves_what_a_person_wrote(session: Session) -> None:
    case, bob = make_case_with_letters(session), make_account(session)
    letter = keeping.letters(session, case)[0]
    mine = keeping.rewrite(session, bob, case, letter, "opening", "My words.", NOW)
    (denial,) = timeline.current(session, case)
    events.correct(session, bob, case, denial.event_key, {"notice_on": "2026-10-06"}, {}, "misread", NOW)

    assert kinds(session, case) == ["claim_file_request", "internal_appeal"]
    assert keeping.newest(session, letter) == mine


def test_a_reissued_denial_gets_letters_of_its_own(session: Session) -> None:
    case = make_case_with_letters(session)
    make_event(session, case, K.ADVERSE_DETERMINATION, notice_on="2026-11-20", reissued="yes")

    assert kinds(session, case) == ["claim_file_request"] * 2 + ["internal_appeal"] * 2


def test_the_first_of_two_levels_upheld_attaches_the_second_level_appeal(session: Session) -> None:
    case = make_case_with_letters(session, appeal_levels="2")
    make_event(session, case, K.INTERNAL_APPEAL_FILED, received_by_plan="2026-10-20")
    make_event(session, case, K.APPEAL_DECIDED, notice_on="2026-11-02", outcome="upheld", final="no")

    assert "second_level_appeal" in kinds(session, case)
    assert "external_review_request" not in kinds(session, case)


def test_a_decision_in_the_patients_favor_attaches_nothing(session: Session) -> None:
    case = make_case_with_letters(session)
    make_event(session, case, K.INTERNAL_APPEAL_FILED, received_by_plan="2026-10-20")
    before = kinds(session, case)
    make_event(session, case, K.APPEAL_DECIDED, notice_on="2026-11-02", outcome="overturned", final="yes")

    assert kinds(session, case) == before


def test_a_grandfathered_plan_gets_no_request_for_an_external_review_that_it_does_not_have(
    session: Session,
) -> None:
    case = make_case_with_letters(session, grandfathered="yes")
    make_event(session, case, K.INTERNAL_APPEAL_FILED, received_by_plan="2026-10-20")
    make_event(session, case, K.APPEAL_DECIDED, notice_on="2026-11-02", outcome="upheld", final="yes")

    assert "external_review_request" not in kinds(session, case)


def test_an_old_case_entered_at_one_sitting_gets_no_notice_of_a_lateness_that_is_over(
    session: Session,
) -> None:
    case = make_case_with_letters(session, notice_on="2026-06-01", received_on="2026-06-03")
    make_event(session, case, K.INTERNAL_APPEAL_FILED, received_by_plan="2026-07-01")
    assert "plan_is_late" not in kinds(session, case)
    make_event(session, case, K.APPEAL_DECIDED, notice_on="2026-07-20", outcome="upheld", final="yes")

    look_again(session, case, NOW + timedelta(days=2))
    assert "plan_is_late" not in kinds(session, case)


def test_a_closed_case_gets_no_letter(session: Session) -> None:
    case = make_case_with_letters(session)
    make_event(session, case, K.CLOSED, closed_on="2026-11-20", outcome="settled")
    before = kinds(session, case)
    look_again(session, case, NOW + timedelta(days=60))

    assert kinds(session, case) == before


def test_a_letter_that_cannot_be_drafted_is_on_record_and_the_event_too(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(templating.TEMPLATES, tmp_path / "templates")
    (tmp_path / "templates" / "letters" / "internal_appeal.md").write_text("{{ letter.pateint }}")
    templating.letter_environment.cache_clear()
    monkeypatch.setattr(templating, "TEMPLATES", tmp_path / "templates")
    try:
        case = make_case_with_letters(session)
    finally:
        templating.letter_environment.cache_clear()

    assert kinds(session, case) == ["claim_file_request"]
    assert session.exec(select(EventVersion).where(EventVersion.case_id == case.id)).one()
    said = session.exec(select(AuditEntry).where(AuditEntry.action == "letter not drafted")).one()
    assert said.detail == "internal_appeal"


def test_letters_are_attached_on_postgresql_as_well() -> None:
    use_test_key()
    engine = make_engine(postgres_url("letters"))
    SQLModel.metadata.create_all(engine)
    with session_factory(engine)() as session:
        begin_write(session)
        case = make_case_with_letters(session)
        make_event(session, case, K.INTERNAL_APPEAL_FILED, received_by_plan="2026-10-20", tracking="7020")
        make_event(session, case, K.APPEAL_DECIDED, notice_on="2026-11-02", outcome="upheld", final="yes")
        session.expire_all()

        assert kinds(session, case) == ["claim_file_request", "external_review_request", "internal_appeal"]
        for letter in keeping.letters(session, case):
            kept = keeping.kept(session, letter, keeping.version_for(session, letter, None))
            assert kept.version.blanks == len(kept.blanks)
        session.rollback()
    engine.dispose()


def test_a_waiver_attaches_the_request_for_external_review(session: Session) -> None:
    case = make_case_with_letters(session)
    make_event(session, case, K.EXHAUSTION_WAIVED, waived_on="2026-11-12")

    assert "external_review_request" in kinds(session, case)


def test_a_dismissed_appeal_is_offered_to_be_filed_again(session: Session) -> None:
    case = make_case_with_letters(session, forms=())
    make_event(session, case, K.INTERNAL_APPEAL_FILED, received_by_plan="2026-11-01")
    make_event(session, case, K.APPEAL_DISMISSED, notice_on="2026-11-12", said="No appointment was enclosed.")

    asked_for = [offer.kind.key for offer in offered(session, case, NOW) if offer.fits_now]
    assert asked_for[:2] == ["appointment_of_representative", "internal_appeal"]
