"""Who did what, when: read newest first."""

from datetime import timedelta

from sqlmodel import Session

from tests.factories import NOW, advocate_of, make_account, make_case
from tracker.services import audit


def test_entries_of_a_case_come_newest_first(session: Session) -> None:
    case = make_case(session)
    account = advocate_of(session, case)
    audit.record(session, account, case, "later", "", NOW + timedelta(hours=1))
    audit.record(session, None, case, "latest", "", NOW + timedelta(hours=2))
    session.flush()

    found = audit.of_case(session, case)

    assert [entry.action for entry in found[:2]] == ["latest", "later"]
    assert (found[0].account_id, found[1].account_id) == (None, account.id)


def test_what_nobody_did_belongs_to_nobody(session: Session) -> None:
    entry = audit.record(session, None, None, "first link made", "", NOW)

    assert entry.organization_id is None


def test_a_long_detail_is_cut(session: Session) -> None:
    entry = audit.record(session, make_account(session), None, "tried", "x" * 5000, NOW)

    assert len(entry.detail) == 400
