"""A file waits for the rest of its form: two days, for its own account alone."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from tests.factories import NOW, PDF, make_account
from tracker.services import held_uploads
from tracker.services.documents import DocumentError


def test_a_file_is_kept_for_the_account_that_chose_it(session: Session) -> None:
    bob, charlie = make_account(session), make_account(session)

    held = held_uploads.hold(session, bob, "denial.pdf", "application/pdf", PDF, NOW)

    assert held_uploads.held_by(session, bob, str(held.id)) is held
    assert held.content == PDF
    assert held_uploads.held_by(session, charlie, str(held.id)) is None


def test_what_nobody_came_back_for_goes_after_two_days(session: Session) -> None:
    bob = make_account(session)
    forgotten = held_uploads.hold(session, bob, "old.pdf", "application/pdf", PDF, NOW)

    held_uploads.hold(session, bob, "new.pdf", "application/pdf", PDF, NOW + timedelta(days=2, minutes=1))

    session.expire_all()
    assert held_uploads.held_by(session, bob, str(forgotten.id)) is None


@pytest.mark.parametrize("token", ["", "no token", "00000000-0000-0000-0000-000000000000"])
def test_a_word_that_is_no_token_finds_nothing(session: Session, token: str) -> None:
    assert held_uploads.held_by(session, make_account(session), token) is None


def test_what_is_no_document_is_refused_at_once(session: Session) -> None:
    with pytest.raises(DocumentError, match="A file must be a PDF"):
        held_uploads.hold(session, make_account(session), "letter.pdf", "application/pdf", b"\x00\x01", NOW)
