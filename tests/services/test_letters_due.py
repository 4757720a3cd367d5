"""Each stage gets its letter, and nobody's write waits for it: on SQLite and on PostgreSQL."""

import shutil
import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from tests.factories import NOW, make_account, make_denial
from tracker import templating
from tracker.adapters.letters.drafting import draft_due
from tracker.db import SessionFactory, read_session, write_session
from tracker.models import AuditEntry, Case, Letter
from tracker.rules.terms import EventKind
from tracker.services import events, intake
from tracker.services.letters import attaching

K = EventKind


def opened(database: SessionFactory) -> Case:
    """Alice's denial, recorded and committed as a request does it."""
    with write_session(database) as session:
        return intake.open_case(session, make_account(session), make_denial(), NOW)


def filed(session: Session, case: Case) -> None:
    account = make_account(session)
    fields = {"received_by_plan": "2026-11-20"}
    events.record(
        session, account, session.get_one(Case, case.id), K.INTERNAL_APPEAL_FILED, fields, {}, LATER
    )


LATER = NOW + timedelta(minutes=5)


def kinds(database: SessionFactory) -> Counter[str]:
    with read_session(database) as session:
        return Counter(session.exec(select(Letter.kind)))


def due_since(database: SessionFactory, case: Case) -> object:
    with read_session(database) as session:
        return session.get_one(Case, case.id).drafts_due_at


def test_what_happens_asks_for_its_letters_and_does_not_wait_for_them(database: SessionFactory) -> None:
    case = opened(database)

    assert kinds(database) == {}
    assert due_since(database, case) == NOW


def test_the_letters_are_drafted_once_it_is_on_record_and_each_once(database: SessionFactory) -> None:
    case = opened(database)

    assert draft_due(database, case.id, NOW) == 2
    assert draft_due(database, case.id, NOW) == 0
    assert kinds(database) == {"claim_file_request": 1, "internal_appeal": 1}
    assert due_since(database, case) is None


def test_another_writes_while_a_letter_is_drafted(database: SessionFactory) -> None:
    case = opened(database)
    with write_session(database) as another, read_session(database) as session:
        another.add(AuditEntry(action="something else", at=NOW))
        another.flush()

        prepared = attaching.prepare(session, case.id, NOW)

    assert prepared is not None
    assert [each.source.kind for each in prepared.drafts] == ["claim_file_request", "internal_appeal"]


def test_what_happens_while_a_letter_is_drafted_loses_no_letter_and_is_looked_at_next(
    database: SessionFactory,
) -> None:
    case = opened(database)
    with read_session(database) as session:
        prepared = attaching.prepare(session, case.id, NOW)
    assert prepared is not None
    with write_session(database) as session:
        filed(session, case)

    with write_session(database) as session:
        attaching.keep(session, prepared, NOW)
    assert kinds(database) == {"claim_file_request": 1, "internal_appeal": 1}
    assert due_since(database, case) == LATER
    draft_due(database, case.id, LATER)
    assert due_since(database, case) is None


def test_a_case_whose_letters_were_not_drafted_waits_until_somebody_does(database: SessionFactory) -> None:
    case = opened(database)
    with read_session(database) as session:
        assert attaching.waiting(session, NOW) == [case.id]
        assert attaching.waiting(session, NOW - timedelta(seconds=1)) == []
    draft_due(database, case.id, NOW)

    with read_session(database) as session:
        assert attaching.waiting(session, NOW) == []


def test_two_who_draft_at_the_same_moment_keep_each_letter_once(database: SessionFactory) -> None:
    case = opened(database)
    start = threading.Barrier(2)

    def draft() -> None:
        start.wait()
        draft_due(database, case.id, NOW)

    both = [threading.Thread(target=draft) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert kinds(database) == {"claim_file_request": 1, "internal_appeal": 1}


def test_a_letter_that_cannot_be_drafted_is_on_record_and_the_others_are_there(
    database: SessionFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = opened(database)
    shutil.copytree(templating.TEMPLATES, tmp_path / "templates")
    (tmp_path / "templates" / "letters" / "internal_appeal.md").write_text("{{ letter.pateint }}")
    templating.letter_environment.cache_clear()
    monkeypatch.setattr(templating, "TEMPLATES", tmp_path / "templates")
    try:
        draft_due(database, case.id, NOW)
    finally:
        templating.letter_environment.cache_clear()

    assert kinds(database) == {"claim_file_request": 1}
    assert due_since(database, case) is None
    with read_session(database) as session:
        said = session.exec(select(AuditEntry).where(AuditEntry.action == "letter not drafted")).one()
    assert said.detail == "internal_appeal"
