"""The demonstration shows everything, invents everybody, and can be made on any day."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from tests.factories import NOW, use_test_key
from tracker.db import begin_write, make_engine, session_factory
from tracker.models import (
    Account,
    AccountRole,
    Case,
    Document,
    NoticeFinding,
    NoticeState,
    Patient,
    Recipient,
    Reminder,
)
from tracker.rules.stage import GROUPS
from tracker.rules.terms import Stage
from tracker.services import accounts, caseload, notices
from tracker.services.caseload import BoardFilters
from tracker.services.demo import fill
from tracker.services.demo.filling import ADMINISTRATOR, Draw
from tracker.services.letters import keeping
from tracker.services.letters.saved import kept
from tracker.services.timeline import facts_of

FIVE = {"lactation_ibclc", "insulin_pump_tandem", "lumbar_spinal_fusion", "cimt", "checkpoint_inhibitor"}


def filled(path: Path, now: datetime, draw: Draw | None = None) -> Iterator[Session]:
    """A session on the demonstration, made in the empty SQLite file at `path`."""
    use_test_key()
    engine = make_engine(f"sqlite:///{path}")
    with session_factory(engine)() as session:
        begin_write(session)
        fill(session, now, draw)
        session.commit()
        yield session
    engine.dispose()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, empty_file: Path) -> Iterator[Session]:
    """The demonstration, made once on SQLite for the tests that only look at it."""
    yield from filled(shutil.copy(empty_file, tmp_path_factory.mktemp("demo") / "demo.db"), NOW)


def rosa(session: Session) -> Account:
    """The administrator of the demonstration."""
    found = accounts.by_email(session, ADMINISTRATOR[0])
    assert found is not None
    return found


def counts(session: Session) -> list[int]:
    """How many cases and documents there are."""
    return [session.exec(select(sa.func.count()).select_from(table)).one() for table in (Case, Document)]


def test_every_group_of_the_caseload_has_a_case(made: Session) -> None:
    board = caseload.board(made, rosa(made), BoardFilters(), NOW)

    assert {group.code for group in board.groups} == {code for code, _ in GROUPS}
    assert board.total > 40


def test_the_five_denials_stand_at_five_stages(made: Session) -> None:
    seeds = [case for case in made.exec(select(Case)) if case.playbook in FIVE]

    assert {case.playbook for case in seeds} == FIVE
    assert {case.stage for case in seeds} == set(Stage) - {Stage.CLOSED, Stage.FURTHER_REVIEW}


def test_two_advocates_and_an_administrator_all_carry_cases(made: Session) -> None:
    roles = made.exec(select(Account.role)).all()

    assert rosa(made).role is AccountRole.ADMINISTRATOR
    assert sorted(role.value for role in roles) == ["administrator", "advocate", "advocate"]
    assert len(set(made.exec(select(Case.advocate_id)))) == 3


def test_everybody_is_marked_as_invented(made: Session) -> None:
    patients = made.exec(select(Patient)).all()

    assert all(made.exec(select(Case.is_demo)))
    assert all("555-01" in (patient.phone or "") for patient in patients)
    assert all((patient.email or "@example.org").endswith("@example.org") for patient in patients)


def test_a_patient_who_asked_has_reminders_of_their_own(made: Session) -> None:
    waiting = select(Reminder.case_id).where(Reminder.recipient == Recipient.PATIENT)

    assert len(set(made.exec(waiting))) == 1


def test_a_denial_was_checked_and_its_letter_argues_what_it_lacks_and_the_time_it_cuts(made: Session) -> None:
    found = made.exec(select(NoticeFinding).where(NoticeFinding.state == NoticeState.MISSING)).all()
    (case_id,) = {each.case_id for each in found}
    case = made.get_one(Case, case_id)

    assert len(found) == 3
    assert not any(
        each.unread for each in notices.letters(facts_of(made, case), notices.findings(made, case))
    )
    (appeal,) = (each for each in keeping.letters(made, case) if each.kind == "internal_appeal")
    text = kept(made, appeal, keeping.version_for(made, appeal, None)).draft.text
    assert "the specific plan provisions on which the determination is based" in text
    assert "180 days" in text


def test_an_exhibit_is_drawn_with_the_pages_that_it_is_said_to_have(tmp_path: Path, empty_file: Path) -> None:
    drawn: dict[str, int] = {}

    def draw(title: str, text: str, pages: int) -> bytes:
        drawn[title] = pages
        return f"%PDF-1.7 {title}".encode()

    for session in filled(shutil.copy(empty_file, tmp_path / "demo.db"), NOW, draw):
        exhibits = [each for each in session.exec(select(Document)).all() if each.exhibit]

    assert drawn["Physical therapy records"] == 31
    assert {each.name.removesuffix(".pdf"): each.pages for each in exhibits} == drawn
    assert {each.content_type for each in exhibits} == {"application/pdf"}


def test_making_it_again_changes_nothing(made: Session) -> None:
    before = counts(made)

    assert fill(made, NOW) is rosa(made)
    assert counts(made) == before


@pytest.mark.parametrize("now", ["2027-03-14T08:30:00+00:00", "2028-02-29T23:59:00+00:00"])
def test_it_can_be_made_on_any_day(tmp_path: Path, empty_file: Path, now: str) -> None:
    moment = datetime.fromisoformat(now)

    for session in filled(shutil.copy(empty_file, tmp_path / "demo.db"), moment):
        board = caseload.board(session, rosa(session), BoardFilters(), moment)
        assert len(board.groups) == len(GROUPS)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_it_can_be_made_on_postgresql(session: Session) -> None:
    administrator = fill(session, NOW)

    assert len(caseload.board(session, administrator, BoardFilters(), NOW).groups) == len(GROUPS)
